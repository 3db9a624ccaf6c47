"""Values of one letter that contradict each other: days in an order that cannot be, a reason of another decision.

A letter that says two things at once is worse than none: whoever reads it cannot tell which of them holds. The rules
look at values as they were given; what is missing or of the wrong type is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from comms.letters.text.values import BadValue, read_value

TODAY = "today"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not fit, in a sentence; ``field`` is where to put it right ("decision.last_day" inside a phrase)."""

    field: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DateRule:
    """``earlier`` is not after ``later``; with ``apart``, not on the same day either. One of them may be today, the
    day on the letter. ``why`` is said when it is otherwise, at ``field``: the later day unless ``at`` names another."""

    earlier: str
    later: str
    why: str
    apart: bool = False
    at: str = ""

    @property
    def field(self) -> str:
        """The day to look at first; never today, which nobody can correct."""
        return self.at or (self.earlier if self.later == TODAY else self.later)


_IN_TIME = DateRule(TODAY, "reply_by", "The day to answer by is over already.")
_SPAN = DateRule("first_day", "last_day", "The last day is before the first day.")
_PERIOD = DateRule("from", "to", "The last day is before the first day.")
_COUNTED = DateRule("to", TODAY, "The days that are counted are not over yet.")
_MEETING = (
    DateRule(TODAY, "day", "The day of the meeting is over already."),
    _IN_TIME,
    DateRule("reply_by", "day", "The day to answer by is after the meeting.", at="reply_by"),
)


DATE_RULES: Mapping[str, tuple[DateRule, ...]] = {
    "L01": (DateRule("day", TODAY, "The day of the absence has not come yet."),),
    "L02": (_PERIOD, _COUNTED, _IN_TIME),
    "L03": _MEETING,
    "L04": (DateRule("missed_day", TODAY, "The meeting that did not happen is still to come."), *_MEETING),
    "L05": (
        _PERIOD,
        DateRule("from", "review_on", "The day to look at the agreement is before it begins."),
        DateRule("review_on", "to", "The agreement ends before the day to look at it together.", at="review_on"),
    ),
    "L06": (DateRule("asked_on", TODAY, "The day on which the parent asked has not come yet."), _SPAN),
    "L07": (_SPAN, DateRule("last_day", TODAY, "The last day away has not come yet."), _IN_TIME),
    "L08": (
        _PERIOD,
        _COUNTED,
        DateRule(TODAY, "starts", "The time to improve begins before the letter is written."),
        DateRule("starts", "ends", "The time to improve ends before it begins.", apart=True),
    ),
    "L09": (
        _PERIOD,
        _COUNTED,
        DateRule("warned_on", TODAY, "The Notice to Improve is not before this notice.", apart=True),
        DateRule(TODAY, "served", "The notice counts as received before it is written."),
    ),
    "L10": (DateRule("issued_on", TODAY, "The notice is not written yet."),),
    "L11": (_PERIOD, _COUNTED, DateRule(TODAY, "day", "The day of the interview is over already.")),
    "L12": (
        DateRule("before_from", "before_to", "The earlier time ends before it begins."),
        DateRule("now_from", "now_to", "The time since then ends before it begins."),
        DateRule("now_to", "review_on", "The day to look again is before the end of the time that was counted."),
    ),
    "L13": (
        DateRule("last_seen", "expected_on", "The child was seen on or after the day of return.", apart=True),
        DateRule("expected_on", TODAY, "The day of return has not come yet, so the child is not late."),
        _IN_TIME,
    ),
}
"""The order of the days in each kind of letter, by kind."""


def _amounts(field: str) -> tuple[DateRule, ...]:
    """The order of the days to pay by, in a phrase of a letter about a penalty."""
    reduced, full = f"{field}.reduced_by", f"{field}.full_by"
    return (
        DateRule(TODAY, reduced, "The day to pay the smaller amount by is over already."),
        DateRule(reduced, full, "The last day to pay is not after the day for the smaller amount.", apart=True),
        DateRule(TODAY, full, "The last day to pay is over already."),
    )


# A child whose leave was refused is expected on the days that were asked for, not after them.
_BY_PHRASE: Mapping[str, tuple[DateRule, ...]] = {
    "decision.granted": (
        DateRule("last_day", "back_on", "The child comes back before the leave is over.", apart=True),
    ),
    "decision.part": (
        DateRule("decision.first_day", "decision.last_day", "The last day agreed is before the first."),
        DateRule("first_day", "decision.first_day", "The first day agreed is before the first day asked for."),
        DateRule(
            "decision.last_day",
            "last_day",
            "The last day agreed is after the last day asked for.",
            at="decision.last_day",
        ),
        DateRule("decision.last_day", "back_on", "The child comes back before the leave agreed is over.", apart=True),
    ),
    "decision.refused": (DateRule("first_day", "back_on", "The day to be in school is before the days asked for."),),
    "stage.first": _amounts("stage"),
    "stage.second": _amounts("stage"),
    # A notice whose last day is over is not "not paid yet", and one whose last day is to come is not over.
    "notice_now.unpaid_reduced": _amounts("now"),
    "notice_now.unpaid": _amounts("now"),
    "notice_now.over": (DateRule("now.full_by", TODAY, "The last day to pay has not passed yet.", apart=True),),
}
_CHOOSES_RULES = ("decision", "stage", "now")
# How many sessions one phrase of the list of them names; it is not known of a longer time.
_SESSIONS = {"offence.morning": 1, "offence.afternoon": 1, "offence.day": 2}
_REASONS: Mapping[str, frozenset[str]] = {
    "decision.granted": frozenset({"reason.exceptional"}),
    "decision.part": frozenset({"reason.part"}),
    "decision.refused": frozenset({"reason.not_exceptional", "reason.not_told"}),
}


def dates_out_of_order(kind: str, given: Mapping[str, object], on: date) -> Contradiction | None:
    """The first pair of days in a letter of this kind, written on ``on``, that cannot stand in that order; or None."""
    rules = DATE_RULES.get(kind, ())
    for name in _CHOOSES_RULES:
        rules += _BY_PHRASE.get(key_of_phrase(given.get(name)), ())
    for rule in rules:
        earlier, later = (on if name == TODAY else _day(given, name) for name in (rule.earlier, rule.later))
        if earlier and later and (earlier > later or (rule.apart and earlier == later)):
            return Contradiction(rule.field, rule.why, "Correct the day that is wrong.")
    return _sessions_elsewhere(given)


def _sessions_elsewhere(given: Mapping[str, object]) -> Contradiction | None:
    """Whether a session is named that is not in the time counted, or another number of them than was counted."""
    named = given.get("offences")
    first, last, counted = _day(given, "from"), _day(given, "to"), given.get("unauthorised")
    if not isinstance(named, list) or first is None or last is None:
        return None
    phrases = [one for one in named if isinstance(one, Mapping)]
    days = [day for one in phrases for name in ("day", "first_day", "last_day") if (day := _day(one, name))]
    if any(not first <= day <= last for day in days):
        return Contradiction("offences", "A session is named that is not in the time counted.",
                             "Correct the time counted, or leave the session out.")  # fmt: skip
    sessions = [_SESSIONS.get(key_of_phrase(one)) for one in phrases]
    if isinstance(counted, int) and None not in sessions and sum(filter(None, sessions)) != counted:
        return Contradiction("offences", "The sessions that are named are not as many as were counted.",
                             "Name each of them once.")  # fmt: skip
    return None


def decision_without_its_reason(given: Mapping[str, object]) -> Contradiction | None:
    """Whether the answer to a request for leave and its reason say different things; None while either is missing.

    A school may agree only where the circumstances are exceptional, so each answer has reasons of its own. What
    happens on days that were not agreed is told only where there are such days.
    Source: letter kinds, November 2026 (L06: "exceptional-circumstances test").
    """
    decision, reason = key_of_phrase(given.get("decision")), key_of_phrase(given.get("reason"))
    if decision and reason and reason not in _REASONS.get(decision, frozenset()):
        return Contradiction("reason", "This reason does not belong to this decision.", "Choose the reason it was for.")
    if decision == "decision.granted" and given.get("effect"):
        return Contradiction("effect", "All the days were agreed, so there are none without permission.",
                             "Leave this sentence out.")  # fmt: skip
    agreed = [_day(given, f"decision.{name}") for name in ("first_day", "last_day")]
    asked = [_day(given, name) for name in ("first_day", "last_day")]
    if decision == "decision.part" and None not in asked and agreed == asked:
        return Contradiction("decision", "All the days asked for are agreed, and the answer says that some are not.",
                             "Choose “yes”, or correct the days.")  # fmt: skip
    return None


def contradiction(kind: str, gates: tuple[str, ...], given: Mapping[str, object], on: date) -> Contradiction | None:
    """The first contradiction that the gates of a kind would hold a letter for; for a form to tell it at its field."""
    found = dates_out_of_order(kind, given, on) if "dates_in_order" in gates else None
    if found is None and "decision_has_its_reason" in gates:
        found = decision_without_its_reason(given)
    return found


def key_of_phrase(value: object) -> str:
    """The key of a phrase as it was given, with values of its own or without; empty when it is none."""
    found = value.get("key") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""


def _day(given: Mapping[str, object], name: str) -> date | None:
    first, _, inner = name.partition(".")
    value = given.get(first)
    if inner:
        value = value.get(inner) if isinstance(value, Mapping) else None
    try:
        found = read_value(name, "date", value).content
    except BadValue:
        return None
    return found if isinstance(found, date) else None
