"""Every route of the application, with an address to try it at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule

# What stands in an address beside ids: words of the house, and letters of a link that nobody was sent.
WORDS = {"kind": "L12", "tag": "lt", "language": "lt", "context": "L12", "way": "post", "form": "html",
         "file_format": "html", "fmt": "html", "about": "risk"}  # fmt: skip


def rules(app: Flask) -> Iterator[Rule]:
    """Every rule of the map of addresses, in the same order each time."""
    yield from sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))


def address(rule: Rule, ids: Mapping[str, Any] | None = None) -> str:
    """An address of a route: with these ids, with fresh ones where there is none, and with a word that may fit."""
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "UUIDConverter":
            values[name] = (ids or {}).get(name) or uuid4()
        elif type(converter).__name__ == "IntegerConverter":
            values[name] = (ids or {}).get(name, 1)
        else:
            values[name] = (ids or {}).get(name) or WORDS.get(name, "pdf")
    built = rule.build(values)
    assert built is not None
    return str(built[1])
