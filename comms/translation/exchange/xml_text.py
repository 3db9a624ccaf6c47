"""XML as it is written: elements with their attributes in the order given, every value escaped."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def element(name: str, attributes: Iterable[tuple[str, str]], content: str | None = None) -> str:
    """One element on one line. ``content`` is XML already; without it the element is empty."""
    named = "".join(f" {key}={quoteattr(value)}" for key, value in attributes)
    return f"<{name}{named}/>" if content is None else f"<{name}{named}>{content}</{name}>"


def opening(name: str, attributes: Iterable[tuple[str, str]]) -> str:
    """The tag that begins an element."""
    return element(name, attributes, "").removesuffix(f"</{name}>")


def plain(text: str) -> str:
    """Text as the content of an element."""
    return escape(text)
