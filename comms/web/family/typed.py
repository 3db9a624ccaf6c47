"""What somebody typed on a family's page: figures of any script, a birth date, a code, an answer."""

from __future__ import annotations

import unicodedata
from datetime import date

from comms.follow_ups.family_page.family_link import AnswerKind
from comms.follow_ups.family_page.landing import PageAnswer, Why
from comms.follow_ups.family_page.opening import Secrets
from comms.foundation.errors import BadInput
from comms.web.forms import Form

# Before that nobody was born who reads this; a year of another calendar, as 1392, is no date and costs no try.
FIRST_YEAR = 1900
ANY_TIME = "any"


def figures(text: str) -> str:
    """The figures in a text as 0 to 9, whichever script they are in ("۱۲", "१२"); whatever else stands there is left
    out, as people put blanks and dots between them."""
    return "".join(str(one) for letter in text if (one := unicodedata.decimal(letter, None)) is not None)


def read_secrets(form: Form) -> Secrets:
    """The birth date and the code as they were typed."""
    return Secrets(_date(form, ""), figures(form.line("code")))


def read_page_answer(form: Form) -> PageAnswer:
    """The answer that was given. Raises ``BadInput`` for one that is none of ours."""
    name = form.text("answer")
    if name not in AnswerKind.__members__:
        raise BadInput("This is not asked here.", "Open the page again.")
    kind, words = AnswerKind[name], form.text("words") if name in {"OWN_WORDS", "WHY"} else ""
    if kind == AnswerKind.TIME:
        return PageAnswer(kind, day=_iso(form.text("on_day")), hour=_hour(form.text("after")))
    if kind == AnswerKind.WHY:
        why = form.text("why")
        return PageAnswer(kind, words, why=why, back_on=_date(form, "back_") if why == Why.ABROAD else None)
    return PageAnswer(kind, words)


def _date(form: Form, prefix: str) -> date | None:
    parts = [figures(form.line(f"{prefix}{name}")) for name in ("year", "month", "day")]
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
    if text == ANY_TIME or not text:
        return None
    if not text.isdecimal():
        raise BadInput("There is no such hour.", "Choose an hour.")
    return int(text)
