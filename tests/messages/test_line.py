"""An agency's line: what it may be, who may set it, and what changes once it is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy.orm import Session
from text_factories import OUR_NUMBER, a_line, a_thread

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.work_item import WorkState
from comms.messages import find
from comms.messages.actions import GIVE_UP_AFTER, MessageGiven, sent_by_hand, write_message
from comms.messages.line_actions import BadLine, lift_stop
from comms.messages.message import MessageChannel, MessageState
from comms.messages.new_text import LINE_WORK
from comms.messages.sending import leave_line


def to_an_interpreter(number: str = "07700 900500") -> MessageGiven:
    return MessageGiven(
        MessageChannel.SMS, "interpreter", uuid4(), number, "offer", uuid4(), "Could you interpret on Wednesday?"
    )


def test_a_line_is_set_once_and_changed_after(session: Session, viewer: Viewer, now: datetime) -> None:
    line = a_line(session, viewer, now, number="07700 900100")
    assert (line.number, line.work_state, line.next_action_at) == (OUR_NUMBER, WorkState.WAITING, now)
    assert find.line_of(session, viewer) is line
    again = a_line(session, viewer, now, short_name="Fen Edge School", duty=[str(viewer.staff_id)])
    assert again.id == line.id
    assert (line.short_name, line.duty, line.changed_by) == ("Fen Edge School", [str(viewer.staff_id)], viewer.staff_id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "twelve"}, "number"),
        ({"short_name": " "}, "short_name"),
        ({"short_name": "Fen Edge Academy W"}, "short_name"),
        ({"alias": "Twelve letters"}, "alias"),
        ({"alias": "Office!"}, "alias"),
        ({"alias": "12345"}, "alias"),
        ({"ring_number": ""}, "ring_number"),
        ({"ring_number": "01632 960100 ext 4"}, "ring_number"),
        ({"segments_a_second": 0}, "segments_a_second"),
        ({"duty": ["nobody"]}, "duty"),
        ({"duty": [str(uuid4())]}, "duty"),
    ],
)
def test_what_a_line_cannot_be_is_said_of_the_field(
    session: Session, viewer: Viewer, now: datetime, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadLine) as fault:
        a_line(session, viewer, now, **given)
    assert fault.value.field == field
    assert fault.value.remedy


def test_two_agencies_have_two_numbers(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("administrator",)))
    with pytest.raises(BadLine, match="Another agency"):
        a_line(session, other, now)
    a_line(session, other, now, number="07700 900200")
    assert find.line_of(session, viewer) != find.line_of(session, other)


def test_a_number_that_changes_hands_does_not_bring_its_texts_along(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    a_thread(session, viewer, now)
    a_line(session, viewer, now, number="07700 900300")
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("administrator",)))
    a_line(session, other, now)
    with pytest.raises(Refused, match="another agency"):
        a_thread(session, other, now)


def test_only_who_manages_the_agency_sets_its_line(session: Session, viewer: Viewer, now: datetime) -> None:
    nobody = Viewer(viewer.agency_id, "school", frozenset())
    with pytest.raises(NotAllowed):
        a_line(session, nobody, now)
    with pytest.raises(NotAllowed):
        lift_stop(session, nobody, now)


def test_a_stopped_line_is_let_go_by_a_person(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(NotFound):
        lift_stop(session, viewer, now)
    line = a_line(session, viewer, now)
    with pytest.raises(Refused):
        lift_stop(session, viewer, now)
    line.work_state, line.next_action_at, line.attempts = WorkState.NEEDS_WORKER, None, 5
    session.flush()
    leave_line(session, line.id, now)
    assert (line.work_state, line.attempts) == (WorkState.WAITING, 0)
    assert "fault of ours" in line.stopped_why
    session.info["hints"] = []
    lift_stop(session, viewer, now)
    assert line.stopped_why == ""
    assert session.info["hints"] == [(LINE_WORK, line.id)]


def test_with_a_line_a_text_to_an_interpreter_goes_by_itself_at_any_hour(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    line = a_line(session, viewer, now, night_cover=False)
    night = now.replace(hour=23)
    text = write_message(session, viewer, to_an_interpreter(), night)
    assert (text.to, text.sender, text.due_at, text.send_by) == (
        "+447700900500", OUR_NUMBER, night, night + GIVE_UP_AFTER,
    )  # fmt: skip
    assert (text.segments, text.language, text.thread_id is not None) == (1, "en", True)
    assert find.waiting_texts(session, viewer) == []
    assert (LINE_WORK, line.id) in session.info["hints"]
    with pytest.raises(Refused, match="goes by itself"):
        sent_by_hand(session, viewer, text.id, now)


def test_a_number_that_cannot_be_one_waits_for_somebody_to_ring(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    text = write_message(session, viewer, to_an_interpreter("ask at the desk"), now)
    assert text.due_at is None
    assert find.waiting_texts(session, viewer) == [text]


def test_a_text_that_lies_in_the_outbox_can_be_read_out(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    text = write_message(session, viewer, to_an_interpreter(), now)
    text.state = MessageState.IN_OUTBOX
    session.flush()
    assert find.outbox_texts(session, viewer) == [text]
    assert find.emails_in_outbox(session, viewer) == []
    sent_by_hand(session, viewer, text.id, now)
    assert text.state == MessageState.SENT


def test_who_writes_to_interpreters_alone_does_not_answer_for_texts_to_families(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    school = session.get_one(Agency, viewer.agency_id)
    coordinator = viewer_of(a_staff_member(session, school, now, ("interpreter coordinator",)))
    text = write_message(session, viewer, to_an_interpreter(), now)
    sent_by_hand(session, coordinator, text.id, now)
    to_family = write_message(session, viewer, to_an_interpreter(), now)
    to_family.to_kind = "person"
    session.flush()
    with pytest.raises(NotAllowed):
        sent_by_hand(session, coordinator, to_family.id, now)
