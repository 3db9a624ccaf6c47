"""XML from strangers, read without doing anything it asks for.

Nothing is fetched, no entity is declared or followed, and size and depth are bounded before anything is kept. A bare
document type, as OmegaT and others write above their TMX, declares nothing and is read over; one that declares anything
is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from comms.foundation.errors import BadInput

# The words of all letters in one language are about a third of a megabyte; a whole memory of an agency fits too.
MOST_BYTES = 8 * 1024 * 1024
DEEPEST = 40
MOST_ELEMENTS = 400_000
_XML = "{http://www.w3.org/XML/1998/namespace}"
_SAVE_AGAIN = "Save it again from the program that wrote it, as UTF-8, and choose that file."


@dataclass(slots=True)
class XmlNode:
    """One element: its name, its attributes, what stands in it in order, and the line of the file it begins in.

    A name of the root's own namespace stands without it, one of any other namespace as "{namespace}name": what a
    program adds of its own is never taken for something else. "xml:lang" and "xml:space" are called so.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    children: list[XmlNode | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute; empty where it is not there."""
        return self.attributes.get(name, "")

    def nodes(self, name: str = "") -> Iterator[XmlNode]:
        """The elements right inside it, all or those of one name."""
        return (one for one in self.children if isinstance(one, XmlNode) and name in {"", one.name})

    def first(self, name: str) -> XmlNode | None:
        """The first element of that name right inside it."""
        return next(self.nodes(name), None)


class _Growing:
    """The tree as it grows, with how deep and how large it is."""

    def __init__(self) -> None:
        self.root: XmlNode | None = None
        self.open: list[XmlNode] = []
        self.elements = 0
        self.parser: Any = None
        self.namespace = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element. Raises ``BadInput`` for one too deep or too many."""
        self.elements += 1
        if len(self.open) >= DEEPEST or self.elements > MOST_ELEMENTS:
            raise BadInput("The file is deeper or larger than any file of translations.", _SAVE_AGAIN)
        if self.root is None:
            self.namespace = name[: name.find("}") + 1]
        named = {key.replace(_XML, "xml:"): value for key, value in attributes.items()}
        node = XmlNode(name.removeprefix(self.namespace), named, self.parser.parser.CurrentLineNumber)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _: str) -> None:
        """End the element that was begun last."""
        self.open.pop()

    def data(self, text: str) -> None:
        """Add text to the element that is open."""
        if self.open:
            self.open[-1].children.append(text)

    def close(self) -> XmlNode | None:
        """The whole tree."""
        return self.root


def _no_declarations(name: str, system: str | None, public: str | None, has_internal_subset: int) -> None:
    if has_internal_subset:
        raise DTDForbidden(name, system, public)


def check_size(content: bytes) -> None:
    """Raise ``BadInput`` for a file that is larger than any file of words."""
    if len(content) > MOST_BYTES:
        said = f"The file is larger than {MOST_BYTES // 1024**2} MB."
        raise BadInput(said, "Export only what you need, and try again.")


def read_xml(content: bytes) -> XmlNode:
    """The root of an XML file. Raises ``BadInput``, which says what to do, for one that is too large or too deep, that
    declares a document type or entities of its own, or that is no XML."""
    check_size(content)
    growing = _Growing()
    reader: Any = DefusedXMLParser(target=growing, forbid_entities=True, forbid_external=True)
    reader.parser.StartDoctypeDeclHandler = _no_declarations
    growing.parser = reader
    try:
        reader.feed(content)
        root: XmlNode | None = reader.close()
    except DefusedXmlException as fault:
        said = "The file declares entities or a document type of its own, which can do harm."
        raise BadInput(said, "Export it without them, or take out the lines before its first element.") from fault
    except (ParseError, ExpatError, LookupError, ValueError) as fault:
        raise BadInput(f"The file is no complete XML: {fault}.", _SAVE_AGAIN) from fault
    if root is None:
        raise BadInput("The file is empty.", _SAVE_AGAIN)
    return root
