"""Signing a record and sealing the PDF that carries it.

A record that is sealed has these fields at its top, which verification reads: ``sealed_at`` (the moment, as
`sealed_moment` writes it), ``key`` (the name of the key) and ``media`` (a list of objects, each with at least ``name``,
the name of the attachment, and ``sha256``). The PDF carries exactly ``record.json``, ``record.sig`` and these media.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from comms.cautions.exhibits.canonical import RECORD, SIGNATURE, read_record
from comms.cautions.exhibits.envelope import DIGEST, attributes_of, envelope_of
from comms.cautions.exhibits.fault import Fault
from comms.cautions.exhibits.key import SigningKey
from comms.cautions.exhibits.public_key import PublicKey
from comms.cautions.exhibits.verifying import verify_exhibit
from comms.foundation.errors import CommsError

__all__ = ["RECORD", "SIGNATURE", "WouldNotVerify", "seal_pdf", "sealed_moment", "sign_record"]

FIELD = "Seal"
# In digits, of which two make a byte; the envelope of the longest name takes about 2,000.
ROOM = 3072


class WouldNotVerify(CommsError):
    """A PDF that whoever checks it would find wrong, as ``faults`` say. It is never handed out."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        said = " ".join(one.what for one in faults)
        super().__init__(
            f"The exhibit was not sealed: whoever checks it would find it wrong. {said}",
            "Nothing was changed. Tell whoever looks after this service.",
        )
        self.faults = faults


class _AsItWas(IncrementalPdfFileWriter):
    """A PDF to which a seal is added, and nothing else: its dates, its title and who made it stay as they are."""

    def _update_meta(self) -> None:
        """Leave the document's description alone. Without this it would be dated by this machine's clock."""


def sealed_moment(now: datetime) -> str:
    """The moment of sealing as a record says it: UTC, whole seconds, ``2026-11-28T18:20:05Z``."""
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def sign_record(key: SigningKey, record_json: bytes) -> bytes:
    """The detached Ed25519 signature (64 bytes) over a record's canonical bytes. Raises ``NotCanonical``."""
    read_record(record_json)
    return key.private.sign(record_json)


def seal_pdf(pdf: bytes, key: SigningKey, sealed_at: datetime) -> bytes:
    """The whole PDF sealed (PAdES, Ed25519). ``sealed_at`` is the moment that stands in the record.

    What comes back has been verified with the key's public half; raises ``WouldNotVerify`` with the faults otherwise.
    """
    sealed = sealed_as_it_is(pdf, key, sealed_at)
    found = verify_exhibit(sealed, [PublicKey(key.private.public_key().public_bytes_raw())])
    if not found.holds:
        raise WouldNotVerify(found.faults)
    return sealed


def sealed_as_it_is(pdf: bytes, key: SigningKey, sealed_at: datetime) -> bytes:
    """The whole PDF sealed, whether or not it is an exhibit.

    The signature allows no change at all after it. Its widget has no size and lies outside of every page: nobody sees
    it, and PDF/UA asks for no description of what lies there (ISO 14289-1, 7.18.1).
    """
    unseen = InvisSigSettings(set_hidden_flag=False, set_print_flag=True, box_out_of_bounds=True)
    field = SigFieldSpec(FIELD, readable_field_name="Seal of the agency", invis_sig_settings=unseen)
    steps: Generator[Any, Any, None] = PdfCMSEmbedder(field).write_cms(FIELD, _AsItWas(BytesIO(pdf)))
    next(steps)
    held = SignatureObject(
        timestamp=sealed_at.astimezone(UTC).replace(microsecond=0),
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=ROOM,
    )
    steps.send(SigObjSetup(held, SigMDPSetup(DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)))
    prepared, written = steps.send(SigIOSetup(DIGEST))
    digest = prepared.document_digest
    signature = key.private.sign(attributes_of(key.certificate, digest))
    steps.send(envelope_of(key.certificate, digest, signature))
    steps.close()
    sealed: bytes = written.getvalue()
    return sealed
