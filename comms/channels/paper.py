"""The one shape a letter has when it is handed to an output: PDF, HTML or plain text.

A `Paper` is complete and closed: every word is in its language, every value is filled in, nothing is looked up any
more. An output only sets it. An issued letter keeps the canonical JSON of its paper, so that it can be set again, and
hashed, exactly as it went out.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Literal, TypeVar, cast, get_args

from comms.foundation.errors import BadInput

BlockKind = Literal["heading", "subheading", "paragraph", "item"]
Direction = Literal["ltr", "rtl"]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is set in one way.

    `value` marks what was filled in (a name, a date, a number) as against the sentence's own words; in a
    right-to-left part it arrives wrapped in bidi isolates. `lang` is a BCP 47 tag where it differs from the part's.
    """

    text: str
    strong: bool = False
    value: bool = False
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, subheading, paragraph or list item. Items that follow one another form one list."""

    kind: BlockKind
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One whole language of the letter: `notice` are the frame's lines above it, `closing` its words of farewell."""

    language: str
    direction: Direction
    notice: tuple[str, ...]
    blocks: tuple[Block, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class SlipAnswer:
    """One tick box of the reply slip: its number, and its words once for each part of the letter, in their order."""

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """The reply slip. Every label stands once for each part of the letter, in the order of the parts."""

    titles: tuple[str, ...]
    how: tuple[str, ...]
    name: tuple[str, ...]
    telephone: tuple[str, ...]
    words: tuple[str, ...]
    give_to: tuple[str, ...]
    answers: tuple[SlipAnswer, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the agency's name, postal address line by line, how to reach it, and its logo (PNG or SVG bytes).

    ``signature`` is a picture (PNG or JPEG bytes) of the signature of ``signed_by``; both stand under the words of
    farewell. ``reply_address`` is where slips are sent, empty where that is the sender's address.
    """

    name: str
    address: tuple[str, ...]
    telephone: str | None
    email: str | None
    logo: bytes | None
    signature: bytes | None = None
    signed_by: str = ""
    reply_address: tuple[str, ...] = ()


def signed_in_words(sender: Sender) -> str:
    """What a reader who cannot see the picture of the signature is told of it, in English."""
    return f"Signature of {sender.signed_by}" if sender.signed_by else f"Signature for {sender.name}"


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter to one reader.

    `title` is the English title and `reference` the letter's number (K7M3-92QX). `addressee` holds the 3 to 7 lines
    of the address window in Latin script, the postcode last, or the name alone when the letter is handed over.
    `parts` holds the family's language first and then English, or one part when the reader reads English. `large`
    asks for 18 pt; `plain` for one column of words, without tables, pictures or colour.
    """

    title: str
    reference: str
    issued_on: date
    sender: Sender
    addressee: tuple[str, ...]
    parts: tuple[Part, ...]
    slip: Slip | None
    large: bool = False
    plain: bool = False


# What letters did not have at first. Left out of the canonical text where it is empty, so that the text and the hash of
# a letter from before stay what they were.
ADDED_LATER = frozenset({"signature", "signed_by", "reply_address", "plain"})


def paper_as_json(paper: Paper) -> str:
    """The paper's canonical text: sorted keys, no spaces, characters as they are, pictures in Base64."""
    return json.dumps(paper, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(part: object) -> object:
    # Field by field: `asdict` would copy every text of the letter before it is written.
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, bytes):
        return base64.b64encode(part).decode("ascii")
    if is_dataclass(part):
        said = {field.name: getattr(part, field.name) for field in fields(part)}
        return {name: value for name, value in said.items() if value or name not in ADDED_LATER}
    raise TypeError(f"A paper holds no {type(part).__name__}.")


def paper_from_json(text: str) -> Paper:
    """Read a paper back from its canonical text. Raises `BadInput` when the text is not a paper."""
    try:
        content = json.loads(text)
        return _paper(content)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as fault:
        message = f"This is not the stored text of a letter: {fault}"
        raise BadInput(message, "Restore the letter's row from a backup; do not edit stored letters.") from fault


def _paper(content: Mapping[str, Any]) -> Paper:
    slip = content["slip"]
    return Paper(
        title=content["title"],
        reference=content["reference"],
        issued_on=date.fromisoformat(content["issued_on"]),
        sender=_sender(content["sender"]),
        addressee=tuple(content["addressee"]),
        parts=_each(_part, content["parts"]),
        slip=None if slip is None else _slip(slip),
        large=content["large"],
        plain=content.get("plain", False),
    )


def _sender(content: Mapping[str, Any]) -> Sender:
    return Sender(
        name=content["name"],
        address=tuple(content["address"]),
        telephone=content["telephone"],
        email=content["email"],
        logo=_picture(content["logo"]),
        signature=_picture(content.get("signature")),
        signed_by=content.get("signed_by", ""),
        reply_address=tuple(content.get("reply_address", ())),
    )


def _picture(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _part(content: Mapping[str, Any]) -> Part:
    return Part(
        language=content["language"],
        direction=cast(Direction, _one_of(Direction, content["direction"])),
        notice=tuple(content["notice"]),
        blocks=_each(_block, content["blocks"]),
        closing=content["closing"],
    )


def _block(content: Mapping[str, Any]) -> Block:
    return Block(
        kind=cast(BlockKind, _one_of(BlockKind, content["kind"])),
        runs=_each(lambda run: Run(**run), content["runs"]),
    )


def _slip(content: Mapping[str, Any]) -> Slip:
    labels = {name: tuple(content[name]) for name in ("titles", "how", "name", "telephone", "words", "give_to")}
    answers = _each(lambda answer: SlipAnswer(answer["number"], tuple(answer["texts"])), content["answers"])
    return Slip(**labels, answers=answers)


def _each(make: Callable[[Mapping[str, Any]], _Made], items: Sequence[Mapping[str, Any]]) -> tuple[_Made, ...]:
    return tuple(make(item) for item in items)


def _one_of(choice: object, word: str) -> str:
    if word not in get_args(choice):
        message = f"{word!r} is none of {', '.join(get_args(choice))}"
        raise ValueError(message)
    return word
