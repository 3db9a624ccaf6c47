"""An XLIFF 1.2 file that any program wrote, read as entries: what it adds of its own is left aside."""

from __future__ import annotations

from collections.abc import Iterator

from comms.foundation.errors import BadInput
from comms.translation.exchange.entry import Entry, Said, Unit, gathered, key_and_form, on_one_line
from comms.translation.exchange.marks import code_texts, text_of
from comms.translation.exchange.safe_xml import XmlNode
from comms.translation.exchange.xliff_export import PLURALS

_UNTRANSLATED = frozenset({"new", "needs-translation"})
_FINAL = frozenset({"final", "signed-off"})


def read_xliff(root: XmlNode) -> list[Entry]:
    """The entries of an XLIFF file, in its order. Proposals (`alt-trans`) are none.

    Raises ``BadInput`` for a version after 1.2, whose structure is another.
    """
    version = root.get("version")
    if not version.startswith("1."):
        raise BadInput(f"The file is XLIFF {version or 'of no version'}.", "Save it as XLIFF 1.2.")
    return gathered(unit for file in root.nodes("file") for unit in _units_of_file(file))


def _units_of_file(file: XmlNode) -> Iterator[Unit]:
    body = file.first("body")
    if body is not None:
        yield from _units(body, file)


def _units(node: XmlNode, file: XmlNode) -> Iterator[Unit]:
    for child in node.nodes():
        if child.name == "trans-unit":
            yield _unit(child, file)
        elif child.name == "group" and child.get("restype") == PLURALS:
            yield from _plural_forms(child, file)
        elif child.name == "group":
            yield from _units(child, file)


def _plural_forms(group: XmlNode, file: XmlNode) -> Iterator[Unit]:
    """The forms of a group. Where a program gave its units other names, they are told by their order."""
    nodes = list(group.nodes("trans-unit"))
    named = all(key_and_form(node.get("id"))[1] is not None for node in nodes)
    key = key_and_form(group.get("id"))[0] or next((key_and_form(node.get("id"))[0] for node in nodes), "")
    for number, node in enumerate(nodes):
        unit = _unit(node, file)
        if named:
            yield unit
        else:
            # Without a name of ours the group itself is what holds its forms together.
            yield Unit(unit.line, unit.english, unit.text, unit.said, key or f"line {group.line}", number, unit.context,
                       unit.language)  # fmt: skip


def _unit(node: XmlNode, file: XmlNode) -> Unit:
    source, target = node.first("source"), node.first("target")
    key, form = key_and_form(node.get("id"))
    english = on_one_line(text_of(source)) if source else ""
    text = on_one_line(text_of(target, code_texts(source) if source else None)) if target else ""
    language = (target.get("xml:lang") if target else "") or file.get("target-language")
    return Unit(node.line, english, text, _said(node, target), key, form, _context(node), language)


def _said(node: XmlNode, target: XmlNode | None) -> Said:
    state = target.get("state") if target else ""
    if state in _UNTRANSLATED:
        return Said.UNTRANSLATED
    return Said.FINAL if node.get("approved") == "yes" or state in _FINAL else Said.DRAFT


def _context(node: XmlNode) -> str | None:
    """The use, where the unit says it as our exports do; what a program calls its file need not be one."""
    for group in node.nodes("context-group"):
        for context in group.nodes("context"):
            if context.get("context-type") == "x-gettext-msgctxt":
                return on_one_line(text_of(context)) or None
    return None
