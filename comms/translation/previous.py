"""The English that a message in a PO file had before, which gettext keeps beside it (``#| msgid``).

Babel reads these lines as a translator's comments and breaks long ones when it writes them, so both are done here. A
fuzzy message whose previous English is another sentence holds the words of that earlier sentence: they are shown beside
the new one, and nothing is ever said with them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, normalize, write_po

_LINE = re.compile(r'\|\s*(?:(msgctxt|msgid_plural|msgid)\s*)?(".*")')


def take_in_previous(catalogue: Catalog) -> None:
    """Turn the comments that hold a previous English into what they are. One that is not whole stays a comment."""
    for message in catalogue:
        said = [comment for comment in message.user_comments if comment.startswith("|")]
        if said and (found := _read(said)):
            message.previous_id = found
            message.user_comments = [comment for comment in message.user_comments if not comment.startswith("|")]


def _read(comments: Iterable[str]) -> list[str]:
    parts: dict[str, list[str]] = {}
    name = ""
    for comment in comments:
        line = _LINE.fullmatch(comment.strip())
        if line is None:
            return []
        name = line[1] or name
        parts.setdefault(name, []).append(line[2])
    texts = [denormalize("\n".join(parts[key])) for key in ("msgid", "msgid_plural") if key in parts]
    return texts if "msgid" in parts else []


def previous_of(message: Message) -> tuple[str, ...]:
    """The English a message had before (and its plural); empty where none is kept."""
    return tuple(message.previous_id or ())


def is_of_earlier(message: Message) -> bool:
    """Whether a message holds the words of an earlier sentence. Where the plural alone has changed, it is the same."""
    sources = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    return message.fuzzy and bool(message.previous_id) and message.previous_id[0] != sources[0]


def written_po(catalogue: Catalog) -> bytes:
    """A catalogue as a PO file, each message on one line, with the previous English of its drafts."""
    written = io.BytesIO()
    write_po(written, catalogue, width=0)
    text = written.getvalue().decode("utf-8")
    for message in catalogue:
        if message.id and message.fuzzy and (previous := previous_of(message)):
            head = _head(message)
            text = text.replace(f"\n{head}", f"\n{_lines(previous)}{head}", 1)
    return text.encode("utf-8")


def _head(message: Message) -> str:
    first = message.id if isinstance(message.id, str) else message.id[0]
    context = f"msgctxt {normalize(message.context, width=0)}\n" if message.context else ""
    return f"{context}msgid {normalize(first, width=0)}\n"


def _lines(previous: tuple[str, ...]) -> str:
    said = [
        f"{name} {normalize(text, width=0)}" for name, text in zip(("msgid", "msgid_plural"), previous, strict=False)
    ]
    return "".join(f"#| {line}\n" for one in said for line in one.split("\n"))
