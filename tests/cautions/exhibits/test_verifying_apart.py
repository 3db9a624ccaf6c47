"""Checking a file whose key came along with it: the same answers, and no file that takes all memory."""

from __future__ import annotations

import hashlib
import zlib
from io import BytesIO

import pikepdf
from kept_exhibits import sealed
from sealed_exhibits import SEALED_AT, a_record, a_signing_key, an_exhibit, attachments_of, public_half

from comms.cautions.exhibits.apart import MOST_MEMORY, verify_apart
from comms.cautions.exhibits.fault import Rule
from comms.cautions.exhibits.signing import sealed_as_it_is
from comms.cautions.exhibits.verifying import verify_exhibit

KEYS = [public_half(a_signing_key())]


def test_a_process_of_its_own_answers_as_this_one_does() -> None:
    whole = sealed("lt").pdf
    found = verify_apart(whole, KEYS)
    assert found.holds
    assert found == verify_exhibit(whole, KEYS)
    cut = an_exhibit()[:-1]
    found = verify_apart(cut, KEYS)
    assert not found.holds
    assert found == verify_exhibit(cut, KEYS)


def a_bomb(megabytes: int) -> bytes:
    """So much nothing, packed. After a full flush a packer begins anew, so one piece of it stands for all."""
    packer, nothing = zlib.compressobj(9), bytes(1_000_000)
    first, each = (packer.compress(nothing) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + each * (megabytes - 1) + packer.flush()


def test_a_file_that_unfolds_to_more_than_any_exhibit_is_given_up() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    for name, content in {**attachments_of(a_record()), "bomb": b""}.items():
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)
    packed = a_bomb(MOST_MEMORY // 1_000_000)
    pdf.attachments["bomb"].obj.EF.F.write(packed, filter=pikepdf.Name.FlateDecode)
    written = BytesIO()
    pdf.save(written, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    file = sealed_as_it_is(written.getvalue(), a_signing_key(), SEALED_AT)
    assert len(file) < 3_000_000
    found = verify_apart(file, KEYS)
    assert [one.rule for one in found.faults] == [Rule.STRUCTURE]
    assert found.sha256 == hashlib.sha256(file).hexdigest()
