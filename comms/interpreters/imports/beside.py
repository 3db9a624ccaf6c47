"""What a row says of an interpreter beside who they are: their languages, what they have shown, when they work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.clock import london_date
from comms.interpreters import find
from comms.interpreters.actions import record_language, record_qualification
from comms.interpreters.given import ALL_MODES, LanguageGiven, QualificationGiven, checked_language
from comms.interpreters.hours_actions import set_weekly_hours
from comms.interpreters.imports.interpreter_row import RowGiven
from comms.interpreters.interpreter import Interpreter, Way
from comms.interpreters.qualification import Qualification


def keep_beside(session: Session, viewer: Viewer, known: Interpreter, given: RowGiven, now: datetime) -> bool:
    """Record what is new of it; whether anything was."""
    languages = _languages(session, viewer, known, given)
    for language in languages:
        record_language(session, viewer, known.id, language, now)
    shown = find.qualifications_of(session, viewer, [known.id]).get(known.id, [])
    fresh = [one for one in given.qualifications if not any(_is(old, one) for old in shown)]
    for qualification in fresh:
        record_qualification(session, viewer, known.id, qualification, now)
    return bool(languages or fresh) | _hours(session, viewer, known, given, now)


def _languages(session: Session, viewer: Viewer, known: Interpreter, given: RowGiven) -> list[LanguageGiven]:
    """The languages a row adds or changes. What it does not say of one stays."""
    on_record = {
        (one.language, one.dialect): one for one in find.languages_of(session, viewer, [known.id]).get(known.id, [])
    }
    changed = []
    for said in given.languages:
        before = on_record.get((said.tag, said.dialect))
        level, way, modes = (before.level, before.way, before.modes) if before else (0, Way.BOTH, list(ALL_MODES))
        wanted = LanguageGiven(
            said.tag, level if said.level is None else said.level, said.dialect, way, list(given.modes or modes)
        )
        if before is None or (before.level, list(before.modes)) != (wanted.level, checked_language(wanted)[1]):
            changed.append(wanted)
    return changed


def _is(old: Qualification, given: QualificationGiven) -> bool:
    """Whether a row tells of what is on record. Without a number it may be one that has one."""
    same = (old.kind, old.issued_on, old.expires_on) == (given.kind, given.issued_on, given.expires_on)
    return same and given.number in {"", old.number or ""} and given.detail in {"", old.detail}


def _hours(session: Session, viewer: Viewer, known: Interpreter, given: RowGiven, now: datetime) -> bool:
    if not given.hours:
        return False
    before = {one.id for one in find.weekly_hours_of(session, viewer, [known.id]).get(known.id, [])}
    after = set_weekly_hours(session, viewer, known.id, given.hours, london_date(now), now)
    return not {one.id for one in after} <= before
