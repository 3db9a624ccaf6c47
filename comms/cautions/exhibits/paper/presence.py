"""Who was there when: a line of time to look at, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from comms.cautions.exhibits.paper.wording import (
    Facts,
    clock,
    english,
    from_to,
    kept_apart,
    language_name,
    moment,
    sentence,
)
from comms.channels.record_paper import Heading, Lane, Mark, Piece, Row, Rows, Span, Times, Tone

# How far apart the times above the line may stand; the first that leaves at most so many of them is taken.
STEPS = tuple(timedelta(minutes=minutes) for minutes in (5, 10, 15, 30, 60, 120, 240, 480, 1440, 10080))
MOST_TICKS = 9
# A name longer than this does not fit beside the line.
LONGEST_LABEL = 30
SHORTEST = timedelta(minutes=1)
# Marks nearer than this would cover each other; the later ones move to a line of their own.
MARK_APART = 0.034
MOST_LANES = 3
READ = "Points read"
CORRECTED = "corrected"


def presence(record: Facts) -> Iterator[Piece]:
    """The picture, and who was there in words."""
    line = _line(record)
    yield Heading(2, english("Who was there when"))
    yield Times(tuple(_lanes(record, line)), line.ticks())
    yield Rows(tuple(row for _, row in sorted(_rows(record), key=lambda one: one[0])), together=True)


@dataclass(frozen=True, slots=True)
class Line:
    """The line of time of a session, from its first entry to its last."""

    begin: datetime
    end: datetime

    def place(self, at: datetime) -> float:
        """Where a moment stands on it, from 0 to 1."""
        return min(1.0, max(0.0, (at - self.begin) / (self.end - self.begin)))

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """The times that stand above it: full minutes, hours or days, as many as fit."""
        step = next((one for one in STEPS if (self.end - self.begin) / one <= MOST_TICKS), STEPS[-1])
        midnight = self.begin.replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + step * -((midnight - self.begin) // step)
        long = self.end - self.begin > timedelta(hours=20)
        told = []
        while at <= self.end:
            told.append((self.place(at), f"{at.day} {at:%b} {at:%H:%M}" if long else f"{at:%H:%M}"))
            at += step
        return tuple(told)


def _line(record: Facts) -> Line:
    # Who corrects the record weeks later does it alone: nobody stayed until then.
    entries = [one for one in record["entries"] if one["kind"] != CORRECTED]
    moments = [moment(one["at"]) for one in entries]
    moments += [moment(one["from"]) for person in _people(record) for one in person["present"]]
    begin, end = min(moments), max(moments)
    return Line(begin, max(end, begin + SHORTEST))


def _people(record: Facts) -> Sequence[Facts]:
    return [*record["interpreters"], *record["age"]["appropriate_adults"]]


def _lanes(record: Facts, line: Line) -> Iterator[Lane]:
    changes = [*record["officers"], None]
    for one, following in pairwise(changes):
        if one is not None:
            end = line.end if following is None else moment(following["from"])
            yield Lane(_label("Officer", one), (_span(line, moment(one["from"]), end, "there"),))
    for one in record["interpreters"]:
        yield Lane(_label("Interpreter", one), _spans(one["present"], line, "there"))
    for one in record["age"]["appropriate_adults"]:
        yield Lane(_label("Adult", one), _spans(one["present"], line, "there"))
    if record["solicitor"]:
        came = moment(record["solicitor"]["at"])
        yield Lane(_label("Solicitor", record["solicitor"]), (_span(line, came, line.end, "there"),))
    if record["pauses"]:
        yield Lane("Pauses", _spans(record["pauses"], line, "paused"))
    yield from _point_lanes(record, line)


def _label(what: str, person: Facts) -> str:
    name = person["name"]
    room = LONGEST_LABEL - len(what)
    return f"{what}: {kept_apart(name if len(name) <= room else f'{name[: room - 1].rstrip()}…')}"


def _spans(intervals: Sequence[Facts], line: Line, tone: Tone) -> tuple[Span, ...]:
    return tuple(
        _span(line, moment(one["from"]), moment(one["to"]) if one["to"] else line.end, tone) for one in intervals
    )


def _span(line: Line, begin: datetime, end: datetime, tone: Tone) -> Span:
    return Span(line.place(begin), line.place(end), tone, f"{begin:%H:%M} to {end:%H:%M}")


def _point_lanes(record: Facts, line: Line) -> Iterator[Lane]:
    """The points as they were read, on as many lines as keep their numbers apart; where that would be too many, those
    that lie close together become one mark, apart from those that do not count."""
    marks = [
        Mark(line.place(moment(one["read"]["at"])), str(point["number"]), one["counts"])
        for point in record["points"]
        for one in point["rounds"]
    ]
    marks.sort(key=lambda mark: mark.at)
    lanes = _apart(marks)
    if len(lanes) <= MOST_LANES:
        for number, lane in enumerate(lanes):
            yield Lane(READ if number == 0 else "", (), tuple(lane))
        return
    for label, counts in ((READ, True), ("Read, does not count", False)):
        if together := _together([mark for mark in marks if mark.counts is counts]):
            yield Lane(label, (), tuple(together))


def _apart(marks: Sequence[Mark]) -> list[list[Mark]]:
    lanes: list[list[Mark]] = []
    for mark in marks:
        free = next((lane for lane in lanes if mark.at - lane[-1].at >= MARK_APART), None)
        if free is None:
            lanes.append([mark])
        else:
            free.append(mark)
    return lanes


def _together(marks: Sequence[Mark]) -> list[Mark]:
    found: list[list[Mark]] = []
    for mark in marks:
        if found and mark.at - found[-1][0].at < 2 * MARK_APART:
            found[-1].append(mark)
        else:
            found.append([mark])
    return [
        one[0] if len(one) == 1 else Mark(one[0].at, f"{one[0].words} – {one[-1].words}", one[0].counts)
        for one in found
    ]  # fmt: skip


def _rows(record: Facts) -> Iterator[tuple[str, Row]]:
    for one in record["officers"]:
        yield _row(one["from"], "Officer", _named(one, one["rank"]), sentence(one["why"]))
    for one in record["interpreters"]:
        yield from _interpreter(one)
    for one in record["age"]["appropriate_adults"]:
        yield from _adult(one)
    if record["solicitor"]:
        one = record["solicitor"]
        yield _row(one["at"], "Solicitor", _named(one, one["firm"]))
    for one in record["pauses"]:
        until = "to the end" if not one["to"] else f"until {clock(one['to'])}"
        yield _row(one["from"], "Pause", f"{sentence(one['why'])} It lasted {until}.")


def _named(person: Facts, *more: str) -> str:
    return ", ".join((kept_apart(person["name"]), *(part for part in more if part)))


def _interpreter(one: Facts) -> Iterator[tuple[str, Row]]:
    register = " ".join(part for part in (one["register"], one["register_number"]) if part)
    vetting = f"Vetting: {sentence(one['vetting'])}" if one["vetting"] else ""
    lines = [_named(one, register, one["qualification"]), vetting, f"There {from_to(one['present'])}, {one['mode']}."]
    if one["why_not_in_person"]:
        by = f" Authorised by {kept_apart(one['authorised_by'])}." if one["authorised_by"] else ""
        lines.append(f"Not in person because: {sentence(one['why_not_in_person'])}{by}")
    if one["oath"]:
        lines.append(f"Oath or affirmation: {sentence(one['oath'])}")
    lines.append("Knows the person: yes." if one["knows_them"] else "Does not know the person or anybody involved.")
    if one["sound_checked"]:
        lines.append("Sound and picture were checked.")
    lines += _left(one)
    yield _row(one["present"][0]["from"], "Interpreter", *lines)


def _adult(one: Facts) -> Iterator[tuple[str, Row]]:
    whose = ", ".join(part for part in (one["role"], one["organisation"]) if part)
    understands = "understands English" if one["understands_english"] else f"speaks {language_name(one['language'])}"
    lines = [_named(one, whose, understands), f"There {from_to(one['present'])}."]
    if one["not_involved"]:
        lines.append("Said to be neither a suspect, nor a victim, nor a witness.")
    yield _row(one["present"][0]["from"], "Appropriate adult", *lines, *_left(one))


def _left(one: Facts) -> list[str]:
    return [f"Left at {clock(gone['to'])}: {sentence(gone['why'])}" for gone in one["present"] if gone["why"]]


def _row(at: str, label: str, *lines: str) -> tuple[str, Row]:
    """A row with the moment by which it is put in order."""
    return at, Row(english(label), tuple(english(line) for line in lines if line), clock(at))
