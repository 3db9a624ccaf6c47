"""What is known of somebody's need of an interpreter. What was never asked is never "no interpreter"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.bookings.appointments.appointment import NeedThen
from comms.families.find import language_needs
from comms.families.language_need import Interpreter, LanguageNeed

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Known:
    """Whether somebody needs an interpreter, and in which language; ``language`` is empty where it is not known."""

    need: NeedThen
    language: str = ""

    @property
    def must_ask(self) -> bool:
        """Whether somebody has to ask first: whether one is needed, or in which language."""
        return self.need == NeedThen.NOT_ASKED or (self.need == NeedThen.NEEDED and not self.language)


NOTHING_KNOWN = Known(NeedThen.NOT_ASKED)


def known_of(need: LanguageNeed | None) -> Known:
    """What a record of a language need says. Who signs needs it signed; else it is the first language they speak
    beside English. The language somebody reads is no answer: who reads Chinese may speak Cantonese."""
    if need is None or need.interpreter == Interpreter.NOT_ASKED:
        return NOTHING_KNOWN
    if need.interpreter == Interpreter.NOT_NEEDED:
        return Known(NeedThen.NOT_NEEDED)
    spoken = next((tag for tag in need.spoken if tag != ENGLISH), "")
    return Known(NeedThen.NEEDED, need.sign_language or spoken)


def known_now(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Known]:
    """What is known now of each of these people."""
    wanted = list(people)
    needs = language_needs(session, viewer, wanted)
    return {one: known_of(needs.get(one)) for one in wanted}
