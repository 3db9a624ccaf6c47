"""XML from strangers: nothing is fetched, nothing grows, and what could do harm is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from comms.foundation.errors import BadInput
from comms.translation.exchange import safe_xml
from comms.translation.exchange.files import read
from comms.translation.exchange.safe_xml import DEEPEST, MOST_BYTES, read_xml

TMX = '<tmx version="1.4"><header/><body><tu><tuv xml:lang="en"><seg>A</seg></tuv><tuv xml:lang="pl"><seg>{}</seg></tuv></tu></body></tmx>'  # noqa: E501


def test_names_attributes_text_and_lines_are_read_in_order() -> None:
    root = read_xml(
        b'<?xml version="1.0"?>\n<a xmlns="urn:x" xmlns:y="urn:y" k="1">one\n<b y:k="2" xml:lang="pl"/>two<y:b/></a>'
    )
    assert (root.name, root.get("k"), root.line) == ("a", "1", 2)
    first, second = root.nodes()
    assert (first.name, first.get("xml:lang"), first.get("k"), first.line) == ("b", "pl", "", 3)
    assert second.name == "{urn:y}b", "what a program adds of its own is nothing of the format's"
    assert [one for one in root.children if isinstance(one, str)] == ["one\n", "two"]


BOMB = '<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "before",
    [
        BOMB,
        '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE tmx [<!ENTITY % a SYSTEM "http://127.0.0.1/a.dtd"> %a;]>',
        "<!DOCTYPE tmx [<!ELEMENT tmx ANY>]>",
        '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY a "b">]>',
        '<!DOCTYPE tmx [<!ATTLIST tmx version CDATA "1.4">]>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", ["&a;", "&c;", "x"])
def test_a_file_that_declares_anything_of_its_own_is_refused(before: str, inside: str) -> None:
    with pytest.raises(BadInput, match="declares entities or a document type of its own"):
        read((before + TMX.format(inside)).encode(), "pl")


def test_an_external_document_type_is_read_over_and_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "tmx14.dtd"
    secret.write_text('<!ENTITY a "secret">')
    before = f'<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "{secret.as_uri()}">'
    [entry] = read((before + TMX.format("Słowo")).encode(), "pl")
    assert entry.forms == ("Słowo",)
    with pytest.raises(BadInput, match="no complete XML"):
        read((before + TMX.format("&a;")).encode(), "pl")


def test_a_file_that_is_too_deep_too_large_or_too_full_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read_xml(b"<a>" * DEEPEST + b"</a>" * DEEPEST)
    with pytest.raises(BadInput, match="deeper or larger"):
        read_xml(b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1))
    with pytest.raises(BadInput, match="larger than 8 MB"):
        read(b"<a>" + b" " * MOST_BYTES + b"</a>", "pl")
    with pytest.raises(BadInput, match="larger than 8 MB"):
        read(b'msgid ""\nmsgstr ""\n' + b"\n" * MOST_BYTES, "pl")
    monkeypatch.setattr(safe_xml, "MOST_ELEMENTS", 3)
    with pytest.raises(BadInput, match="deeper or larger"):
        read_xml(b"<a><b/><b/><b/></a>")


@pytest.mark.parametrize(
    "content",
    [
        b"<tmx>", b"<tmx></tm>", b'<?xml version="1.0" encoding="utf-8"?><tmx>\xff</tmx>', b"<", b"<tmx>&nbsp;</tmx>",
        b'<?xml version="1.0" encoding="klingon"?><tmx/>', b"<tmx>\x00</tmx>", b"<tmx/><tmx/>", b"<a:tmx/>",
    ],
)  # fmt: skip
def test_what_is_no_complete_xml_says_so(content: bytes) -> None:
    with pytest.raises(BadInput, match="no complete XML"):
        read(content, "pl")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1250", "iso-8859-2"])
def test_a_file_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + TMX.format("Zażółć gęślą jaźń")
    [entry] = read(text.encode(encoding), "pl")
    assert entry.forms == ("Zażółć gęślą jaźń",)


@pytest.mark.parametrize("content", [b"<html/>", b'<?xml version="1.0"?><svg/>'])
def test_another_kind_of_xml_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="no XLIFF and no TMX"):
        read(content, "pl")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04", b"UPN,Name\n1,2\n", b"\xff\xfe\x00", b'msgid ""\nmsgstr ""\n']
)
def test_what_is_none_of_the_three_formats_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput):
        read(content, "pl")
