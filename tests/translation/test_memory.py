"""The memory: what was approved is found by its English, letter for letter first, and nothing else is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from factories import a_staff_member
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import NotFound
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import words_of
from comms.translation.actions import approve_words
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import Catalogue, words_hash
from comms.translation.memory import Memory, Remembered, memory, remembered
from comms.translation.memory.alike import normalised

BICYCLE = "We can lend {child} a bicycle."
THEIRS = "Galime paskolinti {child} dviratį."


@pytest.fixture
def approver(session: Session, school: Agency, now: datetime) -> Staff:
    return a_staff_member(session, school, now, name="Jūratė Petrauskienė")


class Approvals:
    """Approves words as rows, one after the other, each a minute later."""

    def __init__(self, session: Session, approver: Staff, now: datetime) -> None:
        self.session, self.approver, self.now = session, approver, now

    def __call__(
        self, text: str | tuple[str, ...], source: str = BICYCLE, plural: str | None = None, language: str = "lt",
        context: str = "phrase", by: Staff | None = None,
    ) -> TranslationApproval:  # fmt: skip
        self.now += timedelta(minutes=1)
        english = (source,) if plural is None else (source, plural)
        forms = (text,) if isinstance(text, str) else text
        who = by or self.approver
        made = TranslationApproval(
            language=language, context=context, source_hash=words_hash(context, english),
            translation_hash=words_hash(context, forms), approved_by=who.id, approver_name=who.name,
            qualification="DPSI", approved_at=self.now, source=source, source_plural=plural, forms=list(forms),
        )  # fmt: skip
        self.session.add(made)
        self.session.flush()
        return made


@pytest.fixture
def approve(session: Session, approver: Staff, now: datetime) -> Approvals:
    return Approvals(session, approver, now)


def test_what_was_approved_is_found_with_who_approved_it_and_for_what(
    session: Session, viewer: Viewer, approve: Approvals
) -> None:
    row = approve(THEIRS)
    found = Remembered(THEIRS, BICYCLE, "phrase", True, "Jūratė Petrauskienė", row.approved_at)
    assert remembered(session, viewer, "lt", BICYCLE) == [found]
    assert remembered(session, viewer, "pl", BICYCLE) == []
    assert remembered(session, viewer, "lt", "We can lend {child} a scooter.") == []


@pytest.mark.parametrize(
    "asked",
    [
        "we can  lend {child} a bicycle", "We can lend {child} a bicycle!", "We can lend {child} a **bicycle**.",
        "\u00a0We can lend {child} a bicycle. ",
    ],
)  # fmt: skip
def test_an_english_sentence_written_a_little_otherwise_is_found_and_said_not_to_be_exact(
    session: Session, viewer: Viewer, approve: Approvals, asked: str
) -> None:
    approve(THEIRS)
    [found] = remembered(session, viewer, "lt", asked)
    assert (found.text, found.exact) == (THEIRS, False)


@pytest.mark.parametrize("asked", ["We can lend {pupil} a bicycle.", "We can lend a bicycle.", f"{BICYCLE[:-1]}?"])
def test_other_gaps_or_a_question_are_another_sentence(
    session: Session, viewer: Viewer, approve: Approvals, asked: str
) -> None:
    approve(THEIRS)
    assert remembered(session, viewer, "lt", asked) == []


def test_letter_for_letter_comes_first_then_the_newest_and_the_same_words_once(
    session: Session, viewer: Viewer, approve: Approvals
) -> None:
    approve("seniausias", "we can lend {child} a bicycle")
    approve(THEIRS)
    approve("naujausias", "We can lend {child} a bicycle!")
    approve(THEIRS, context="text")
    found = remembered(session, viewer, "lt", BICYCLE)
    assert [(one.text, one.exact) for one in found] == [
        (THEIRS, True), ("naujausias", False), ("seniausias", False),
    ]  # fmt: skip
    assert found[0].context == "text"


def test_words_whose_approval_was_withdrawn_are_forgotten(
    session: Session, viewer: Viewer, approve: Approvals, now: datetime
) -> None:
    approve(THEIRS).withdrawn_at = now
    session.flush()
    assert remembered(session, viewer, "lt", BICYCLE) == []


def test_words_with_legal_effect_are_remembered_when_two_people_approved_them(
    session: Session, school: Agency, viewer: Viewer, approve: Approvals, now: datetime
) -> None:
    approve(THEIRS, context="L08")
    assert remembered(session, viewer, "lt", BICYCLE) == []
    approve(THEIRS, context="L08", by=a_staff_member(session, school, now, name="Rasa and Sons Adams"))
    [found] = remembered(session, viewer, "lt", BICYCLE)
    assert found.approved_by == "Jūratė Petrauskienė and Rasa and Sons Adams"


def test_plural_forms_are_remembered_together_and_only_for_the_same_plural(
    session: Session, viewer: Viewer, approve: Approvals
) -> None:
    approve(("{n} diena", "{n} dienos", "{n} dienų"), "{n} day", "{n} days")
    [found] = remembered(session, viewer, "lt", "{n} day", "{n} days")
    assert (found.text, found.exact) == (("{n} diena", "{n} dienos", "{n} dienų"), True)
    assert not remembered(session, viewer, "lt", "{n} Day.", "{n} days")[0].exact
    assert remembered(session, viewer, "lt", "{n} day") == []
    assert remembered(session, viewer, "lt", "{n} day", "{n} school days") == []


def test_the_words_of_a_language_serve_its_regions_and_no_other_language(
    session: Session, viewer: Viewer, approve: Approvals
) -> None:
    approve("Putem împrumuta o bicicletă.", "We can lend a bicycle.", language="ro")
    assert remembered(session, viewer, "ro-MD", "We can lend a bicycle.")
    assert remembered(session, viewer, "pt", "We can lend a bicycle.") == []
    with pytest.raises(NotFound):
        remembered(session, viewer, "zzz", "We can lend a bicycle.")


def test_approving_the_packaged_words_fills_the_memory(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    staff = add_staff(
        session, school, "Jūratė Petrauskienė", "jurate@fenedge.example", ["translation approver"],
        now=now, qualification="DPSI Lithuanian, 2019", qualified_in=["lt"],
    )  # fmt: skip
    drafts = words_of(letter_kinds()["L12"], Catalogue.of("lt").look_up)
    approve_words(session, viewer_of(staff), drafts, now)
    session.flush()
    known = memory(session, viewer, "lt")
    for one in drafts:
        assert known.matches(one.source, one.source_plural)[0].text == one.text


sentences = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(sentences)
def test_to_normalise_twice_is_to_normalise_once(sentence: str) -> None:
    assert normalised(normalised(sentence)) == normalised(sentence)


@given(st.lists(sentences, max_size=8), sentences)
def test_whatever_was_approved_is_found_letter_for_letter_before_anything_else(others: list[str], source: str) -> None:
    at = datetime.fromisoformat("2026-11-23T08:40:00+00:00")
    every = [*dict.fromkeys([*others, source])]
    known = Memory.of(Remembered(f"{place}", one, "phrase", False, "Jo", at) for place, one in enumerate(every))
    for place, one in enumerate(every):
        found = known.matches(one)
        assert any(each.exact and each.text == f"{place}" for each in found)
        assert [each.exact for each in found] == sorted((each.exact for each in found), reverse=True)
