"""Words as XLIFF 1.2 (OASIS Standard, 1 February 2008): one file for each use, one unit for each sentence.

Plural forms stand as XLIFF's guide for gettext has them (Representation Guide for Gettext PO, 2006): a group with one
unit for each form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version

from comms.foundation.languages import Language
from comms.translation.exchange.entry import form_key
from comms.translation.exchange.marks import numbered
from comms.translation.exchange.sentence import FormWanted, Sentence, forms_wanted
from comms.translation.exchange.xml_text import DECLARATION, element, opening, plain
from comms.translation.states import WordState

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
PLURALS = "x-gettext-plurals"
# "needs-review-translation" asks for a second look at what no person has written; what one has is "translated".
STATES: dict[WordState, str] = {
    WordState.MISSING: "needs-translation",
    WordState.DRAFT_BY_MACHINE: "needs-review-translation",
    WordState.DRAFT_BY_PERSON: "translated",
    WordState.IN_REVIEW: "translated",
    WordState.HALF_APPROVED: "translated",
    WordState.APPROVED: "final",
}


def as_xliff(sentences: Iterable[Sentence], language: Language) -> bytes:
    """The XLIFF file, in UTF-8. The same words are the same bytes."""
    lines = [DECLARATION, opening("xliff", [("version", "1.2"), ("xmlns", NAMESPACE)])]
    uses: dict[str, list[Sentence]] = {}
    for one in sentences:
        uses.setdefault(one.words.context, []).append(one)
    # The schema asks for a file at least, and a file for nothing but its body.
    for use, found in uses.items() or {"nothing": []}.items():
        about = [("original", use), ("source-language", "en"), ("target-language", language.tag),
                 ("datatype", "plaintext"), ("tool-id", "comms"), ("xml:space", "preserve")]  # fmt: skip
        tool = [("tool-id", "comms"), ("tool-name", "comms"), ("tool-version", version("comms"))]
        lines += [opening("file", about), element("header", [], element("tool", tool)), "<body>"]
        for one in found:
            lines += _units(one, language.tag)
        lines += ["</body>", "</file>"]
    lines.append("</xliff>")
    return "\n".join([*lines, ""]).encode()


def _units(one: Sentence, tag: str) -> Iterator[str]:
    if not one.counts:
        yield _unit(one, tag)
        return
    yield opening("group", [("id", one.words.source_hash), ("restype", PLURALS)])
    for wanted in forms_wanted(one, tag):
        yield _unit(one, tag, wanted)
    yield "</group>"


def _unit(one: Sentence, tag: str, wanted: FormWanted | None = None) -> str:
    key, form = one.words.source_hash, wanted.number if wanted else 0
    identifier, source = (form_key(key, form), wanted.english) if wanted else (key, one.english[0])
    approved = "yes" if one.is_approved else "no"
    text = one.forms[form] if one.forms else ""
    target = [("xml:lang", tag), ("state", STATES[one.state])]
    counts = [f"For a count such as {wanted.examples}"] if wanted else []
    notes = [f"Use: {one.words.context}", *one.notes, *counts]
    context = element("context", [("context-type", "x-gettext-msgctxt")], plain(one.words.context))
    parts = [
        element("source", [("xml:lang", "en")], _inline(source)),
        element("target", target, _inline(source, text)),
        element("context-group", [("purpose", "information")], context),
        *(element("note", [("from", "developer")], plain(line)) for line in notes),
        *_earlier(one, form),
    ]
    about = [("id", identifier), ("approved", approved), ("xml:space", "preserve")]
    return element("trans-unit", about, "".join(parts))


def _earlier(one: Sentence, form: int) -> Iterator[str]:
    """What a missing sentence was before its English changed, to begin from."""
    before = one.earlier
    if before is None or not one.words.missing or form >= len(before.forms):
        return
    english = before.english[0 if form == 0 else -1]
    pair = element("source", [], _inline(english)) + element("target", [], _inline(english, before.forms[form]))
    yield element("alt-trans", [("alttranstype", "previous-version")], pair)


def _inline(english: str, text: str | None = None) -> str:
    parts = []
    for stretch in numbered(english, text):
        about = [("id", str(stretch.number)), ("ctype", stretch.kind), ("equiv-text", stretch.text)]
        parts.append(element("ph", about, plain(stretch.text)) if stretch.number else plain(stretch.text))
    return "".join(parts)
