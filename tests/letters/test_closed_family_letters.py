"""Letters go on for a family that is kept closed: a run that has begun makes them, they are printed, and go by e-mail.
A colleague who is not named learns of none, and counts none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from access_made import a_closed_family
from factories import a_child, a_need, a_parent, a_staff_member
from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.session_mark import SessionMark
from comms.families.actions import add_contact_point, record_contact_safety
from comms.families.contact_point import Safety
from comms.families.person import Person
from comms.families.pupil import Pupil
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.letters.find import letter
from comms.letters.letter import Letter, LetterState, PrintedLetter
from comms.letters.mailing.actions import compose_email, start_sending
from comms.letters.mailing.letter_email import LetterEmail
from comms.letters.printing import print_letter
from comms.letters.run import wanted_letters
from comms.letters.runs.actions import make_lot, start_run
from comms.letters.runs.find import progress
from comms.letters.runs.letter_run import LetterRun, Outcome, RunLetter

FAMILIES = ("Kazlauskas", "Petrauskas")


@dataclass
class Begun:
    """A run for two families that has begun, the second of which is kept closed before any letter is made."""

    run: LetterRun
    closed: Person
    colleague: Viewer


def _a_family(session: Session, viewer: Viewer, now: datetime, name: str) -> tuple[Person, Person]:
    """A child who was often away, and a mother who reads English and whose e-mail address is safe."""
    child = a_child(session, viewer, now, "Ugnė", name)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn=f"A93000000{name}"[:13], recorded_at=now))
    mother = a_parent(session, viewer, now, child, "Rasa", name, (f"{len(name)} {name} Road", "Wisbech", "PE13 1AA"))
    a_need(session, viewer, mother, now, "en")
    point = add_contact_point(session, viewer, mother, "email", f"{name.lower()}@example.org", now)
    record_contact_safety(session, viewer, point, Safety.SAFE, now)
    today = london_date(now)
    days = [day for day in (today - timedelta(days=back) for back in range(60, -1, -1)) if day.weekday() < 5]
    marks = [
        SessionMark(day, half, "O" if number % 5 == 0 else present)
        for number, day in enumerate(days)
        for half, present in (("AM", "/"), ("PM", "\\"))
    ]
    record_marks(session, viewer, {child.id: marks}, now)
    return child, mother


@pytest.fixture
def begun(session: Session, school: Agency, viewer: Viewer, now: datetime) -> Begun:
    """The run, by e-mail where somebody reads there, begun by the colleague."""
    families = [_a_family(session, viewer, now, name) for name in FAMILIES]
    colleague = viewer_of(a_staff_member(session, school, now, ("attendance legal officer",), "Helen Marsh"))
    on = london_date(now)
    wanted = [one for one, _ in wanted_letters(session, colleague, on)]
    run = start_run(session, colleague, wanted, on, now, by_email=True)
    child, mother = families[1]
    a_closed_family(session, viewer, [child.id, mother.id], now)
    return Begun(run, mother, colleague)


def _letter_of(session: Session, mother: Person) -> Letter:
    return session.scalars(select(Letter).where(Letter.recipient_id == mother.id)).one()


def test_a_run_goes_on_for_a_family_that_is_closed_while_it_is_made(
    session: Session, viewer: Viewer, begun: Begun, now: datetime
) -> None:
    make_lot(session, begun.run.id, now)
    assert set(session.scalars(select(RunLetter.outcome))) == {Outcome.ISSUED}
    made = _letter_of(session, begun.closed)
    assert made.state == LetterState.ISSUED
    assert letter(session, viewer, made.id) == made
    with pytest.raises(NotFound):
        letter(session, begun.colleague, made.id)
    ours, theirs = (progress(session, who, begun.run.id) for who in (viewer, begun.colleague))
    assert (ours.issued, ours.total, theirs.issued, theirs.total) == (2, 2, 1, 1)


def test_their_letter_is_printed_and_goes_by_e_mail(session: Session, begun: Begun, now: datetime) -> None:
    make_lot(session, begun.run.id, now)
    made = _letter_of(session, begun.closed)
    assert made.channel == "email"
    print_letter(session, made.id, now)
    assert session.get(PrintedLetter, made.id) is not None
    email = session.scalars(select(LetterEmail).where(LetterEmail.letter_id == made.id)).one()
    assert start_sending(session, email.id, now)
    assert compose_email(session, email.id).to == "petrauskas@example.org"
