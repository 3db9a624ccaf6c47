"""A person's language need: what was asked last counts, what was never asked stays so, and the history stays whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_need, a_parent
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.language_need import REVIEW_AFTER, Interpreter, Reads, Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.foundation.errors import BadInput, NotAllowed

A_DAY = timedelta(days=1)


def test_what_was_never_asked_stays_not_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    assert find.language_need(session, viewer, parent.id) is None
    a_need(session, viewer, parent, now, None)
    need = find.language_need(session, viewer, parent.id)
    assert need is not None
    assert (need.written, need.spoken) == (None, [])
    assert {need.reads, need.english_speaks, need.english_reads, need.english_understands} == {Reads.NOT_ASKED}
    assert need.interpreter == Interpreter.NOT_ASKED


def test_the_newest_record_counts_and_the_ones_before_stay(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    for days, written in ((0, "lt"), (2, "ru"), (1, "pl")):
        a_need(session, viewer, parent, now + days * A_DAY, written)
    newest = find.language_need(session, viewer, parent.id)
    assert newest is not None
    assert newest.written == "ru"
    history = find.language_need_history(session, viewer, parent.id)
    assert [need.written for need in history] == ["ru", "pl", "lt"]
    assert {need.recorded_by for need in history} == {viewer.staff_id}


def test_of_two_records_of_one_moment_the_later_counts(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    for written in ("lt", "ru", "pl", "uk"):
        a_need(session, viewer, parent, now, written)
    newest = find.language_need(session, viewer, parent.id)
    assert newest is not None
    assert newest.written == "uk"
    assert [need.written for need in find.language_need_history(session, viewer, parent.id)] == ["uk", "pl", "ru", "lt"]


def test_each_parent_has_a_need_of_their_own(session: Session, viewer: Viewer, now: datetime) -> None:
    child = a_child(session, viewer, now)
    mother = a_parent(session, viewer, now, child)
    father = a_parent(session, viewer, now, child, "Ivan", "Petrov")
    a_need(session, viewer, mother, now, "lt")
    a_need(session, viewer, father, now, "ru")
    needs = find.language_needs(session, viewer, [mother.id, father.id, child.id])
    assert {key: need.written for key, need in needs.items()} == {mother.id: "lt", father.id: "ru"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (NeedGiven("asked the person", written="klingon"), "no language “klingon”"),
        (NeedGiven("asked the person", spoken=["lt", "xx"]), "no language “xx”"),
        (NeedGiven("somebody said so"), "no answer to “source”"),
        (NeedGiven("asked the person", written="lt", reads="fluently"), "no answer to “reads”"),
        (NeedGiven("asked the person", interpreter="yes"), "no answer to “interpreter”"),
        (NeedGiven("asked the person", reads=Reads.WELL), "not which language"),
        (NeedGiven("asked the person", reads=Reads.SOME, spoken=["so"]), "not which language"),
    ],
)
def test_a_need_that_says_nothing_usable_is_refused(
    session: Session, viewer: Viewer, now: datetime, given: NeedGiven, said: str
) -> None:
    parent = a_parent(session, viewer, now)
    with pytest.raises(BadInput, match=said):
        record_language_need(session, viewer, parent.id, given, now)
    assert find.language_need(session, viewer, parent.id) is None


def test_whom_to_avoid_is_locked_and_reads_back(session: Session, viewer: Viewer, now: datetime) -> None:
    need = a_need(session, viewer, a_parent(session, viewer, now), now, avoid="Her cousin, who interprets.")
    session.expire_all()
    assert need.avoid == "Her cousin, who interprets."
    assert b"cousin" not in bytes(need.avoid_locked or b"")


def test_needs_to_confirm_lists_adults_nobody_asked(session: Session, viewer: Viewer, now: datetime) -> None:
    child = a_child(session, viewer, now)
    people = {
        source: a_parent(session, viewer, now, child, "Rasa", f"A{number}")
        for number, source in enumerate((None, *Source))
    }
    for source, person in people.items():
        if source is not None:
            a_need(session, viewer, person, now, "en", source=source)
    listed = {person.id for person in find.needs_to_confirm(session, viewer)}
    unasked = (None, Source.SCHOOL_RECORD, Source.TOLD_BY_OTHER)
    assert listed == {people[source].id for source in unasked}
    assert child.id not in listed


def test_somebody_asked_once_is_to_be_asked_again_when_a_record_says_otherwise(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    a_need(session, viewer, parent, now, "lt", source=Source.ASKED_PERSON)
    assert find.needs_to_confirm(session, viewer) == []
    a_need(session, viewer, parent, now + A_DAY, "ru", source=Source.SCHOOL_RECORD)
    assert [one.id for one in find.needs_to_confirm(session, viewer)] == [parent.id]


def test_a_confirmed_need_is_to_be_reviewed_from_its_date_in_london(session: Session, viewer: Viewer) -> None:
    asked = datetime.fromisoformat("2026-01-07T12:00:00+00:00")
    parent, other = a_parent(session, viewer, asked), a_parent(session, viewer, asked, None, "Ona")
    a_need(session, viewer, parent, asked, "lt", source=Source.ASKED_WITH_INTERPRETER)
    a_need(session, viewer, other, asked, "lt")
    due = asked.date() + REVIEW_AFTER
    assert due == date(2026, 7, 8)
    late_the_day_before = datetime.fromisoformat("2026-07-07T23:30:00+00:00")
    assert find.needs_to_review(session, viewer, late_the_day_before - timedelta(hours=1)) == []
    assert [need.person_id for need in find.needs_to_review(session, viewer, late_the_day_before)] == [parent.id]
    a_need(session, viewer, parent, late_the_day_before, "lt", source=Source.ASKED_PERSON)
    assert find.needs_to_review(session, viewer, late_the_day_before) == []


def test_recording_a_need_takes_the_permission(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    nobody = Viewer(viewer.agency_id, viewer.agency_kind, frozenset(), viewer.staff_id)
    with pytest.raises(NotAllowed):
        record_language_need(session, nobody, parent.id, NeedGiven("asked the person", written="lt"), now)
