"""A TMX 1.4 file that any program wrote, read as entries: a memory of several languages gives those of one."""

from __future__ import annotations

from collections.abc import Iterator

from comms.foundation.errors import BadInput
from comms.foundation.languages import canonical_tag
from comms.translation.catalogues import is_english
from comms.translation.exchange.entry import Entry, Said, Unit, gathered, key_and_form, on_one_line
from comms.translation.exchange.marks import code_texts, text_of
from comms.translation.exchange.safe_xml import XmlNode
from comms.translation.exchange.speaking import same_words
from comms.translation.exchange.tmx_export import APPROVED, USE


def read_tmx(root: XmlNode, tag: str) -> list[Entry]:
    """The entries of a TMX file in its order: of each unit the translations into a language, else the one it has, so
    that it can be said to be another's. A unit without English is none of ours and is left out.

    Raises ``BadInput`` for a version after 1.
    """
    version = root.get("version")
    if version and not version.startswith("1."):
        raise BadInput(f"The file is TMX {version}.", "Save it as TMX 1.4.")
    body = root.first("body")
    return gathered(unit for node in (body.nodes("tu") if body else ()) for unit in _units(node, tag))


def _units(node: XmlNode, tag: str) -> Iterator[Unit]:
    spoken = [(_language(variant), variant.first("seg")) for variant in node.nodes("tuv")]
    source = next((seg for language, seg in spoken if seg and is_english(canonical_tag(language))), None)
    if source is None:
        return
    others = [(language, seg) for language, seg in spoken if seg and not is_english(canonical_tag(language))]
    wanted = [(language, seg) for language, seg in others if same_words(language, tag)] or others[:1]
    key, form = key_and_form(node.get("tuid"))
    props = {prop.get("type"): on_one_line(text_of(prop)) for prop in node.nodes("prop")}
    said = Said.FINAL if props.get(APPROVED) == "yes" else Said.DRAFT
    codes, english = code_texts(source), on_one_line(text_of(source))
    for language, seg in wanted:
        text = on_one_line(text_of(seg, codes))
        yield Unit(node.line, english, text, said, key, form, props.get(USE) or None, language)


def _language(variant: XmlNode) -> str:
    # TMX 1.1 called it "lang", and some programs still do.
    return variant.get("xml:lang") or variant.get("lang")
