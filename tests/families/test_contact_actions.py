"""Correcting numbers and addresses: the same row, nothing kept of what was said of the old one, every act noted."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from factories import a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families import find
from comms.families.actions import add_contact_point
from comms.families.contact_actions import add_way, correct_way, record_whether_it_reaches
from comms.families.contact_point import Channel, ContactFault, ContactPoint, ReadBy, Safety
from comms.families.person import Person
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound


@pytest.fixture
def mother(session: Session, viewer: Viewer, now: datetime) -> Person:
    return a_parent(session, viewer, now)


@pytest.fixture
def point(session: Session, viewer: Viewer, mother: Person, now: datetime) -> ContactPoint:
    """Her mobile, which she said is safe and hers alone, and of which the carrier says that nobody has it."""
    made = add_contact_point(session, viewer, mother, "mobile", "07700 900821", now)
    made.safety, made.read_by = Safety.SAFE, ReadBy.ONLY_THEY
    made.fault, made.fault_at, made.reachable = ContactFault.DEAD, now, False
    session.flush()
    return made


def test_a_corrected_number_is_the_same_row_and_nothing_said_of_the_old_one_holds(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    before = (point.id, point.value_hash)
    correct_way(session, viewer, mother.id, point.id, " 07700 900 822", now)
    session.expire_all()
    [kept] = find.contact_points(session, viewer, mother.id)
    assert (kept.id, kept.value, kept.channel) == (before[0], "07700 900 822", Channel.MOBILE)
    assert kept.value_hash == find.contact_hash(session, "+447700900822") != before[1]
    assert (kept.safety, kept.read_by) == (Safety.NOT_ASKED, ReadBy.NOT_ASKED)
    assert (kept.fault, kept.fault_at, kept.reachable) == (ContactFault.NONE, None, True)


def test_the_same_number_in_another_spelling_keeps_what_was_said_of_it(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    correct_way(session, viewer, mother.id, point.id, "+44 7700 900821", now)
    assert (point.value, point.safety, point.read_by) == ("+44 7700 900821", Safety.SAFE, ReadBy.ONLY_THEY)
    assert (point.fault, point.reachable) == (ContactFault.DEAD, False)


def test_a_mobile_may_turn_out_to_be_a_landline_and_no_address(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    correct_way(session, viewer, mother.id, point.id, "01632 960200", now)
    assert point.channel == Channel.LANDLINE
    with pytest.raises(BadInput, match="does not become an e-mail address"):
        correct_way(session, viewer, mother.id, point.id, "rasa@example.org", now)
    assert point.value == "01632 960200"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "empty"), ("12", "cannot be a telephone number"), ("ask grandma", "cannot be a telephone number"),
        ("rasa@home", "cannot be an e-mail address"), ("07700 900821 / 07700 900822", "several numbers"),
        ("a@example.org, b@example.org", "several numbers"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_number_is_refused_and_the_old_one_kept(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime, written: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        correct_way(session, viewer, mother.id, point.id, written, now)
    with pytest.raises(BadInput, match=said):
        add_way(session, viewer, mother.id, written, now)
    assert [one.value for one in find.contact_points(session, viewer, mother.id)] == ["07700 900821"]


def test_a_number_they_have_already_is_not_added_and_takes_no_other_ones_place(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    other = add_way(session, viewer, mother.id, "07700 900822", now)
    session.flush()
    with pytest.raises(BadInput, match="on record for them already"):
        add_way(session, viewer, mother.id, "+447700900821", now)
    with pytest.raises(BadInput, match="on record for them already"):
        correct_way(session, viewer, mother.id, other.id, point.value, now)
    # Two people may have one number.
    father = a_parent(session, viewer, now, given="Jonas")
    assert add_way(session, viewer, father.id, "07700 900821", now).person_id == father.id


def test_what_is_added_is_of_the_kind_it_is_and_was_not_asked_about(
    session: Session, viewer: Viewer, mother: Person, now: datetime
) -> None:
    for written, channel in (
        ("07700 900830", Channel.MOBILE), ("01632 960200", Channel.LANDLINE), ("rasa@example.org", Channel.EMAIL),
        ("+370 612 34567", Channel.MOBILE),
    ):  # fmt: skip
        added = add_way(session, viewer, mother.id, written, now)
        session.flush()
        assert (added.channel, added.value, added.safety, added.read_by) == (
            channel, written, Safety.NOT_ASKED, ReadBy.NOT_ASKED,
        )  # fmt: skip


@pytest.mark.parametrize("fault", [ContactFault.DEAD, ContactFault.INVALID])
def test_a_number_that_does_not_reach_them_can_be_said_to_reach_them_again(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime, fault: ContactFault
) -> None:
    point.fault, point.reachable = fault, False
    record_whether_it_reaches(session, viewer, mother.id, point.id, now, reaches=True)
    assert (point.reachable, point.fault, point.fault_at) == (True, ContactFault.NONE, None)
    assert point.safety == Safety.SAFE
    record_whether_it_reaches(session, viewer, mother.id, point.id, now, reaches=False)
    assert not point.reachable


def test_that_a_number_takes_no_texts_stays_true_when_a_call_reached_them(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    point.fault, point.reachable = ContactFault.LANDLINE, False
    record_whether_it_reaches(session, viewer, mother.id, point.id, now, reaches=True)
    assert (point.reachable, point.fault) == (True, ContactFault.LANDLINE)


def test_each_act_is_noted_once_and_no_number_stands_in_the_audit(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    later = now + timedelta(minutes=1)
    correct_way(session, viewer, mother.id, point.id, "07700 900822", later)
    for _ in range(2):
        record_whether_it_reaches(session, viewer, mother.id, point.id, later, reaches=False)
    add_way(session, viewer, mother.id, "07700 900823", later)
    session.commit()
    entries = [one for one in session.scalars(select(AuditEntry).order_by(AuditEntry.number)) if one.at == later]
    expected = ["correct contact point", "record whether it reaches", "add contact point"]
    assert [one.action for one in entries] == expected
    assert json.loads(entries[0].detail)["contact point"] == str(point.id)
    assert not any("90082" in one.detail for one in entries)


def test_nobody_else_corrects_anything(
    session: Session, viewer: Viewer, mother: Person, point: ContactPoint, now: datetime
) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("head teacher",)))
    father = a_parent(session, viewer, now, given="Jonas")
    nobody = Viewer(viewer.agency_id, "school", frozenset())
    for who, person, expected in ((other, mother, NotFound), (viewer, father, NotFound), (nobody, mother, NotAllowed)):
        with pytest.raises(expected):
            correct_way(session, who, person.id, point.id, "07700 900822", now)
        with pytest.raises(expected):
            record_whether_it_reaches(session, who, person.id, point.id, now, reaches=True)
    with pytest.raises(NotAllowed):
        add_way(session, nobody, mother.id, "07700 900822", now)
