"""What somebody's answer makes of a follow-up, whichever way it came. An answer brings it to a person; it closes
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from comms.bookings.absences.absence import ReasonCode, ToldHow
from comms.bookings.absences.actions import LONGEST_WORDS, ReasonGiven, add_reason
from comms.bookings.absences.find import absences_at
from comms.bookings.appointments.find import attendees_of
from comms.follow_ups.case import Case
from comms.follow_ups.follow_up import Because, EventKind, FollowUpState, Step
from comms.follow_ups.ladder import ANSWERED_DAYS, back_from, due_of, earliest_call, reachable_after
from comms.follow_ups.moving import ABOUT, move, plan, wake
from comms.follow_ups.proposing import proposed_moment
from comms.follow_ups.saying import day_in_words, moment_in_words
from comms.follow_ups.stepping import next_working_day, write
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.messages.actions import none_needed
from comms.messages.message import Purpose
from comms.messages.reading import Meaning, Reading
from comms.messages.texting import TextGiven
from comms.tasks.task import Task, TaskKind

APPOINTMENT = "appointment"
AFTER_WORK, INTERPRETER, ABROAD = "after_work", "interpreter", "abroad"
# The options of a menu that are reasons for not having come, and those after which somebody rings them at a set time.
REASONS = frozenset(ReasonCode)
TO_BE_RUNG = frozenset({AFTER_WORK, INTERPRETER})
# What is asked of somebody after the other options; the gap is how to talk to them.
_WHAT_NOW: Mapping[str, str] = MappingProxyType(
    {
        ReasonCode.WORK: "They answered that they were at work. Find a time with them that fits{}.",
        ReasonCode.TRANSPORT: "They answered that they have no way to get there. Ring them, and see how to help{}.",
        ReasonCode.OTHER: "They answered that there is another reason. Ring them and listen{}.",
    }
)
_OUT_OF_HOURS = "They named an hour at which, by what is on record, they may not be reached. Read it, and decide{}."
_PERHAPS = "They answered, perhaps with a time to ring them. Read their answer, and ring them{}."
# The reason of the task to ring them at the time they named: whoever names another has the same task changed.
RING_AT = "ring at"
WANT_NO_TEXTS = frozenset({Meaning.STOP, Meaning.MAYBE_STOP})


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer: what it was read as, the row it came in (its kind and id), their own words, and how they told us."""

    reading: Reading
    about: tuple[str, UUID]
    words: str = ""
    told_how: ToldHow = ToldHow.TEXT


def take_answer(case: Case, given: AnswerGiven) -> None:
    """Take an answer in: no text of the follow-up goes any more, the answer stands in it, and what they ask for is
    asked of a person. Raises ``Refused`` where the follow-up is closed."""
    reading, row = given.reading, case.row
    none_needed(case.session, case.viewer, ABOUT, [row.id], case.now)
    _put_down(case, given)
    if reading.danger:
        _to_the_worker_at_once(case)
    elif reading.meaning in WANT_NO_TEXTS:
        _ask_before_writing(case)
    elif reading.meaning != Meaning.START:
        _answered(case, given)
    wake(case.session, row, case.now)
    case.session.flush()


def _put_down(case: Case, given: AnswerGiven) -> None:
    one = given.reading
    case.put_down(
        EventKind.REPLIED, about=given.about, words=given.words, meaning=str(one.meaning), option=one.option or None,
        hour=one.hour, day=one.day.isoformat() if one.day else None, sure=one.sure,
        back_on=one.back_on.isoformat() if one.back_on else None,
    )  # fmt: skip


def _to_the_worker_at_once(case: Case) -> None:
    """A word of danger: nothing is answered by itself, and a person has it now, from wherever the ladder stood."""
    row = case.row
    if row.state not in {FollowUpState.OPEN, FollowUpState.ANSWERED}:
        move(row, FollowUpState.ANSWERED)
    move(row, FollowUpState.WITH_WORKER)
    said = "What they answered may speak of danger. Read it now, and do not answer by text before you have."
    task = case.ask(TaskKind.DECIDE_FOLLOW_UP, "worker", said, london_date(case.now))
    case.put_down(EventKind.WITH_WORKER, Step.WORKER, code="danger", task=str(task.id))
    row.step = Step.WORKER
    plan(row, Step.MANAGER, due_of(Step.MANAGER, case.now, case.facts, case.now))


def _ask_before_writing(case: Case) -> None:
    said = "They may want no more texts. Ask them how else they can be reached, when you next speak to them."
    task = case.ask(TaskKind.REACH_OTHERWISE, "no texts", said, next_working_day(case))
    case.put_down(EventKind.NOTE, code="no texts", task=str(task.id))


def _answered(case: Case, given: AnswerGiven) -> None:
    reading, row = given.reading, case.row
    move(row, FollowUpState.ANSWERED)
    plan(row, Step.WORKER, reachable_after(ANSWERED_DAYS, case.now, case.facts.answer, case.now))
    _keep_reason(case, given)
    names_time = reading.meaning in {Meaning.TIME, Meaning.OPTION} and bool(reading.hour is not None or reading.day)
    if reading.option == ABROAD:
        _away(case, given)
    elif names_time or reading.option in TO_BE_RUNG:
        _propose(case, given)
    else:
        said = _WHAT_NOW.get(
            reading.option, "They answered, and only a person can tell what it means. Read it, and ring them{}."
        )
        _ask(case, TaskKind.ANSWER_REPLY, "answer", said, next_working_day(case))
        _thank(case, reading)


def _keep_reason(case: Case, given: AnswerGiven) -> None:
    """What stood in the way of an appointment lands on it, as they said it."""
    row, code = case.row, given.reading.option
    if row.because != Because.NOT_THERE or row.about_kind != APPOINTMENT or code not in REASONS:
        return
    absent, told_by = _whose_absence(case)
    reason = ReasonGiven(code, given.told_how, given.reading.language, given.words[:LONGEST_WORDS], told_by)
    # Somebody may have been taken off the appointment since; their answer stands in the follow-up all the same.
    with suppress(NotFound):
        add_reason(case.session, case.viewer, row.about_id, absent, reason, case.now)


def _whose_absence(case: Case) -> tuple[UUID, UUID | None]:
    """Whose absence an answer explains, and who told of it where that is somebody else: a child's, where the adult who
    answers was not to attend."""
    row = case.row
    attending = {one.person_id for one in attendees_of(case.session, case.viewer, [row.about_id])[row.about_id]}
    if row.child_id is None or row.person_id in attending:
        return row.person_id, None
    of_the_child = row.child_id in absences_at(case.session, case.viewer, row.about_id)
    return (row.child_id, row.person_id) if of_the_child else (row.person_id, None)


def _propose(case: Case, given: AnswerGiven) -> None:
    """A call at the time they named, with the interpreter they need. A person makes it; and what was not read for
    certain is a person's to read first."""
    row, reading = case.row, given.reading
    asked = reading.option == INTERPRETER
    at = row.proposed_at = proposed_moment(case.facts.answer, reading, case.now) if reading.sure else None
    if at is None:
        said = _OUT_OF_HOURS if reading.sure else _PERHAPS
        _ask(case, TaskKind.RING_AT, RING_AT, said, london_date(earliest_call(case.now)), asked=asked)
        return
    said = f"They answered. Ring them on {moment_in_words(at)}{{}}."
    task = _ask(case, TaskKind.RING_AT, RING_AT, said, london_date(at), asked=asked)
    case.put_down(EventKind.PROPOSED, at=at.isoformat(), task=str(task.id))
    plan(row, Step.WORKER, reachable_after(ANSWERED_DAYS, at, case.facts.answer, case.now))
    interpreter = case.interpreter(asked=asked) is not None
    _say(case, "will_ring", {"day": at, "time": at, "interpreter": interpreter})


def _away(case: Case, given: AnswerGiven) -> None:
    """They are abroad. The ladder waits for their return; and closing wants more than that they are away."""
    row, until = case.row, given.reading.back_on
    if until is not None and until >= london_date(case.now):
        row.away_until = until
        at = back_from(until, case.facts, case.now)
        plan(row, Step.WORKER, at)
        said = f"They answered that they are away until {day_in_words(until)}. Ring them when they are back{{}}."
        _ask(case, TaskKind.RING_AT, "back", said, london_date(at))
    else:
        said = "They answered that they are away, and not until when. Ask them, and whether all are well{}."
        _ask(case, TaskKind.ANSWER_REPLY, "away", said, next_working_day(case))
    case.put_down(EventKind.AWAY, about=given.about, until=until.isoformat() if until else None)
    _thank(case, given.reading)


def _ask(case: Case, kind: TaskKind, reason: str, said: str, due_on: date, *, asked: bool = False) -> Task:
    """Ask somebody; the gap in what is said is filled with how to talk to them. ``asked`` holds where they asked for an
    interpreter themselves, whatever is on record."""
    task = case.ask(kind, reason, said.format(case.how_to_talk(asked=asked)), due_on)
    # They may answer again, and name another day: the last counts.
    task.due_on = due_on
    return task


def _thank(case: Case, reading: Reading) -> None:
    if reading.sure and reading.option in REASONS:
        _say(case, "thanks", {})


def _say(case: Case, key: str, values: dict[str, object]) -> None:
    """Answer by text. Where that is not safe a person has been asked already, so that nobody is asked twice."""
    row = case.row
    write(case, TextGiven(row.person_id, key, ABOUT, row.id, Purpose.REPLY, values=values), ask=False)
