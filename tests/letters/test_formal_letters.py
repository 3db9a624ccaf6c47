"""The formal letters about attendance: made from a case alone, by post, in approved words, and asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from letter_samples import VALUES as SAMPLES
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.families.language_need import Interpreter, LanguageNeed, Reads, Source
from comms.families.person import Person, PersonKind
from comms.foundation.errors import NotAllowed, Refused
from comms.letters.actions import LetterAsked, issue_letter
from comms.letters.afterwards import find
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind
from comms.letters.decision import Held
from comms.letters.desk import Desk, WordsOf
from comms.letters.find import letters_about
from comms.letters.left_out.actions import LeavingOut, leave_out
from comms.letters.left_out.exclusion import ExclusionReason
from comms.letters.letter import LetterState
from comms.letters.preparing import Ready, prepare
from comms.letters.reader import LetterWanted, Reader
from comms.letters.templates.source import frame, letter_kinds
from comms.letters.text.as_text import as_text
from comms.translation.catalogues import LookUp, Words, missing_words, plural_rule

FORMAL = ("L08", "L09", "L10", "L11")
DAY = date(2026, 11, 23)
BEREAVED = ExclusionReason.BEREAVEMENT
AN_INTERPRETER = {"key": "interpreter.in_person", "language": "lt"}


@pytest.fixture
def authority(session: Session, now: datetime) -> Agency:
    """A local authority's attendance team."""
    return an_agency(session, now, name="Fenland Council", kind="local_authority")


@pytest.fixture
def officer(session: Session, authority: Agency, now: datetime) -> Viewer:
    """Its legal officer."""
    return viewer_of(a_staff_member(session, authority, now, roles=("attendance legal officer",)))


@pytest.fixture
def child(session: Session, officer: Viewer, now: datetime) -> Person:
    return a_child(session, officer, now)


@pytest.fixture
def parent(session: Session, officer: Viewer, child: Person, now: datetime) -> Person:
    """Her mother, who was asked and reads English."""
    parent = a_parent(session, officer, now, child)
    asked_of(session, officer, parent, now, "en")
    return parent


def asked_of(session: Session, viewer: Viewer, parent: Person, now: datetime, written: str) -> None:
    """What the mother herself said she reads."""
    needed = Interpreter.NOT_NEEDED if written == "en" else Interpreter.NEEDED
    a_need(session, viewer, parent, now, written=written, source=Source.ASKED_PERSON, interpreter=needed)


def values_of(kind: str, **changed: object) -> dict[str, Any]:
    given = {name: value for name, value in SAMPLES[kind].items() if name in letter_kinds()[kind].fields}
    made_by_letters = {"recipient", "child", "language_in_english", "interpreter"}
    return {name: value for name, value in (given | changed).items() if name not in made_by_letters or name in changed}


def asked(kind: str, parent: Person, child: Person, **changed: Any) -> LetterAsked:
    return LetterAsked(kind, parent.id, child.id, values_of(kind), **({"cleared": True} | changed))


@pytest.mark.parametrize("kind", FORMAL)
def test_a_formal_letter_is_refused_where_no_case_cleared_it(
    session: Session, officer: Viewer, parent: Person, child: Person, now: datetime, kind: str
) -> None:
    with pytest.raises(Refused, match=f"{kind} is made from a formal case"):
        issue_letter(session, officer, asked(kind, parent, child, cleared=False), now)
    assert not letters_about(session, officer, parent.id)


@pytest.mark.parametrize("kind", FORMAL)
def test_a_cleared_one_goes_by_post_and_is_to_be_asked_about(
    session: Session, officer: Viewer, parent: Person, child: Person, now: datetime, kind: str
) -> None:
    letter = issue_letter(session, officer, asked(kind, parent, child), now)
    assert (letter.state, letter.channel, letter.draft) == (LetterState.ISSUED, "post", False), letter.why
    assert letter.check_by is not None
    assert [one.letter.id for one in find.unchecked(session, officer, DAY).letters] == [letter.id]


def test_it_takes_somebody_who_may_issue_legal_letters(
    session: Session, authority: Agency, parent: Person, child: Person, now: datetime
) -> None:
    colleague = viewer_of(a_staff_member(session, authority, now, roles=("attendance officer",)))
    with pytest.raises(NotAllowed):
        issue_letter(session, colleague, asked("L08", parent, child), now)


@pytest.mark.parametrize("kind", ["L10", "L11"])
def test_only_the_authority_says_how_a_notice_stands_and_invites_to_an_interview(
    session: Session, school: Agency, now: datetime, kind: str
) -> None:
    head = viewer_of(a_staff_member(session, school, now, roles=("head teacher",)))
    child = a_child(session, head, now)
    parent = a_parent(session, head, now, child)
    asked_of(session, head, parent, now, "en")
    letter = issue_letter(session, head, asked(kind, parent, child), now)
    assert (letter.state, letter.reason) == (LetterState.HELD, "may_not_issue")


def test_a_language_that_was_never_asked_holds_it(
    session: Session, officer: Viewer, child: Person, now: datetime
) -> None:
    parent = a_parent(session, officer, now, child)
    a_need(session, officer, parent, now, written="en")
    letter = issue_letter(session, officer, asked("L08", parent, child), now)
    assert (letter.state, letter.reason) == (LetterState.HELD, "need_not_confirmed")


@pytest.mark.parametrize("kind", FORMAL)
@pytest.mark.parametrize("address", [(), ("12 Elm Road", "Wisbech")])
def test_what_post_does_not_reach_is_held_and_an_invitation_is_handed_over(
    session: Session, officer: Viewer, child: Person, now: datetime, kind: str, address: tuple[str, ...]
) -> None:
    parent = a_parent(session, officer, now, child, address=address)
    asked_of(session, officer, parent, now, "en")
    letter = issue_letter(session, officer, asked(kind, parent, child), now)
    if kind == "L11":
        assert (letter.state, letter.channel) == (LetterState.ISSUED, "hand"), letter.why
        return
    assert (letter.state, letter.reason) == (LetterState.HELD, "no_address")
    assert letter.remedy == "Ask for their address and record it, then make the letter again."
    assert "handed over" not in (letter.why or "")


@pytest.mark.parametrize("kind", ["L08", "L09", "L11"])
def test_a_family_left_out_of_attendance_letters_gets_no_formal_one(
    session: Session, officer: Viewer, parent: Person, child: Person, now: datetime, kind: str
) -> None:
    leave_out(session, officer, child.id, LeavingOut(BEREAVED, DAY, date(2026, 12, 11)), now)
    with pytest.raises(Refused, match="No attendance letters until 11 December 2026"):
        issue_letter(session, officer, asked(kind, parent, child), now)


def test_how_a_notice_stands_is_told_all_the_same(
    session: Session, officer: Viewer, parent: Person, child: Person, now: datetime
) -> None:
    leave_out(session, officer, child.id, LeavingOut(BEREAVED, DAY, date(2026, 12, 11)), now)
    assert issue_letter(session, officer, asked("L10", parent, child), now).state == LetterState.ISSUED


def prepared(kind: str, look_up: WordsOf, /, **given: Any) -> Ready | Held:
    """A letter of the council to a mother who reads Lithuanian and was asked."""
    need = LanguageNeed(
        person_id=uuid4(), spoken=["lt"], written="lt", reads=Reads.WELL, interpreter=Interpreter.NEEDED,
        source=Source.ASKED_PERSON, given_code="", format="",
    )  # fmt: skip
    rasa = Person(kind=PersonKind.PARENT, title="", given_name="Rasa", family_name="Kazlauskienė")
    ugne = Person(kind=PersonKind.CHILD, title="", given_name="Ugnė", family_name="Kazlauskaitė")
    council = Agency(
        name="Fenland Council", kind="local_authority", address=["Fenland Hall", "March", "PE15 8NQ"],
        telephone="01632 960 300", email="", contact_name="", hours="hours.weekdays", opens=time(8, 30),
        closes=time(16), letter_settings={},
    )  # fmt: skip
    reader = Reader(rasa, need, ("12 Elm Road", "Wisbech", "PE13 1AA"), None)
    values = values_of(kind) | ({"interpreter": AN_INTERPRETER} if kind == "L11" else {})
    wanted = LetterWanted(kind, reader, ugne, DAY, values, **({"cleared": True} | given))
    return prepare(Desk(council, look_up), wanted, "K7M3-92QX")


def as_drafts(tag: str) -> LookUp:
    """A language in which every sentence has words, and nobody approved them: here those of the English."""

    def look_up(context: str, text: str, plural: str | None = None) -> Words:
        forms = text if plural is None else (plural,) * plural_rule(tag)[0]
        return replace(missing_words(tag, context, text, plural), text=forms, draft=True, missing=False)

    return look_up


def as_missing(tag: str) -> LookUp:
    """A language without any words."""
    return lambda context, text, plural=None: missing_words(tag, context, text, plural)


@pytest.mark.parametrize("kind", FORMAL)
def test_without_its_case_it_is_held_wherever_it_is_prepared(kind: str) -> None:
    held = prepared(kind, as_drafts, cleared=False, draft_because="Read aloud tomorrow.")
    assert isinstance(held, Held)
    assert held.reason == "not_cleared"
    assert "formal case" in held.why


@pytest.mark.parametrize("kind", FORMAL)
@pytest.mark.parametrize("because", ["", "  "])
def test_unapproved_words_hold_it_where_nobody_says_why_they_may_go(kind: str, because: str) -> None:
    held = prepared(kind, as_drafts, draft_because=because)
    assert isinstance(held, Held)
    assert held.reason == "not_approved"


@pytest.mark.parametrize("kind", FORMAL)
def test_a_released_draft_says_in_both_languages_that_it_is_one(kind: str) -> None:
    ready = prepared(kind, as_drafts, draft_because="An interpreter reads it aloud on 26 November.")
    assert isinstance(ready, Ready), ready
    assert ready.letter.draft
    assert as_text(ready.paper).count(frame()["draft"].text) == 2
    assert "reads it aloud" not in as_text(ready.paper), "why it may go is not for its reader"


@pytest.mark.parametrize("kind", FORMAL)
def test_words_that_do_not_exist_go_nowhere_even_when_released(kind: str) -> None:
    held = prepared(kind, as_missing, draft_because="An interpreter reads it aloud on 26 November.")
    assert isinstance(held, Held)
    assert held.reason == "no_translation"


def test_one_phrase_alone_that_nobody_approved_holds_a_penalty_notice() -> None:
    def look_up(context: str, text: str, plural: str | None = None) -> Words:
        return replace(as_drafts("lt")(context, text, plural), draft=context == "legal phrase" and "{reduced}" in text)

    held = prepared("L09", lambda _: look_up)
    assert isinstance(held, Held)
    assert (held.reason, held.why) == ("not_approved", "Nobody qualified has approved every phrase of this letter.")
    assert isinstance(prepared("L09", lambda _: look_up, draft_because="It is read aloud."), Ready)


@pytest.mark.parametrize(
    ("kind", "values"),
    [("L05", {}), ("L08", {"cleared": True}), ("L09", {"cleared": True}), ("L10", {"cleared": True}),
     ("L11", {"cleared": True})],
)  # fmt: skip
def test_nobody_decides_that_its_reader_is_not_asked(
    session: Session, officer: Viewer, parent: Person, child: Person, now: datetime, kind: str, values: dict[str, Any]
) -> None:
    letter = issue_letter(session, officer, LetterAsked(kind, parent.id, child.id, values_of(kind), **values), now)
    assert letter.state == LetterState.ISSUED, letter.why
    given = EventGiven(EventKind.NOT_CHECKED, DAY, because="Nobody answered the telephone.")
    with pytest.raises(Refused, match="stays on the list") as caught:
        record_event(session, officer, letter.id, given, now)
    assert "in their own words" in caught.value.remedy
    assert find.count_unchecked(session, officer, DAY) == (1, 0)
    own = EventGiven(EventKind.UNDERSTOOD, DAY, language="en", through="a language they share",
                     said="I ring the school when she is ill, and I come on Tuesday.")  # fmt: skip
    record_event(session, officer, letter.id, own, now)
    assert find.count_unchecked(session, officer, DAY) == (0, 0)


def test_of_another_letter_somebody_may_still_say_that_nobody_asks(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en")
    letter = a_letter(session, viewer, now, parent, "L13", child, **values_of("L13"))
    record_event(session, viewer, letter.id, EventGiven(EventKind.NOT_CHECKED, DAY, because="They came in."), now)
    assert find.count_unchecked(session, viewer, DAY) == (0, 0)
