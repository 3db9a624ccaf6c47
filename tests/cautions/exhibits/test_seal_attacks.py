"""What somebody may do to an exhibit to make it say something else, and what the check answers."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Generator
from io import BytesIO
from typing import Any

import pikepdf
from asn1crypto import cms, x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from sealed_exhibits import (
    DRAWING,
    NAME,
    SEALED_AT,
    a_pdf,
    a_record,
    a_signing_key,
    an_exhibit,
    attachments_of,
    public_half,
)

from comms.cautions.exhibits.canonical import RECORD, canonical
from comms.cautions.exhibits.certificate import make_certificate
from comms.cautions.exhibits.envelope import attributes_of, envelope_of, read_envelope
from comms.cautions.exhibits.fault import Fault, Rule
from comms.cautions.exhibits.key import SigningKey
from comms.cautions.exhibits.remains import LARGEST_RECORD, _found_in
from comms.cautions.exhibits.seal import MOST_DIGITS, find_seal
from comms.cautions.exhibits.signing import sealed_as_it_is
from comms.cautions.exhibits.verifying import verify_exhibit

KEYS = [public_half(a_signing_key())]
# The order of the group of Ed25519 (RFC 8032): a signature plus this number was taken for valid by careless programs.
ORDER = 2**252 + 27742317777372353535851937790883648493


def _faults(content: bytes) -> tuple[Fault, ...]:
    found = verify_exhibit(content, KEYS)
    assert not found.holds
    return found.faults


def _fault(content: bytes) -> Fault:
    (one,) = _faults(content)
    return one


@given(st.integers(0, len(an_exhibit()) - 1))
@example(len(an_exhibit()) - 1)
@example(0)
def test_a_file_that_was_cut_anywhere_fails(length: int) -> None:
    assert _fault(an_exhibit()[:length]).rule in {Rule.LENGTH, Rule.NO_SEAL}


def test_a_cut_file_is_told_how_much_is_missing() -> None:
    assert "1 too few" in _fault(an_exhibit()[:-1]).what


@given(st.binary(min_size=1, max_size=200))
@example(b"\n")
def test_a_file_to_which_anything_was_added_fails_and_says_that_its_beginning_holds(more: bytes) -> None:
    fault = _fault(an_exhibit() + more)
    assert fault.rule == Rule.LENGTH
    assert f"{len(more)} too many" in fault.what
    assert "by themselves are an exhibit that holds" in fault.meaning


@given(st.data())
def test_a_part_that_was_taken_out_moved_or_written_over_is_missed(data: st.DataObject) -> None:
    exhibit = an_exhibit()
    places = st.integers(0, len(exhibit))
    begins, ends = sorted((data.draw(places), data.draw(places)))
    other = exhibit[:begins] + data.draw(st.binary(max_size=50)) + exhibit[ends:]
    assert other == exhibit or not verify_exhibit(other, KEYS).holds


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"/ByteRange [0 9 12 400]", b"/ByteRange[0 0 2 9]<"])
)
def test_whatever_the_bytes_are_the_answer_is_a_fault_and_never_an_error(rest: bytes, beginning: bytes) -> None:
    assert _faults(beginning + rest)


def test_a_file_that_was_made_to_exhaust_the_check_is_answered_without_unpacking_it() -> None:
    packed = zlib.compress(b"{" + b" " * 50_000_000)
    described = b"1 0 obj\n<</Length %d/Type/EmbeddedFile/Filter/FlateDecode>>stream\n" % len(packed)
    (record,), signatures = _found_in(described + packed)
    assert (len(record), signatures) == (LARGEST_RECORD, [])
    for many in (b"<<", b"/ByteRange [0 1 2 3]", b"/EmbeddedFile", b"obj/EmbeddedFile/Length 9 stream"):
        assert _fault(many * 20_000)


def test_a_seal_of_more_digits_than_any_exhibit_has_is_not_read() -> None:
    head, digits = b"%%PDF-1.7\n/ByteRange [0 %08d %08d %08d] /Contents ", b"30" * (MOST_DIGITS // 2 + 1)
    begins = len(head % (0, 0, 0))
    fault = _fault(head % (begins, begins + len(digits) + 2, 1) + b"<" + digits + b">\n")
    assert (fault.rule, "never so many" in fault.what) == (Rule.RANGE, True)


def test_a_file_without_a_seal_shows_nothing() -> None:
    assert _fault(a_pdf(attachments_of(a_record()))).rule == Rule.NO_SEAL


def test_an_update_after_the_end_fails_though_what_was_sealed_is_all_there() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(an_exhibit()))
    writer.root[pdf_name("/Lang")] = pdf_string("en")
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    assert written.getvalue().startswith(an_exhibit())
    assert _fault(written.getvalue()).rule == Rule.LENGTH


def _saved_again(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """The exhibit opened, changed and saved as a whole."""
    with pikepdf.open(BytesIO(an_exhibit())) as pdf:
        change(pdf)
        written = BytesIO()
        pdf.save(written, compress_streams=False)
    return written.getvalue()


def _attach(pdf: pikepdf.Pdf, name: str, content: bytes) -> None:
    pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)


def _rename(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["other.png"] = pdf.attachments[NAME]
    del pdf.attachments[NAME]


def test_a_file_whose_attachments_were_changed_and_that_was_saved_again_fails() -> None:
    for change in (
        lambda pdf: _attach(pdf, NAME, b"another drawing"),
        lambda pdf: _attach(pdf, "more.txt", b"more"),
        _rename,
        lambda pdf: pdf.pages[0].rotate(90, relative=True),
        lambda pdf: None,
    ):
        assert _fault(_saved_again(change)).rule in {Rule.LENGTH, Rule.RANGE, Rule.DIGITS, Rule.NO_SEAL}


def test_a_forged_record_beside_the_true_one_is_not_taken_for_it() -> None:
    true, forged = canonical(a_record()), canonical(a_record(words=["I agree to everything."]))
    content = _saved_again(lambda pdf: (_attach(pdf, RECORD, forged), _attach(pdf, "zz-of-the-agency.json", true)))
    meaning = _fault(content).meaning
    assert hashlib.sha256(true).hexdigest() in meaning
    assert hashlib.sha256(forged).hexdigest() not in meaning


def test_an_attachment_that_was_exchanged_in_its_place_for_one_of_the_same_length_fails() -> None:
    plain = a_pdf(attachments_of(a_record()))
    with pikepdf.open(BytesIO(plain)) as pdf:
        written = BytesIO()
        pdf.save(written, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    exhibit = sealed_as_it_is(written.getvalue(), a_signing_key(), SEALED_AT)
    assert verify_exhibit(exhibit, KEYS).holds
    assert exhibit.count(DRAWING) == 1
    fault = _fault(exhibit.replace(DRAWING, DRAWING[::-1]))
    assert fault.rule == Rule.CONTENT
    assert "a record.json that by itself carries the key's valid signature" in fault.meaning
    fault = _fault(exhibit.replace("ką tai".encode(), b"ko tai "))
    assert fault.rule == Rule.CONTENT
    assert "record.json carries no valid signature of a given key either" in fault.meaning


def test_the_same_record_sealed_with_another_key_in_the_same_name_fails() -> None:
    stranger = a_signing_key(2)
    record = a_record(key=stranger.name)
    exhibit = sealed_as_it_is(a_pdf(attachments_of(record, stranger)), stranger, SEALED_AT)
    assert verify_exhibit(exhibit, [public_half(stranger)]).holds
    fault = _fault(exhibit)
    assert fault.rule == Rule.KEY
    for said in (stranger.name, a_signing_key().name, "Fenland Police"):
        assert said in fault.what
    assert "Anybody can make a key" in fault.meaning


def test_with_several_keys_of_an_agency_the_one_that_sealed_is_found() -> None:
    keys = [public_half(a_signing_key(number)) for number in (3, 2, 1)]
    assert verify_exhibit(an_exhibit(), keys).key_name == a_signing_key().name
    assert not verify_exhibit(an_exhibit(), keys[:2]).holds
    assert not verify_exhibit(an_exhibit(), []).holds


def _signed_again(key: SigningKey) -> bytes:
    """The exhibit with a second signature after its end, over all that stands before it."""
    writer = IncrementalPdfFileWriter(BytesIO(an_exhibit()))
    steps: Generator[Any, Any, None] = PdfCMSEmbedder(SigFieldSpec("More")).write_cms("More", writer)
    next(steps)
    steps.send(SigObjSetup(SignatureObject(timestamp=SEALED_AT, bytes_reserved=4096)))
    prepared, written = steps.send(SigIOSetup("sha512"))
    digest = prepared.document_digest
    steps.send(envelope_of(key.certificate, digest, key.private.sign(attributes_of(key.certificate, digest))))
    return bytes(written.getvalue())


def test_a_second_signature_fails_whoever_made_it() -> None:
    for number in (1, 2):
        fault = _fault(_signed_again(a_signing_key(number)))
        assert fault.rule == Rule.NO_SEAL
        assert "carries 2 signatures" in fault.what


def _with_envelope(envelope: bytes) -> bytes:
    """The exhibit with other bytes in the place of its envelope."""
    exhibit = an_exhibit()
    seal = find_seal(exhibit)
    digits = envelope.hex().upper().encode().ljust(seal.ends - seal.begins - 2, b"0")
    return exhibit[: seal.begins + 1] + digits + exhibit[seal.ends - 1 :]


def test_the_place_of_the_envelope_can_be_written_anew_with_the_same_bytes() -> None:
    assert _with_envelope(find_seal(an_exhibit()).envelope) == an_exhibit()


def test_an_envelope_that_carries_more_than_it_was_made_with_fails_though_its_signature_is_right() -> None:
    envelope = find_seal(an_exhibit()).envelope
    more = cms.ContentInfo.load(envelope)
    noted = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": SEALED_AT})]})
    more["content"]["signer_infos"][0]["unsigned_attrs"] = [noted]
    assert _fault(_with_envelope(more.dump(force=True))).rule == Rule.ENVELOPE
    two = cms.ContentInfo.load(envelope)
    other = a_signing_key(2).certificate
    two["content"]["certificates"].append(cms.CertificateChoices.load(other))
    assert _fault(_with_envelope(two.dump(force=True))).rule == Rule.ENVELOPE
    version = cms.ContentInfo.load(envelope)
    version["content"]["version"] = "v3"
    assert _fault(_with_envelope(version.dump(force=True))).rule == Rule.ENVELOPE


def test_an_envelope_with_another_certificate_of_the_same_key_fails() -> None:
    envelope = read_envelope(find_seal(an_exhibit()).envelope)
    other = make_certificate("Another name", a_signing_key().private, SEALED_AT)
    fault = _fault(_with_envelope(envelope_of(other, envelope.digest, envelope.signature)))
    assert fault.rule == Rule.SIGNATURE
    exchanged = cms.ContentInfo.load(find_seal(an_exhibit()).envelope)
    exchanged["content"]["certificates"] = [x509.Certificate.load(other)]
    assert _fault(_with_envelope(exchanged.dump(force=True))).rule == Rule.ENVELOPE


def test_a_signature_written_in_its_other_form_fails() -> None:
    envelope = read_envelope(find_seal(an_exhibit()).envelope)
    half = int.from_bytes(envelope.signature[32:], "little") + ORDER
    other = envelope.signature[:32] + half.to_bytes(32, "little")
    assert _fault(_with_envelope(envelope_of(envelope.certificate, envelope.digest, other))).rule == Rule.SIGNATURE


def test_a_seal_of_another_exhibit_by_the_same_key_fails_on_this_one() -> None:
    record = a_record(words=["something else"])
    other = sealed_as_it_is(a_pdf(attachments_of(record)), a_signing_key(), SEALED_AT)
    assert _fault(_with_envelope(find_seal(other).envelope)).rule == Rule.CONTENT


def test_an_envelope_of_nonsense_fails() -> None:
    for nonsense in (b"", b"\x30\x03\x02\x01\x01", b"\x30\x80\x00\x00", b"\x30\x84\xff\xff\xff\xff", b"\xff" * 30):
        assert _fault(_with_envelope(nonsense)).rule in {Rule.ENVELOPE, Rule.PADDING}


def test_a_seal_that_leaves_out_more_than_its_own_digits_fails() -> None:
    """Somebody who can move the numbers of the range could hide words in what it leaves out."""
    exhibit = an_exhibit()
    seal = find_seal(exhibit)
    numbers = f"[0 {seal.begins} {seal.ends} {len(exhibit) - seal.ends}]".encode()
    for begins, ends in ((seal.begins - 9, seal.ends), (seal.begins, seal.ends + 9), (0, seal.ends)):
        moved = f"[0 {begins} {ends} {len(exhibit) - ends}]".encode()
        assert _fault(exhibit.replace(numbers, moved.ljust(len(numbers)))).rule in {
            Rule.RANGE,
            Rule.LENGTH,
            Rule.DIGITS,
        }


def test_a_key_of_no_order_signs_nothing() -> None:
    """A public key of small order lets some programs take one signature for valid over everything."""
    small = bytes([1]) + bytes(31)
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    certificate = make_certificate("Fenland Police", private, SEALED_AT)
    forged = certificate.replace(private.public_key().public_bytes_raw(), small)
    seal = find_seal(an_exhibit())
    envelope = envelope_of(forged, seal.digest_of(an_exhibit()), small + bytes(32))
    assert _fault(_with_envelope(envelope)).rule == Rule.KEY
