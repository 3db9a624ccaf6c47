"""Translations people here wrote: drafts in their agency until somebody else approves them, then for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import BadInput, NotAllowed, Refused
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.catalogues import Catalogue, Words
from comms.translation.find import newer_drafts, words, written_here

OURS = "We can lend your child a bicycle."
PLURAL = ("Your child missed {days} school day.", "Your child missed {days} school days.")
PACKAGED = "Dear parent or carer,"


def _approver(session: Session, school: Agency, now: datetime, name: str) -> Viewer:
    email = f"{name.partition(' ')[0].lower()}@fenedge.example"
    return viewer_of(
        add_staff(
            session, school, name, email, ["translation approver"],
            now=now, qualification="DPSI Lithuanian, 2019", qualified_in=["lt"],
        )
    )  # fmt: skip


@pytest.fixture
def author(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who translates and may approve others' Lithuanian."""
    return _approver(session, school, now, "Jurgita Petraitė")


@pytest.fixture
def approver(session: Session, school: Agency, now: datetime) -> Viewer:
    """Another one."""
    return _approver(session, school, now, "Rimas Jonaitis")


def _given(*forms: str, source: str = OURS, plural: str | None = None) -> WordsGiven:
    return WordsGiven("lt", "phrase", source, plural, forms)


def test_what_somebody_wrote_is_a_draft_in_their_own_agency_and_nowhere_else(
    session: Session, author: Viewer, now: datetime
) -> None:
    write_translation(session, author, _given("Galime paskolinti vaikui dviratį."), now)
    found = words(session, "lt", author.agency_id)("phrase", OURS, None)
    assert (found.text, found.draft, found.missing) == ("Galime paskolinti vaikui dviratį.", True, False)
    other = an_agency(session, now, "Other School")
    assert words(session, "lt", other.id)("phrase", OURS, None).missing
    assert words(session, "lt")("phrase", OURS, None).missing
    assert words(session, "pl", author.agency_id)("phrase", OURS, None).missing


def test_once_somebody_else_approves_it_everybody_is_served(
    session: Session, author: Viewer, approver: Viewer, now: datetime
) -> None:
    write_translation(session, author, _given("Galime paskolinti vaikui dviratį."), now)
    draft = words(session, "lt", author.agency_id)("phrase", OURS, None)
    with pytest.raises(Refused, match="You wrote the words"):
        approve_words(session, author, [draft], now)
    assert approve_words(session, approver, [draft], now) == 1
    session.flush()
    assert not words(session, "lt")("phrase", OURS, None).draft


def test_a_newer_draft_never_takes_the_place_of_approved_words(
    session: Session, author: Viewer, approver: Viewer, now: datetime
) -> None:
    packaged = Catalogue.of("lt").look_up("L12", PACKAGED)
    assert not packaged.missing
    given = WordsGiven("lt", "L12", PACKAGED, None, ("Mieli tėvai ar globėjai,",))
    write_translation(session, author, given, now)
    look_up = words(session, "lt", author.agency_id)
    assert look_up("L12", PACKAGED).text == "Mieli tėvai ar globėjai,", "of two drafts the newest of our own counts"
    approve_words(session, approver, [packaged], now)
    session.flush()
    assert words(session, "lt", author.agency_id)("L12", PACKAGED).text == packaged.text
    approve_words(session, approver, [look_up("L12", PACKAGED)], now)
    session.flush()
    write_translation(session, author, WordsGiven("lt", "L12", PACKAGED, None, ("Gerbiami tėveliai,",)), now)
    found = words(session, "lt", author.agency_id)("L12", PACKAGED)
    assert (found.text, found.draft) == ("Mieli tėvai ar globėjai,", False)


def test_the_newest_draft_of_ones_own_agency_waits_until_newer_words_are_approved(
    session: Session, author: Viewer, approver: Viewer, now: datetime
) -> None:
    def write(by: Viewer, text: str, minutes: int) -> Words:
        given, at = WordsGiven("lt", "L12", PACKAGED, None, (text,)), now + timedelta(minutes=minutes)
        row = write_translation(session, by, given, at)
        return replace(packaged, text=text, translation_hash=row.translation_hash)

    def waiting(by: Viewer) -> list[str | tuple[str, ...]]:
        return [one.text for one in newer_drafts(session, by, "lt").values()]

    packaged = Catalogue.of("lt").look_up("L12", PACKAGED)
    message = ("L12", PACKAGED, None)
    approve_words(session, approver, [packaged], now)
    write(author, "Mieli tėvai ar globėjai,", 1)
    newest = write(author, "Gerbiami tėveliai,", 2)
    session.flush()
    [found] = newer_drafts(session, author, "lt").items()
    assert found == (message, newest)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, roles=("translator",)))
    assert waiting(other) == []
    write(other, "Mielieji,", 3)
    assert waiting(author) == ["Gerbiami tėveliai,"]
    assert waiting(other) == ["Mielieji,"]
    approve_words(session, approver, [newest], now)
    session.flush()
    assert words(session, "lt", author.agency_id)("L12", PACKAGED) == replace(newest, draft=False)
    assert waiting(author) == [], "the draft before the approved one is past"
    assert waiting(other) == ["Mielieji,"], "theirs is newer than the approved one"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (_given(""), "Write the translation"),
        (_given("Galime paskolinti {child} dviratį."), "{child} stands in it 1 times"),
        (_given("Galime paskolinti 2 dviračius vaikui."), "Its numbers are not those of the English"),
        (_given("Galime **paskolinti vaikui dviratį."), "\\*\\* that is not closed"),
        (_given("Galime paskolinti vaikui \u202edviratį."), "direction mark U\\+202E"),
        (_given("Galime paskolinti vaikui dviratį 中."), "No font of this language prints"),
        (_given("Galime paskolinti vaikui dviratį. " * 4), "said twice"),
        (_given("Praleido {days} dieną.", source=PLURAL[0], plural=PLURAL[1]), "1 of the language's 3 plural forms"),
        (
            _given("Praleido {days} dieną.", "", "Praleido {days} dienų.", source=PLURAL[0], plural=PLURAL[1]),
            "Write every form",
        ),
        (WordsGiven("en", "phrase", OURS, None, (OURS,)), "English is what is translated"),
    ],
)  # fmt: skip
def test_words_with_a_fault_are_refused_with_the_reason(
    session: Session, author: Viewer, now: datetime, given: WordsGiven, wrong: str
) -> None:
    with pytest.raises(BadInput, match=wrong):
        write_translation(session, author, given, now)
    assert written_here(session, author, "lt") == []


def test_plural_forms_are_kept_in_their_order(session: Session, author: Viewer, now: datetime) -> None:
    forms = ("Vaikas praleido {days} dieną.", "Vaikas praleido {days} dienas.", "Vaikas praleido {days} dienų.")
    write_translation(session, author, _given(*forms, source=PLURAL[0], plural=PLURAL[1]), now)
    look_up = words(session, "lt", author.agency_id)
    assert look_up("phrase", *PLURAL).text == forms
    assert look_up("phrase", PLURAL[0], None).missing, "without its plural it is another message"


def test_the_same_words_again_are_the_ones_there_are(session: Session, author: Viewer, now: datetime) -> None:
    first = write_translation(session, author, _given("Galime paskolinti vaikui dviratį."), now)
    assert write_translation(session, author, _given("Galime paskolinti vaikui dviratį. "), now) is first


def test_the_permission_to_translate_is_needed(session: Session, viewer: Viewer, school: Agency, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        write_translation(session, viewer, _given("Galime paskolinti vaikui dviratį."), now)
    translator = viewer_of(a_staff_member(session, school, now, roles=("translator",)))
    written = write_translation(session, translator, _given("Galime paskolinti vaikui dviratį."), now)
    assert written.made_by == translator.staff_id


def test_a_machines_words_say_whose_they_are_until_somebody_corrects_them(
    session: Session, author: Viewer, now: datetime
) -> None:
    kept = write_translation(session, author, _given("Galime paskolinti vaikui dviratį."), now, "en_lt 1.9")
    assert (kept.machine, kept.made_by) == ("en_lt 1.9", author.staff_id)
    corrected = write_translation(session, author, _given("Galime paskolinti Jūsų vaikui dviratį."), now)
    assert corrected.machine == ""
    draft = words(session, "lt", author.agency_id)("phrase", OURS, None)
    with pytest.raises(Refused, match="You wrote the words"):
        approve_words(session, author, [draft], now)
