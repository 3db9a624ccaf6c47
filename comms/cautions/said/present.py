"""Who is in the room or on the line: interpreter, appropriate adult, solicitor. They come and they leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from comms.cautions.said.payload import Said
from comms.cautions.said.words import Words


@dataclass(frozen=True, slots=True)
class InterpreterSought(Said):
    """An interpreter was asked for: since when people wait for one."""

    KIND: ClassVar[str] = "interpreter sought"

    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class InterpreterBegan(Said):
    """An interpreter began to interpret: of the register, of a booking, or one who was named. ``knows_them`` is what
    they say when they are asked whether they know the person or have to do with the case."""

    KIND: ClassVar[str] = "interpreter began"

    interpreter_id: UUID | None
    booking_id: UUID | None
    name: str
    register: str
    number: str
    qualification: str
    vetting: str
    mode: str
    why_not_in_person: str
    authorised_by: str
    knows_them: bool
    oath: str
    sound_checked: bool
    began_at: datetime


@dataclass(frozen=True, slots=True)
class InterpreterConfirmed(Said):
    """What the person answered, in their own words, when they were asked whether they and this interpreter understand
    each other."""

    KIND: ClassVar[str] = "interpreter confirmed"

    words: Words
    understood: bool


@dataclass(frozen=True, slots=True)
class InterpreterLeft(Said):
    """The interpreter left, or the line broke. ``at`` may lie before the moment at which that is recorded."""

    KIND: ClassVar[str] = "interpreter left"

    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class InterpreterBack(Said):
    """The same interpreter is back."""

    KIND: ClassVar[str] = "interpreter back"

    at: datetime


@dataclass(frozen=True, slots=True)
class NoInterpreter(Said):
    """Why there is no interpreter, and what the person said about it. It unlocks nothing where one is needed."""

    KIND: ClassVar[str] = "no interpreter"

    reason: str
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class AdultBegan(Said):
    """An appropriate adult is there: who they are, which language they speak, whether they follow English.
    ``not_involved`` is that they are no suspect, victim or witness."""

    KIND: ClassVar[str] = "appropriate adult began"

    name: str
    role: str
    organisation: str
    person_id: UUID | None
    language: str
    understands_english: bool
    not_involved: bool
    began_at: datetime


@dataclass(frozen=True, slots=True)
class AdultLeft(Said):
    """The appropriate adult left. ``at`` may lie before the moment at which that is recorded."""

    KIND: ClassVar[str] = "appropriate adult left"

    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class AdultBack(Said):
    """The same appropriate adult is back."""

    KIND: ClassVar[str] = "appropriate adult back"

    at: datetime


@dataclass(frozen=True, slots=True)
class SolicitorCame(Said):
    """A solicitor is there for the person."""

    KIND: ClassVar[str] = "solicitor came"

    name: str
    firm: str
    at: datetime
