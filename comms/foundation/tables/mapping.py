"""Which column of a school's table is which: recognised by its heading, or said by the school."""

from __future__ import annotations

import collections.abc
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comms.foundation.errors import BadInput
from comms.foundation.tables.table import Row
from comms.foundation.writing import fold


class MissingColumns(BadInput):
    """A column that an import cannot do without was not found, or a mapping names one that is not there."""


@dataclass(frozen=True, slots=True)
class WantedField:
    """A field an import looks for: its name in the house, the headings schools give it, and whether it must be there.

    The name itself is a synonym too, and earlier synonyms win over later ones. `called` is how people are told
    of it; without one it is the first synonym, or the name.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    called: str = ""

    @property
    def title(self) -> str:
        """The field as people are told of it."""
        return self.called or next(iter(self.synonyms), self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which heading each field was found under, the required fields not found, and the headings nobody wants."""

    found: collections.abc.Mapping[str, str]
    missing: tuple[str, ...]
    unused: tuple[str, ...]

    def text(self, row: Row, field: str) -> str:
        """The field's cell in a row as text; empty where the table has no such column."""
        header = self.found.get(field)
        return row.text(header) if header is not None else ""

    def column(self, field: str) -> str:
        """The heading to name when something is wrong with the field; the field's own name where it has none."""
        return self.found.get(field, field)


def recognise(
    headers: Sequence[str], fields: Sequence[WantedField], chosen: collections.abc.Mapping[str, str] | None = None
) -> Mapping:
    """Finds each field's column by its synonyms, without regard to case, marks, spaces and punctuation.

    `chosen` (field = heading, as read by `read_map_file`) comes first; an empty heading there means that the
    field is not to be read. Each column serves one field. Raises MissingColumns where `chosen` names a field or
    a heading that does not exist.
    """
    chosen = chosen or {}
    found = _as_chosen(headers, fields, chosen)
    free = {_bare(header): header for header in reversed(headers) if header not in found.values()}
    # Synonyms are tried by rank over all fields, so that an exact name is not lost to another field's third choice.
    for rank in range(1 + max((len(field.synonyms) for field in fields), default=0)):
        for field in fields:
            names = (field.name, *field.synonyms)
            if rank < len(names) and field.name not in found and field.name not in chosen:
                header = free.pop(_bare(names[rank]), None)
                if header is not None:
                    found[field.name] = header
    in_order = {field.name: found[field.name] for field in fields if field.name in found}
    return Mapping(
        found=in_order,
        missing=tuple(field.name for field in fields if field.required and field.name not in found),
        unused=tuple(header for header in headers if header not in found.values()),
    )


def require(mapping: Mapping, fields: Sequence[WantedField], name: str) -> None:
    """Raises MissingColumns if a required field was not found, naming it and the headings there are."""
    if not mapping.missing:
        return
    titles = [f"“{field.title}”" for field in fields if field.name in mapping.missing]
    headers = (*mapping.found.values(), *mapping.unused)
    lines = " or ".join(f'{field} = "…"' for field in mapping.missing[:1])
    raise MissingColumns(
        f"{name} has no column for {', '.join(titles)}. Its columns are {_listed(headers)}.",
        f"Name the column in a mapping file ({lines}), or export it too.",
    )


def read_map_file(path: Path) -> dict[str, str]:
    """Reads a mapping file, TOML (field = "Heading") or JSON ({"field": "Heading"}). Raises BadInput."""
    remedy = 'Write one line for each field, such as: surname = "Family name"'
    try:
        text = path.read_text(encoding="utf-8-sig")
        content: object = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except OSError as error:
        raise BadInput(f"The mapping file {path} cannot be opened ({error.strerror}).", "Check its name.") from None
    except ValueError as error:
        raise BadInput(f"The mapping file {path} is neither TOML nor JSON: {error}.", remedy) from None
    if not isinstance(content, dict):
        raise BadInput(f"The mapping file {path} is not a list of fields.", remedy)
    for field, header in content.items():
        if not isinstance(header, str):
            raise BadInput(f"The mapping file {path} gives no heading for “{field}”.", remedy)
    return content


def _as_chosen(
    headers: Sequence[str], fields: Sequence[WantedField], chosen: collections.abc.Mapping[str, str]
) -> dict[str, str]:
    names = [field.name for field in fields]
    unknown = [field for field in chosen if field not in names]
    if unknown:
        raise MissingColumns(
            f"The mapping names {_listed(unknown)}, which is not a field.", f"Fields: {', '.join(names)}."
        )
    by_bare = {_bare(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for field, wanted in chosen.items():
        header = wanted if wanted in headers else by_bare.get(_bare(wanted))
        if wanted and header is None:
            raise MissingColumns(
                f"The mapping reads {field} from the column “{wanted}”, which the table does not have.",
                f"Its columns are {_listed(headers)}.",
            )
        if header is not None and wanted:
            found[field] = header
    return found


def _bare(heading: str) -> str:
    return "".join(character for character in fold(heading) if character.isalnum())


def _listed(names: Sequence[str]) -> str:
    shown = 40
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(f"“{name}”" for name in names[:shown]) + more
