"""Closing a follow-up: by a named person, with a reason; and with proofs where the family may be away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from factories import a_staff_member, an_agency
from follow_up_factories import events, followed_up, open_tasks, texts
from sqlalchemy.orm import Session
from text_factories import a_line

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.follow_ups.closing import CloseGiven, close
from comms.follow_ups.follow_up import ClosedBecause, EventKind, FollowUp, FollowUpState
from comms.follow_ups.steering import set_away
from comms.follow_ups.working import work_on_follow_up
from comms.foundation.errors import BadInput, CommsError, NotAllowed, NotFound, Refused
from comms.foundation.work_item import WorkState
from comms.messages.message import MessageState
from comms.tasks.task import TaskKind

SPOKEN = CloseGiven(ClosedBecause.SPOKEN, "Spoke with him on Friday; he will come on Tuesday.")
BACK, ASKED = date(2027, 1, 12), "The aunt says they are in Lublin until 12 January."


def _officer(session: Session, school: Agency, now: datetime, *roles: str) -> Viewer:
    return viewer_of(a_staff_member(session, school, now, roles or ("attendance officer",)))


def test_a_person_closes_it_and_nothing_of_it_goes_on(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    tonight = now.replace(hour=21)
    row = followed_up(session, viewer, tonight)
    work_on_follow_up(session, row.id, tonight)
    close(session, viewer, row.id, SPOKEN, tonight + timedelta(minutes=5))
    assert (row.state, row.closed_by, row.closed_because) == (
        FollowUpState.CLOSED, viewer.staff_id, ClosedBecause.SPOKEN,
    )  # fmt: skip
    assert (row.next_action_at, row.work_state) == (None, WorkState.DONE)
    assert [one.state for one in texts(session)] == [MessageState.NOT_NEEDED]
    last = events(session, row)[-1]
    assert (last.kind, last.by, last.words) == (EventKind.CLOSED, viewer.staff_id, SPOKEN.words)
    assert work_on_follow_up(session, row.id, now + timedelta(days=30)) is None


def test_what_was_asked_about_it_is_finished_by_closing_it(session: Session, viewer: Viewer, now: datetime) -> None:
    row = followed_up(session, viewer, now)
    for _ in range(2):
        assert row.next_action_at is not None
        work_on_follow_up(session, row.id, row.next_action_at)
    tasks = open_tasks(session)
    assert {one.kind for one in tasks} == {TaskKind.REACH_OTHERWISE, TaskKind.RING_AT}
    close(session, viewer, row.id, SPOKEN, now)
    assert open_tasks(session) == []
    assert {one.done_by for one in tasks} == {viewer.staff_id}
    assert all(one.outcome == "The follow-up was closed: we spoke to them." for one in tasks)


@pytest.mark.parametrize("because", list(ClosedBecause))
def test_the_system_never_closes_anything(
    session: Session, viewer: Viewer, school: Agency, now: datetime, because: ClosedBecause
) -> None:
    row = followed_up(session, viewer, now)
    given = CloseGiven(because, SPOKEN.words, BACK, ASKED)
    with pytest.raises(Refused, match="Nothing but a person closes"):
        close(session, system_viewer(school), row.id, given, now)
    assert row.state == FollowUpState.OPEN


def test_silence_is_no_reason_to_close() -> None:
    assert not [one for one in ClosedBecause if "silen" in one or "no answer" in one or "not reached" in one]


def test_closing_wants_words(session: Session, viewer: Viewer, now: datetime) -> None:
    row = followed_up(session, viewer, now)
    with pytest.raises(BadInput, match="does not say enough"):
        close(session, viewer, row.id, CloseGiven(ClosedBecause.MET, "ok"), now)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (CloseGiven(ClosedBecause.AWAY_CONFIRMED, "They are in Poland.", None, ASKED), BadInput, "expected back"),
        (CloseGiven(ClosedBecause.AWAY_CONFIRMED, "They are in Poland.", date(2026, 11, 23), ASKED), BadInput, "back"),
        (CloseGiven(ClosedBecause.AWAY_CONFIRMED, "They are in Poland.", BACK, "Asked."), BadInput, "enquiries"),
    ],
)
def test_being_away_closes_nothing_without_a_return_and_enquiries(
    session: Session, viewer: Viewer, now: datetime, given: CloseGiven, error: type[CommsError], said: str
) -> None:
    row = followed_up(session, viewer, now)
    with pytest.raises(error, match=said):
        close(session, viewer, row.id, given, now)
    assert row.state == FollowUpState.OPEN


def test_while_they_are_away_even_another_reason_wants_the_proofs(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    set_away(session, viewer, row.id, BACK, ASKED, now)
    with pytest.raises(BadInput, match="expected back"):
        close(session, viewer, row.id, SPOKEN, now)
    set_away(session, viewer, row.id, None, "He rang: they are back.", now)
    close(session, viewer, row.id, SPOKEN, now)
    assert row.state == FollowUpState.CLOSED


def test_only_who_may_closes_while_they_may_be_away(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    officer = _officer(session, school, now)
    given = CloseGiven(ClosedBecause.AWAY_CONFIRMED, "They are in Poland for the winter.", BACK, ASKED)
    with pytest.raises(NotAllowed):
        close(session, officer, row.id, given, now)
    close(session, viewer, row.id, given, now)
    assert (row.away_until, row.enquiries) == (BACK, ASKED)


def test_reception_does_not_close_what_it_can_see(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    row = followed_up(session, viewer, now)
    with pytest.raises(NotAllowed):
        close(session, _officer(session, school, now, "reception"), row.id, SPOKEN, now)


def test_another_agency_does_not_know_of_it(session: Session, viewer: Viewer, now: datetime) -> None:
    row = followed_up(session, viewer, now)
    other = an_agency(session, now, "Marshland Academy")
    with pytest.raises(NotFound):
        close(session, _officer(session, other, now), row.id, SPOKEN, now)


def test_what_is_closed_is_not_closed_again(session: Session, viewer: Viewer, now: datetime) -> None:
    row: FollowUp = followed_up(session, viewer, now)
    close(session, viewer, row.id, SPOKEN, now)
    with pytest.raises(Refused, match="closed already"):
        close(session, viewer, row.id, SPOKEN, now)
