"""What each formal letter says, put together from what is known of the case and the little that a person chooses.

The values are in the shapes that letters take: days as ISO texts, phrases by their keys. Amounts and days come from the
dated data of penalties; nothing here is a figure of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from comms.formal.code.terms import Officer
from comms.formal.ledger.find import KeptNotice
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.penalties.dates import check_time_to_improve, pay_by, presumed_served
from comms.formal.penalties.standing import PENCE, NoticeStanding, stage_for
from comms.formal.penalties.terms import Terms, rules_on, terms_for
from comms.formal.steps.known import Known
from comms.formal.steps.offence_lines import help_lines, offence_lines
from comms.foundation.clock import LONDON, london_date
from comms.foundation.errors import BadInput, Refused
from comms.letters.templates.kind import Phrase

Chosen = Mapping[str, Any]
Values = dict[str, object]

SAMPLE_NUMBER = "SAMP-LE22"


class BadChoice(BadInput):
    """Something that must be chosen for a letter is missing or not right: ``problems`` says by field what."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Money:
    """What a notice issued on a day asks, and until when: it counts as served on ``served``."""

    issued_on: date
    stage: int
    terms: Terms
    served: date

    @property
    def phrase(self) -> Values:
        """The same as the letter's phrase says it."""
        terms, rules = self.terms, rules_on(self.issued_on)
        full_by = pay_by(self.served, terms.full_days, rules)
        said: Values = {"full": f"£{terms.full}", "full_by": full_by.isoformat()}
        if terms.reduced is None or terms.reduced_days is None:
            return {"key": "stage.second", **said}
        reduced_by = pay_by(self.served, terms.reduced_days, rules).isoformat()
        return {"key": "stage.first", **said, "reduced": f"£{terms.reduced}", "reduced_by": reduced_by}


def values_of(kind: str, known: Known, chosen: Chosen, phrases: Mapping[str, Phrase], number: str) -> Values:
    """The values of a letter of this kind. ``number`` is that of the penalty notice an L09 is.

    Raises ``BadChoice`` naming each thing that must be chosen and is not, or cannot be.
    """
    return _VALUES[kind](known, chosen, phrases, number)


def money_of(known: Known, posting: date, post_class: str) -> Money:
    """What a notice posted on a day asks. Raises ``BadChoice`` where no notice can be issued any more."""
    stage, rules = stage_for(known.notice_days, known.on), rules_on(known.on)
    if stage is None:
        raise BadChoice({"posting": f"There were {rules.most_notices.value} notices within "
                         f"{rules.within_years.value} years, so no further one can be issued."})  # fmt: skip
    return Money(known.on, stage, terms_for(stage, known.on), presumed_served(posting, post_class, rules))


def time_to_improve(on: date) -> tuple[date, date]:
    """The time that a Notice to Improve of today would give, unless somebody chooses another: it begins when first
    class post should have brought it, and is the longest that the framework allows."""
    starts = presumed_served(on, "first")
    return starts, starts + timedelta(weeks=rules_on(starts).improve_weeks_most.value, days=-1)


def _agreement(_: Known, chosen: Chosen, __: Mapping[str, Phrase], ___: str) -> Values:
    return {name: chosen[name] for name in ("from", "to", "review_on", "ours", "yours", "interpreter")
            if chosen.get(name)}  # fmt: skip


def _to_improve(known: Known, chosen: Chosen, phrases: Mapping[str, Phrase], _: str) -> Values:
    starts, ends = _day(chosen, "starts"), _day(chosen, "ends")
    arrives = presumed_served(known.on, "first")
    if starts < arrives:
        raise BadChoice({"starts": f"The letter has not come by then. Let it begin on {arrives:%-d %B %Y} or later."})
    try:
        check_time_to_improve(starts, ends)
    except BadInput as fault:
        raise BadChoice({"ends": str(fault)}) from fault
    counted = known.counted_for("L08")
    return {
        "school": known.school,
        "from": counted.first.isoformat(),
        "to": counted.last.isoformat(),
        "possible": counted.possible,
        "missed": counted.missed,
        "unauthorised": counted.unauthorised,
        "offences": offence_lines(counted, known.marks_counted("L08")),
        "given": help_lines(known.given_help, phrases),
        "support": chosen.get("support") or [],
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "improve": chosen.get("improve") or [],
        "early": chosen.get("early") or [],
    }


def _penalty(known: Known, chosen: Chosen, _: Mapping[str, Phrase], number: str) -> Values:
    posting = _day(chosen, "posting")
    if posting < known.on:
        raise BadChoice({"posting": "This day is over. Give the day on which it will be posted."})
    post_class = str(chosen.get("post_class", ""))
    if post_class not in rules_on(known.on).post:
        raise BadChoice({"post_class": "Say how it will be posted."})
    money, counted = money_of(known, posting, post_class), known.counted_for("L09")
    officer = _officer(known, chosen)
    said: Values = {
        "recipient_address": ", ".join(known.parent.address or ()),
        "child_address": ", ".join(known.child.address or known.parent.address or ()),
        "school": known.school,
        "notice": number,
        "from": (counted.first_day or counted.first).isoformat(),
        "to": (counted.last_day or counted.last).isoformat(),
        "offences": offence_lines(counted, known.marks_counted("L09")),
        "stage": money.phrase,
        "served": money.served.isoformat(),
        "pay": _pay(known),
        "officer": officer.name,
        "officer_role": officer.role,
        "authority": known.terms.authority if known.terms else "",
        "authority_address": known.terms.address if known.terms else "",
    }
    if known.warned is not None and known.warned.made_on < known.on:
        said["warned_on"] = known.warned.made_on.isoformat()
    return said


def _about_notice(known: Known, chosen: Chosen, _: Mapping[str, Phrase], __: str) -> Values:
    kept = known.kept(_id(chosen.get("notice_id")))
    if kept is None:
        raise BadChoice({"notice_id": "There is no penalty notice in this case."})
    stands = kept.standing(known.on)
    now = how_it_stands(stands, known.on)
    said: Values = {
        "notice": kept.notice.reference,
        "issued_on": kept.notice.issued_on.isoformat(),
        "now": now,
        "next": chosen.get("next") or what_comes_next(stands, known.on),
        "authority": known.terms.authority if known.terms else "",
    }
    if stands.state == "withdrawn":
        because = _withdrawn_because(kept)
        return said | ({"because": f"withdrawn_because.{because}"} if because else {})
    return said | {"pay": _pay(known)}


def how_it_stands(stands: NoticeStanding, on: date) -> Values:
    """The phrase that says how a notice stands. Raises ``BadChoice`` for one of which there is nothing to write."""
    if stands.state == "withdrawn":
        return {"key": "notice_now.withdrawn"}
    if stands.state in {"paid", "prosecuted"} or stands.full_by is None:
        raise BadChoice({"notice_id": "This notice is paid, at court, or was not received yet, so there is nothing to "
                         "remind of."})  # fmt: skip
    full = {"full": _pounds(stands.terms.full * PENCE - stands.paid_total), "full_by": stands.full_by.isoformat()}
    if on > stands.full_by:
        return {"key": "notice_now.over", **full}
    if stands.terms.reduced is not None and stands.reduced_by is not None and on <= stands.reduced_by:
        reduced = _pounds(stands.terms.reduced * PENCE - stands.paid_total)
        return {"key": "notice_now.unpaid_reduced", **full, "reduced": reduced,
                "reduced_by": stands.reduced_by.isoformat()}  # fmt: skip
    return {"key": "notice_now.unpaid", **full}


def what_comes_next(stands: NoticeStanding, on: date) -> list[object]:
    """What an L10 says comes next, unless somebody chooses otherwise."""
    if stands.state == "withdrawn":
        back = ["notice_next.money_back"] if stands.paid_total else []
        return ["notice_next.nothing_to_do", *back, "notice_next.help"]
    cannot = ["notice_next.cannot_pay"] if stands.full_by is not None and on <= stands.full_by else []
    return ["notice_next.decide", *cannot, "notice_next.help"]


def _interview(known: Known, chosen: Chosen, _: Mapping[str, Phrase], __: str) -> Values:
    wanted = _id(chosen.get("appointment_id"))
    there = next((one for one in known.coming if one.id == wanted), None)
    if there is None:
        raise BadChoice({"appointment_id": "Choose the appointment at which they are to be heard."})
    starts, counted = there.starts_at.astimezone(LONDON), known.counted_for("L11")
    if not counted.sessions:
        raise Refused(
            "No session without authorisation is left that an interview could be about.",
            "Go on with support. Nobody is asked about what did not happen, or what was settled.",
        )
    officer = _officer(known, chosen)
    said: Values = {
        "school": known.school,
        "from": (counted.first_day or counted.first).isoformat(),
        "to": (counted.last_day or counted.last).isoformat(),
        "section": chosen.get("section") or "",
        "day": london_date(there.starts_at).isoformat(),
        "at": f"{starts:%H:%M}",
        "place": _place(known, there.place_id),
        "officer": officer.name,
        "authority": known.terms.authority if known.terms else known.agency.name,
    }
    held = next((one for one in known.booked if one.appointment.id == there.id), None)
    if held is not None:
        how = "in_person" if held.request.mode == "in person" else "telephone"
        said["interpreter"] = {"key": f"interpreter.{how}", "language": held.request.language}
    return said


def _place(known: Known, place_id: UUID | None) -> str:
    name = known.places.get(place_id) if place_id else None
    if name is None:
        raise BadChoice(
            {"appointment_id": "This appointment is at none of your places. An interview is at one of them."}
        )
    return name


def _pay(known: Known) -> list[object]:
    """How and where to pay. Raises ``Refused`` where the authority has not put it on record: nobody is asked to pay who
    is not told how."""
    if known.terms is None or not known.terms.pay:
        raise Refused(
            "The authority has not put on record how a penalty is paid.",
            "An administrator of the authority adds it under “Local code”; then make the letter.",
        )
    return [dict(way) for way in known.terms.pay]


def _officer(known: Known, chosen: Chosen) -> Officer:
    wanted = chosen.get("officer")
    return next((one for one in known.officers if one.name == wanted), known.officers[0])


def _withdrawn_because(kept: KeptNotice) -> str:
    rows: Iterable[Any] = (one for one in reversed(kept.entries) if one.id not in kept.mistaken)
    return next((str(one.detail.get("ground", "")) for one in rows if one.kind == LedgerKind.WITHDRAWN), "")


def _pounds(pence: int) -> str:
    return f"£{pence // PENCE}" if pence % PENCE == 0 else f"£{pence / PENCE:.2f}"


def _day(chosen: Chosen, name: str) -> date:
    try:
        return date.fromisoformat(str(chosen.get(name, "")))
    except ValueError as fault:
        raise BadChoice({name: "Give the day, like 2026-11-23."}) from fault


def _id(given: object) -> UUID | None:
    try:
        return UUID(str(given)) if given else None
    except ValueError:
        return None


_VALUES: Mapping[str, Callable[[Known, Chosen, Mapping[str, Phrase], str], Values]] = {
    "L05": _agreement,
    "L08": _to_improve,
    "L09": _penalty,
    "L10": _about_notice,
    "L11": _interview,
}
