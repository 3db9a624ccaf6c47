"""The demo's families as their data files describe them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Described = Mapping[str, Any]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class ChildDescribed:
    """A pupil. ``born`` is the month and day, because the year follows from the school year they are in; ``marks``
    names a pattern; ``written`` holds the runs of letters that took the child in, ``left_out`` a time without
    letters, ``told`` what they said of their languages when somebody asked them."""

    given: str
    family: str
    sex: str
    year: int
    born: str
    code: str
    marks: str
    known_as: str = ""
    written: tuple[Described, ...] = ()
    has_social_worker: bool = False
    protection_plan: bool = False
    looked_after: bool = False
    social_worker: str = ""
    court_order_note: str = ""
    social_worker_told: tuple[Described, ...] = ()
    left_out: Described | None = None
    told: tuple[Described, ...] = ()

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class AdultDescribed:
    """A parent or carer. ``record`` is the school's code of the language they are written to in; ``told`` holds what
    they said when somebody asked, ``rung`` how calls to them ended, ``danger`` why not every way to them is safe,
    ``reached`` what they said of their telephone: hours, who else reads it, whether a text may say who writes;
    ``by_hand`` the letters that somebody made for them, ``after`` what happened with letters to them, ``withdrawn``
    held letters that were no longer needed."""

    given: str
    family: str
    relation: str
    record: str
    title: str = ""
    known_as: str = ""
    responsible: bool | None = True
    home: str = ""
    mobile: str | None = None
    landline: str = ""
    email: str = ""
    email_is_safe: bool = False
    interpreter_on_record: bool | None = None
    danger: str = ""
    reached: Described | None = None
    post_is_safe: bool | None = None
    told: tuple[Described, ...] = ()
    rung: tuple[Described, ...] = ()
    by_hand: tuple[Described, ...] = ()
    after: tuple[Described, ...] = ()
    withdrawn: tuple[Described, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyDescribed:
    """Children and their adults; adults without a home of their own live at ``home``. ``seen_by`` names the agencies
    beside the school that work with them."""

    home: str
    seen_by: tuple[str, ...]
    children: tuple[ChildDescribed, ...]
    adults: tuple[AdultDescribed, ...]


@cache
def families() -> tuple[FamilyDescribed, ...]:
    """Every family, in the order of the files."""
    return tuple(
        _family(table) for path in sorted((_HERE / "families").glob("*.toml")) for table in _read(path)["family"]
    )


def address_lines(home: str) -> tuple[str, ...]:
    """The lines of an address: what is given of it, the town, the postcode of its street."""
    places = _places()
    street = home.rsplit(", ", maxsplit=1)[-1].split(" ", 1)[1]
    return (*home.split(", "), places["town"], places["streets"][street])


def agencies_described() -> Described:
    """The agencies and their staff, by key."""
    return _read(_HERE / "agencies.toml")


@cache
def interpreters_described() -> Described:
    """The register of interpreters, suppliers, ways and places."""
    return _read(_HERE / "interpreters.toml")


@cache
def appointments_described() -> Described:
    """Appointments that were, and that are to come."""
    return _read(_HERE / "appointments.toml")


@cache
def reaching_described() -> Described:
    """Whom somebody tried to reach, who wrote or rang, and what was said and closed."""
    return _read(_HERE / "reaching.toml")


@cache
def cautions_described() -> Described:
    """Caution sessions of the custody suite, and what was said in them."""
    return _read(_HERE / "cautions.toml")


@cache
def access_described() -> Described:
    """What agencies share, which family is kept closed, and who looked somebody up."""
    return _read(_HERE / "access.toml")


@cache
def formal_described() -> Described:
    """The authority's code of conduct, and the formal steps that were taken, in their order."""
    return _read(_HERE / "formal.toml")


@cache
def own_wording() -> Described:
    """The school's own phrases and drafts of letters."""
    return _read(_HERE / "own_wording.toml")


def picture(name: str) -> bytes:
    """A picture that lies beside the data."""
    return (_HERE / name).read_bytes()


@cache
def _places() -> Described:
    return _read(_HERE / "places.toml")


def _read(path: Path) -> Described:
    return tomllib.loads(path.read_text("utf-8"))


def _family(table: Described) -> FamilyDescribed:
    children = tuple(ChildDescribed(**_with_tuples(child)) for child in table["children"])
    adults = tuple(AdultDescribed(**_with_tuples(adult)) for adult in table["adult"])
    return FamilyDescribed(table["home"], tuple(table.get("seen_by", ())), children, adults)


def _with_tuples(table: Described) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
