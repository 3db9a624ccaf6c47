"""What protects somebody acts for every agency that works with them; its words stay with the one that heard them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from access_made import social_care, work_with_too
from factories import a_child, a_need, a_parent
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.working import stop_working
from comms.families.actions import (
    StatusGiven,
    add_contact_point,
    record_child_status,
    record_contact_safety,
    record_safe_contact,
)
from comms.families.contact_point import SafeContact, Safety, post_allowed
from comms.families.person import Person
from comms.families.protection.find import (
    safeties_in_force,
    safety_in_force,
    status_of_child,
    statuses_in_force,
)
from comms.families.protection.in_force import Heard, OthersSay, holding, protection
from comms.families.reaching_hours import may_reach, next_reachable, reaching_of, read_reaching
from comms.follow_ups.ways import ways_to
from comms.foundation.clock import london_moment
from comms.foundation.errors import BadInput
from comms.letters.find import reader
from comms.messages.gathering import facts_of

OURS, THEIRS, THIRD = (uuid4() for _ in range(3))
AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def told(agency: UUID, hour: int = 0, left: datetime | None = None, **said: Any) -> Heard[SafeContact]:
    """What an agency heard, some hours after the first."""
    values = {"flagged": False, "post_is_safe": None, "alias": False, "quiet_from": None, "quiet_to": None} | said
    return Heard(agency, AT + timedelta(hours=hour), left, SafeContact(**values))


def acts(*heard: Heard[SafeContact]) -> Any:
    """What acts, for the first agency."""
    found = protection(OURS, holding(heard))
    assert found is not None
    return found


def test_what_nobody_was_told_of_protects_from_nothing() -> None:
    assert protection(OURS, holding([])) is None


def test_one_agencys_answer_alone_acts_as_it_stands() -> None:
    evenings = [{"days": [0, 1, 2, 3, 4], "from": "18:00", "to": "20:00"}]
    one = told(OURS, flagged=True, post_is_safe=False, alias=True, hours=evenings)
    found = acts(one)
    assert (found.flagged, found.post_is_safe, found.alias, found.hours) == (True, False, True, evenings)
    assert found.reaching == reaching_of(one.what)
    assert found.hours_asked
    assert not found.others


@pytest.mark.parametrize("order", [(OURS, THEIRS), (THEIRS, OURS)])
def test_a_flag_and_an_alias_told_to_one_hold_for_all(order: tuple[UUID, UUID]) -> None:
    found = acts(told(order[0], flagged=True, alias=True), told(order[1], 1, flagged=False, alias=False))
    assert (found.flagged, found.alias) == (True, True)
    assert bool(found.others) is (order[0] == THEIRS)


def test_post_is_not_used_where_any_was_told_it_is_not_safe() -> None:
    for answers in ((False, True), (True, False), (False, None)):
        found = acts(told(OURS, post_is_safe=answers[0]), told(THEIRS, 1, post_is_safe=answers[1]))
        assert not post_allowed(found)
    assert acts(told(OURS), told(THEIRS, 1, post_is_safe=False)).others == OthersSay(post_unsafe=True)


def test_where_a_flag_stands_only_who_knew_of_it_can_have_heard_that_post_or_hours_are_safe() -> None:
    knew_nothing = told(OURS, 1, post_is_safe=True, quiet_from="20:00", quiet_to="08:00")
    found = acts(told(THEIRS, flagged=True), knew_nothing)
    assert not post_allowed(found)
    assert not found.hours_asked
    knew = told(OURS, 1, flagged=True, post_is_safe=True, quiet_from="20:00", quiet_to="08:00")
    assert post_allowed(acts(told(THEIRS, flagged=True), knew))
    assert acts(told(THEIRS, flagged=True), knew).hours_asked


def test_the_quiet_hours_of_all_hold_and_of_the_hours_they_named_our_own_else_the_last() -> None:
    mornings = [{"days": list(range(7)), "from": "09:00", "to": "12:00"}]
    evenings = [{"days": list(range(7)), "from": "18:00", "to": "21:00"}]
    ours_first = acts(told(OURS, hours=evenings), told(THEIRS, 1, hours=mornings))
    assert ours_first.hours == evenings
    assert acts(told(THEIRS, hours=evenings), told(THIRD, 1, hours=mornings), told(OURS, 2)).hours == mornings
    both = acts(told(OURS, hours=evenings), told(THEIRS, 1, quiet_from="20:00", quiet_to="09:00"))
    assert both.quiet == (("20:00", "09:00"),)
    monday = date(2026, 11, 23)
    assert may_reach(both, london_moment(monday, time(18, 30)))
    assert not may_reach(both, london_moment(monday, time(20, 30)))
    twice = acts(told(OURS, quiet_from="22:00", quiet_to="07:00"),
                 told(THEIRS, 1, quiet_from="12:00", quiet_to="14:00"))  # fmt: skip
    assert [may_reach(twice, london_moment(monday, time(hour))) for hour in (6, 8, 13, 15, 23)] == [
        False, True, False, True, False,
    ]  # fmt: skip
    assert next_reachable(twice, london_moment(monday, time(12, 30))) == london_moment(monday, time(14))


def test_where_what_all_were_told_leaves_no_time_the_last_that_was_said_holds_alone() -> None:
    mornings = [{"days": list(range(7)), "from": "09:00", "to": "12:00"}]
    found = acts(told(OURS, hours=mornings), told(THEIRS, 1, quiet_from="08:00", quiet_to="18:00"))
    assert (found.hours, found.quiet) == (None, (("08:00", "18:00"),))
    assert may_reach(found, london_moment(date(2026, 11, 23), time(19)))
    turned = acts(told(THEIRS, quiet_from="08:00", quiet_to="18:00"), told(OURS, 1, hours=mornings))
    assert (turned.hours, turned.quiet) == (mornings, ())


def test_the_usual_quiet_hours_hold_only_while_nobody_named_any() -> None:
    late = london_moment(date(2026, 11, 23), time(21))
    assert not may_reach(acts(told(OURS, flagged=True), told(THEIRS, 1)), late)
    assert may_reach(acts(told(OURS), told(THEIRS, 1, quiet_from="23:00", quiet_to="06:00")), late)


def test_what_an_agency_that_left_was_told_holds_until_somebody_has_asked_after_that() -> None:
    gone = told(THEIRS, 0, left=AT + timedelta(hours=5), flagged=True)
    assert acts(gone).flagged
    assert acts(gone, told(OURS, 2)).flagged, "asked before they left"
    assert not acts(gone, told(OURS, 6)).flagged
    assert acts(gone, told(OURS, 6, left=AT + timedelta(hours=7))).flagged, "by one that left itself"


ANSWER = st.fixed_dictionaries({
    "flagged": st.booleans(),
    "post_is_safe": st.sampled_from([None, True, False]),
    "alias": st.booleans(),
    "quiet": st.sampled_from([None, ("20:00", "08:00"), ("12:00", "14:00"), ("22:00", "06:00"), ("08:00", "18:00")]),
    "hours": st.sampled_from([None, ("09:00", "12:00"), ("18:00", "21:00"), ("22:00", "02:00")]),
})  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from([OURS, THEIRS, THIRD]), ANSWER), min_size=1, max_size=5), st.integers(0, 1439)
)
def test_together_is_never_less_careful_than_any_answer_that_holds(
    said: Sequence[tuple[UUID, dict[str, Any]]], minute: int
) -> None:
    heard = []
    for hour, (agency, one) in enumerate(said):
        quiet_from, quiet_to = one["quiet"] or (None, None)
        hours = one["hours"] and [{"days": list(range(7)), "from": one["hours"][0], "to": one["hours"][1]}]
        try:
            read_reaching(quiet_from, quiet_to, hours)
        except BadInput:
            return
        rest = {name: one[name] for name in ("flagged", "post_is_safe", "alias")}
        heard.append(told(agency, hour, quiet_from=quiet_from, quiet_to=quiet_to, hours=hours, **rest))
    found, holds = acts(*heard), [one.what for one in holding(heard)]
    assert found.flagged == any(one.flagged for one in holds)
    assert found.alias == any(one.alias for one in holds)
    if any(one.post_is_safe is False for one in holds):
        assert not post_allowed(found)
    if found.flagged and not any(one.flagged and one.post_is_safe for one in holds):
        assert not post_allowed(found)
    # There is always a time: what waits for one never waits for ever.
    assert next_reachable(found, AT)
    at = london_moment(date(2026, 11, 23), time(*divmod(minute, 60)))
    if len(found.quiet) == len({(one.quiet_from, one.quiet_to) for one in holds if one.quiet_from}):
        for one in holds:
            if one.quiet_from and not may_reach(read_reaching(one.quiet_from, one.quiet_to, None), at):
                assert not may_reach(found, at)


@pytest.fixture
def worker(session: Session, now: datetime) -> Viewer:
    """A social worker who may share what they know."""
    one = social_care(session, now)
    return replace(one, permissions=one.permissions | {Permission.SHARE_FAMILIES})


@pytest.fixture
def mother(session: Session, viewer: Viewer, worker: Viewer, now: datetime) -> Person:
    """A mother with whom the school works, and social care too."""
    person = a_parent(session, viewer, now)
    a_need(session, viewer, person, now)
    work_with_too(session, viewer, person.id, worker.agency_id, now)
    return person


def test_a_school_that_was_told_nothing_sends_no_letter_where_social_care_was_told_post_is_not_safe(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    assert post_allowed(reader(session, viewer, mother.id).safe)
    record_safe_contact(session, worker, mother.id, flagged=True, post_is_safe=False, said="He opens it.", now=now)
    assert find.safe_contact(session, viewer, mother.id) is None, "the words are social care's"
    assert not post_allowed(reader(session, viewer, mother.id).safe)
    ways = ways_to(session, viewer, mother.id, now)
    assert (ways.flagged, ways.hours_asked) == (True, False)
    found = safety_in_force(session, viewer, mother.id)
    assert found is not None
    assert found.others == OthersSay(flagged=True, post_unsafe=True)
    assert safety_in_force(session, worker, mother.id).others == OthersSay()  # type: ignore[union-attr]


def test_a_text_is_held_by_what_another_agency_was_told(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    point = add_contact_point(session, viewer, mother, "mobile", "07700 900821", now)
    record_contact_safety(session, viewer, point, Safety.SAFE, now)
    number = (mother.id, point.value_hash)
    assert not facts_of(session, viewer, [number])[number].flagged
    record_safe_contact(session, worker, mother.id, flagged=True, post_is_safe=None, said="", now=now, alias=True)
    facts = facts_of(session, viewer, [number])[number]
    assert (facts.flagged, facts.hours_asked, facts.alias) == (True, False, True)


def test_each_agency_sees_its_own_newest_answer_in_its_form(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    record_safe_contact(session, viewer, mother.id, flagged=True, post_is_safe=True, said="At work by day.", now=now)
    record_safe_contact(session, worker, mother.id, flagged=False, post_is_safe=False, said="", now=now)
    ours, theirs = (find.safe_contact(session, who, mother.id) for who in (viewer, worker))
    assert ours is not None
    assert theirs is not None
    assert (ours.note, ours.post_is_safe, theirs.note, theirs.post_is_safe) == ("At work by day.", True, None, False)
    both = safeties_in_force(session, viewer, [mother.id, a_parent(session, viewer, now).id])
    assert list(both) == [mother.id]
    assert both[mother.id].post_is_safe is False


def test_that_an_agency_stops_working_with_them_is_no_news_of_the_danger(
    session: Session, viewer: Viewer, worker: Viewer, mother: Person, now: datetime
) -> None:
    record_safe_contact(session, worker, mother.id, flagged=True, post_is_safe=False, said="", now=now)
    later = now + timedelta(days=30)
    stop_working(session, worker, mother.id, "The case is closed.", later)
    found = safety_in_force(session, viewer, mother.id)
    assert found is not None
    assert found.flagged
    asked = later + timedelta(days=1)
    record_safe_contact(session, viewer, mother.id, flagged=False, post_is_safe=True, said="He is gone.", now=asked)
    found = safety_in_force(session, viewer, mother.id)
    assert found is not None
    assert (found.flagged, found.post_is_safe) == (False, True)


def test_nothing_acts_for_somebody_the_viewer_may_not_know_of(
    session: Session, viewer: Viewer, worker: Viewer, now: datetime
) -> None:
    mother, child = a_parent(session, viewer, now), a_child(session, viewer, now)
    record_safe_contact(session, viewer, mother.id, flagged=True, post_is_safe=None, said="", now=now)
    record_child_status(session, viewer, child.id, StatusGiven(protection_plan=True), now)
    assert safety_in_force(session, worker, mother.id) is None
    assert status_of_child(session, worker, child.id) is None


def test_a_plan_on_social_cares_record_acts_at_the_school_and_its_words_stay_there(
    session: Session, viewer: Viewer, worker: Viewer, now: datetime
) -> None:
    child = a_child(session, viewer, now)
    work_with_too(session, viewer, child.id, worker.agency_id, now)
    given_ = StatusGiven(protection_plan=True, social_worker="Priya Nair, 01632 960111", court_order_note="No contact.")
    record_child_status(session, worker, child.id, given_, now)
    assert find.child_status(session, viewer, child.id) is None
    record_child_status(session, viewer, child.id, StatusGiven(), now + timedelta(hours=1))
    acts_ = status_of_child(session, viewer, child.id)
    assert acts_ is not None
    assert (acts_.has_social_worker, acts_.protection_plan, acts_.tell_social_worker, acts_.by_others) == (
        True, True, True, True,
    )  # fmt: skip
    own = find.child_status(session, viewer, child.id)
    assert own is not None
    assert (own.protection_plan, own.social_worker) == (False, None)
    assert list(statuses_in_force(session, worker, [child.id])) == [child.id]
    assert not statuses_in_force(session, worker, [child.id])[child.id].by_others
