"""Words as TMX 1.4 (LISA, 26 April 2005): a translation memory, so what is missing is not in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from comms.foundation.languages import Language
from comms.translation.exchange.entry import form_key
from comms.translation.exchange.marks import numbered
from comms.translation.exchange.sentence import Sentence, forms_wanted
from comms.translation.exchange.xml_text import DECLARATION, element, opening, plain

USE, APPROVED, PLURAL = "x-use", "x-approved", "x-plural-form"


def as_tmx(sentences: Iterable[Sentence], language: Language) -> bytes:
    """The TMX file, in UTF-8. The same words are the same bytes."""
    about = [
        ("creationtool", "comms"), ("creationtoolversion", version("comms")), ("segtype", "sentence"),
        ("o-tmf", "comms"), ("adminlang", "en"), ("srclang", "en"), ("datatype", "plaintext"),
    ]  # fmt: skip
    lines = [DECLARATION, opening("tmx", [("version", "1.4")]), element("header", about), "<body>"]
    for one in sentences:
        if not one.words.missing:
            lines += _units(one, language)
    return "\n".join([*lines, "</body>", "</tmx>", ""]).encode()


def _units(one: Sentence, language: Language) -> Iterator[str]:
    key = one.words.source_hash
    if not one.counts:
        yield _unit(one, key, (one.english[0], one.forms[0]), language)
        return
    for wanted in forms_wanted(one, language.tag):
        pair = (wanted.english, one.forms[wanted.number])
        yield _unit(one, form_key(key, wanted.number), pair, language, wanted.examples)


def _unit(one: Sentence, identifier: str, pair: tuple[str, str], language: Language, examples: str = "") -> str:
    english, text = pair
    approved = "yes" if one.is_approved else "no"
    props = [(USE, one.words.context), (APPROVED, approved), *([(PLURAL, f"as for {examples}")] if examples else [])]
    parts = [
        *(element("note", [], plain(line)) for line in one.notes),
        *(element("prop", [("type", kind)], plain(value)) for kind, value in props),
        element("tuv", [("xml:lang", "en")], element("seg", [], _inline(english))),
        element("tuv", [("xml:lang", language.tag)], element("seg", [], _inline(english, text))),
    ]
    return element("tu", [("tuid", identifier)], "".join(parts))


def _inline(english: str, text: str | None = None) -> str:
    parts = []
    for stretch in numbered(english, text):
        about = [("x", str(stretch.number)), ("type", stretch.kind)]
        parts.append(element("ph", about, plain(stretch.text)) if stretch.number else plain(stretch.text))
    return "".join(parts)
