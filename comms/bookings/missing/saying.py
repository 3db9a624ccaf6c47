"""The figures in sentences, as a manager reads them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from comms.bookings.missing.changes import Change
from comms.bookings.missing.could import IN_THE_WAY
from comms.bookings.missing.figures import Counts, Delays, Figures, name_of
from comms.bookings.missing.fulfilment import Fulfilment
from comms.bookings.missing.outcome import Why
from comms.bookings.missing.uses import Uses

_LEVEL = "qualified to level {}"


def times(count: int) -> str:
    """A count as it is said: "once", "twice", "3 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def listed(parts: Iterable[str]) -> str:
    """Parts one after the other: "a, b and c"."""
    *before, last = list(parts)
    return f"{', '.join(before)} and {last}" if before else last


def answer(found: Figures) -> str:
    """What could not be done because of language, in one or two sentences."""
    counts, when = found.counts, _when(found)
    if counts.needed == 0:
        return f"{when} no interpreter was needed{' yet' if counts.to_come else ''}."
    said = f"{when} an interpreter was needed {times(counts.needed)}"
    if counts.missed == 0:
        return f"{said}; {times(counts.had)} one came." if counts.not_told else f"{said}; each time one came."
    first = f"{said}; {times(counts.had)} one came."
    return f"{first} {begin(times(counts.missed))} none came."


def _when(found: Figures) -> str:
    period = found.period
    if period.from_day == period.until_day:
        return f"On {period.title}"
    return f"In {period.title}" if period.is_month else f"From {period.title}"


def further(counts: Counts, *, at_high_risk: int) -> list[str]:
    """What belongs to the answer: what was done instead, what nobody recorded, what is still to come."""
    said = []
    if counts.otherwise:
        who = "Each time" if counts.otherwise == counts.missed else f"For {counts.otherwise} of these"
        said.append(f"{who} somebody recorded why, and what was done instead.")
    if at_high_risk:
        said.append(f"{begin(_of(at_high_risk, counts.missed))} {_was(at_high_risk)} at high risk.")
    if counts.not_told:
        said.append(f"For {counts.not_told} nobody has recorded whether the interpreter came.")
    if counts.to_come:
        said.append(f"{counts.to_come} {_is(counts.to_come)} still to come: {_to_come(counts)}.")
    if counts.cancelled:
        said.append(f"{counts.cancelled} {_was(counts.cancelled)} not needed any more.")
    return said


def _to_come(counts: Counts) -> str:
    parts = (
        (counts.booked, "booked"),
        (counts.not_named, "accepted by a supplier that has not named anybody"),
        (counts.looked_for, "still looked for"),
    )
    return listed(f"{count} {what}" for count, what in parts if count)


def fulfilment_said(found: Fulfilment) -> str:
    """The fulfilment with its denominator, in words."""
    share = percent(found)
    if share is None:
        return "There is no figure yet: nothing that counts for it is complete."
    return f"{share}: {found.numerator} of {found.denominator}."


def percent(found: Fulfilment) -> str | None:
    """The fulfilment as it is shown, to one decimal; 100 % is said only where none was missing, and 0 % only where all
    were. None where there is nothing to share."""
    if found.percent is None:
        return None
    if 0 < found.numerator < found.denominator:
        return f"{min(99.9, max(0.1, round(found.percent, 1))):g} %"
    return f"{found.percent:g} %"


def how_counted(found: Fulfilment) -> str:
    """The numerator and the denominator taken apart."""
    return (
        f"Above the line: {found.fulfilled} to which an interpreter came, and {found.customer_not_there} to which the "
        f"interpreter came and the family did not. Below it: {found.completed} completed requests, less "
        f"{found.cancelled} that {_was(found.cancelled)} not needed any more or {_was(found.cancelled)} called off by "
        "us or the family."
    )


def delays_said(delays: Delays) -> list[str]:
    """What families waited."""
    said = []
    if delays.days:
        count, lost = len(delays.days), sum(delays.days)
        later = "1 day" if lost == 1 else f"{lost} days"
        together = f"{later} in all, at most {max(delays.days)}" if count > 1 else later
        said.append(
            f"{count} {_appointments(count)} {_was(count)} put off to a later day so that there would be an "
            f"interpreter: {together}."
        )
    if delays.failed:
        without = f" {delays.failed_without} of them because nobody interpreted." if delays.failed_without else ""
        said.append(
            f"{delays.failed} {_appointments(delays.failed)} did not take place through us or an interpreter.{without}"
        )
    return said or ["No appointment was put off or failed."]


def uses_said(uses: Uses) -> list[str]:
    """How often the telephone service was asked without an appointment, and had."""
    if not uses.asked and not uses.adults:
        return ["Without an appointment, nobody asked for an interpreter by telephone."]
    said = []
    if uses.asked:
        told = f"; for {uses.not_told} nobody recorded which" if uses.not_told else ""
        said.append(
            f"Without an appointment, an interpreter was asked for by telephone {times(uses.asked)}: {uses.had} "
            f"{_was(uses.had)} had, {uses.not_had} {_was(uses.not_had)} not{told}."
        )
    if uses.adults:
        said.append(
            f"{begin(times(uses.adults))} an adult stood in in an emergency. That is no interpreter: each talk is held "
            "again through one."
        )
    return said


def would_take(found: Figures) -> list[str]:
    """What it would have taken, a sentence for each change; each stands alone."""
    missed = found.counts.missed
    if not missed:
        return ["Nothing: nobody was left without an interpreter."]
    said = [change_said(one, missed) for one in found.changes]
    reasons = {why: risks.total() for why, risks in found.why}
    if could := reasons.get(Why.NOBODY_COULD, 0):
        said.append(
            f"{begin(_of(could, missed))} could be done by nobody in the register as it stands. What was in the way, "
            f"counted for each request and interpreter: {_in_the_way(found.in_the_way)}."
        )
    if asked := reasons.get(Why.NOBODY_ASKED, 0):
        said.append(
            f"{begin(_of(asked, missed))} {_was(asked)} never offered to anybody, though somebody could be asked. "
            "No more interpreters are needed for that, only an offer in time."
        )
    if off := reasons.get(Why.CALLED_OFF, 0):
        said.append(f"{begin(_of(off, missed))} had somebody until we or the family called the booking off.")
    return said


def _in_the_way(codes: Counter[str]) -> str:
    return listed(f"{IN_THE_WAY[code]} ({count})" for code, count in codes.most_common()) if codes else "not known"


def change_said(change: Change, missed: int) -> str:
    """One change, as in “One more interpreter of Lithuanian on weekdays from 18:00, for 3 hours in all, would have
    met 2 of the 4”."""
    demands = [part for part in (change.gender, _LEVEL.format(change.level) if change.level else "") if part]
    who = f" ({', '.join(demands)})" if demands else ""
    hours = math.ceil(change.minutes / 60)
    high = f", {change.at_high_risk} of them at high risk" if change.at_high_risk else ""
    if change.at_high_risk == change.met:
        high = ", at high risk"
    when = change.when.in_words if change.when else "at any time of the week"
    return (
        f"One more interpreter of {name_of(change.language)}{who} {when}, for {hours} "
        f"{'hour' if hours == 1 else 'hours'} in all, would have met {_of(change.met, missed)}{high}."
    )


def cell_said(counts: Counts) -> str:
    """One field of a table: how many of those that were needed were without; what there was otherwise."""
    if counts.needed:
        told = f", {counts.not_told} not recorded" if counts.not_told else ""
        return f"{counts.missed} of {counts.needed} without{told}"
    if counts.to_come:
        return f"{counts.to_come} to come"
    return "not needed any more" if counts.demand else "none asked for"


def bar_said(counts: Counts) -> str:
    """One language of the chart: how often one was needed, came, did not, and how often nobody recorded which."""
    told = f", {counts.not_told} not recorded" if counts.not_told else ""
    return f"needed {times(counts.needed)}, one came {times(counts.had)}, none {times(counts.missed)}{told}"


def begin(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def _of(count: int, among: int) -> str:
    """So many of so many: "3 of the 4", "all 4", "both", "that one"."""
    if count < among:
        return f"{count} of the {among}"
    return {1: "that one", 2: "both"}.get(among, f"all {among}")


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _appointments(count: int) -> str:
    return "appointment" if count == 1 else "appointments"
