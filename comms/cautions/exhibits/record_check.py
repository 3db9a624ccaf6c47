"""Whether the record that a sealed file carries is the one that was signed, with the media it names."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comms.cautions.exhibits.canonical import RECORD, SIGNATURE, Json, NotCanonical, read_record
from comms.cautions.exhibits.fault import Fault, Rule, fault
from comms.cautions.exhibits.inside import Inside
from comms.cautions.exhibits.public_key import PublicKey


def checked_record(inside: Inside, key: PublicKey) -> tuple[Json | None, list[Fault]]:
    """The record, and what is wrong with it and with what belongs to it; None where there is none to be read."""
    attached = inside.attachments
    if missing := [name for name in (RECORD, SIGNATURE) if name not in attached]:
        return None, [fault(Rule.ATTACHMENTS, f"The attachment {missing[0]} is missing.")]
    faults = [] if is_signed(attached[RECORD], attached[SIGNATURE], key) else [
        fault(Rule.RECORD, f"{SIGNATURE} is not the signature of the key {key.name} over {RECORD}.")
    ]  # fmt: skip
    try:
        record = read_record(attached[RECORD])
    except NotCanonical as refused:
        return None, [*faults, fault(Rule.FORM, f"{RECORD} is not a record: {refused.message}")]
    return record, faults + _media_faults(record, attached) + _seal_faults(record, inside.moment, key)


def is_signed(record_json: bytes, signature: bytes, key: PublicKey) -> bool:
    """Whether this is the key's signature over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, record_json)
    except (InvalidSignature, ValueError):
        return False
    return True


def _media_faults(record: Json, attached: Mapping[str, bytes]) -> list[Fault]:
    """What is wrong with the media: one that is not there, one that is another, one that nobody recorded."""
    listed = record.get("media")
    if not isinstance(listed, list) or not all(_names_a_file(one) for one in listed):
        return [fault(Rule.FORM, f"{RECORD} does not say which media belong to it.")]
    named = {one["name"]: one["sha256"] for one in listed}
    if len(named) != len(listed) or named.keys() & {RECORD, SIGNATURE}:
        return [fault(Rule.FORM, f"{RECORD} names one attachment twice.")]
    faults = []
    for name, digest in named.items():
        if name not in attached:
            faults.append(fault(Rule.ATTACHMENTS, f"{RECORD} names the attachment {name}, and it is missing."))
        elif hashlib.sha256(attached[name]).hexdigest() != digest:
            faults.append(fault(Rule.MEDIA, f"The SHA-256 of the attachment {name} is not the one in {RECORD}."))
    unknown = sorted(attached.keys() - named.keys() - {RECORD, SIGNATURE})
    return faults + [fault(Rule.ATTACHMENTS, f"The attachment {name} is not named in {RECORD}.") for name in unknown]


def _names_a_file(one: Any) -> bool:
    return isinstance(one, dict) and all(isinstance(one.get(field), str) for field in ("name", "sha256"))


def _seal_faults(record: Json, moment: datetime | None, key: PublicKey) -> list[Fault]:
    """What is wrong where the record speaks of its own seal."""
    faults = []
    if record.get("key") != key.name:
        faults.append(fault(Rule.KEY, f"{RECORD} names another key than {key.name}, which sealed it."))
    if moment is None or record.get("sealed_at") != f"{moment:%Y-%m-%dT%H:%M:%SZ}":
        faults.append(fault(Rule.MOMENT, f"{RECORD} and the seal do not name the same moment of sealing."))
    return faults
