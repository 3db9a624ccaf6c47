"""Looking up somebody the agency does not work with: what they speak, and nothing else; and who is kept closed is not
told from who is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from access_made import BORN, a_closed_family, a_lookup, agency_of, social_care, work_with_too
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import event
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.families import find
from comms.families.access import find as access
from comms.families.access.asking import RequestGiven, ask_to_be_told
from comms.families.access.closing import open_family_again
from comms.families.access.looking_up import (
    LOOK_UPS,
    Identifier,
    LookedUp,
    LookUpGiven,
    answer_lookup,
    is_called,
    kind_of,
    look_up,
)
from comms.families.access.lookup import FamilyLookup, Outcome
from comms.families.access.parts import Basis, Part
from comms.families.access.working import begin_working
from comms.families.actions import PersonDetails, add_contact_point, record_person
from comms.families.person import Person, PersonKind
from comms.families.pupil import Pupil
from comms.foundation.errors import BadInput, NotAllowed, NotFound, TooOften

UPN = "A123456789012"


class Known:
    """A girl and her mother at a school, and a social worker who knows neither yet."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self.child = a_child(session, viewer, now)
        self.mother = a_parent(session, viewer, now, self.child)
        session.add(Pupil(agency_id=viewer.agency_id, child_id=self.child.id, upn=UPN, recorded_at=now))
        add_contact_point(session, viewer, self.mother, "mobile", "07700 900821", now)
        add_contact_point(session, viewer, self.mother, "email", "rasa@example.org", now)
        self.need = a_need(session, viewer, self.mother, now)
        self.worker = social_care(session, now)
        session.flush()


@pytest.fixture
def known(session: Session, viewer: Viewer, now: datetime) -> Known:
    """A family at a school."""
    return Known(session, viewer, now)


def asked(session: Session, who: Viewer, now: datetime, name: str, identifier: str, born: date = BORN) -> LookedUp:
    """Look somebody up."""
    return look_up(session, who, LookUpGiven(name, born, identifier, Basis.HARM, "She came to our door."), now)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Ugnė Kazlauskaitė", UPN),
        ("kazlauskaite ugne", "a 123 456 789 012"),
        ("UGNE KAZLAUSKAITE", "07700900821"),
        ("Ugnė  Kazlauskaitė", "Rasa@Example.org"),
        ("Ugnė Kazlauskaitė", "pe13 1aa"),
        ("Rasa Kazlauskienė", "+44 7700 900821"),
        ("Rasa Kazlauskienė", UPN),
        ("Rasa Kazlauskienė", "PE131AA"),
    ],
)
def test_a_person_is_found_by_name_birth_date_and_one_identifier_of_theirs_or_their_parents(
    session: Session, known: Known, now: datetime, name: str, identifier: str
) -> None:
    told = asked(session, known.worker, now, name, identifier)
    assert told.found
    assert told.person_id is None, "whoever does not work with them is led to no page"
    assert told.need == (known.need if name.startswith("Rasa") else None)


@pytest.mark.parametrize(
    ("name", "identifier", "born"),
    [
        ("Ugnė", UPN, BORN),
        ("Ugnė Kazlauskaitė Petraitienė", UPN, BORN),
        ("Ugnė Kazlauskait", UPN, BORN),
        ("Ugnė Kazlauskaitė", UPN, date(2013, 5, 5)),
        ("Ugnė Kazlauskaitė", "A123456789013", BORN),
        ("Ugnė Kazlauskaitė", "07700 900822", BORN),
        ("Ugnė Kazlauskaitė", "rasa@example.com", BORN),
        ("Ugnė Kazlauskaitė", "PE13 1AB", BORN),
        ("Rasa Kazlauskienė", "07700 900821", date(1985, 2, 3)),
    ],
)
def test_whatever_is_not_exactly_so_finds_nobody(
    session: Session, known: Known, now: datetime, name: str, identifier: str, born: date
) -> None:
    told = asked(session, known.worker, now, name, identifier, born)
    assert (told.found, told.need, told.person_id) == (False, None, None)


def test_an_adult_with_a_birth_date_on_record_is_known_by_their_own(
    session: Session, viewer: Viewer, known: Known, now: datetime
) -> None:
    known.mother.birth_date = date(1985, 2, 3)
    session.flush()
    assert not asked(session, known.worker, now, "Rasa Kazlauskienė", "07700 900821").found
    assert asked(session, known.worker, now, "Rasa Kazlauskienė", "07700 900821", date(1985, 2, 3)).found


def test_two_whom_it_fits_are_nobody(session: Session, viewer: Viewer, known: Known, now: datetime) -> None:
    twin = record_person(session, viewer, PersonDetails(PersonKind.CHILD, "Ugnė", "Kazlauskaitė", birth_date=BORN), now)
    add_contact_point(session, viewer, twin, "mobile", "07700 900821", now)
    assert not asked(session, known.worker, now, "Ugnė Kazlauskaitė", "07700 900821").found
    assert asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN).found


def test_somebody_the_agency_works_with_already_is_led_to_their_page(
    session: Session, viewer: Viewer, known: Known, now: datetime
) -> None:
    told = asked(session, viewer, now, "Ugnė Kazlauskaitė", UPN)
    assert (told.found, told.person_id) == (True, known.child.id)


def test_a_closed_family_and_nobody_at_all_are_told_alike(
    session: Session, viewer: Viewer, known: Known, now: datetime
) -> None:
    nobody = asked(session, known.worker, now, "Ona Petraitienė", "07700 900111")
    a_closed_family(session, viewer, [known.child.id, known.mother.id], now)
    closed = asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN)
    assert replace(closed, lookup_id=nobody.lookup_id) == nobody
    seen = {one.id: one for one in access.own_lookups(session, known.worker)}
    assert {(one.found, one.person_id, one.answer) for one in seen.values()} == {(False, None, "")}
    for one in (nobody, closed):
        assert access.need_looked_up(session, known.worker, one.lookup_id, now) is None
        with pytest.raises(NotFound):
            begin_working(session, known.worker, one.lookup_id, "She came to us.", now)
        with pytest.raises(NotFound):
            given = RequestGiven([Part.CONTACT], Basis.HARM, "A conference is on Tuesday.")
            ask_to_be_told(session, known.worker, given, now, lookup_id=one.lookup_id)
    details = {line.detail for line in session.info["audit_waiting"] if line.action == "look up family"}
    assert len(details) == 1, "nor does the agency's own audit tell them apart"


def test_the_same_questions_are_asked_for_a_closed_family_as_for_one_that_is_not(
    session: Session, viewer: Viewer, known: Known, now: datetime, counted: Any
) -> None:
    open_ = counted(lambda: asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN))
    a_closed_family(session, viewer, [known.child.id], now)
    session.flush()
    closed = counted(lambda: asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN))
    nobody = counted(lambda: asked(session, known.worker, now, "Ona Petraitienė", UPN))
    assert closed == nobody
    assert abs(open_ - closed) <= 3, "who is found is asked for their need besides"


@pytest.fixture
def counted(session: Session) -> Any:
    """How many statements something sends to the database."""

    def count(act: Any) -> int:
        sent: list[str] = []
        engine = session.get_bind()

        def note(*given: Any) -> None:
            sent.append(given[2])

        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    return count


def test_who_is_named_for_a_closed_family_answers_in_words(
    session: Session, viewer: Viewer, known: Known, now: datetime
) -> None:
    a_closed_family(session, viewer, [known.child.id], now)
    asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN)
    colleague = viewer_of(a_staff_member(session, agency_of(session, viewer), now, ("head teacher",), "Ann Carter"))
    assert access.lookups_kept_closed(session, colleague) == []
    [waiting] = access.lookups_kept_closed(session, viewer)
    assert (waiting.outcome, waiting.person_id) == (Outcome.KEPT_CLOSED, known.child.id)
    with pytest.raises(NotFound):
        answer_lookup(session, colleague, waiting.id, "Ring me.", now)
    with pytest.raises(BadInput, match="reason is missing"):
        answer_lookup(session, viewer, waiting.id, " ", now)
    answer_lookup(session, viewer, waiting.id, "Ring Jo Marsh on 01632 960 100.", now)
    assert access.lookups_kept_closed(session, viewer) == []
    [told] = access.own_lookups(session, known.worker)
    assert (told.found, told.answer) == (False, "Ring Jo Marsh on 01632 960 100.")


def test_whoever_asked_before_a_family_was_opened_again_is_still_answered(
    session: Session, viewer: Viewer, known: Known, now: datetime
) -> None:
    family = a_closed_family(session, viewer, [known.child.id], now)
    asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN)
    open_family_again(session, viewer, family.id, now)
    assert len(access.lookups_kept_closed(session, viewer)) == 1


def test_beginning_to_work_follows_a_look_up_of_the_same_agency_within_a_day(
    session: Session, known: Known, now: datetime
) -> None:
    told = asked(session, known.worker, now, "Rasa Kazlauskienė", "07700 900821")
    police = viewer_of(a_staff_member(session, an_agency(session, now, "Fenland Police", "police"), now, ("officer",)))
    for who, at in ((police, now), (known.worker, now + timedelta(days=1))):
        with pytest.raises(NotFound):
            begin_working(session, who, told.lookup_id, "She came to us.", at)
    with pytest.raises(BadInput, match="reason is missing"):
        begin_working(session, known.worker, told.lookup_id, "", now)
    assert access.need_looked_up(session, known.worker, told.lookup_id, now) is known.need
    assert access.need_looked_up(session, known.worker, told.lookup_id, now + timedelta(days=1)) is None
    begun = begin_working(session, known.worker, told.lookup_id, "She came to us.", now + timedelta(hours=23))
    assert begun is known.mother
    assert find.language_need(session, known.worker, known.mother.id) is known.need, "at once"
    assert find.contact_points(session, known.worker, known.mother.id) == []
    assert find.household(session, known.worker, known.mother) is None
    assert find.children_of(session, known.worker, known.mother.id) == [], "of the child it knows nothing yet"
    works = find.involvement(session, known.mother.id, known.worker.agency_id)
    assert works is not None
    assert (works.how, works.because) == ("looked up", "She came to us.")


def test_nobody_begins_to_work_with_a_family_that_was_closed_since(
    session: Session, viewer: Viewer, known: Known, now: datetime
) -> None:
    told = asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN)
    a_closed_family(session, viewer, [known.child.id], now)
    assert access.need_looked_up(session, known.worker, told.lookup_id, now) is None
    with pytest.raises(NotFound):
        begin_working(session, known.worker, told.lookup_id, "She came to us.", now)


def test_somebody_who_looks_up_many_has_to_wait(session: Session, known: Known, now: datetime) -> None:
    for _ in range(LOOK_UPS.most):
        a_lookup(session, known.worker, now)
    with pytest.raises(TooOften) as refused:
        a_lookup(session, known.worker, now)
    assert refused.value.seconds == 180
    a_lookup(session, known.worker, now + timedelta(seconds=180))
    police = viewer_of(a_staff_member(session, an_agency(session, now, "Fenland Police", "police"), now, ("officer",)))
    a_lookup(session, police, now)


def test_looking_up_needs_its_permission_and_a_reason(session: Session, known: Known, now: datetime) -> None:
    reception = replace(known.worker, permissions=known.worker.permissions - {Permission.LOOK_UP_FAMILIES})
    with pytest.raises(NotAllowed, match="look up a family"):
        a_lookup(session, reception, now)
    for given, wrong in (
        (LookUpGiven("Ugnė K", BORN, UPN, "because", "x"), "on which basis"),
        (LookUpGiven("Ugnė K", BORN, UPN, Basis.HARM, ""), "reason is missing"),
        (LookUpGiven("  ", BORN, UPN, Basis.HARM, "x"), "name is empty"),
        (LookUpGiven("%", BORN, UPN, Basis.HARM, "x"), "name is empty"),
        (LookUpGiven("Ugnė K", date(2027, 1, 1), UPN, Basis.HARM, "x"), "in the future"),
        (LookUpGiven("Ugnė K", BORN, "Wisbech", Basis.HARM, "x"), "neither a pupil number"),
    ):
        with pytest.raises(BadInput, match=wrong):
            look_up(session, known.worker, given, now)
    assert session.query(FamilyLookup).count() == 0


def test_a_look_up_is_its_askers_own(session: Session, viewer: Viewer, known: Known, now: datetime) -> None:
    told = asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN)
    for other in (viewer, replace(known.worker, staff_id=viewer.staff_id)):
        assert access.own_lookups(session, other) == []
        with pytest.raises(NotFound):
            access.lookup_seen(session, other, told.lookup_id)
    seen = access.lookup_seen(session, known.worker, told.lookup_id)
    assert seen.given == {"name": "Ugnė Kazlauskaitė", "birth_date": "2013-05-04", "identifier": "pupil number (UPN)"}


def test_somebody_looked_up_can_be_asked_about(session: Session, viewer: Viewer, known: Known, now: datetime) -> None:
    told = asked(session, known.worker, now, "Ugnė Kazlauskaitė", UPN)
    given = RequestGiven([Part.CONTACT], Basis.HARM, "A conference is on Tuesday.")
    request = ask_to_be_told(session, known.worker, given, now, lookup_id=told.lookup_id)
    assert access.requests_to_decide(session, viewer) == [request]
    work_with_too(session, viewer, known.child.id, known.worker.agency_id, now)
    assert access.requests_to_decide(session, known.worker) == []


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("A123456789012", Identifier.UPN),
        ("a 1234 5678 9012", Identifier.UPN),
        ("+44 7700 900821", Identifier.TELEPHONE),
        ("(01632) 960-100", Identifier.TELEPHONE),
        ("٠٧٧٠٠٩٠٠٨٢١", Identifier.TELEPHONE),
        ("a@b.example", Identifier.EMAIL),
        ("PE13 1AA", Identifier.POSTCODE),
        ("w1a1aa", Identifier.POSTCODE),
    ],
)
def test_an_identifier_is_told_from_how_it_is_written(typed: str, kind: Identifier) -> None:
    assert kind_of(typed) == kind


@pytest.mark.parametrize(
    ("person", "typed", "same"),
    [
        (("Seán", "O'Brien", ""), "Sean OBrien", True),
        (("Seán", "O'Brien", ""), "sean o brien", True),
        (("Anna", "Nowak-Kowalska", ""), "Nowak Kowalska Anna", True),
        (("Anna", "Nowak-Kowalska", ""), "Anna Nowak", False),
        (("Charlotte", "Smith", "Lottie"), "Lottie Smith", True),
        (("Charlotte", "Smith", "Lottie"), "Lottie", False),
        (("بيان", "الحسن", ""), "بیان الحسن", True),
        (("Anna", "Anna", ""), "Anna", True),
    ],
)
def test_a_name_is_the_same_where_its_words_are(person: tuple[str, str, str], typed: str, same: bool) -> None:
    given, family, known_as = person
    assert is_called(Person(given_name=given, family_name=family, known_as=known_as), typed) is same
