"""An exhibit that was not made as one is never handed out, and a file that the key itself sealed wrongly says so."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from sealed_exhibits import (
    DRAWING,
    NAME,
    SEALED_AT,
    a_pdf,
    a_record,
    a_signing_key,
    attachments_of,
    public_half,
)

from comms.cautions.exhibits.canonical import RECORD, SIGNATURE, canonical
from comms.cautions.exhibits.fault import Rule
from comms.cautions.exhibits.signing import WouldNotVerify, seal_pdf, sealed_as_it_is
from comms.cautions.exhibits.verifying import verify_exhibit

KEYS = [public_half(a_signing_key())]


def _refused(pdf: bytes) -> list[tuple[Rule, str]]:
    """What is wrong with a PDF, when it is about to be sealed and when it was."""
    with pytest.raises(WouldNotVerify) as raised:
        seal_pdf(pdf, a_signing_key(), SEALED_AT)
    found = verify_exhibit(sealed_as_it_is(pdf, a_signing_key(), SEALED_AT), KEYS)
    assert found.faults == raised.value.faults
    assert found.record is None
    assert all("agency's own key sealed this file" in one.meaning for one in found.faults if one.rule != Rule.KEY)
    return [(one.rule, one.what) for one in found.faults]


def test_an_exhibit_carries_the_record_its_signature_and_the_media_it_names() -> None:
    whole = attachments_of(a_record())
    for missing in (RECORD, SIGNATURE, NAME):
        rest = {name: content for name, content in whole.items() if name != missing}
        ((rule, what),) = _refused(a_pdf(rest))
        assert (rule, missing in what, "missing" in what) == (Rule.ATTACHMENTS, True, True)
    ((rule, what),) = _refused(a_pdf(whole | {"more.txt": b"more"}))
    assert (rule, "more.txt" in what) == (Rule.ATTACHMENTS, True)
    assert [rule for rule, _ in _refused(a_pdf({}))] == [Rule.ATTACHMENTS]


def test_media_that_are_not_those_of_the_record_are_found() -> None:
    ((rule, what),) = _refused(a_pdf(attachments_of(a_record()) | {NAME: b"another drawing"}))
    assert (rule, NAME in what) == (Rule.MEDIA, True)
    for media in (None, "none", [NAME], [{"name": NAME}], a_record()["media"] * 2, [{"name": RECORD, "sha256": ""}]):
        assert Rule.FORM in [rule for rule, _ in _refused(a_pdf(attachments_of(a_record(media=media))))]


def test_a_record_that_another_key_signed_or_nobody_is_found() -> None:
    whole = attachments_of(a_record())
    for signature in (attachments_of(a_record(), a_signing_key(2))[SIGNATURE], bytes(64), b"", whole[SIGNATURE][:-1]):
        assert [rule for rule, _ in _refused(a_pdf(whole | {SIGNATURE: signature}))] == [Rule.RECORD]


def test_a_record_in_another_form_is_found_though_it_says_the_same() -> None:
    written = canonical(a_record())
    for other in (written + b"\n", written.replace(b":", b": ", 1), b"[]", b"", b"{", b'"words"', b"\xff"):
        whole = attachments_of(a_record())
        signed = {RECORD: other, SIGNATURE: a_signing_key().private.sign(other)}
        assert [rule for rule, _ in _refused(a_pdf(whole | signed))] == [Rule.FORM]


def test_a_record_that_names_another_key_or_another_moment_than_its_seal_is_found() -> None:
    assert [rule for rule, _ in _refused(a_pdf(attachments_of(a_record(key=a_signing_key(2).name))))] == [Rule.KEY]
    for moment in ("2026-11-28T18:20:06Z", "2026-11-28T18:20:05+00:00", "", None):
        assert [rule for rule, _ in _refused(a_pdf(attachments_of(a_record(sealed_at=moment))))] == [Rule.MOMENT]


def _changed(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(BytesIO(a_pdf(attachments_of(a_record())))) as pdf:
        change(pdf)
        written = BytesIO()
        pdf.save(written)
    return written.getvalue()


def _hidden(pdf: pikepdf.Pdf) -> None:
    """A file that a page carries, and no list names."""
    spec = pikepdf.AttachedFileSpec(pdf, b"hidden", filename="hidden.txt").obj
    pin = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, FS=spec, Rect=[0, 0, 9, 9])
    pdf.pages[0].Annots = pikepdf.Array([pin])


def _two_faced(pdf: pikepdf.Pdf) -> None:
    """A file that one reader saves under one name, and another under another."""
    pdf.attachments[NAME].obj.UF = pikepdf.String("other.png")


def _two_contents(pdf: pikepdf.Pdf) -> None:
    """A file of which one reader takes one content, and another another."""
    other = pikepdf.Stream(pdf, DRAWING[::-1], Type=pikepdf.Name.EmbeddedFile)
    pdf.attachments[NAME].obj.EF.UF = pdf.make_indirect(other)


def _twice(pdf: pikepdf.Pdf) -> None:
    """Two files under one name."""
    spec = pikepdf.AttachedFileSpec(pdf, DRAWING[::-1], filename=NAME).obj
    names = pdf.Root.Names.EmbeddedFiles.Names
    names.insert(0, spec)
    names.insert(0, pikepdf.String(NAME))


def test_a_file_that_readers_may_take_for_different_things_is_found() -> None:
    for change in (_hidden, _two_faced, _two_contents, _twice):
        assert [rule for rule, _ in _refused(_changed(change))] == [Rule.ATTACHMENTS], change


def _with_a_field(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Another")))
    pdf.Root.AcroForm = pdf.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([field])))


def test_a_file_with_a_place_for_a_second_signature_is_found() -> None:
    ((rule, what),) = _refused(_changed(_with_a_field))
    assert rule == Rule.SIGNATURES
    assert "2 fields" in what
