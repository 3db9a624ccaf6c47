"""A letter as plain text: one line for each paragraph, so that every reader's window wraps it in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from comms.channels.paper import Block, Paper, Part, Slip
from comms.letters.text.formats import written
from comms.letters.text.values import Value
from comms.translation.catalogues import ENGLISH

_RULE = "-" * 40
_LINE_TO_WRITE_ON = "_" * 30


def as_text(paper: Paper) -> str:
    """The whole letter as text, ended by a line feed. Values keep the isolates that hold them in their order."""
    pages = [_head(paper), *(_part(part, paper) for part in paper.parts)]
    if paper.slip is not None:
        pages.append(_slip(paper.slip, paper))
    return f"\n\n{_RULE}\n\n".join("\n\n".join(page) for page in pages) + "\n"


def _head(paper: Paper) -> list[str]:
    sender = paper.sender
    reach = [line for line in (sender.telephone, sender.email) if line]
    paragraphs = ["\n".join([sender.name, *sender.address, *reach])]
    if paper.addressee:
        paragraphs.append("\n".join(paper.addressee))
    paragraphs.append(f"{written(Value('date', paper.issued_on), ENGLISH)}\n{paper.reference}")
    return paragraphs


def _part(part: Part, paper: Paper) -> list[str]:
    return [*part.notice, *_paragraphs(part.blocks), _farewell(part, paper)]


def _farewell(part: Part, paper: Paper) -> str:
    return "\n".join(filter(None, (part.closing, paper.sender.signed_by, paper.sender.name)))


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[str]:
    items: list[str] = []
    for block in blocks:
        text = "".join(run.text for run in block.runs)
        if block.kind == "item":
            items.append(f"- {text}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield text
    if items:
        yield "\n".join(items)


def _slip(slip: Slip, paper: Paper) -> list[str]:
    answers = [_answer(answer.number, answer.texts) for answer in slip.answers]
    lines = [*slip.words, *[_LINE_TO_WRITE_ON] * 3]
    return [
        "\n".join(slip.titles),
        paper.reference,
        "\n".join(slip.how),
        *answers,
        "\n".join(lines),
        "\n".join([*slip.name, _LINE_TO_WRITE_ON]),
        "\n".join([*slip.telephone, _LINE_TO_WRITE_ON]),
        "\n".join(slip.give_to),
        "\n".join([paper.sender.name, *(paper.sender.reply_address or paper.sender.address)]),
    ]


def _answer(number: int, texts: tuple[str, ...]) -> str:
    first, *others = texts
    lines = [f"[ ] {number}  {first}", *(f"        {text}" for text in others)]
    if texts[-1].endswith(":"):
        lines.append(f"        {_LINE_TO_WRITE_ON}")
    return "\n".join(lines)
