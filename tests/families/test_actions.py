"""Recording people: names kept as given, nothing twice, every act noted, and nothing without the permission."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families import find
from comms.families.actions import (
    PersonDetails,
    StatusGiven,
    add_contact_point,
    look_for_people,
    record_child_status,
    record_contact_safety,
    record_person,
    record_safe_contact,
    relate,
    set_address,
    view_person,
)
from comms.families.contact_point import Channel, ReadBy, SafeContact, Safety, post_allowed
from comms.families.person import Household, PersonKind, Relationship
from comms.families.reaching_hours import next_reachable
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound
from comms.foundation.work import Database


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Łukasz", "Łukasz"),
        ("بيان", "بيان"),
        ("de la CRUZ", "de la CRUZ"),
        ("Kazlauskiene\u0307", "Kazlauskienė"),
        (" Rasa \u202e Marija ", "Rasa Marija"),
        ("#panic()", "#panic()"),
        ("{{7*7}}", "{{7*7}}"),
        ("<script>", "<script>"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_name_is_kept_exactly_as_given(
    session: Session, viewer: Viewer, now: datetime, given: str, kept: str
) -> None:
    person = record_person(session, viewer, PersonDetails(PersonKind.PARENT, given, "Kazlauskienė"), now)
    session.expire_all()
    assert person.given_name == kept


@pytest.mark.parametrize(
    ("details", "said"),
    [
        (PersonDetails(PersonKind.PARENT, " ", "\u202e"), "no name"),
        (PersonDetails(PersonKind.CHILD, "Ugnė", "Kazlauskaitė", birth_date=date(2026, 11, 24)), "in the future"),
    ],
)
def test_a_person_without_a_name_or_not_yet_born_is_refused(
    session: Session, viewer: Viewer, now: datetime, details: PersonDetails, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        record_person(session, viewer, details, now)


def test_a_child_born_today_in_london_is_not_born_in_the_future(session: Session, viewer: Viewer) -> None:
    late_in_summer = datetime.fromisoformat("2026-06-30T23:30:00+00:00")
    details = PersonDetails(PersonKind.CHILD, "Ugnė", "Kazlauskaitė", birth_date=date(2026, 7, 1))
    assert record_person(session, viewer, details, late_in_summer)


def test_the_same_number_given_twice_is_one(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    for typed in ("07700 900821", "+44 7700 900821"):
        add_contact_point(session, viewer, parent, Channel.MOBILE, typed, now)
        session.flush()
    assert [point.value for point in find.contact_points(session, viewer, parent.id)] == ["07700 900821"]


@pytest.mark.parametrize(("channel", "value"), [("pigeon", "07700 900821"), (Channel.MOBILE, " "), (Channel.EMAIL, "")])
def test_a_way_to_reach_somebody_must_be_one(
    session: Session, viewer: Viewer, now: datetime, channel: str, value: str
) -> None:
    with pytest.raises(BadInput):
        add_contact_point(session, viewer, a_parent(session, viewer, now), channel, value, now)


def test_two_parents_with_one_number_stay_two_people(session: Session, viewer: Viewer, now: datetime) -> None:
    mother, father = a_parent(session, viewer, now), a_parent(session, viewer, now, None, "Jonas", "Kazlauskas")
    for parent in (mother, father):
        add_contact_point(session, viewer, parent, Channel.LANDLINE, "01632 960 123", now)
    session.flush()
    assert {one.id for one in find.people_called(session, viewer, "01632 960123")} == {mother.id, father.id}


def test_the_same_address_is_one_household_however_it_is_typed(session: Session, viewer: Viewer, now: datetime) -> None:
    mother = a_parent(session, viewer, now)
    father = a_parent(session, viewer, now, None, "Jonas", "Kazlauskas", ("12, ELM ROAD", "Wisbech.", "pe13 1aa"))
    homes = find.homes_of(session, viewer, [mother.id, father.id])
    assert homes[mother.id] == homes[father.id]
    set_address(session, viewer, father, ("3 Oak Street", "Ely", "CB7 4AA"), now)
    session.flush()
    home = find.household(session, viewer, mother)
    assert home is not None
    assert home.address == ["12 Elm Road", "Wisbech", "PE13 1AA"], "a parent who moves takes only themselves along"


def test_another_agencys_household_at_the_same_address_is_not_joined(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    mother = a_parent(session, viewer, now)
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Another School"), now))
    neighbour = a_parent(session, stranger, now, None, "Ann", "Smith")
    ours, theirs = find.household(session, viewer, mother), find.household(session, stranger, neighbour)
    assert ours is not None
    assert theirs is not None
    assert ours.id != theirs.id
    assert len(session.scalars(select(Household.address_hash).distinct()).all()) == 1


def test_an_empty_address_is_refused(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(BadInput, match="empty"):
        set_address(session, viewer, a_parent(session, viewer, now), (" ", ""), now)


def test_nobody_is_their_own_parent_and_nobody_a_childs_mother_twice(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    with pytest.raises(BadInput, match="their own parent"):
        relate(session, viewer, child, child, "mother", responsible=True, now=now)
    relate(session, viewer, child, parent, "step-mother", responsible=None, now=now)
    session.flush()
    one = session.scalars(select(Relationship)).one()
    assert (one.relation, one.parental_responsibility) == ("step-mother", True)


def test_what_was_last_said_about_safety_counts(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    for flagged in (True, False, True):
        record_safe_contact(session, viewer, parent.id, flagged=flagged, post_is_safe=None, said="", now=now)
        session.flush()
    answer = find.safe_contact(session, viewer, parent.id)
    assert answer is not None
    assert answer.flagged, "of three answers given in the same moment the last one counts"
    assert len(session.scalars(select(SafeContact)).all()) == 3


@pytest.mark.parametrize(
    ("flagged", "post_is_safe", "allowed"),
    [
        (False, None, True), (False, True, True), (False, False, False),
        (True, None, False), (True, True, True), (True, False, False),
    ],
)  # fmt: skip
def test_where_somebody_may_be_in_danger_unknown_is_not_safe(
    *,
    flagged: bool,
    post_is_safe: bool | None,
    allowed: bool,
) -> None:
    assert post_allowed(SafeContact(flagged=flagged, post_is_safe=post_is_safe)) is allowed


def test_when_somebody_can_be_reached_is_kept_with_what_they_said(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    hours = [{"days": [0, 1, 2, 3, 4], "from": "18:00", "to": "20:00"}]
    record_safe_contact(
        session, viewer, parent.id, flagged=False, post_is_safe=True, said="", now=now,
        quiet_from="22:00", quiet_to="07:00", alias=True, hours=hours,
    )  # fmt: skip
    session.flush()
    session.expire_all()
    answer = find.safe_contact(session, viewer, parent.id)
    assert answer is not None
    assert (answer.quiet_from, answer.quiet_to, answer.alias, answer.hours) == ("22:00", "07:00", True, hours)
    assert next_reachable(answer, now) == now.replace(hour=18, minute=0)


def test_an_answer_that_leaves_no_time_to_reach_them_is_refused(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    with pytest.raises(BadInput, match="leave no time"):
        record_safe_contact(
            session, viewer, parent.id, flagged=False, post_is_safe=None, said="", now=now,
            quiet_from="17:00", quiet_to="21:00", hours=[{"days": [0], "from": "18:00", "to": "20:00"}],
        )  # fmt: skip
    assert find.safe_contact(session, viewer, parent.id) is None


def test_who_reads_a_number_is_kept_until_something_else_is_said(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    point = add_contact_point(session, viewer, parent, Channel.MOBILE, "07700 900821", now)
    session.flush()
    assert point.read_by == ReadBy.NOT_ASKED
    record_contact_safety(session, viewer, point, Safety.SAFE, now, ReadBy.OTHERS_TOO)
    record_contact_safety(session, viewer, point, Safety.UNSAFE, now)
    assert (point.safety, point.read_by) == (Safety.UNSAFE, ReadBy.OTHERS_TOO)


def test_nothing_asked_about_safety_lets_post_through() -> None:
    assert post_allowed(None)


@pytest.mark.parametrize(
    ("given", "tell"),
    [
        (StatusGiven(), False),
        (StatusGiven(has_social_worker=True), True),
        (StatusGiven(protection_plan=True), True),
        (StatusGiven(looked_after=True), True),
        (StatusGiven(social_worker="Grace Obi"), True),
        (StatusGiven(social_worker="  ", court_order_note="No contact with the father."), False),
    ],
)
def test_a_childs_status_says_whether_a_social_worker_must_be_told(
    session: Session,
    viewer: Viewer,
    now: datetime,
    given: StatusGiven,
    tell: bool,
) -> None:
    child = a_child(session, viewer, now)
    record_child_status(session, viewer, child.id, given, now)
    session.flush()
    session.expire_all()
    status = find.child_status(session, viewer, child.id)
    assert status is not None
    assert status.tell_social_worker is tell
    assert status.court_order_note == (given.court_order_note or None)


def test_looking_at_a_person_is_noted_and_others_cannot_look(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        parent = a_parent(session, viewer, now)
        view_person(session, viewer, parent.id, now + timedelta(minutes=1))
        stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Another School"), now))
        with pytest.raises(NotFound):
            view_person(session, stranger, parent.id, now)
    with database.reading() as session:
        looks = session.scalars(select(AuditEntry).where(AuditEntry.action == "view person")).all()
        assert [(look.staff_id, look.subject_id) for look in looks] == [(viewer.staff_id, parent.id)]
        details = "".join(session.scalars(select(AuditEntry.detail)))
        assert "Kazlauskien" not in details
        assert "Elm Road" not in details


def test_without_the_permission_nothing_is_recorded(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    translator = Viewer(viewer.agency_id, viewer.agency_kind, frozenset(), viewer.staff_id)
    details = PersonDetails(PersonKind.PARENT, "Ann", "Smith")
    attempts = [
        lambda: record_person(session, translator, details, now),
        lambda: set_address(session, translator, parent, ("1 Low Street", "Ely", "CB7 5BB"), now),
        lambda: add_contact_point(session, translator, parent, Channel.MOBILE, "07700 900821", now),
        lambda: record_safe_contact(session, translator, parent.id, flagged=True, post_is_safe=None, said="", now=now),
        lambda: record_child_status(session, translator, parent.id, StatusGiven(), now),
        lambda: view_person(session, translator, parent.id, now),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_who_was_found_is_noted_and_what_was_typed_is_not(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        parent = a_parent(session, viewer, now)
        assert [one.id for one in look_for_people(session, viewer, "kazlauskiene", 50, now)] == [parent.id]
    with database.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "search people"))
        assert str(parent.id) in entry.detail
        assert "kazl" not in entry.detail


def test_the_audit_holds_no_answer_of_a_person(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("head teacher",)))
        parent, child = a_parent(session, viewer, now), a_child(session, viewer, now)
        a_need(session, viewer, parent, now, "ur", interpreter="needed")
        record_safe_contact(session, viewer, parent.id, flagged=True, post_is_safe=False, said="", now=now)
        point = add_contact_point(session, viewer, parent, Channel.MOBILE, "07700 900821", now)
        record_contact_safety(session, viewer, point, Safety.UNSAFE, now, ReadBy.OTHERS_TOO)
        record_child_status(session, viewer, child.id, StatusGiven(protection_plan=True), now)
    with database.reading() as session:
        details = [json.loads(detail) for detail in session.scalars(select(AuditEntry.detail))]
    said = {str(value) for detail in details for value in detail.values()}
    assert said.isdisjoint({"ur", "['ur']", "needed", "True", "unsafe", "others too"})
