"""Small exhibits for tests: a page, a record, its signature and one drawing, sealed with the same key every time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

import pikepdf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comms.cautions.exhibits.canonical import RECORD, SIGNATURE, canonical
from comms.cautions.exhibits.certificate import make_certificate
from comms.cautions.exhibits.key import SigningKey
from comms.cautions.exhibits.public_key import PublicKey, name_of
from comms.cautions.exhibits.signing import seal_pdf, sealed_moment, sign_record

SEALED_AT = datetime(2026, 11, 28, 18, 20, 5, tzinfo=UTC)
DRAWING = b"\x89PNG what somebody drew"
NAME = "media-1.png"


@cache
def a_signing_key(number: int = 1, agency: str = "Fenland Police, Marlingfen") -> SigningKey:
    """A key of an agency; the same number is the same key."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    name = name_of(private.public_key().public_bytes_raw())
    return SigningKey(UUID(int=number), name, make_certificate(agency, private, SEALED_AT), private)


def public_half(key: SigningKey) -> PublicKey:
    """What whoever checks an exhibit has of a key."""
    return PublicKey(key.private.public_key().public_bytes_raw())


def a_record(**changed: Any) -> dict[str, Any]:
    """A record with a line in two languages and one drawing."""
    media = {"id": "1", "kind": "handwriting", "mime": "image/png", "name": NAME}
    return {
        "words": ["Can you tell me what this means?", "Ar galite pasakyti, ką tai reiškia?"],
        "media": [media | {"sha256": hashlib.sha256(DRAWING).hexdigest()}],
        "key": a_signing_key().name,
        "sealed_at": sealed_moment(SEALED_AT),
    } | changed


def attachments_of(record: dict[str, Any], key: SigningKey | None = None) -> dict[str, bytes]:
    """What the exhibit of a record carries."""
    written = canonical(record)
    return {RECORD: written, SIGNATURE: sign_record(key or a_signing_key(), written), NAME: DRAWING}


def a_pdf(attachments: Mapping[str, bytes]) -> bytes:
    """A page with these attachments, not yet sealed."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    for name, content in attachments.items():
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name, mod_date="D:20261128182005Z")
    written = BytesIO()
    pdf.save(written, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


@cache
def an_exhibit() -> bytes:
    """A sealed exhibit that holds."""
    return seal_pdf(a_pdf(attachments_of(a_record())), a_signing_key(), SEALED_AT)
