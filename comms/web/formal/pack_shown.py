"""A pack in the words people read: each part by its name, its records as lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.web.formal.records_shown import TITLES, facts_of


def shown(pack: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a pack by their names, with the records and languages in words."""
    parts = {one["part"]: dict(one) for one in pack["parts"]}
    records = parts.get("records", {"rows": [], "nothing_of": []})
    parent = parts["about"]["parent"]["name"]
    lines = [_record(row, parent) for row in records["rows"]]
    nothing = [TITLES[kind] for kind in records["nothing_of"] if kind in TITLES]
    need = parts.get("needs", {"known": False})
    words = {
        "spoken_words": [_language(tag) for tag in need.get("spoken", ())],
        "written_words": _language(need["written"]) if need.get("written") else "not asked",
    }
    return parts | {"records": records | {"lines": lines, "nothing": nothing}, "needs": need | words}


def _record(row: Mapping[str, Any], parent: str) -> dict[str, Any]:
    told = row["told"]
    words = [str(told[name]) for name in ("said", "rendered", "what", "because", "asked") if told.get(name)]
    return {
        "title": TITLES.get(row["kind"], row["kind"]), "on": date.fromisoformat(row["on"]),
        "facts": facts_of(row["kind"], told, {}, parent), "words": words, "by": row["recorded_by"],
    }  # fmt: skip


def _language(tag: str) -> str:
    try:
        return language(tag).english_name
    except NotFound:
        return tag
