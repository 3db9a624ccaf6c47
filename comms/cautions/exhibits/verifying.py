"""Checking an exhibit with nothing but the file and the public key: no database, no installation, no network.

Demanded is exactly one signature, over the whole file, by the given key; its digits written the one way there is, with
nothing behind them; its envelope equal, byte for byte, to one written anew from its parts; the record's own signature;
and the attachments that the record names and no others. What is cheap and needs no reader of PDF files comes first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comms.cautions.exhibits.canonical import RECORD, Json
from comms.cautions.exhibits.envelope import Envelope, Unreadable, envelope_of, read_envelope
from comms.cautions.exhibits.fault import Fails, Fault, Rule, fault
from comms.cautions.exhibits.inside import look_inside
from comms.cautions.exhibits.public_key import PublicKey, name_of
from comms.cautions.exhibits.record_check import checked_record
from comms.cautions.exhibits.remains import said_of_the_record
from comms.cautions.exhibits.seal import Seal, find_seal, sealed_length

# Of so many keys that were given, a fault says the names; of more, how many there were.
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking an exhibit came to. ``agency``, ``sealed_at`` and ``record`` are given only where nothing fails.

    ``sha256`` is the file's own; ``key_name`` the key that sealed it, or that the file says did ("" where it says
    none); ``agency`` the name in the key's certificate; ``sealed_at`` what the agency's clock showed; ``record_sha256``
    the one that is printed on the first page.
    """

    faults: tuple[Fault, ...]
    sha256: str
    key_name: str = ""
    agency: str = ""
    sealed_at: datetime | None = None
    record: Json | None = None
    record_sha256: str = ""
    attachments: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the file is, byte for byte, what the key sealed."""
        return not self.faults


def verify_exhibit(content: bytes, keys: Sequence[PublicKey]) -> Verified:
    """Check a file against one public key, or against all that an agency has had. Whatever the bytes are, the answer
    says what is wrong with them; nothing is raised."""
    found = Verified((), hashlib.sha256(content).hexdigest())
    try:
        seal = find_seal(content)
        envelope = _opened(seal)
    except Fails as broken:
        return replace(found, faults=_with_remains(content, keys, broken.fault))
    found = replace(found, key_name=name_of(envelope.public))
    if faults := _seal_faults(content, seal, envelope, keys):
        return replace(found, faults=_with_remains(content, keys, *faults))
    return _with_record(found, content, seal, envelope)


def _opened(seal: Seal) -> Envelope:
    try:
        return read_envelope(seal.envelope)
    except Unreadable as broken:
        raise Fails(Rule.ENVELOPE, "The seal cannot be read: its parts are broken.") from broken


def _seal_faults(content: bytes, seal: Seal, envelope: Envelope, keys: Sequence[PublicKey]) -> list[Fault]:
    """What is wrong with a seal and with what it covers."""
    if not any(one.raw == envelope.public for one in keys):
        given = ", ".join(sorted(one.name for one in keys)) if 0 < len(keys) <= MOST_NAMED else f"{len(keys)} keys"
        says = f" in the name of “{envelope.agency}”" if envelope.agency else ""
        return [fault(Rule.KEY, f"The file was sealed with the key {name_of(envelope.public)}{says}; given: {given}.")]
    if not _signed(envelope.public, envelope.signature, envelope.attributes):
        return [fault(Rule.SIGNATURE, "The signature in the seal is not one that the key has made.")]
    if not _signed(envelope.public, envelope.certificate_signature, envelope.certified):
        return [fault(Rule.ENVELOPE, "The certificate in the seal is not one that the key has signed.")]
    if seal.digest_of(content) != envelope.digest:
        return [fault(Rule.CONTENT, "The content was changed after it was sealed: at least one byte differs.")]
    if envelope_of(envelope.certificate, envelope.digest, envelope.signature) != seal.envelope:
        return [fault(Rule.ENVELOPE, "The seal differs from one that is written anew from its own parts.")]
    return []


def _signed(public: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _with_record(found: Verified, content: bytes, seal: Seal, envelope: Envelope) -> Verified:
    """What a file carries whose seal holds."""
    try:
        inside = look_inside(content, seal)
    except Fails as broken:
        return replace(found, faults=(broken.fault,))
    record, faults = checked_record(inside, PublicKey(envelope.public))
    if faults:
        return replace(found, faults=tuple(faults))
    return replace(
        found,
        agency=envelope.agency,
        sealed_at=inside.moment,
        record=record,
        record_sha256=hashlib.sha256(inside.attachments[RECORD]).hexdigest(),
        attachments=tuple(sorted(inside.attachments)),
    )


def _with_remains(content: bytes, keys: Sequence[PublicKey], *faults: Fault) -> tuple[Fault, ...]:
    """The faults, and with the first of them what can still be said of a file that is not as it was sealed."""
    more = [said_of_the_record(content, keys), _said_of_the_beginning(content, keys, faults[0])]
    return (faults[0].saying_also(" ".join(one for one in more if one)), *faults[1:])


def _said_of_the_beginning(content: bytes, keys: Sequence[PublicKey], first: Fault) -> str:
    """Whether a file that is too long begins with an exhibit that is whole: programs that send files add to them."""
    length = sealed_length(content) if first.rule == Rule.LENGTH else None
    if length is None or length > len(content):
        return ""
    if not verify_exhibit(content[:length], keys).holds:
        return ""
    return f"Its first {length:,} bytes by themselves are an exhibit that holds."
