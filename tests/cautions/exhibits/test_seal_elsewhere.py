"""What other programs say of a seal: OpenSSL of the record's signature and the certificate, pyHanko of the PDF's."""

from __future__ import annotations

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from sealed_exhibits import SEALED_AT, a_record, a_signing_key, an_exhibit, attachments_of, public_half

from comms.cautions.exhibits.canonical import RECORD, SIGNATURE
from comms.cautions.exhibits.certificate import LONGEST_NAME, make_certificate, shortened
from comms.cautions.exhibits.public_key import key_of, pem_of
from comms.cautions.exhibits.signing import seal_pdf

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not installed")


def _openssl(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True, check=False)


@openssl
def test_openssl_finds_the_records_signature_right_and_wrong_after_one_byte(tmp_path: Path) -> None:
    attached = attachments_of(a_record())
    (tmp_path / "agency.pem").write_bytes(pem_of((a_signing_key().certificate,)))
    public = _openssl(tmp_path, "x509", "-in", "agency.pem", "-pubkey", "-noout")
    (tmp_path / "public.pem").write_text(public.stdout)
    for name in (RECORD, SIGNATURE):
        (tmp_path / name).write_bytes(attached[name])
    check = ("pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-rawin", "-in", RECORD, "-sigfile", SIGNATURE)
    assert _openssl(tmp_path, *check).returncode == 0
    (tmp_path / RECORD).write_bytes(attached[RECORD].replace(b"tell", b"tall"))
    assert _openssl(tmp_path, *check).returncode != 0


@openssl
def test_openssl_finds_the_certificate_to_be_signed_by_its_own_key_without_an_end(tmp_path: Path) -> None:
    (tmp_path / "agency.pem").write_bytes(pem_of((a_signing_key().certificate,)))
    assert "OK" in _openssl(tmp_path, "verify", "-CAfile", "agency.pem", "agency.pem").stdout
    said = _openssl(tmp_path, "x509", "-in", "agency.pem", "-noout", "-text").stdout
    for words in ('CN = "Fenland Police, Marlingfen"', "9999 GMT", "ED25519", "Digital Signature, Non Repudiation"):
        assert words in said


def _as_pyhanko_sees_it(content: bytes) -> PdfSignatureStatus:
    reader = PdfFileReader(BytesIO(content))
    (signature,) = reader.embedded_signatures
    certificate = x509.Certificate.load(a_signing_key().certificate)
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[certificate], moment=SEALED_AT))


def test_pyhanko_finds_one_signature_over_the_whole_file_that_allows_no_change() -> None:
    status = _as_pyhanko_sees_it(an_exhibit())
    assert status.bottom_line
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.docmdp_ok
    assert status.md_algorithm == "sha512"
    assert status.signer_reported_dt == SEALED_AT


def test_pyhanko_finds_a_changed_file_wrong() -> None:
    exhibit = an_exhibit()
    changed = exhibit.replace(b"/MediaBox [ 0 0 200 200 ]", b"/MediaBox [ 0 0 200 201 ]")
    assert changed != exhibit
    assert not _as_pyhanko_sees_it(changed).bottom_line


PAPER = """#set document(title: "Record of a caution", date: datetime(year: 2026, month: 11, day: 28))
#set text(lang: "en")
#for (name, content) in json(bytes(sys.inputs.files)) {
  pdf.attach(name, bytes(content), relationship: "data", mime-type: "application/octet-stream", description: name)
}
= Record of a caution
"""


@pytest.fixture(scope="module")
def archivable(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An exhibit as Typst sets it, PDF/A-3a and PDF/UA-1, sealed."""
    paper = tmp_path_factory.mktemp("paper") / "exhibit.typ"
    paper.write_text(PAPER)
    files = json.dumps([[name, list(content)] for name, content in attachments_of(a_record()).items()])
    pdf = typst.compile(paper, format="pdf", pdf_standards=["ua-1", "a-3a"], sys_inputs={"files": files})
    return seal_pdf(pdf, a_signing_key(), SEALED_AT)


def test_the_seal_leaves_the_document_as_it_was_and_its_widget_lies_outside_of_the_page(archivable: bytes) -> None:
    assert _as_pyhanko_sees_it(archivable).bottom_line
    with pikepdf.open(BytesIO(archivable)) as pdf:
        (widget,) = pdf.pages[0].Annots
        left, bottom, right, top = (float(side) for side in widget.Rect)
        assert right < float(pdf.pages[0].cropbox[0])
        assert top < float(pdf.pages[0].cropbox[1])
        assert (left, bottom) == (right, top)
        # PDF/A wants what can be printed and is not hidden; PDF/UA a page whose order follows its structure.
        assert int(widget.F) & 0b100111 == 0b100
        assert pdf.pages[0].Tabs == "/S"
        assert widget.TU == "Seal of the agency"
        assert str(pdf.docinfo["/CreationDate"]) == str(pdf.docinfo["/ModDate"])
        assert "pyHanko" not in str(pdf.docinfo)
        with pdf.open_metadata() as described:
            assert (described["pdfaid:part"], described["pdfaid:conformance"]) == ("3", "A")
            assert described["pdfuaid:part"] == "1"


def test_a_name_that_is_too_long_for_a_certificate_is_cut_between_letters() -> None:
    long = "Tarnybė „Žiemgala“, " * 9
    assert shortened(long).endswith("…")
    assert len(shortened(long).encode()) <= LONGEST_NAME
    certificate = make_certificate(long, a_signing_key().private, SEALED_AT)
    assert key_of(certificate) == public_half(a_signing_key())
