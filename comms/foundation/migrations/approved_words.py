"""What the words of approvals were that were given before an approval kept them: looked up by their hashes in what
people wrote and in the packaged catalogues, as both are when the schema is changed.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from babel.messages.pofile import read_po

from comms.foundation.packaged import packaged

Pair = tuple[str, str]
Found = dict[Pair, dict[str, Any]]
APPROVAL = sa.table(
    "translation_approval",
    *map(sa.column, ("source_hash", "translation_hash", "source", "source_plural")),
    sa.column("forms", sa.JSON()),
)
OWN = sa.table(
    "own_words",
    *map(sa.column, ("source_hash", "translation_hash", "source", "source_plural")),
    sa.column("forms", sa.JSON()),
)


def fill_approved_words() -> None:
    """Write into each approval the words it was given for, where they can still be found, and whose staff gave it."""
    bind = op.get_bind()
    wanted = {tuple(row) for row in bind.execute(sa.select(APPROVAL.c.source_hash, APPROVAL.c.translation_hash))}
    if not wanted:
        return
    found = _written_here(bind)
    if wanted - found.keys():
        found = _packaged() | found
    for pair in sorted(wanted & found.keys()):
        same = (APPROVAL.c.source_hash == pair[0], APPROVAL.c.translation_hash == pair[1])
        bind.execute(sa.update(APPROVAL).where(*same).values(**found[pair]))
    bind.execute(
        sa.text(
            "UPDATE translation_approval SET agency_id = "
            "(SELECT agency_id FROM staff WHERE staff.id = translation_approval.approved_by)"
        )
    )


def _written_here(bind: sa.Connection) -> Found:
    return {
        (row.source_hash, row.translation_hash): _values(row.source, row.source_plural, row.forms)
        for row in bind.execute(sa.select(OWN))
    }


def _values(source: str, plural: str | None, forms: Sequence[str]) -> dict[str, Any]:
    return {"source": source, "source_plural": plural, "forms": list(forms)}


def _packaged() -> Found:
    found: Found = {}
    for path in packaged("locales").glob("*/LC_MESSAGES/letters.po"):
        with path.open("rb") as file:
            catalogue = read_po(file, charset="utf-8")
        for message in catalogue:
            sources = [message.id] if isinstance(message.id, str) else list(message.id)
            own = [message.string] if isinstance(message.string, str) else [form or "" for form in message.string or ()]
            if not message.id or not all(own):
                continue
            context = message.context or ""
            pair = _hash(context, sources), _hash(context, own)
            found[pair] = _values(sources[0], sources[1] if len(sources) > 1 else None, own)
    return found


def _hash(context: str, forms: Sequence[str]) -> str:
    """As ``comms.translation.catalogues.words_hash`` was when these approvals were given."""
    text = context + "\x04" + "\x00".join(forms)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()
