"""Where a follow-up stands, in one sentence, and the call that is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from comms.bookings.now.speak_card import Needed, language_needed
from comms.families.language_need import Interpreter, LanguageNeed
from comms.follow_ups.follow_up import FollowUp, FollowUpState, Step
from comms.follow_ups.saying import beginning, day_in_words
from comms.foundation.clock import london_date
from comms.web.bookings.appointments_times import clock
from comms.web.reaching.moments import coming_in_words
from comms.web.wording import weekday_in_words

STEPS: Mapping[str, str] = MappingProxyType(
    {
        Step.TEXT: "a text in their language",
        Step.OTHER_HOUR: "somebody is asked to ring at another hour",
        Step.OTHER_WAY: "another way that is safe",
        Step.LETTER: "somebody is asked to write a letter",
        Step.WORKER: "the worker is asked to decide",
        Step.MANAGER: "the manager is asked to decide",
    }
)

OVER = "They named a time to ring them; it is over, and nobody has said what came of it."


def standing(row: FollowUp, worker: str, manager: str, today: date) -> str:
    """What it is about and where it stands. ``worker`` and ``manager`` are who decides, by name."""
    away = ""
    if row.away_until and row.away_until >= today and row.state != FollowUpState.CLOSED:
        away = f" They are away until {day_in_words(row.away_until)}; it waits for them."
    over = f" {OVER}" if _is_over(row, today) else ""
    return f"{beginning(row)} {_state(row, worker, manager, today)}{over}{away}"


def _is_over(row: FollowUp, today: date) -> bool:
    """Whether the day they named is past, and they are still to be reached."""
    live = row.state != FollowUpState.CLOSED
    return live and row.proposed_at is not None and london_date(row.proposed_at) < today


def _state(row: FollowUp, worker: str, manager: str, today: date) -> str:
    if row.state == FollowUpState.CLOSED and row.closed_at:
        return f"Closed on {weekday_in_words(row.closed_at)}: {row.closed_because}."
    if row.state == FollowUpState.ANSWERED:
        return "They have answered; it is for a person to say what comes of it."
    if row.state == FollowUpState.WITH_WORKER:
        return f"It is for {worker} to decide what comes next."
    if row.state == FollowUpState.WITH_MANAGER:
        return f"It is for {manager} to decide what comes next."
    if row.state == FollowUpState.STOPPED:
        return "Somebody stopped it by hand; it is not closed."
    return _next(row, today)


def _next(row: FollowUp, today: date) -> str:
    what = STEPS.get(row.next_step, "")
    if not what or row.next_action_at is None:
        return "It goes on."
    return f"Next, {coming_in_words(row.next_action_at, today)}: {what}."


def who_interprets(need: LanguageNeed | None, *, asked: bool = False) -> str:
    """How to talk to them, as the end of a sentence: ", with a Polish interpreter". Unknown is never English; ``asked``
    holds where they asked for an interpreter themselves."""
    if need is None or not (need.spoken or need.written or need.sign_language):
        return ", with an interpreter; nobody has asked for which language"
    found: Needed | None = language_needed(need)
    if found is None or (need.interpreter == Interpreter.NOT_NEEDED and not asked):
        return ""
    return f", with {_a(found.language.english_name)} interpreter"


def _a(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def proposed(row: FollowUp, need: LanguageNeed | None, today: date, *, asked: bool = False) -> str:
    """The call that is proposed: "Monday 30 November after 18:00, with a Polish interpreter"; empty without one, and
    when its day is over."""
    if row.proposed_at is None or row.state == FollowUpState.CLOSED or _is_over(row, today):
        return ""
    at = row.proposed_at
    return f"{weekday_in_words(at)} after {clock(at)}{who_interprets(need, asked=asked)}"
