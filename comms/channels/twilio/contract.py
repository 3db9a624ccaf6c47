"""What Twilio takes, as a dated table, and whether a request of ours keeps to it.

The table (``data/fields.toml``) has every form field of the five things we ask, with its type, its choices and its
limits. A field Twilio does not know is ignored there without a word, so a slip of the pen would cost a family its text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qs, urlsplit

PLACES = re.compile(r"\{(\w+)\}")


class ContractBroken(Exception):
    """A request that Twilio would not take as it is meant."""


@dataclass(frozen=True, slots=True)
class Field:
    """One form field. ``kind`` is text, number, decimal, yes_no, address, or moment; ``least`` and ``most`` bound a
    number, ``longest`` the letters of a text, ``of`` its choices; ``many`` says that it may stand several times.
    ``parameter`` is its name in the kit."""

    name: str
    parameter: str
    kind: str
    of: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    many: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that is asked: its method and path, the fields it must have, groups of which one field must be there,
    and every field there is."""

    name: str
    method: str
    path: re.Pattern[str]
    needs: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole table, with the day it was read and where."""

    read_on: date
    source: str
    operations: tuple[Operation, ...]


@cache
def contract() -> Contract:
    """The table as packaged."""
    text = resources.files("comms.channels.twilio").joinpath("data", "fields.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    operations = tuple(_operation(name, given) for name, given in content["operations"].items())
    return Contract(content["read_on"], content["source"], operations)


def _operation(name: str, given: dict[str, Any]) -> Operation:
    fields = {field: _field(field, dict(one)) for field, one in given["fields"].items()}
    path = re.compile(PLACES.sub(r"[^/?]+", given["path"].replace(".", r"\.")))
    needs, one_of = tuple(given.get("needs", ())), tuple(tuple(one) for one in given.get("one_of", ()))
    return Operation(name, given["method"], path, needs, one_of, fields)


def _field(name: str, given: dict[str, Any]) -> Field:
    parameter = given.pop("parameter", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return Field(name, parameter, given.pop("kind"), tuple(given.pop("of", ())), **given)


def operation_of(method: str, url: str) -> Operation:
    """What a request asks for. Raises ``ContractBroken`` where it is nothing in the table."""
    path = urlsplit(url).path
    found = [one for one in contract().operations if one.method == method.upper() and one.path.fullmatch(path)]
    if len(found) != 1:
        raise ContractBroken(f"{method} {path} is nothing that is asked of Twilio here.")
    return found[0]


def check_request(method: str, url: str, data: Mapping[str, object] | str | None = None) -> Operation:
    """What a request asks for, when it keeps to the table. ``data`` are its form fields, as a mapping or as they go
    over the wire; a question's stand in ``url``. Raises ``ContractBroken`` with every fault in it."""
    operation = operation_of(method, url)
    given = {**_read(urlsplit(url).query), **(_read(data) if isinstance(data, str) else _listed(data or {}))}
    faults = [f"{name} is missing." for name in operation.needs if not any(given.get(name, ()))]
    faults += [
        f"One of {', '.join(group)} is needed."
        for group in operation.one_of
        if not any(any(given.get(name, ())) for name in group)
    ]
    for name, values in given.items():
        faults += _faults(operation.fields.get(name), name, values)
    if faults:
        raise ContractBroken(f"{operation.name}: {' '.join(faults)}")
    return operation


def _read(form: str) -> dict[str, list[str]]:
    return parse_qs(form, keep_blank_values=True)


def _listed(data: Mapping[str, object]) -> dict[str, list[str]]:
    return {
        name: [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]
        for name, value in data.items()
    }


def _faults(field: Field | None, name: str, values: Sequence[str]) -> list[str]:
    if field is None:
        return [f"Twilio knows no field {name}."]
    if len(values) > 1 and not field.many:
        return [f"{name} stands {len(values)} times."]
    return [f"{name}: {said}" for value in values if (said := _fault(field, value))]


def _fault(field: Field, value: str) -> str:
    if field.of and value not in field.of:
        return f"it is one of {', '.join(field.of)}."
    if field.longest is not None and len(value) > field.longest:
        return f"it has {len(value)} characters, {field.longest} at most."
    if field.kind == "number":
        return _number_fault(field, value)
    return "" if re.fullmatch(SHAPES[field.kind], value, re.DOTALL) else f"it is no {field.kind}."


def _number_fault(field: Field, value: str) -> str:
    if not re.fullmatch(SHAPES["number"], value):
        return "it is no number."
    low, high = field.least, field.most
    if (low is not None and int(value) < low) or (high is not None and int(value) > high):
        return f"it lies between {low} and {high}."
    return ""


# An address must have a valid host, and no underscore in it; a moment is a day or a full moment in GMT.
SHAPES = {
    "text": r".*",
    "number": r"\d+",
    "decimal": r"\d+(\.\d+)?",
    "yes_no": r"true|false",
    "address": r"https?://[A-Za-z0-9.-]+(:\d+)?(/.*)?",
    "moment": r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?",
}
