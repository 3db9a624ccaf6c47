"""What the demo shows of reaching families: who was missed, who answered, what waits for a person, and that nothing was
sent."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from demo_district import AFTER_HALF_TERM, MONDAY, SCHOOL, SECOND_OF_JANUARY, SOCIAL_CARE, SUNDAY, Districts, acting_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.agencies.permissions import Permission, permissions_of
from comms.agencies.staff import Staff
from comms.agencies.viewer import system_viewer
from comms.bookings.absences.absence import Absence, AbsenceKind
from comms.bookings.absences.find import pattern_of, reasons_for
from comms.bookings.reminders.reminder import Reminder, ReminderState
from comms.cli.running import NOBODY_OUTSIDE, _environment
from comms.families import find
from comms.families.person import Person
from comms.follow_ups.find import follow_ups_of
from comms.follow_ups.follow_up import Because, EventKind, FollowUp, FollowUpEvent, FollowUpState, Step
from comms.foundation.audit import verify
from comms.foundation.clock import LONDON, london_date
from comms.foundation.settings import Settings
from comms.foundation.work_item import due_rows
from comms.messages.find import line_of, open_incoming, outbox_texts
from comms.messages.incoming import Incoming
from comms.messages.message import Message, MessageChannel, MessageState, Purpose
from comms.messages.understanding import reading_of
from comms.tasks.find import tasks_about
from comms.tasks.task import TaskKind, TaskState
from comms.translation.machine import TranslationJob


def person_called(session: Session, name: str) -> Person:
    [found] = find.people_called(session, acting_for(session, SCHOOL), name)
    return found


def followed(session: Session, name: str, agency: str = SCHOOL) -> FollowUp:
    [row] = follow_ups_of(session, acting_for(session, agency), person_called(session, name).id)
    return row


def check_reaching(session: Session) -> None:
    """What there is to see on whatever day the demo is made."""
    father = followed(session, "Marek Zielinski")
    assert father.state == FollowUpState.OPEN
    assert father.step in {Step.TEXT, Step.OTHER_HOUR}
    viewer = acting_for(session, SCHOOL)
    last = next(one for one in outbox_texts(session, viewer) if one.purpose != Purpose.FIRST)
    assert (last.to_id, last.language, last.wording["key"]) == (father.person_id, "pl", "missed_call.child")
    assert "(Jakub)" in (last.body or "")
    assert not last.wording["draft"]
    states = Counter(one.state for one in session.scalars(select(FollowUp)))
    assert set(states) >= {
        FollowUpState.OPEN, FollowUpState.ANSWERED, FollowUpState.WITH_WORKER, FollowUpState.WITH_MANAGER,
        FollowUpState.CLOSED,
    }  # fmt: skip
    check_nothing_was_sent(session)
    check_answers(session)
    check_absences(session)


def check_nothing_was_sent(session: Session) -> None:
    texts = [one for one in session.scalars(select(Message)) if one.channel == MessageChannel.SMS]
    assert {one.state for one in texts} <= {MessageState.IN_OUTBOX, MessageState.NOT_NEEDED}
    assert all(one.provider_id is None for one in texts)


def check_answers(session: Session) -> None:
    waiting = {one.body: one for one in open_incoming(session, acting_for(session, SCHOOL))}
    own_words = next(one for body, one in waiting.items() if body and body.startswith("Laba diena"))
    assert (own_words.urgent, own_words.translated, own_words.language) == (True, None, "lt")
    polish = next(one for body, one in waiting.items() if body and body.startswith("Dzień dobry"))
    assert (polish.urgent, polish.translated, polish.translation_why, polish.language) == (True, None, "", "pl")
    assert session.scalars(select(TranslationJob)).all() == []
    danger = next(one for body, one in waiting.items() if body and "frică" in body)
    assert danger.urgent
    assert reading_of(danger).danger
    assert danger.told >= 2
    urdu = waiting["۱ ۱۸"]
    assert (reading_of(urdu).hour, reading_of(urdu).sure) == (18, True)
    shazia = followed(session, "Shazia Bibi")
    assert shazia.proposed_at is not None
    assert shazia.proposed_at.astimezone(LONDON).hour == 18
    [shared] = [one for one in waiting.values() if one.person_id is None]
    assert shared.body == "Да, след 18"
    assert not shared.urgent
    away = followed(session, "Zaneta Dabrowska")
    assert away.away_until is not None
    assert away.state == FollowUpState.ANSWERED
    assert followed(session, "Madalina Ionescu").because == Because.THEY_RANG


def check_absences(session: Session) -> None:
    kinds = Counter(one.kind for one in session.scalars(select(Absence)))
    assert set(kinds) == set(AbsenceKind) - {AbsenceKind.WAS_THERE}
    school = acting_for(session, SCHOOL)
    kelly = followed(session, "Kelly O'Brien")
    assert [one.code for one in reasons_for(session, school, [kelly.about_id])] == ["work"]
    inga = person_called(session, "Inga Berzina")
    ours = pattern_of(session, school, inga.id, london_date(MONDAY + timedelta(days=400)))
    assert ours.absences == 0


def test_there_is_one_of_everything_on_a_monday_morning(looking: Session, tmp_path: Path) -> None:
    check_reaching(looking)
    assert verify(looking, ()) == []


@pytest.mark.parametrize("now", [SUNDAY, SECOND_OF_JANUARY, AFTER_HALF_TERM], ids=lambda now: f"{now:%A %d %B}")
def test_there_is_one_of_everything_on_whatever_day_it_is_made(districts: Districts, now: datetime) -> None:
    with districts(now).database.reading() as session:
        check_reaching(session)


def test_every_agency_that_writes_to_families_has_a_line(looking: Session) -> None:
    lines = {agency.name: line_of(looking, system_viewer(agency)) for agency in every_agency(looking)}
    writes = {
        agency.name
        for agency in every_agency(looking)
        for staff in looking.scalars(select(Staff).where(Staff.agency_id == agency.id))
        if Permission.WRITE_TO_FAMILIES in permissions_of(staff.role_names)
    }
    assert writes <= {name for name, line in lines.items() if line is not None}
    for line in lines.values():
        assert line is not None
        assert line.number.startswith("+447700900")
        assert line.ring_number.startswith("01632 960")
        assert line.duty
    school, social_care = lines[SCHOOL], lines[SOCIAL_CARE]
    assert school is not None
    assert social_care is not None
    assert (school.night_cover, social_care.night_cover) == (False, True)


def test_a_flagged_mother_got_nothing_and_a_person_was_asked(looking: Session) -> None:
    row = followed(looking, "Danuta", SOCIAL_CARE)
    assert not [one for one in looking.scalars(select(Message)) if one.to_id == row.person_id]
    held = looking.scalars(
        select(FollowUpEvent).where(FollowUpEvent.follow_up_id == row.id, FollowUpEvent.kind == EventKind.HELD_BACK)
    ).one()
    assert held.detail["code"] == "hours_not_asked"
    asked = tasks_about(looking, acting_for(looking, SOCIAL_CARE), row.person_id)
    assert TaskKind.REACH_OTHERWISE in {one.kind for one in asked if one.state == TaskState.OPEN}


def test_a_text_to_a_telephone_that_others_read_says_nothing(looking: Session) -> None:
    row = followed(looking, "Bayan")
    [text] = [one for one in looking.scalars(select(Message)) if one.to_id == row.person_id]
    assert (text.sender, text.wording["key"]) == ("Office", "missed_call.one_way")
    assert "Marlingfen" not in (text.body or "")


def test_a_text_nobody_has_approved_is_held_back_and_somebody_is_asked_to_ring(looking: Session) -> None:
    row = followed(looking, "Desislava")
    assert not [one for one in looking.scalars(select(Message)) if one.to_id == row.person_id]
    asked = tasks_about(looking, acting_for(looking, SCHOOL), row.person_id)
    assert TaskKind.REACH_OTHERWISE in {one.kind for one in asked if one.state == TaskState.OPEN}


def test_one_was_closed_by_a_person_in_words(looking: Session) -> None:
    row = followed(looking, "Elzbieta")
    assert row.state == FollowUpState.CLOSED
    assert row.closed_by is not None
    assert "Polish interpreter" in (row.closed_words or "")


def test_an_appointment_tomorrow_was_reminded_of_and_others_are_planned(looking: Session) -> None:
    reminders = looking.scalars(select(Reminder)).all()
    assert {ReminderState.WRITTEN, ReminderState.PLANNED} <= {one.state for one in reminders}
    agnieszka = person_called(looking, "Agnieszka")
    assert ReminderState.WRITTEN in {one.state for one in reminders if one.person_id == agnieszka.id}


def test_nothing_is_left_for_the_worker_to_catch_up_with(looking: Session) -> None:
    for record in (FollowUp, Reminder, Incoming, Message):
        assert due_rows(looking, record, MONDAY) == []


def test_the_demos_worker_speaks_to_nobody_whatever_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NOBODY_OUTSIDE:
        monkeypatch.setenv(name, "set")
    assert {_environment(Settings(mode="demo"))[name] for name in NOBODY_OUTSIDE} == {""}
    assert {_environment(Settings())[name] for name in NOBODY_OUTSIDE} == {"set"}
