"""Recording a person's language need."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.families import find
from comms.families.access.fields import FIELDS
from comms.families.language_need import REVIEW_AFTER, Interpreter, LanguageNeed, Reads, Source
from comms.foundation.audit import note
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import language

# Written by hand about a person, so they are locked.
LOCKED_WORDS = ("avoid", "dialect", "best_times")

WORDS = {"reads": Reads, "english_speaks": Reads, "english_understands": Reads, "english_reads": Reads,
         "interpreter": Interpreter, "source": Source}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NeedGiven:
    """A language need as somebody gives it. Whatever was not asked stays "not asked"."""

    source: str
    spoken: list[str] = field(default_factory=list)
    written: str | None = None
    reads: str = Reads.NOT_ASKED
    english_speaks: str = Reads.NOT_ASKED
    english_understands: str = Reads.NOT_ASKED
    english_reads: str = Reads.NOT_ASKED
    interpreter: str = Interpreter.NOT_ASKED
    dialect: str = ""
    mode_preferred: str = ""
    gender_preferred: str = ""
    avoid: str | None = None
    sign_language: str = ""
    format: str = ""
    best_times: str = ""
    given_code: str = ""


def record_language_need(
    session: Session, viewer: Viewer, person_id: UUID, given: NeedGiven, now: datetime
) -> LanguageNeed:
    """Record what a person's language need is from now on. The record before it stays.

    Raises ``BadInput`` for a language the registry does not have, for a word that is no answer, and for a person who
    reads a language nobody named.
    """
    viewer.require(Permission.RECORD_FAMILIES)
    person = find.person(session, viewer, person_id)
    _check(given)
    need = LanguageNeed(
        person_id=person.id,
        recorded_at=now,
        recorded_by=viewer.staff_id,
        review_on=london_date(now) + REVIEW_AFTER,
        **{name: value for name, value in asdict(given).items() if name not in LOCKED_WORDS},
    )
    for name in LOCKED_WORDS:
        setattr(need, name, getattr(given, name) or None)
    need.avoid = _vetoes(session, viewer, person.id, given.avoid or None)
    session.add(need)
    session.flush()
    detail = {"need": str(need.id), "source": given.source}
    note(session, viewer.actor, "record language need", ("person", person.id), now, detail)
    return need


def _vetoes(session: Session, viewer: Viewer, person_id: UUID, said: str | None) -> str | None:
    """Whom they refuse as interpreter from now on. Who is not shown what they said before cannot take it back: what is
    said to them is added."""
    if viewer.may(FIELDS["language_need.avoid"]):
        return said
    before = find.language_need(session, viewer, person_id)
    lines = [line for one in (before.avoid if before else None, said) if one for line in one.splitlines()]
    return "\n".join(dict.fromkeys(lines)) or None


def _check(given: NeedGiven) -> None:
    for tag in [*given.spoken, *([given.written] if given.written else [])]:
        try:
            language(tag)
        except NotFound as fault:
            raise BadInput(f"There is no language “{tag}” in the registry.", "Choose one from the list.") from fault
    for name, words in WORDS.items():
        if getattr(given, name) not in set(words):
            raise BadInput(
                f"“{getattr(given, name)}” is no answer to “{name.replace('_', ' ')}”.", f"Choose: {', '.join(words)}."
            )
    if given.reads in {Reads.WELL, Reads.SOME} and not given.written:
        raise BadInput("It says how well they read, but not which language.", "Choose the language they read.")
