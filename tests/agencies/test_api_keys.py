"""Keys for other programs: what one opens, how often, until when; and that nobody can read it afterwards."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.api_key import MINUTE, ApiKey, BadKey, Scope, TooManyRequests, free_after
from comms.agencies.api_keys import find
from comms.agencies.api_keys.actions import KeyGiven, LetIn, let_in, make_key, revoke_key
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.audit import AuditEntry
from comms.foundation.errors import BadInput, NotAllowed, NotFound
from comms.foundation.work import Database

GIVEN = KeyGiven("attendance system", ["translate"], 60, date(2027, 7, 31))
MORNING = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def opened(session: Session, secret: str, now: datetime, scope: Scope = Scope.TRANSLATE) -> LetIn:
    return let_in(session, secret, scope, now)


def test_a_key_lets_a_program_in_for_what_it_is_for_and_nothing_else(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    made, secret = make_key(session, viewer, GIVEN, now)
    let = opened(session, secret, now)
    assert (let.key_id, let.allowed) == (made.id, True)
    assert let.viewer.agency_id == viewer.agency_id
    assert let.viewer.staff_id is None
    assert not let.viewer.may(Permission.SEE_FAMILIES)
    assert opened(session, secret, now, Scope.NEEDS).allowed is False


@pytest.mark.parametrize(
    ("scope", "may"),
    [
        (Scope.LANGUAGES, {Permission.SEE_WORDS}),
        (Scope.DETECT, set()),
        (Scope.TRANSLATE, {Permission.SEE_WORDS}),
        (Scope.NEEDS, {Permission.SEE_FAMILIES}),
        (Scope.LETTERS, {Permission.SEE_LETTERS}),
    ],
)
def test_whoever_is_let_in_sees_what_the_scope_of_the_request_allows(
    session: Session, viewer: Viewer, now: datetime, scope: Scope, may: set[Permission]
) -> None:
    _, secret = make_key(session, viewer, replace(GIVEN, scopes=list(Scope)), now)
    assert opened(session, secret, now, scope).viewer.permissions == may


def test_a_key_says_how_it_begins_and_nothing_of_it_is_kept(session: Session, viewer: Viewer, now: datetime) -> None:
    made, secret = make_key(session, viewer, GIVEN, now)
    assert secret.startswith(made.begins + "_")
    assert made.begins.startswith("comms_")
    hidden = secret.removeprefix(made.begins + "_")
    assert len(hidden) == 43
    row = session.execute(select(ApiKey.__table__).where(ApiKey.id == made.id)).one()
    noted = session.info["audit_waiting"][-1].detail
    assert hidden not in f"{row} {noted}"
    assert make_key(session, viewer, GIVEN, now)[0].begins != made.begins


def test_a_key_opens_until_the_end_of_its_last_day_in_london(session: Session, viewer: Viewer, now: datetime) -> None:
    _, secret = make_key(session, viewer, GIVEN, now)
    # London is an hour ahead of UTC in July.
    assert opened(session, secret, datetime(2027, 7, 31, 22, 59, tzinfo=UTC)).allowed
    with pytest.raises(BadKey):
        opened(session, secret, datetime(2027, 7, 31, 23, 0, tzinfo=UTC))


def test_a_revoked_key_and_one_that_never_was_are_refused_in_the_same_words(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    made, secret = make_key(session, viewer, GIVEN, now)
    revoke_key(session, viewer, made.id, now)
    with pytest.raises(BadKey) as revoked:
        opened(session, secret, now)
    with pytest.raises(BadKey) as never:
        opened(session, "comms_abcdef_nothing\ud800", now)
    assert str(revoked.value) == str(never.value)


def test_another_agencys_key_cannot_be_seen_or_revoked(session: Session, viewer: Viewer, now: datetime) -> None:
    other = an_agency(session, now, name="Other School")
    theirs = viewer_of(a_staff_member(session, other, now, roles=("administrator",)))
    made, secret = make_key(session, theirs, GIVEN, now)
    assert find.api_keys(session, viewer) == []
    with pytest.raises(NotFound):
        revoke_key(session, viewer, made.id, now)
    assert opened(session, secret, now).viewer.agency_id == other.id


def test_only_the_agencys_administrator_makes_and_revokes_keys(
    session: Session, school: Agency, viewer: Viewer, now: datetime
) -> None:
    made, _ = make_key(session, viewer, GIVEN, now)
    officer = viewer_of(a_staff_member(session, school, now, roles=("attendance officer",)))
    with pytest.raises(NotAllowed):
        make_key(session, officer, GIVEN, now)
    with pytest.raises(NotAllowed):
        revoke_key(session, officer, made.id, now)


def test_nobody_gives_a_program_what_they_may_not_do_themselves(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    may = frozenset({Permission.MANAGE_AGENCY, Permission.SEE_WORDS, Permission.SEE_LETTERS})
    narrow = replace(viewer, permissions=may)
    make_key(session, narrow, replace(GIVEN, scopes=["letters", "translate"]), now)
    with pytest.raises(NotAllowed, match="see families"):
        make_key(session, narrow, replace(GIVEN, scopes=["needs"]), now)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "no name"),
        ({"name": "a" * 81}, "81 characters"),
        ({"scopes": []}, "nothing"),
        ({"scopes": ["audit"]}, "“audit”"),
        ({"a_minute": 0}, "0 times"),
        ({"a_minute": 601}, "601 times"),
        ({"last_day": date(2026, 11, 22)}, "two years"),
        ({"last_day": date(2029, 1, 1)}, "two years"),
    ],
)
def test_a_key_that_cannot_be_says_what_is_wrong(
    session: Session, viewer: Viewer, now: datetime, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        make_key(session, viewer, replace(GIVEN, **wrong), now)  # type: ignore[arg-type]
    assert find.api_keys(session, viewer) == []


def test_one_request_more_than_a_minute_allows_is_too_many_and_the_next_minute_allows_as_many_again(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    made, secret = make_key(session, viewer, replace(GIVEN, a_minute=5), now)
    for _ in range(5):
        opened(session, secret, now)
    with pytest.raises(TooManyRequests) as fault:
        opened(session, secret, now)
    assert fault.value.seconds == 12
    later = now + timedelta(seconds=fault.value.seconds)
    opened(session, secret, later)
    with pytest.raises(TooManyRequests):
        opened(session, secret, later)
    for _ in range(5):
        opened(session, secret, later + MINUTE)
    assert made.last_used_at == later + MINUTE


def test_a_request_for_what_a_key_may_not_counts_too(session: Session, viewer: Viewer, now: datetime) -> None:
    _, secret = make_key(session, viewer, replace(GIVEN, a_minute=1), now)
    opened(session, secret, now, Scope.LETTERS)
    with pytest.raises(TooManyRequests):
        opened(session, secret, now)


@given(
    a_minute=some.integers(1, 600),
    pauses=some.lists(some.integers(0, 20_000_000), min_size=1, max_size=60),
)
def test_in_any_minute_at_most_twice_as_many_are_let_in_and_never_more_than_that_at_once(
    a_minute: int, pauses: list[int]
) -> None:
    free, at, let = None, MORNING, []
    for pause in pauses:
        at += timedelta(microseconds=pause)
        for _ in range(a_minute + 1):
            try:
                free = free_after(free, a_minute, at)
            except TooManyRequests as fault:
                # Whoever waits as long as they are told is let in.
                free_after(free, a_minute, at + timedelta(seconds=fault.seconds))
                break
            let.append(at)
        assert let.count(at) <= a_minute
    for begin in let:
        assert sum(begin <= one < begin + MINUTE for one in let) <= 2 * a_minute


def test_of_many_requests_at_once_only_as_many_are_let_in_as_a_minute_allows(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("administrator",)))
        _, secret = make_key(session, viewer, replace(GIVEN, a_minute=5), now)

    def ask(_: int) -> bool:
        try:
            with database.work() as session:
                return opened(session, secret, now).allowed
        except TooManyRequests:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(24))) == 5


def test_each_use_of_a_key_is_noted_as_that_keys_and_a_use_too_many_is_not(database: Database, now: datetime) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, roles=("administrator",)))
        made, secret = make_key(session, viewer, replace(GIVEN, a_minute=1), now)
    with database.work() as session:
        opened(session, secret, now)
    with pytest.raises(TooManyRequests), database.work() as session:
        opened(session, secret, now)
    with database.reading() as session:
        uses = session.scalars(select(AuditEntry).where(AuditEntry.action == "use api key")).all()
        [use] = uses
        assert (use.actor_kind, use.agency_id, use.role) == ("system", viewer.agency_id, f"API key {made.id}")
        assert (use.subject_kind, use.subject_id) == ("api_key", made.id)
        assert json.loads(use.detail) == {"for": "translate", "allowed": True}
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == made.id)).all()
        assert list(actions) == ["make api key", "use api key"]
