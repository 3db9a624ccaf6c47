"""The letters an agency issued to somebody, for its other programs: which there are, and what one says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, g

from comms.agencies.api_key import Scope
from comms.channels.paper import paper_from_json
from comms.families.find import person
from comms.foundation.audit import note
from comms.foundation.errors import NotFound
from comms.foundation.work_item import WorkState
from comms.letters import find
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.standing import Standing, standing
from comms.letters.letter import Letter, LetterState
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text
from comms.web.api.door import api_room, needs_key, program
from comms.web.api.problems import answered
from comms.web.door import work
from comms.web.letters.files import file_name, letter_document

bp = api_room("api_letters")

STATES = {
    WorkState.WAITING: "being printed",
    WorkState.DONE: "printed",
    WorkState.NEEDS_WORKER: "could not be printed",
}


@bp.get("/letters/to/<uuid:person_id>")
@needs_key(Scope.LETTERS)
def issued_to(person_id: UUID) -> Response:
    """Every letter the agency issued to a person, the newest first; none that is about them and went to another."""
    reader = person(work(), program(), person_id)
    every = find.letters_about(work(), program(), reader.id)
    issued = [one for one in every if one.recipient_id == reader.id and one.state == LetterState.ISSUED]
    happened = happenings(work(), program(), [one.id for one in issued])
    note(work(), program().actor, "view letters issued", ("person", reader.id), g.now, {"letters": len(issued)})
    shown = [_shown(one, standing(happened.get(one.id, ()))) for one in issued]
    return answered({"person": str(reader.id), "letters": shown})


def _shown(letter: Letter, known: Standing) -> dict[str, Any]:
    """What is known of a letter; sent is not understood, so each stands by itself."""
    return {
        "id": str(letter.id),
        "reference": letter.reference,
        "kind": letter.kind,
        "issued_on": letter.issued_on.isoformat(),
        "language": letter.language,
        "state": STATES[WorkState(letter.work_state)],
        "sent_on": known.sent.isoformat() if known.sent else None,
        "understood": known.understood.value,
    }


@bp.get("/letters/<uuid:letter_id>/html")
@needs_key(Scope.LETTERS)
def html(letter_id: UUID) -> Response:
    """An issued letter as a web page of its own: the accessible form of record."""
    letter, content = _read(letter_id, "html")
    return letter_document(as_html(paper_from_json(content)), f"{file_name(letter)}.html")


@bp.get("/letters/<uuid:letter_id>/text")
@needs_key(Scope.LETTERS)
def text(letter_id: UUID) -> Response:
    """An issued letter as plain text."""
    _, content = _read(letter_id, "text")
    return Response(as_text(paper_from_json(content)), mimetype="text/plain")


def _read(letter_id: UUID, form: str) -> tuple[Letter, str]:
    letter = find.letter(work(), program(), letter_id)
    if letter.state != LetterState.ISSUED or letter.content is None:
        raise NotFound("This letter was not issued, so there is nothing to read.", "A person sees on its page why.")
    note(work(), program().actor, "view letter", ("letter", letter.id), g.now, {"format": form})
    return letter, letter.content
