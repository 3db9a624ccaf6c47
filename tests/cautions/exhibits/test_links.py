"""Links for a court and the export log: for a named person, for a while, kept as a hash, and every look on record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as st
from kept_exhibits import a_kept_record, another_version
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.cautions.exhibits.court import find
from comms.cautions.exhibits.court.actions import (
    BadCopy,
    CopyGiven,
    give_copy,
    make_link,
    note_download,
    note_look,
    withdraw_link,
)
from comms.cautions.exhibits.export import ExportWay
from comms.cautions.exhibits.link import (
    MOST_DAYS,
    BadLink,
    ExhibitLink,
    LinkGiven,
    LinkStanding,
    end_of,
    tidied,
    wrong_with,
)
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import NotAllowed, NotFound

RUTH = LinkGiven("Ruth Okafor", "Cambridge Magistrates’ Court, legal adviser", "Hearing on 4 December", 14)


def a_link(until: datetime, withdrawn_at: datetime | None = None) -> ExhibitLink:
    return ExhibitLink(until=until, withdrawn_at=withdrawn_at)


def test_a_link_is_good_until_its_moment_and_not_after_it_was_withdrawn(now: datetime) -> None:
    until = now + timedelta(days=1)
    assert a_link(until).standing(until - timedelta(microseconds=1)) == LinkStanding.GOOD
    assert a_link(until).standing(until) == LinkStanding.OVER
    assert a_link(until, withdrawn_at=now).standing(now) == LinkStanding.WITHDRAWN


@given(st.integers(0, 2 * 365 * 24 * 60), st.integers(1, MOST_DAYS))
def test_a_link_ends_with_a_day_in_london_and_is_never_good_for_more_than_28_days(minutes: int, days: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    until = end_of(days, now)
    assert until > now
    # In October a day has an hour more.
    assert until - now <= timedelta(days=MOST_DAYS, hours=1)
    assert (a_link(until).last_day - a_link(end_of(1, now)).last_day).days == days - 1


def test_the_first_day_is_today(now: datetime) -> None:
    assert a_link(end_of(1, now)).last_day == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (LinkGiven("  ", "Court", "Hearing", 3), "for_name"),
        (LinkGiven("Ruth Okafor", "", "Hearing", 3), "for_office"),
        (LinkGiven("Ruth Okafor", "Court", "", 3), "why"),
        (LinkGiven("R" * 201, "Court", "Hearing", 3), "for_name"),
        (LinkGiven("Ruth Okafor", "Court", "Hearing", 0), "days"),
        (LinkGiven("Ruth Okafor", "Court", "Hearing", 29), "days"),
    ],
)
def test_a_link_for_nobody_for_nothing_or_for_too_long_is_refused(given: LinkGiven, field: str) -> None:
    [fault] = wrong_with(tidied(given))
    assert fault.field == field
    assert fault.remedy


@pytest.fixture
def officer(session: Session, now: datetime) -> Viewer:
    """An officer in a custody suite."""
    police = an_agency(session, now, "Fenland Police, Marlingfen", "police")
    return viewer_of(a_staff_member(session, police, now, roles=("officer",), name="Helen Green"))


def test_the_letters_of_a_link_are_kept_nowhere_and_open_their_record_alone(
    session: Session, officer: Viewer, now: datetime
) -> None:
    record = a_kept_record(session, officer, now)
    made, token = make_link(session, officer, record.id, RUTH, now)
    _, other_token = make_link(session, officer, record.id, RUTH, now)
    assert token != other_token
    assert token.encode() not in made.token_hash
    opened = find.opened_by(session, token)
    assert opened is not None
    assert (opened.link.id, opened.record.id, opened.agency.id, opened.newest) == (
        made.id, record.id, officer.agency_id, 1,
    )  # fmt: skip
    for wrong in ("", token[:-1], token + "=", token.swapcase(), str(made.id), "\ud800"):
        assert find.opened_by(session, wrong) is None
    another_version(session, officer, record.session_id, now)
    opened = find.opened_by(session, token)
    assert opened is not None
    assert (opened.record.version, opened.newest) == (1, 2)


def test_everything_that_leaves_is_in_the_log_and_the_audit_names_nobody(
    session: Session, officer: Viewer, now: datetime
) -> None:
    record = a_kept_record(session, officer, now)
    made, token = make_link(session, officer, record.id, RUTH, now)
    opened = find.opened_by(session, token)
    assert opened is not None
    note_look(session, opened, now + timedelta(hours=1))
    note_look(session, opened, now + timedelta(hours=2), download=True)
    note_download(session, officer, record.id, now + timedelta(hours=3))
    give_copy(session, officer, record.id, CopyGiven("Rūta Kazlauskienė", "lt"), now + timedelta(hours=4))
    log = [(one.way, one.to_whom, one.link_id, one.by) for one in find.exports_of(session, officer, record.session_id)]
    assert log == [
        (ExportWay.COPY_GIVEN, "Rūta Kazlauskienė", None, officer.staff_id),
        (ExportWay.DOWNLOADED, "Helen Green", None, officer.staff_id),
        (ExportWay.DOWNLOADED_BY_LINK, "Ruth Okafor", made.id, None),
        (ExportWay.LOOKED_AT, "Ruth Okafor", made.id, None),
        (ExportWay.LINK_MADE, "Ruth Okafor", made.id, officer.staff_id),
    ]
    session.commit()
    noted = session.scalars(select(AuditEntry).where(AuditEntry.subject_kind.in_(["caution record", "exhibit link"])))
    lines = {(one.action, one.actor_kind): one for one in noted}
    assert set(lines) == {
        ("make exhibit link", "staff"), ("view caution record", "visitor"), ("download caution record", "visitor"),
        ("download caution record", "staff"), ("give copy of caution record", "staff"),
    }  # fmt: skip
    assert str(made.id) in lines["view caution record", "visitor"].detail
    for line in lines.values():
        assert not {"Ruth", "Okafor", "Kazlausk", "Magistrates", token} & set(line.detail.replace('"', " ").split())
        assert "Okafor" not in line.detail
        assert "Kazlausk" not in line.detail


def test_a_link_that_was_withdrawn_stays_so_and_another_agencys_cannot_be_touched(
    session: Session, officer: Viewer, now: datetime
) -> None:
    record = a_kept_record(session, officer, now)
    made, _ = make_link(session, officer, record.id, RUTH, now)
    assert withdraw_link(session, officer, made.id, now).standing(now) == LinkStanding.WITHDRAWN
    withdraw_link(session, officer, made.id, now + timedelta(days=1))
    assert made.withdrawn_at == now
    elsewhere = an_agency(session, now, "Other Police", "police")
    other = viewer_of(a_staff_member(session, elsewhere, now, roles=("officer",)))
    with pytest.raises(NotFound):
        withdraw_link(session, other, made.id, now)
    with pytest.raises(NotFound):
        make_link(session, other, record.id, RUTH, now)
    with pytest.raises(NotFound):
        note_download(session, other, record.id, now)
    assert not find.links_of(session, other, record.session_id)
    assert not find.exports_of(session, other, record.session_id)


def test_who_may_only_look_makes_no_link_and_gives_no_copy(
    session: Session, officer: Viewer, viewer: Viewer, now: datetime
) -> None:
    record = a_kept_record(session, officer, now)
    with pytest.raises(NotAllowed):
        make_link(session, viewer, record.id, RUTH, now)
    with pytest.raises(BadLink):
        make_link(session, officer, record.id, LinkGiven("", "", "", 0), now)
    with pytest.raises(NotAllowed):
        give_copy(session, viewer, record.id, CopyGiven("Somebody", "lt"), now)
    for copy, field in ((CopyGiven(" ", "lt"), "to_whom"), (CopyGiven("Rūta", ""), "language")):
        with pytest.raises(BadCopy) as refused:
            give_copy(session, officer, record.id, copy, now)
        assert refused.value.field == field


def test_a_file_of_a_record_is_handed_out_only_as_it_was_sealed(
    session: Session, officer: Viewer, now: datetime
) -> None:
    record = a_kept_record(session, officer, now)
    _, token = make_link(session, officer, record.id, RUTH, now)
    opened = find.opened_by(session, token)
    assert opened is not None
    media = find.media_behind(session, opened, "media-01-handwriting.png")
    assert media.content.startswith(b"\x89PNG")
    assert find.media_of(session, officer, record, "media-01-handwriting.png") is media
    with pytest.raises(NotFound):
        find.media_behind(session, opened, "record.json")
