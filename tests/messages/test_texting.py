"""Writing a text to a family: in their language, to the right number, saying no more than is safe, or held back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy import select
from sqlalchemy.orm import Session
from text_factories import (
    NUMBER,
    OUR_NUMBER,
    TO,
    a_father,
    a_line,
    a_mobile,
    a_text,
    a_text_given,
    a_thread,
    approve_texts,
)

from comms.agencies.viewer import Viewer, viewer_of
from comms.families.actions import add_contact_point, record_safe_contact
from comms.families.contact_point import ReadBy, Safety
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.errors import NotAllowed, NotFound
from comms.messages import find
from comms.messages.message import Message, MessageState, Purpose
from comms.messages.new_text import LINE_WORK
from comms.messages.texting import HeldBack, preview_text, write_text

NIGHT = datetime(2026, 11, 23, 22, 15, tzinfo=UTC)


def held(session: Session, viewer: Viewer, now: datetime, person: Any, key: str = "missed_call", **given: Any) -> str:
    written = write_text(session, viewer, a_text_given(person, key, **given), now)
    assert isinstance(written, HeldBack)
    assert written.why.endswith(".")
    assert session.scalars(select(Message)).all() == []
    return written.code


def test_a_father_is_written_to_in_polish_with_his_childs_name(session: Session, viewer: Viewer, now: datetime) -> None:
    line, child = a_line(session, viewer, now), a_child(session, viewer, now, "Zofia", "Wójcik")
    father = a_father(session, viewer, now, child)
    text = a_text(session, viewer, now, father, child_id=child.id)
    assert (text.language, text.wording["key"], text.names_child) == ("pl", "missed_call.child", True)
    assert text.body.startswith("Fen Edge (Zofia): ")
    assert "tłumacz" in text.body
    assert (text.to, text.sender, text.due_at) == (TO, OUR_NUMBER, now)
    assert (text.state, text.work_state, text.next_action_at) == (MessageState.WAITING, "waiting", None)
    assert text.units == len(text.body) <= 134
    assert text.segments == 2
    assert len(text.report_token or "") == 43
    thread = find.thread(session, viewer, text.thread_id)  # type: ignore[arg-type]
    assert (thread.person_id, thread.number) == (father.id, TO)
    assert session.info["hints"].count((LINE_WORK, line.id)) == 1


def test_nothing_of_a_text_lies_open_in_the_database_and_the_audit_names_nobody(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    text = a_text(session, viewer, now, a_father(session, viewer, now))
    assert b"Fen Edge" not in text.body_locked
    assert TO.encode() not in text.to_locked
    session.commit()
    for entry in session.scalars(select(AuditEntry)):
        assert "Wójcik" not in entry.detail
        assert "900821" not in entry.detail


def test_a_number_two_families_have_is_written_to_without_a_name(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    child = a_child(session, viewer, now)
    father = a_father(session, viewer, now, child)
    a_mobile(session, viewer, now, a_parent(session, viewer, now))
    text = a_text(session, viewer, now, father, child_id=child.id)
    assert text.wording["key"] == "missed_call.neutral"
    assert "Fen Edge" not in text.body
    assert find.thread(session, viewer, text.thread_id).person_id is None  # type: ignore[arg-type]


def test_a_number_another_agencys_family_has_names_nobody_either(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    child = a_child(session, viewer, now)
    father = a_father(session, viewer, now, child)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("head teacher",)))
    a_mobile(session, other, now, a_parent(session, other, now))
    text = a_text(session, viewer, now, father, child_id=child.id)
    assert text.wording["key"] == "missed_call.neutral"
    # Of the agency's own people he is the only one with it, so what comes back is his.
    assert find.thread(session, viewer, text.thread_id).person_id == father.id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({}, "missed_call.child"),
        ({"automatic": False}, "missed_call.named"),
        ({"child_id": None}, "missed_call.named"),
    ],
)
def test_only_an_automatic_text_about_a_child_names_the_child(
    session: Session, viewer: Viewer, now: datetime, given: dict[str, Any], key: str
) -> None:
    a_line(session, viewer, now)
    child = a_child(session, viewer, now)
    father = a_father(session, viewer, now, child)
    assert a_text(session, viewer, now, father, **({"child_id": child.id} | given)).wording["key"] == key


def test_a_long_name_is_left_out_and_never_cut(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    child = a_child(session, viewer, now, given="Konstantinopolis")
    father = a_father(session, viewer, now, child)
    assert a_text(session, viewer, now, father, child_id=child.id).wording["key"] == "missed_call.named"


def test_the_police_name_no_child(session: Session, now: datetime) -> None:
    police = an_agency(session, now, "Fen Police", "police")
    viewer = viewer_of(a_staff_member(session, police, now, ("administrator", "head teacher")))
    a_line(session, viewer, now)
    child = a_child(session, viewer, now)
    father = a_father(session, viewer, now, child)
    assert a_text(session, viewer, now, father, child_id=child.id).wording["key"] == "missed_call.named"


def test_under_another_name_a_text_is_one_way_and_has_a_number_to_ring(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now, night_cover=False)
    father = a_father(session, viewer, now)
    record_safe_contact(session, viewer, father.id, flagged=False, post_is_safe=None, said="", now=now, alias=True)
    session.flush()
    text = a_text(session, viewer, now, father)
    assert (text.sender, text.wording["key"]) == ("Office", "missed_call.one_way")
    assert "01632 960100" in text.body
    # Nobody can answer it, so nothing is said of the night.
    assert session.scalars(select(Message)).all() == [text]
    for key in ("our_failure", "will_ring"):
        written = write_text(session, viewer, a_text_given(father, key, values={"day": "3", "time": "18:00"}), now)
        assert isinstance(written, HeldBack)
        assert written.code == "says_too_much"


def test_without_another_name_nothing_is_written_to_whoever_needs_one(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now, alias="")
    father = a_father(session, viewer, now)
    record_safe_contact(session, viewer, father.id, flagged=False, post_is_safe=None, said="", now=now, alias=True)
    session.flush()
    assert held(session, viewer, now, father) == "no_alias"


def test_before_the_first_text_a_number_is_told_once_that_nobody_reads_at_night(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now, night_cover=False)
    father = a_father(session, viewer, now)
    text = a_text(session, viewer, now, father)
    a_text(session, viewer, now, father, "thanks")
    first, *others = session.scalars(select(Message).order_by(Message.due_at, Message.id)).all()
    assert (first.purpose, first.thread_id) == (Purpose.FIRST, text.thread_id)
    assert "999" in first.body
    assert [one.purpose for one in others] == [Purpose.FOLLOW_UP] * 2
    preview = preview_text(session, viewer, a_text_given(father), now)
    assert preview.segments == text.segments


def test_unknown_is_never_english(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    mother = a_parent(session, viewer, now)
    a_mobile(session, viewer, now, mother)
    assert held(session, viewer, now, mother) == "language_unknown"
    a_need(session, viewer, mother, now, None, spoken=["pl"])
    assert held(session, viewer, now, mother) == "language_unknown"
    a_need(session, viewer, mother, now + timedelta(seconds=1), "pa")
    assert held(session, viewer, now, mother) == "language_unknown"
    a_need(session, viewer, mother, now + timedelta(seconds=2), "pl", reads="none")
    assert held(session, viewer, now, mother) == "cannot_read"
    a_need(session, viewer, mother, now + timedelta(seconds=3), "cy")
    assert held(session, viewer, now, mother) == "words_missing"


def test_who_has_no_number_or_an_unsafe_one_is_not_written_to(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    mother = a_parent(session, viewer, now)
    a_need(session, viewer, mother, now, "pl")
    assert held(session, viewer, now, mother) == "no_number"
    add_contact_point(session, viewer, mother, "landline", "01632 960200", now)
    session.flush()
    assert held(session, viewer, now, mother) == "no_number"
    point = a_mobile(session, viewer, now, mother, safety=Safety.UNSAFE)
    assert held(session, viewer, now, mother) == "unsafe"
    point.safety, point.value = Safety.SAFE, "none of your business"
    session.flush()
    assert held(session, viewer, now, mother) == "number_fault"


def test_of_several_numbers_one_that_is_safe_is_taken_first(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    other = a_mobile(session, viewer, now + timedelta(days=1), father, "07700 900999", Safety.NOT_ASKED)
    assert a_text(session, viewer, now, father).to == TO
    chosen = a_text(session, viewer, now, father, point_id=other.id)
    assert (chosen.to, chosen.wording["key"]) == ("+447700900999", "missed_call.named")


def test_a_flag_holds_back_what_nobody_asked_about(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    record_safe_contact(session, viewer, father.id, flagged=True, post_is_safe=None, said="", now=now)
    session.flush()
    assert held(session, viewer, now, father) == "hours_not_asked"
    record_safe_contact(
        session, viewer, father.id, flagged=True, post_is_safe=None, said="", now=now + timedelta(seconds=1),
        hours=[{"days": [0, 1, 2, 3, 4], "from": "10:00", "to": "12:00"}],
    )  # fmt: skip
    session.flush()
    text = a_text(session, viewer, now, father)
    assert text.wording["key"] == "missed_call.neutral"
    assert text.due_at == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_at_night_a_text_is_due_in_the_morning_but_an_answer_to_a_call_at_once(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    line = a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    session.info["hints"] = []
    text = a_text(session, viewer, NIGHT, father)
    assert text.due_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert session.info["hints"] == []
    assert a_text(session, viewer, NIGHT, father, "you_rang").due_at == NIGHT
    assert session.info["hints"] == [(LINE_WORK, line.id)]


def test_where_nobody_says_when_they_rang_an_answer_to_a_call_waits_for_their_hours(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    text = a_text(session, viewer, NIGHT, father, "you_rang", since=None, automatic=False)
    assert (text.due_at, text.wording["at_once"]) == (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), False)


def test_a_flag_holds_even_an_answer_to_a_call_until_it_is_safe(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    record_safe_contact(
        session, viewer, father.id, flagged=True, post_is_safe=None, said="", now=now, quiet_from="20:00",
        quiet_to="09:00",
    )  # fmt: skip
    session.flush()
    text = a_text(session, viewer, NIGHT, father, "you_rang")
    assert (text.due_at, text.wording["key"]) == (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "you_rang.neutral")


def test_what_speaks_of_today_is_never_due_tomorrow(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    assert held(session, viewer, NIGHT, father, "not_there") == "too_late"
    text = a_text(session, viewer, now, father, "not_there")
    assert text.send_by == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def test_a_text_that_could_only_go_after_its_time_is_not_written(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    values = {"day": date(2026, 11, 24), "time": "08:30"}
    at = NIGHT + timedelta(hours=9)
    assert held(session, viewer, NIGHT, father, "reminder", values=values, send_by=at) == "too_late"
    text = a_text(session, viewer, now, father, "reminder", values=values, send_by=at)
    assert text.send_by == at
    assert "24 lis 08:30" in text.body


def test_an_agency_without_a_line_writes_no_texts(session: Session, viewer: Viewer, now: datetime) -> None:
    assert held(session, viewer, now, a_father(session, viewer, now)) == "no_line"


def test_a_preview_shows_length_and_cost_and_writes_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now, night_cover=False)
    father = a_father(session, viewer, now)
    preview = preview_text(session, viewer, a_text_given(father), now)
    assert (preview.language, preview.direction, preview.variant) == ("pl", "ltr", "missed_call.named")
    assert (preview.to_last_digits, preview.sender, preview.due_at) == ("821", OUR_NUMBER, now)
    # What is said of the night costs too.
    assert preview.segments == 2
    assert preview.pence > 8
    assert preview.held_back is None
    assert session.scalars(select(Message)).all() == []


def test_a_preview_of_what_is_held_back_says_why_and_in_which_language_it_would_be(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    mother = a_parent(session, viewer, now)
    assert preview_text(session, viewer, a_text_given(mother), now).held_back is not None
    a_need(session, viewer, mother, now, "ur")
    preview = preview_text(session, viewer, a_text_given(mother), now)
    assert preview.held_back is not None
    assert (preview.held_back.code, preview.language, preview.direction) == ("no_number", "ur", "rtl")


def test_a_worker_who_may_not_write_to_families_asks_for_no_text(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    nobody = Viewer(viewer.agency_id, "school", frozenset())
    with pytest.raises(NotAllowed):
        write_text(session, nobody, a_text_given(father, automatic=False), now)


def test_another_agencys_people_and_threads_do_not_exist(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now)
    thread = a_thread(session, viewer, now)
    stranger = viewer_of(a_staff_member(session, an_agency(session, now, "Other School"), now, ("administrator",)))
    a_line(session, stranger, now, number="+447700900200")
    with pytest.raises(NotFound):
        write_text(session, stranger, a_text_given(father), now)
    with pytest.raises(NotFound):
        find.thread(session, stranger, thread.id)
    assert find.threads_of_person(session, stranger, father.id) == []


def test_a_number_written_in_any_way_is_one_thread(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_father(session, viewer, now, number="(07700) 900-821")
    assert a_text(session, viewer, now, father).thread_id == a_thread(session, viewer, now, TO).id
    assert a_thread(session, viewer, now, NUMBER).id == a_thread(session, viewer, now, "00447700900821").id


def test_read_by_others_too_is_neutral(session: Session, viewer: Viewer, now: datetime) -> None:
    a_line(session, viewer, now)
    father = a_parent(session, viewer, now)
    a_need(session, viewer, father, now, "pl")
    a_mobile(session, viewer, now, father, read_by=ReadBy.OTHERS_TOO)
    assert a_text(session, viewer, now, father).wording["key"] == "missed_call.neutral"


def test_words_that_nobody_has_approved_do_not_go(session: Session, viewer: Viewer, now: datetime) -> None:
    """A text has no room to say that it is a draft."""
    a_line(session, viewer, now)
    mother = a_father(session, viewer, now, written="lv")
    assert held(session, viewer, now, mother) == "draft"
    assert "Latvian" in preview_text(session, viewer, a_text_given(mother), now).held_back.why  # type: ignore[union-attr]
    approve_texts(session, viewer, now, ["lv"])
    assert a_text(session, viewer, now, mother).language == "lv"
