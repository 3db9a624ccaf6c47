"""The form about being reached safely: what is on record as answers, and the answers as what is to be recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from comms.families.contact_point import ContactPoint, ReadBy, SafeContact, Safety
from comms.families.reaching_hours import read_reaching, week_of
from comms.foundation.errors import BadInput
from comms.web.forms import Form, Known
from comms.web.interpreters.when import read_time

POST_ANSWERS = {"yes": True, "no": False, "not asked": None}
WEEKS = {"": "Every week", "0": "Only in the first week of their shifts", "1": "Only in the second week"}
THIS_WEEK = {"0": "This week is the first", "1": "This week is the second"}
# The times somebody can be reached: as many as are on record and one more, but never fewer than two nor more than this.
MOST_TIMES = 6


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, ready to be recorded."""

    flagged: bool
    post_is_safe: bool | None
    quiet_from: str | None
    quiet_to: str | None
    alias: bool
    hours: list[dict[str, Any]]
    note: str


def answers_of(known: SafeContact | None, points: Iterable[ContactPoint], today: date) -> dict[str, Known]:
    """The answers on record, by the names of their fields."""
    answers: dict[str, Known] = {"post": "not asked"}
    if known is not None:
        answers |= {
            "flagged": "yes" if known.flagged else "no",
            "post": {answer: word for word, answer in POST_ANSWERS.items()}[known.post_is_safe],
            "quiet_from": known.quiet_from or "", "quiet_to": known.quiet_to or "", "alias": known.alias,
            "note": known.note or "",
        }  # fmt: skip
        answers |= _answered_hours(known.hours or (), today)
    for point in points:
        answers |= {str(point.id): point.safety, read_name(point): point.read_by}
    return answers


def _answered_hours(hours: Sequence[dict[str, Any]], today: date) -> dict[str, Known]:
    answers: dict[str, Known] = {}
    for number, one in enumerate((one for one in hours if "anchor" not in one), start=1):
        week = one.get("week")
        answers |= {
            f"days_{number}": [str(day) for day in one["days"]], f"from_{number}": one["from"],
            f"to_{number}": one["to"], f"week_{number}": "" if week is None else str(week),
        }  # fmt: skip
    for one in hours:
        if "anchor" in one:
            answers["this_week"] = str(week_of(today, date.fromisoformat(one["anchor"])))
    return answers


def times_asked(form: Form) -> range:
    """The numbers of the times the form asks for."""
    filled = [number for number in range(1, MOST_TIMES + 1) if form.text(f"from_{number}")]
    return range(1, min(MOST_TIMES, max(2, len(filled) + 1)) + 1)


def read_name(point: ContactPoint) -> str:
    """The name of the field that says who reads what comes to a number or address."""
    return f"read-{point.id}"


def read_said(form: Form, today: date) -> Said:
    """What the form says; what is wrong is noted at its field."""
    flagged = form.chosen("flagged", {"yes", "no"}, "Say whether somebody in or near the home may be a danger.")
    post = form.chosen("post", POST_ANSWERS, "Say whether post is safe, or that nobody has asked.")
    quiet = [_typed(form, name) for name in ("quiet_from", "quiet_to")]
    hours = [one for number in range(1, MOST_TIMES + 1) if (one := _time(form, number)) is not None]
    if any("week" in one for one in hours):
        this_week = form.chosen("this_week", THIS_WEEK, "Say which of their two weeks this week is.")
        hours.append({"anchor": _first_monday(today, this_week).isoformat()})
    said = Said(
        flagged == "yes", POST_ANSWERS.get(post), quiet[0], quiet[1], form.ticked("alias"), hours, form.text("note")
    )
    if not form.errors:
        try:
            read_reaching(said.quiet_from, said.quiet_to, said.hours)
        except BadInput as fault:
            form.refused(fault, "quiet_from")
    return said


def read_ways(form: Form, points: Iterable[ContactPoint]) -> list[tuple[ContactPoint, Safety, ReadBy | None]]:
    """What the form says of each number or address. One it says nothing of keeps the answer it has."""
    told = []
    for point in (one for one in points if form.text(str(one.id))):
        safety = form.chosen(str(point.id), set(Safety), "Say whether this way is safe.")
        read_by = form.text(read_name(point)) and form.chosen(
            read_name(point), set(ReadBy), "Say who reads what comes there, or that nobody has asked."
        )
        if not form.errors:
            told.append((point, Safety(safety), ReadBy(read_by) if read_by else None))
    return told


def _time(form: Form, number: int) -> dict[str, Any] | None:
    """One time they can be reached; None where the form says nothing of it."""
    days, names = form.many(f"days_{number}"), (f"from_{number}", f"to_{number}")
    if not days and not any(form.line(name) for name in names):
        return None
    chosen = sorted({int(day) for day in days if day in set("0123456")})
    if not chosen:
        form.wrong(f"days_{number}", "Choose the days on which this time holds.")
    begins, ends = (_typed(form, name, missing=True) for name in names)
    # Midnight as an end is the end of the day.
    ends = "24:00" if ends == "00:00" and begins != ends else ends
    found: dict[str, Any] = {"days": chosen, "from": begins, "to": ends}
    if begins is not None and begins == ends:
        form.wrong(f"to_{number}", "This time begins and ends at once. Give two times that differ.")
    week = form.chosen(f"week_{number}", WEEKS, "Say in which weeks this time holds.")
    return found | ({"week": int(week)} if week in THIS_WEEK else {})


def _typed(form: Form, name: str, *, missing: bool = False) -> str | None:
    """A time of the day as it is recorded, "08:00"; None where nothing was typed and that is right, or what was is
    wrong."""
    if form.line(name) == "24:00":
        return "24:00"
    if not form.line(name) and not missing:
        return None
    at = read_time(form, name)
    return f"{at:%H:%M}" if at is not None else None


def _first_monday(today: date, this_week: str) -> date:
    """The Monday of a first week of their shifts."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(days=7) if this_week == "1" else monday
