"""What a pattern review shows, in a few sentences of facts, before everything in detail."""

from __future__ import annotations

from comms.attendance.counts import summarise
from comms.attendance.pattern import absence_pattern
from comms.attendance.session_mark import SessionMark
from comms.formal.case.case_record import RecordKind
from comms.formal.review.seeing import WEEKDAYS, PatternSeen


def pattern_sentences(seen: PatternSeen) -> list[str]:
    """The sentences, what needs somebody first: whose reason nobody asked, when the child is missing, what was not
    understood, what we failed in."""
    return [one for one in (_asked(seen), _when(seen), _siblings(seen), _letters(seen), _appointments(seen)) if one]


def _asked(seen: PatternSeen) -> str:
    parent, child = (seen.asked.get(kind) for kind in (RecordKind.PARENTS_REASON, RecordKind.CHILDS_REASON))
    if parent is None and child is None:
        return "Nobody has asked the parent or the child why."
    if child is None:
        return "Nobody has asked the child why."
    if parent is None:
        return "Nobody has asked the parent why."
    return "Both the parent and the child were asked why."


def _when(seen: PatternSeen) -> str:
    marks = [SessionMark(cell.day, cell.session, cell.code) for week in seen.weeks for cell in week.cells if cell.code]
    counted = summarise(marks)
    if not counted.possible:
        return "No marks of this time are known here."
    said = f"{counted.absent} of {counted.possible} possible sessions were missed"
    found = absence_pattern(counted)
    if found is None:
        return f"{said}, without one day or half of the day standing out."
    if found.weekday is not None:
        return f"{said}, most of them on {WEEKDAYS[found.weekday]}s."
    return f"{said}, most of them {found.kind}."


def _siblings(seen: PatternSeen) -> str:
    if seen.siblings is None:
        return "The registers of brothers and sisters are not known here: ask their schools."
    together = [one for one in seen.siblings if one.same]
    if not together:
        return ""
    same = max(one.same for one in together)
    return f"A brother or sister missed the same sessions {same} {'time' if same == 1 else 'times'}."


def _letters(seen: PatternSeen) -> str:
    if not seen.letters:
        return "No letter to this parent about the child is on record."
    count = len(seen.letters)
    if count == 1:
        known = "it was understood" if seen.understood else "nobody knows whether it was understood"
        return f"One letter went to this parent; {known}."
    return f"Of {count} letters to this parent {seen.understood} were understood, as far as anybody asked."


def _appointments(seen: PatternSeen) -> str:
    ours = sum(one.our_failure for one in seen.missed)
    theirs = len(seen.missed) - ours
    said = []
    if theirs:
        said.append(f"{theirs} {'appointment was' if theirs == 1 else 'appointments were'} missed.")
    if ours:
        said.append(f"{ours} did not happen because we or an interpreter failed; that never counts against them.")
    return " ".join(said)
