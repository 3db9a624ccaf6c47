"""What may be shown of a person by a share, part by part, and on which basis anything is shown at all."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput


class Part(StrEnum):
    """A part of what an agency knows of a person, by the name people read."""

    CONTACT = "telephone, e-mail and address"
    RELATIVES = "who is who in the family"
    SAFE_NOTES = "safe-contact notes"
    STATUS = "social worker, plans and orders"
    ATTENDANCE = "attendance"
    LETTERS = "letters and whether they were understood"
    CONTACTS_MADE = "calls, texts and what came of them"
    APPOINTMENTS = "appointments and interpreters"


class Basis(StrEnum):
    """On which basis something is shown or looked up. What each means and where it stands is in ``data/bases.toml``."""

    HARM = "a child may be at risk of harm"
    COOPERATION = "a duty to cooperate (Children Act 2004)"
    AGREEMENT = "with the person's agreement"
    COURT = "a court's order"
    CRIME = "to prevent or detect a crime"


@dataclass(frozen=True, slots=True)
class BasisSaid:
    """What staff read beside a basis: when it holds, the law it stands in, where that was read and when. ``checked`` is
    False until somebody with the knowledge has confirmed it."""

    name: str
    words: str
    law: str
    source: str
    in_force_from: date
    read_on: date
    checked: bool


# What the eyes of a share may look at, beside that the person exists and which languages they need. Nothing that lets
# anybody change anything is among them, but for the notes, whose one permission does both: see ``own_eyes.py``.
_OPENS: Mapping[Part, Permission] = MappingProxyType({
    Part.SAFE_NOTES: Permission.SEE_SAFE_CONTACT,
    Part.LETTERS: Permission.SEE_LETTERS,
    Part.CONTACTS_MADE: Permission.SEE_MESSAGES,
    Part.APPOINTMENTS: Permission.SEE_BOOKINGS,
})  # fmt: skip


def permissions_for(parts: Iterable[str]) -> frozenset[Permission]:
    """What the eyes of a share of these parts may look at."""
    opened = (_OPENS[part] for part in map(Part, parts) if part in _OPENS)
    return frozenset({Permission.SEE_FAMILIES}).union(opened)


def is_shown_to(looker: Viewer, part: Part) -> bool:
    """Whether the looker's own permissions show them this part of a share: what a role is not shown of its own
    families, it is not shown of another agency's either."""
    return part not in _OPENS or looker.may(_OPENS[part])


def read_parts(given: Iterable[str]) -> list[str]:
    """The parts somebody chose, each once and in the order of the list. Raises ``BadInput`` for none, and for one
    there is not."""
    chosen = set(given)
    if unknown := sorted(chosen - set(Part)):
        raise BadInput(f"There is no part “{unknown[0]}”.", f"Choose among: {', '.join(Part)}.")
    if not chosen:
        raise BadInput("It does not say what is to be shown.", "Choose at least one part.")
    return [part.value for part in Part if part in chosen]


def read_basis(given: str) -> str:
    """The basis somebody chose. Raises ``BadInput`` for one there is not."""
    if given not in set(Basis):
        raise BadInput("It does not say on which basis.", f"Choose one of: {', '.join(Basis)}.")
    return Basis(given).value


@cache
def bases() -> Mapping[Basis, BasisSaid]:
    """What each basis means, by its name, in the order of the list."""
    text = resources.files("comms.families.access").joinpath("data", "bases.toml").read_text(encoding="utf-8")
    found = {said["name"]: BasisSaid(**said) for said in tomllib.loads(text).values()}
    return MappingProxyType({basis: found[basis.value] for basis in Basis})
