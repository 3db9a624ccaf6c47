"""An agency's sealing keys: made when they are needed, retired, published, and never to be had by anybody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from sealed_exhibits import a_pdf, a_record, attachments_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.cautions.exhibits.keys.actions import agency_key, make_key, retire_key
from comms.cautions.exhibits.keys.find import keys, published
from comms.cautions.exhibits.public_key import key_of, pem_of, read_keys
from comms.cautions.exhibits.signing import seal_pdf, sealed_moment
from comms.cautions.exhibits.verifying import verify_exhibit
from comms.foundation.db import Record
from comms.foundation.errors import NotAllowed, NotFound


@pytest.fixture
def police(session: Session, now: datetime) -> Agency:
    return an_agency(session, now, name="Fenland Police, Marlingfen", kind="police")


@pytest.fixture
def officer(session: Session, police: Agency, now: datetime) -> Viewer:
    return viewer_of(a_staff_member(session, police, now, roles=("officer",)))


@pytest.fixture
def administrator(session: Session, police: Agency, now: datetime) -> Viewer:
    return viewer_of(a_staff_member(session, police, now, roles=("administrator",)))


def test_the_first_record_that_is_sealed_makes_the_agencys_key_and_the_next_uses_it(
    session: Session, officer: Viewer, now: datetime
) -> None:
    key = agency_key(session, officer, now)
    session.expire_all()
    assert agency_key(session, officer, now + timedelta(days=1)).private.private_bytes_raw() == (
        key.private.private_bytes_raw()
    )
    (kept,) = keys(session, officer)
    assert (kept.id, kept.name, kept.made_by) == (key.id, key.name, officer.staff_id)
    record = a_record(key=key.name, sealed_at=sealed_moment(now))
    exhibit = seal_pdf(a_pdf(attachments_of(record, key)), key, now)
    found = verify_exhibit(exhibit, read_keys(kept.certificate))
    assert (found.faults, found.agency, found.sealed_at) == ((), "Fenland Police, Marlingfen", now)


def test_a_new_key_retires_the_one_before_it_whose_seals_are_checked_as_ever(
    session: Session, officer: Viewer, administrator: Viewer, now: datetime
) -> None:
    before = agency_key(session, officer, now)
    made = make_key(session, administrator, now + timedelta(hours=1))
    assert agency_key(session, officer, now + timedelta(hours=2)).name == made.name
    newest, oldest = keys(session, administrator)
    assert (newest.name, oldest.name) == (made.name, before.name)
    assert (newest.retired_at, oldest.retired_at) == (None, now + timedelta(hours=1))
    public = pem_of(tuple(one.certificate for one in published(session, officer.agency_id)))
    assert [key.name for key in read_keys(public)] == [made.name, before.name]


def test_a_key_is_retired_once_and_the_next_record_makes_another(
    session: Session, officer: Viewer, administrator: Viewer, now: datetime
) -> None:
    gone = agency_key(session, officer, now)
    assert retire_key(session, administrator, gone.name, now).retired_at == now
    assert retire_key(session, administrator, gone.name, now + timedelta(days=1)).retired_at == now
    assert agency_key(session, officer, now).name != gone.name


def test_only_whoever_takes_cautions_seals_and_only_whoever_manages_the_agency_keeps_its_keys(
    session: Session, police: Agency, officer: Viewer, now: datetime
) -> None:
    key = agency_key(session, officer, now)
    reception = viewer_of(a_staff_member(session, police, now, roles=("reception",)))
    for forbidden in (
        lambda: agency_key(session, reception, now),
        lambda: make_key(session, officer, now),
        lambda: retire_key(session, officer, key.name, now),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_another_agencys_key_is_as_if_it_did_not_exist(
    session: Session, officer: Viewer, viewer: Viewer, now: datetime
) -> None:
    key = agency_key(session, officer, now)
    assert list(keys(session, viewer)) == []
    with pytest.raises(NotFound):
        retire_key(session, viewer, key.name, now)
    assert key.name in {one.name for one in published(session)}


def test_no_part_of_a_private_key_stands_open_in_the_database(session: Session, officer: Viewer, now: datetime) -> None:
    private = agency_key(session, officer, now).private.private_bytes_raw()
    session.commit()
    for row in session.execute(select(Record.metadata.tables["sealing_key"])):
        assert not any(private[:8] in bytes(value) for value in row if isinstance(value, bytes | memoryview))
        assert private.hex()[:16] not in repr(row)
        assert key_of(row.certificate).name == row.name
    noted = [row.detail for row in session.execute(select(Record.metadata.tables["audit_entry"]))]
    assert not any(private.hex()[:16] in detail for detail in noted)


def test_what_a_key_looks_like_when_it_is_printed_gives_nothing_away(
    session: Session, officer: Viewer, now: datetime
) -> None:
    assert "private" not in repr(agency_key(session, officer, now))
