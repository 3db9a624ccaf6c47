"""What somebody typed on a family's page: figures of any script, a birth date, a code, an answer."""

from __future__ import annotations

import unicodedata
from datetime import date

from comms.follow_ups.family_page.family_link import AnswerKind
from comms.follow_ups.family_page.landing import PageAnswer, Why
from comms.follow_ups.family_page.not_taken import NotTaken
from comms.follow_ups.family_page.opening import CODE_LETTERS, Secrets, Tried
from comms.web.forms import Form

# Before that nobody was born who reads this; a year of another calendar, as 1392, is no date and costs no try.
FIRST_YEAR = 1900
ANY_TIME = "any"
PARTS = ("year", "month", "day")


def figures(text: str) -> str:
    """The figures in a text as 0 to 9, whichever script they are in ("۱۲", "१२"); whatever else stands there is left
    out, as people put blanks and dots between them."""
    return "".join(str(one) for letter in text if (one := unicodedata.decimal(letter, None)) is not None)


def read_secrets(form: Form) -> Secrets:
    """The birth date and the code as they were typed."""
    return Secrets(_date(form, ""), figures(form.line("code")))


def read_page_answer(form: Form) -> PageAnswer:
    """The answer that was given. Raises ``NotTaken`` for one that is none of ours, and for a date or an hour that is
    none."""
    name = form.text("answer")
    if name not in AnswerKind.__members__:
        raise NotTaken("wrong", "This is not asked here.", "Open the page again.")
    kind, words = AnswerKind[name], form.text("words") if name in {"OWN_WORDS", "WHY"} else ""
    if kind == AnswerKind.TIME:
        return PageAnswer(kind, day=_iso(form.text("on_day")), hour=_hour(form.text("after")))
    if kind == AnswerKind.WHY:
        why = form.text("why")
        return PageAnswer(kind, words, why=why, back_on=_back_on(form) if why == Why.ABROAD else None)
    return PageAnswer(kind, words)


def fault_of(came: Tried, given: Secrets, *, code_is_good: bool) -> dict[str, str]:
    """What was wrong with an attempt to open a page: the field, and the key of the page's words for it. Of two things
    that could have been right it never says which was not; what can never be right says so by itself."""
    if came != Tried.NOT_READ:
        return {"code": "wrong"}
    if not code_is_good:
        return {"code": "code_over"}
    faults = {"day": "no_date"} if given.born is None else {}
    if len(given.code) != CODE_LETTERS:
        faults["code"] = "six_figures"
    return faults or {"code": "wrong"}


def field_of(form: Form, words: str = "") -> str:
    """The field of the page that an answer belongs to, or what was wrong with it."""
    fields = {"choose_one": "why_work", "no_date": "back_day", "choose_when": "on_day"}
    name = form.text("answer")
    if name == AnswerKind.TIME.name:
        return "on_day"
    return fields.get(words) or (name if name in AnswerKind.__members__ else "answer")


def _back_on(form: Form) -> date | None:
    day = _date(form, "back_")
    if day is None and any(form.text(f"back_{name}") for name in PARTS):
        raise NotTaken("no_date", "There is no such date.", "Look at the date again.")
    return day


def _date(form: Form, prefix: str) -> date | None:
    parts = [figures(form.line(f"{prefix}{name}")) for name in PARTS]
    if not all(parts) or any(len(one) > 4 for one in parts):
        return None
    year, month, day = (int(one) for one in parts)
    try:
        return date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _hour(text: str) -> int | None:
    if text == ANY_TIME:
        return None
    if not text.isdecimal():
        raise NotTaken("choose_when", "There is no such hour.", "Choose an hour.")
    return int(text)
