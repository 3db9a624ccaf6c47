"""How the demo's pupils came to school: one pattern for each child, drawn the same for the same child and day."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from comms.attendance.session_mark import Session, SessionMark

SEED = "demo district"
UNKNOWN = "N"
HALVES: Sequence[Session] = ("AM", "PM")
PRESENT: dict[Session, str] = {"AM": "/", "PM": "\\"}

Slot = tuple[date, Session]


@dataclass(slots=True)
class Register:
    """One pupil's marks: ``marks`` as they came to stand, ``first`` what was marked before a reason was known."""

    weeks: tuple[tuple[date, ...], ...]
    chance: random.Random
    marks: dict[Slot, str] = field(default_factory=dict)
    first: dict[Slot, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Present in every session, until a pattern says otherwise."""
        self.marks = {(day, half): PRESENT[half] for week in self.weeks for day in week for half in HALVES}

    @property
    def days(self) -> tuple[date, ...]:
        """Every school day, in order."""
        return tuple(day for week in self.weeks for day in week)

    def put(self, day: date, code: str, halves: Sequence[Session] = HALVES, first: str | None = None) -> None:
        """Mark a day or a half of it; ``first`` is what stood there until the week after."""
        for half in halves:
            self.marks[day, half] = code
            if first:
                self.first[day, half] = first

    def in_week(self, week: int) -> list[SessionMark]:
        """What the school recorded at the end of a week: its own marks, and the week before's reasons."""
        days = self.weeks[week]
        recorded = [SessionMark(day, half, self.first.get((day, half), self.marks[day, half]))
                    for day in days for half in HALVES]  # fmt: skip
        before = self.weeks[week - 1] if week else ()
        return recorded + [SessionMark(day, half, self.marks[day, half]) for day, half in self.first if day in before]


def draw_register(weeks: tuple[tuple[date, ...], ...], child: str, pattern: str) -> Register:
    """The register of one child. Raises ``KeyError`` for a pattern there is not."""
    register = Register(weeks, random.Random(f"{SEED}|{child}|{weeks[-1][-1]}"))
    PATTERNS[pattern](register)
    return register


def _always(register: Register) -> None:
    """Never away; now and then late."""
    for day in register.chance.sample(register.days, 2):
        register.put(day, "L", ("AM",))


def _usual(register: Register) -> None:
    """An appointment and a day of illness."""
    # The last week is left alone, so that it can be put over other patterns that end in it.
    early = [day for week in register.weeks[:8] for day in week]
    appointment, ill, late = register.chance.sample(early, 3)
    register.put(appointment, "M", ("PM",))
    register.put(ill, "I")
    register.put(late, "L", ("AM",))


def _late(register: Register) -> None:
    """Often late, never away."""
    for week in register.weeks:
        for day in register.chance.sample(week, min(2, len(week))):
            register.put(day, "L", ("AM",))


def _mondays(register: Register) -> None:
    """Away on Mondays, for some weeks now."""
    for number, week in enumerate(register.weeks[2:], start=2):
        if week[0].weekday() == 0 and number != 5:
            register.put(week[0], register.chance.choice("OI"), first=UNKNOWN)
    _one_appointment(register)


def _mornings(register: Register) -> None:
    """In school in the afternoons; many mornings after the register has closed, or not at all."""
    for week in register.weeks[3:]:
        for day in register.chance.sample(week, min(2, len(week))):
            register.put(day, register.chance.choice("UUO"), ("AM",))


def _illness(register: Register) -> None:
    """A week of illness the school knew of later, and single days before it."""
    for day in register.weeks[6]:
        register.put(day, "I", first=UNKNOWN)
    register.put(register.weeks[1][-1], "I")
    register.put(register.weeks[4][0], "I")


def _holiday(register: Register) -> None:
    """Away for a week the school had not agreed to."""
    for day in (*register.weeks[5], register.weeks[6][0]):
        register.put(day, "G")
    _one_appointment(register)


def _drifting(register: Register) -> None:
    """Here and there a day, more often lately, for different reasons."""
    for number, week in enumerate(register.weeks):
        # At least three sessions a fortnight, so that a letter is due whatever is drawn.
        for day in register.chance.sample(week, min(len(week), register.chance.choice((1, 1, 2)))):
            code = register.chance.choice("OIIM")
            halves = HALVES if number % 2 else register.chance.choice((HALVES, HALVES[:1], HALVES[1:]))
            register.put(day, code, halves, first=UNKNOWN if code == "O" else None)


def _severe(register: Register) -> None:
    """Away more than here."""
    for week in register.weeks:
        for day in register.chance.sample(week, max(1, len(week) * 3 // 5)):
            register.put(day, register.chance.choice("OOI"))


def _better(register: Register) -> None:
    """Often away in the first four weeks; then a letter, a talk, and hardly a session missed."""
    for week in register.weeks[:4]:
        for day in register.chance.sample(week, min(len(week), register.chance.choice((1, 2)))):
            register.put(day, register.chance.choice("OI"))
    register.put(register.weeks[6][0], "M", ("AM",))


def _part_time(register: Register) -> None:
    """On a part-time timetable that was agreed: no afternoons."""
    for week in register.weeks[3:]:
        for day in week:
            register.put(day, "C2", ("PM",))


def _gone(register: Register) -> None:
    """Not seen on the last four school days, and nobody knows why."""
    _usual(register)
    for day in register.days[-4:]:
        register.put(day, UNKNOWN)


def _not_back(register: Register) -> None:
    """On leave for four days that the school agreed to, and not seen since."""
    _usual(register)
    for day in register.days[-8:-4]:
        register.put(day, "C")
    for day in register.days[-4:]:
        register.put(day, UNKNOWN)


def _away_a_week(register: Register) -> None:
    """A whole week without a word, which was explained later."""
    for day in register.weeks[7]:
        register.put(day, "I", first=UNKNOWN)


def _missing_now(register: Register) -> None:
    """Away more often lately, and on the last day without a word."""
    _drifting(register)
    for day in register.weeks[-1]:
        for half in HALVES:
            register.first.pop((day, half), None)
    register.put(register.days[-1], UNKNOWN)


def _told_before(register: Register) -> None:
    """Away more than here; once nobody knew where the child was, and the social worker was told."""
    _severe(register)
    register.put(register.weeks[6][-1], "O", first=UNKNOWN)
    register.put(register.weeks[7][0], "I")


def _warned(register: Register) -> None:
    """Often away on two days a week without a reason the school accepts; less, but still, after a Notice to Improve;
    in school since the penalty notice, but for a day of illness."""
    for week in register.weeks[:3]:
        for day in week[:2]:
            register.put(day, "O")
    for week in register.weeks[3:7]:
        register.put(week[0], "O")
    register.put(register.weeks[8][-1], "I")


def _one_appointment(register: Register) -> None:
    register.put(register.weeks[1][-1], "M", ("AM",))


PATTERNS: dict[str, Callable[[Register], None]] = {
    "always": _always,
    "usual": _usual,
    "late": _late,
    "mondays": _mondays,
    "mornings": _mornings,
    "illness": _illness,
    "holiday": _holiday,
    "drifting": _drifting,
    "severe": _severe,
    "better": _better,
    "part time": _part_time,
    "gone": _gone,
    "not back": _not_back,
    "away a week": _away_a_week,
    "missing now": _missing_now,
    "told before": _told_before,
    "warned": _warned,
}
