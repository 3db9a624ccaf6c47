"""What an answer on a family's page becomes in the follow-up it is about: the same as if it had come by text."""

from __future__ import annotations

from datetime import date

from comms.bookings.absences.absence import ToldHow
from comms.follow_ups.answering import AnswerGiven, take_answer
from comms.follow_ups.case import Case
from comms.follow_ups.family_page.family_link import AnswerKind
from comms.follow_ups.family_page.landing import Landing, PageAnswer, Why
from comms.follow_ups.moving import lock
from comms.foundation.errors import NotFound
from comms.messages.reading import Meaning, Reading

ABOUT = "family_answer"


def land_on_follow_up(case: Landing) -> None:
    """Take the answer into the follow-up. Raises ``Refused`` where somebody has closed it meanwhile."""
    row = case.subject.follow_up
    if row is None:
        raise NotFound("There is no such follow-up.")
    in_hand = Case(case.session, case.viewer, lock(case.session, row), case.now)
    reading = as_reading(case.given, case.link.language, case.today, dangerous=case.dangerous)
    about = (ABOUT, case.answer.id)
    take_answer(in_hand, AnswerGiven(reading, about, case.given.words, ToldHow.PAGE))


def as_reading(given: PageAnswer, language: str, today: date, *, dangerous: bool = False) -> Reading:
    """The answer as the reading of a text would have it. What was chosen is sure; what was written is not read here,
    but a word of danger goes before everything."""
    option = Why.INTERPRETER if given.kind == AnswerKind.WANT_INTERPRETER else given.why
    back_on = given.back_on if given.back_on is None or given.back_on >= today else None
    meaning = Meaning.TIME if given.kind == AnswerKind.TIME else Meaning.OPTION if option else Meaning.UNREAD
    return Reading(
        Meaning.DANGER if dangerous else meaning, option, given.hour, given.day, back_on, language,
        sure=not dangerous and meaning != Meaning.UNREAD, danger=dangerous,
    )  # fmt: skip
