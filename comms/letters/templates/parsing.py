"""Reads the body of a template, line by line, into blocks.

`# ` heading, `## ` subheading, `- ` list item, other lines a paragraph, ended by an empty line. Directives stand on
lines of their own: `::: plural FIELD` (singular and plural on one line each), `::: if FIELD`, `::: when FIELD CHOICE …`
(one of these phrases was chosen) and `::: each FIELD`, closed by `:::`, and `::: include NAME`, which brings in
shared/NAME.md, or for caution_KIND the points of that script, and needs no closing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from comms.channels.paper import BlockKind
from comms.letters.templates.kind import Choice, SourceBlock, TemplateFault

_DIRECTIVE = re.compile(r"::: +(plural|if|each|include) +([a-z][a-z0-9_]*)|::: +(when)((?: +[a-z][a-z0-9_]*){2,})")
_MARKERS: tuple[tuple[str, BlockKind], ...] = (("# ", "heading"), ("## ", "subheading"), ("- ", "item"))
_PLURAL_LINES = 2

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class TemplateText:
    """The body of one template file: its name as errors say it, its messages' context, its lines from `first`.

    `within` names the shared files that are being included already, so that none includes itself.
    """

    file: str
    context: str
    text: str
    first: int = 1
    within: tuple[str, ...] = ()

    def fault(self, line: int, what: str, remedy: str) -> TemplateFault:
        """The error for one of its lines."""
        return TemplateFault(self.file, line, what, remedy)


Include = Callable[[str, TemplateFault], TemplateText]


def blocks_of(template: TemplateText, include: Include) -> tuple[SourceBlock, ...]:
    """All blocks of a template in order, with those of the files it includes.

    `include` gives the shared text of that name or raises the fault handed to it. Raises `TemplateFault`.
    """
    lines = [(number, line.rstrip()) for number, line in enumerate(template.text.splitlines(), template.first)]
    return tuple(_blocks(template, lines, include))


def _blocks(template: TemplateText, lines: Sequence[Line], include: Include) -> Iterator[SourceBlock]:
    position = 0
    while position < len(lines):
        number, line = lines[position]
        if not line:
            position += 1
        elif line.startswith(":::"):
            directive, name = _directive(template, number, line)
            if directive == "include":
                yield from _included(template, name, number, include)
                position += 1
                continue
            end = _closing(template, lines, position)
            yield from _directed(template, directive, name, lines[position:end], include)
            position = end + 1
        else:
            end = _end_of_block(lines, position)
            yield _block(template, lines[position:end])
            position = end


def _directive(template: TemplateText, number: int, line: str) -> tuple[str, str]:
    match = _DIRECTIVE.fullmatch(line)
    if match is None:
        raise template.fault(
            number,
            f"«{line}» is no directive.",
            "Use ::: plural FIELD, ::: if FIELD, ::: when FIELD CHOICE, ::: each FIELD or ::: include NAME; "
            "close all but the last with :::.",
        )
    return match[1] or match[3], match[2] or match[4].strip()


def _closing(template: TemplateText, lines: Sequence[Line], opening: int) -> int:
    depth = 0
    for position in range(opening, len(lines)):
        line = lines[position][1]
        if line == ":::":
            depth -= 1
            if depth == 0:
                return position
        elif line.startswith(":::") and not line.startswith("::: include"):
            depth += 1
    number, line = lines[opening]
    raise template.fault(number, f"«{line}» is never closed.", "Put ::: on a line of its own after it.")


def _directed(
    template: TemplateText, directive: str, name: str, lines: Sequence[Line], include: Include
) -> Iterator[SourceBlock]:
    number, inner = lines[0][0], lines[1:]
    if directive == "plural":
        yield _plural(template, name, number, [line for line in inner if line[1]])
    elif directive == "if":
        for block in _blocks(template, inner, include):
            yield replace(block, shown_if=(name, *block.shown_if))
    elif directive == "when":
        field, *names = name.split()
        for block in _blocks(template, inner, include):
            yield replace(block, shown_when=(Choice(field, tuple(names)), *block.shown_when))
    else:
        yield _each(template, name, number, list(_blocks(template, inner, include)))


def _included(template: TemplateText, name: str, number: int, include: Include) -> tuple[SourceBlock, ...]:
    fault = template.fault(number, f"There is no shared/{name}.md.", "Write that file, or name one that is there.")
    if name in template.within:
        raise template.fault(number, f"shared/{name}.md includes itself.", "Take one of the two ::: include out.")
    return blocks_of(replace(include(name, fault), within=(*template.within, name)), include)


def _plural(template: TemplateText, field: str, number: int, lines: Sequence[Line]) -> SourceBlock:
    if len(lines) != _PLURAL_LINES or any(line.startswith(("#", "- ", ":::")) for _, line in lines):
        raise template.fault(
            number, "A plural needs two lines.", "Write the sentence for one, and below it the sentence for several."
        )
    one, several = (line.strip() for _, line in lines)
    return SourceBlock(
        "paragraph", template.context, one, plural=several, count_field=field, file=template.file, line=number
    )


def _each(template: TemplateText, field: str, number: int, inner: Sequence[SourceBlock]) -> SourceBlock:
    if len(inner) != 1 or inner[0].kind != "paragraph" or inner[0].plural is not None or inner[0].each is not None:
        raise template.fault(number, "::: each holds one line.", f"Write {{{field}}} alone, or one sentence with it.")
    return replace(inner[0], kind="item", each=field)


def _end_of_block(lines: Sequence[Line], start: int) -> int:
    """Where the block that starts here ends: a heading after its line, the others before what begins anew."""
    if lines[start][1].startswith("#"):
        return start + 1
    end = start + 1
    while end < len(lines) and lines[end][1] and not lines[end][1].startswith(("#", "- ", ":::")):
        end += 1
    return end


def _block(template: TemplateText, lines: Sequence[Line]) -> SourceBlock:
    number, first = lines[0]
    kind: BlockKind = "paragraph"
    for marker, marked in _MARKERS:
        if first.startswith(marker):
            kind, first = marked, first.removeprefix(marker)
    if kind == "paragraph" and first.startswith("#"):
        raise template.fault(number, f"«{first}» is no heading.", "Use # for the heading and ## for subheadings.")
    text = " ".join(part.strip() for part in (first, *(line for _, line in lines[1:])))
    if not text:
        raise template.fault(number, "This line has a mark and no words.", "Write the words after it, or take it out.")
    return SourceBlock(kind, template.context, text, file=template.file, line=number)
