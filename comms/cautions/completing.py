"""What the house itself puts into something that is said, and what only its records can refuse of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions.find import one_media
from comms.cautions.interpreter_refused import refuse_adult, refuse_interpreter
from comms.cautions.media import MediaKind
from comms.cautions.refusing.bad_said import BadSaid
from comms.cautions.refusing.present import ANOTHER
from comms.cautions.said import (
    AdultBegan,
    Answered,
    AuthorityGiven,
    InformationGiven,
    InterpreterBack,
    InterpreterBegan,
    LanguageEstablished,
    Part,
    Said,
    Signed,
    Words,
)
from comms.cautions.session import CautionSession
from comms.cautions.standing import Standing
from comms.families.find import language_need
from comms.families.language_need import Interpreter, LanguageNeed
from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, canonical_tag
from comms.foundation.writing import fold
from comms.letters.find import letter
from comms.letters.letter import LetterState
from comms.translation.catalogues import is_english
from comms.translation.find import words
from comms.translation.scripts import Script
from comms.translation.uses import CAUTION

INFORMATION_LETTER = "L14"


def completed(session: Session, viewer: Viewer, row: CautionSession, standing: Standing, said: Said) -> Said:
    """The same with what comes from no form: what stands on record of a language need, whether words are approved, who
    decides on their own screen. Raises ``BadSaid`` for a drawing, a recording or a letter that is not this session's.
    """
    _check_media(session, viewer, row, said)
    if isinstance(said, LanguageEstablished):
        return _language(session, viewer, row, standing, said)
    if isinstance(said, Answered):
        return _question(session, viewer, standing, said)
    if isinstance(said, AuthorityGiven):
        return _authority(viewer, row, said)
    if isinstance(said, InformationGiven) and said.letter_id is not None:
        return _information(session, viewer, row, said)
    return said


def _question(session: Session, viewer: Viewer, standing: Standing, said: Answered) -> Answered:
    """The question in the language of the points, as the catalogue has it when it is answered."""
    tag = standing.language.of_words if standing.language else ""
    if tag not in LANGUAGES or is_english(tag):
        return replace(said, question_words="", question_approved=False)
    found = words(session, tag, viewer.agency_id)(CAUTION, said.question)
    shown = "" if found.missing else str(found.text)
    return replace(said, question_words=shown, question_approved=bool(shown) and not found.draft)


def refuse_by_records(session: Session, viewer: Viewer, standing: Standing, said: Said, now: datetime) -> None:
    """Raises ``BadSaid`` for what only the house's records can refuse: an interpreter who is a relative, has a conflict
    or whose check ran out; an appropriate adult who interprets here."""
    if isinstance(said, InterpreterBegan):
        refuse_interpreter(session, viewer, standing, said, now)
    elif isinstance(said, AdultBegan):
        refuse_adult(session, viewer, standing, said)
    elif isinstance(said, LanguageEstablished) and standing.interpreter is not None:
        who, remedy = standing.interpreter.who, "Record that they have left, then the language, then who comes."
        _refuse_again(session, viewer, replace(standing, language=said), who, now, ("spoken", remedy))
    elif isinstance(said, InterpreterBack) and standing.interpreters:
        _refuse_again(session, viewer, standing, standing.interpreters[-1].who, now, ("at", ANOTHER))


def _refuse_again(
    session: Session, viewer: Viewer, standing: Standing, who: InterpreterBegan, now: datetime, where: tuple[str, str]
) -> None:
    """Raises ``BadSaid`` for an interpreter who may not interpret any more, as where another language was established;
    ``where`` is the field at which that is said, and what to do."""
    field, remedy = where
    try:
        refuse_interpreter(session, viewer, standing, who, now)
    except BadSaid as fault:
        raise BadSaid(field, f"{who.name} cannot interpret here. {fault.message}", remedy) from None


def need_on_record(need: LanguageNeed | None) -> tuple[str, bool]:
    """What a record of a language need says about an interpreter, and whether the person was asked."""
    if need is None:
        return Interpreter.NOT_ASKED.value, False
    return str(need.interpreter), need.confirmed


def all_approved(session: Session, viewer: Viewer, script: Script, tag: str) -> bool:
    """Whether all words of a script are approved in a language."""
    if is_english(tag):
        return True
    look_up = words(session, tag, viewer.agency_id)
    said = [text for point in script.points for text in point.messages]
    found = [look_up(CAUTION, text) for text in said]
    return not any(one.missing or one.draft for one in found)


def _language(
    session: Session, viewer: Viewer, row: CautionSession, standing: Standing, said: LanguageEstablished
) -> LanguageEstablished:
    spoken, first, written = map(canonical_tag, (said.spoken, said.first, said.written))
    said = replace(said, spoken=spoken, first=first, written=written)
    need, confirmed = need_on_record(language_need(session, viewer, row.person_id))
    if need == Interpreter.NOT_NEEDED and said.need in {Interpreter.NEEDED, Interpreter.NOT_ASKED}:
        # What they say in the room holds, whether or not it is kept for other times.
        need = said.need
    known = said.of_words in LANGUAGES
    approved = known and all_approved(session, viewer, standing.opened.script, said.of_words)
    return replace(said, need=need, need_confirmed=confirmed, words_approved=approved)


def _authority(viewer: Viewer, row: CautionSession, said: AuthorityGiven) -> AuthorityGiven:
    if viewer.staff_id != row.officer_id:
        # Whoever decides on their own screen decides in their own name.
        return replace(said, by_name=viewer.name)
    if fold(said.by_name) == fold(viewer.name) and not viewer.may(Permission.AUTHORISE_CAUTIONS):
        raise BadSaid("by_name", "You may not decide this yourself.", "Ask an authorising officer to decide.")
    return said


def _information(session: Session, viewer: Viewer, row: CautionSession, said: InformationGiven) -> InformationGiven:
    wrong = "This is no letter about a caution that was issued to this person."
    try:
        found = letter(session, viewer, said.letter_id) if said.letter_id else None
    except NotFound:
        found = None
    if (
        found is None
        or found.kind != INFORMATION_LETTER
        or found.recipient_id != row.person_id
        or found.state != LetterState.ISSUED
    ):
        raise BadSaid("letter_id", wrong, f"Issue the letter {INFORMATION_LETTER} to them first.")
    return replace(said, reference=found.reference, language=found.language or said.language,
                   digest=found.content_hash or said.digest, draft=found.draft)  # fmt: skip


def _check_media(session: Session, viewer: Viewer, row: CautionSession, said: Said) -> None:
    for field, media_id, wanted in _media_in(said):
        try:
            found = one_media(session, viewer, row.id, media_id)
        except NotFound:
            raise BadSaid(field, "The drawing or recording is not kept here.", "Draw or record it again.") from None
        if found.kind not in wanted:
            raise BadSaid(field, "This was drawn or recorded for something else.", "Draw or record it again.")


def _media_in(said: Said) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    if isinstance(said, Signed) and said.media_id is not None:
        yield "media_id", said.media_id, (MediaKind.SIGNATURE,)
    for one in fields(said):
        part: Part | None = getattr(said, one.name)
        if isinstance(part, Words) and part.media_id is not None:
            yield f"{one.name}.media_id", part.media_id, (MediaKind.HANDWRITING, MediaKind.AUDIO)
