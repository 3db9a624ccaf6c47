"""Asking the machine for the same again: what waits, or was answered just now, is the answer; nothing new is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from factories import a_staff_member
from machines_made import note_package
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from words_made import an_approver, packaged

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.foundation.work import packages_of
from comms.translation.actions import approve_words
from comms.translation.find import approvals
from comms.translation.machine import Answer, TranslationJob, ask_once
from comms.translation.machine.answer import APPROVED, refused
from comms.translation.withdrawing import withdraw_approval

HELP, HELP_LT, LETTER = "We can help you with this.", "Galime padėti.", "I do not understand."
DRAFT = Answer(HELP_LT, "en_lt 1.9", "", from_memory=False)

Ask = Callable[..., TranslationJob]


@pytest.fixture
def asking(session: Session, viewer: Viewer, now: datetime) -> Ask:
    """Asks for English sentences in Lithuanian, some minutes after the first time."""
    folder = packages_of(session)
    assert folder is not None
    note_package(folder, "en", "lt")

    def ask(
        *texts: str, minutes: int = 0, by: Viewer = viewer, target: str = "lt", names: tuple[str, ...] = ()
    ) -> TranslationJob:
        return ask_once(session, by, texts, "en", target, now + timedelta(minutes=minutes), names=names)

    return ask


def _answered(job: TranslationJob, *answers: Answer, minutes: int = 0) -> TranslationJob:
    job.answers, job.answered_at = [one.as_json() for one in answers], job.asked_at + timedelta(minutes=minutes)
    return job


def test_what_waits_is_asked_once_however_long_it_waits(session: Session, asking: Ask) -> None:
    job = asking(HELP, LETTER)
    assert asking(HELP, LETTER, minutes=90) is job
    others = [
        asking(LETTER, HELP), asking(HELP), asking(HELP, LETTER, target="pl"),
        asking(HELP, LETTER, names=("Marek",)),
    ]  # fmt: skip
    assert job not in others
    assert session.scalar(select(func.count()).select_from(TranslationJob)) == 1 + len(others)


def test_what_was_answered_just_now_is_not_asked_again_and_later_it_is(asking: Ask) -> None:
    job = _answered(asking(HELP), DRAFT)
    assert asking(HELP, minutes=9) is job
    assert asking(HELP, minutes=11) is not job


@pytest.mark.parametrize("answer", [refused("I do not know it."), Answer(HELP_LT, "en_lt 1.8", "", from_memory=False)])
def test_what_was_refused_or_comes_from_a_package_of_before_is_asked_anew(asking: Ask, answer: Answer) -> None:
    job = _answered(asking(HELP, LETTER), DRAFT, answer)
    assert asking(HELP, LETTER, minutes=1) is not job


def test_what_is_approved_or_withdrawn_meanwhile_is_asked_anew(
    session: Session, school: Agency, asking: Ask, now: datetime
) -> None:
    first = _answered(asking(HELP), DRAFT)
    approver = an_approver(session, school, now)
    approve_words(session, approver, packaged(at_most=1), now + timedelta(minutes=1))
    session.flush()
    second = _answered(asking(HELP, minutes=2), Answer(HELP_LT, APPROVED, "", from_memory=True))
    assert second is not first
    assert asking(HELP, minutes=3) is second
    withdraw_approval(session, approver, approvals(session, "lt")[0].id, "Wrong.", now + timedelta(minutes=4))
    assert asking(HELP, minutes=5) is not second


def test_nobody_is_given_what_another_asked(session: Session, school: Agency, asking: Ask, now: datetime) -> None:
    job = asking(HELP)
    assert asking(HELP, by=viewer_of(a_staff_member(session, school, now, name="Ona"))) is not job
    system = system_viewer(school)
    assert asking(HELP, by=system) is not asking(HELP, by=system), "a program is answered from what it asks"
