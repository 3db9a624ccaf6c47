"""Locked values: not in the database's bytes, bound to their place, gone with their key."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest
from factories import a_parent
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.actions import add_contact_point
from comms.families.contact_point import ContactPoint
from comms.foundation.errors import CommsError
from comms.foundation.locks import DataKey, Erased, keyring_of


def test_a_telephone_number_is_not_in_the_database_but_reads_back(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parent = a_parent(session, viewer, now)
    add_contact_point(session, viewer, parent, "mobile", "07700 900821", now)
    session.flush()
    stored = session.execute(text("SELECT value_locked FROM contact_point")).scalar_one()
    assert b"900821" not in bytes(stored)
    session.expire_all()
    assert [point.value for point in find.contact_points(session, viewer, parent.id)] == ["07700 900821"]


def test_a_number_is_found_however_it_is_typed(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    add_contact_point(session, viewer, parent, "mobile", "07700 900821", now)
    session.flush()
    for typed in ("07700900821", "+44 7700 900821", "(07700) 900-821", "0044 7700 900821"):
        assert [one.id for one in find.people_called(session, viewer, typed)] == [parent.id], typed


def test_a_locked_value_moved_to_another_row_does_not_open(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    first = add_contact_point(session, viewer, parent, "mobile", "07700 900821", now)
    second = add_contact_point(session, viewer, parent, "mobile", "07700 900822", now)
    session.flush()
    session.execute(update(ContactPoint).where(ContactPoint.id == second.id).values(value_locked=first.value_locked))
    session.expire_all()
    with pytest.raises(CommsError, match="altered or moved"):
        _ = second.value


def test_the_keys_of_many_are_had_in_one_question_and_open_what_is_theirs(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    parents = [a_parent(session, viewer, now, given=f"Rasa{number}") for number in range(5)]
    points = [
        add_contact_point(session, viewer, one, "mobile", f"07700 90082{number}", now)
        for number, one in enumerate(parents)
    ]
    session.flush()
    session.info.pop("opened_keys")
    session.expire_all()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2]))
    for some in (parents, parents[:1]):
        keyring_of(session).have_at_hand(session, [one.id for one in some])
    assert [one.value for one in points] == [f"07700 90082{number}" for number in range(5)]
    assert len([one for one in asked if "data_key" in one]) == 1


def test_a_key_that_was_destroyed_is_told_of_when_it_is_needed_and_costs_no_other(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    gone, here = (a_parent(session, viewer, now, given=name) for name in ("Rasa", "Ona"))
    lost, kept = (add_contact_point(session, viewer, one, "mobile", "07700 900821", now) for one in (gone, here))
    session.flush()
    session.execute(update(DataKey).where(DataKey.owner_id == gone.id).values(wrapped=None))
    session.info.pop("opened_keys")
    session.expire_all()
    keyring_of(session).have_at_hand(session, [gone.id, here.id, uuid4()])
    assert kept.value == "07700 900821"
    with pytest.raises(Erased):
        _ = lost.value


def test_what_is_erased_stays_erased(session: Session, viewer: Viewer, now: datetime) -> None:
    parent = a_parent(session, viewer, now)
    point = add_contact_point(session, viewer, parent, "mobile", "07700 900821", now)
    session.flush()
    session.execute(update(DataKey).where(DataKey.owner_id == parent.id).values(wrapped=None))
    session.info.pop("opened_keys")
    session.expire_all()
    with pytest.raises(Erased):
        _ = point.value
