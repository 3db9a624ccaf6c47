"""People who translate and approve words, and words for them. Each takes a session and writes into it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from factories import a_staff_member
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.foundation.packaged import packaged as packaged_folder
from comms.translation.actions import WordsGiven, write_translation
from comms.translation.catalogues import Catalogue, Words
from comms.translation.entries import read_entries
from comms.translation.find import words
from comms.translation.scripts import LAW
from comms.translation.uses import CAUTION

GREETING = ("L12", "Dear parent or carer,", None)
OURS = "We can lend your child a bicycle."
OURS_IN_LITHUANIAN = "Galime paskolinti vaikui dviratį."


def an_approver(
    session: Session, agency: Agency, now: datetime, name: str = "Rimas Jonaitis", languages: Sequence[str] = ("lt",)
) -> Viewer:
    """Somebody who approves words of these languages, with a qualification on record."""
    email = f"{secrets.token_hex(4)}@fenedge.example"
    qualification = "DPSI Lithuanian, 2019" if languages else ""
    return viewer_of(
        add_staff(
            session, agency, name, email, ["translation approver"],
            now=now, qualification=qualification, qualified_in=languages,
        )
    )  # fmt: skip


def a_translator(session: Session, agency: Agency, now: datetime, name: str = "Jurgita Petraitė") -> Viewer:
    """Somebody who translates and approves nothing."""
    return viewer_of(a_staff_member(session, agency, now, roles=("translator",), name=name))


def packaged(context: str = "L12", language: str = "lt", at_most: int | None = None) -> list[Words]:
    """The packaged drafts of one context."""
    found = [one for one in Catalogue.of(language).messages.values() if one.context == context and not one.missing]
    return found[:at_most]


def cautions(language: str = "lt") -> list[Words]:
    """The three sentences before an interview, which have legal effect."""
    look_up, law = Catalogue.of(language).look_up, packaged_folder("letter_templates") / LAW
    return [look_up(CAUTION, one.text) for one in read_entries(law).values()]


def written(
    session: Session, by: Viewer, now: datetime, text: str = OURS_IN_LITHUANIAN, source: str = OURS, machine: str = ""
) -> Words:
    """A phrase of one's own in Lithuanian, as it then counts for the agency."""
    write_translation(session, by, WordsGiven("lt", "phrase", source, None, (text,)), now, machine)
    return words(session, "lt", by.agency_id)("phrase", source, None)
