"""Taking what somebody answered on their page: kept as they gave it, and brought to what it is about."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.follow_ups.family_page import find
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyAnswer, FamilyLink
from comms.follow_ups.family_page.landing import Landing, PageAnswer, Why
from comms.follow_ups.family_page.not_taken import NotTaken
from comms.follow_ups.family_page.on_appointment import land_on_appointment
from comms.follow_ups.family_page.on_follow_up import land_on_follow_up
from comms.follow_ups.family_page.on_letter import land_on_letter
from comms.follow_ups.family_page.opening import family, subject_behind, viewer_behind, why_closed
from comms.follow_ups.family_page.subject import APPOINTMENT, LETTER
from comms.follow_ups.family_page.translated import ask_for_english
from comms.follow_ups.family_page.urgent import bring_somebody
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import Refused
from comms.messages.reading import read_text

LONGEST_WORDS = 3000
LAST_HOUR = 23
_K = AnswerKind
# What can be answered about each kind of row.
OFFERED = {
    LETTER: frozenset({_K.READ, _K.CANNOT_READ, _K.WANT_INTERPRETER, _K.OWN_WORDS, _K.TIME, _K.WHY}),
    APPOINTMENT: frozenset({_K.COMING, _K.NOT_COMING, _K.WANT_INTERPRETER, _K.OWN_WORDS, _K.TIME, _K.WHY}),
}
OF_FOLLOW_UP = frozenset({_K.WANT_INTERPRETER, _K.OWN_WORDS, _K.TIME, _K.WHY})


def take_page_answer(session: Session, link_id: UUID, given: PageAnswer, now: datetime) -> FamilyAnswer:
    """Keep an answer, and do with it what the same answer by text or on paper would do. The same once more, after no
    other of its kind, is the one on record.

    Raises ``NotTaken`` for one that says nothing, or is not asked there; ``Refused`` where the page is closed.
    """
    link = session.get_one(FamilyLink, link_id, with_for_update=True, populate_existing=True)
    subject = None if why_closed(session, link, now) else subject_behind(session, link)
    if subject is None:
        raise Refused("This page is closed.", "Ring the office.")
    _check_kind(link, given)
    _check(given, london_date(now))
    viewer = viewer_behind(session, link)
    known = find.answers_about(session, viewer, link.about_kind, link.about_id)
    last = next((one for one in known if (one.person_id, one.kind) == (link.person_id, given.kind)), None)
    if last is not None and (last.words or "", last.detail or {}) == (given.words, given.detail):
        return last
    answer = FamilyAnswer(
        agency_id=link.agency_id, link_id=link.id, person_id=link.person_id, about_kind=link.about_kind,
        about_id=link.about_id, kind=given.kind, language=link.language, at=now, words=given.words or None,
        detail=given.detail or None,
    )  # fmt: skip
    session.add(answer)
    session.flush()
    note(session, family(link), "answer on family page", ("family_link", link.id), now, {"answer": str(answer.id)})
    dangerous = bool(given.words) and read_text(given.words, "", [link.language], london_date(now)).danger
    _land(Landing(session, viewer, link, subject, given, answer, dangerous, now))
    ask_for_english(session, viewer, answer, now)
    session.flush()
    return answer


def _land(case: Landing) -> None:
    if case.dangerous:
        bring_somebody(case)
    if case.link.about_kind == LETTER:
        land_on_letter(case)
    elif case.link.about_kind == APPOINTMENT:
        land_on_appointment(case)
    else:
        land_on_follow_up(case)


def _check_kind(link: FamilyLink, given: PageAnswer) -> None:
    if given.kind not in OFFERED.get(link.about_kind, OF_FOLLOW_UP):
        raise NotTaken("wrong", "This is not asked here.", "Open the page again.")
    if len(given.words) > LONGEST_WORDS:
        raise NotTaken("too_long", "This is too long.", f"Keep it to {LONGEST_WORDS:,} characters.")
    if given.kind == _K.OWN_WORDS and not given.words:
        raise NotTaken("write_first", "There are no words.", "Write what you want to say.")


def _check(given: PageAnswer, today: date) -> None:
    if given.kind == _K.WHY and given.why not in set(Why):
        raise NotTaken("choose_one", "It does not say what stood in the way.", "Choose one of the answers.")
    if given.back_on is not None and given.back_on < today:
        raise NotTaken("no_date", "They cannot be back on a day that is over.", "Look at the date again.")
    if given.kind == _K.TIME and (given.day is None or given.day < today):
        raise NotTaken("choose_when", "It does not say on which day.", "Choose a day.")
    if given.hour is not None and not 0 <= given.hour <= LAST_HOUR:
        raise NotTaken("choose_when", "There is no such hour.", "Choose an hour.")
