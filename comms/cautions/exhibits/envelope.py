"""The envelope a signature travels in inside a PDF: a CMS structure (RFC 5652) in the profile of PAdES B-B.

It is written here from its three parts, the certificate, the digest of the file and the signature, so that whoever
checks it can write it again and compare: nothing in it is there that was not put there, and nothing can be changed
that nobody looks at. Ed25519 goes with SHA-512 (RFC 8419); the time is not in it, because PAdES forbids that.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, tsp, x509

DIGEST = "sha512"
SIGNED_WITH = "ed25519"


class Unreadable(ValueError):
    """The bytes are no envelope of this form."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in an envelope: the certificate (DER) with its parts, the digest the file is said to have, the
    attributes that were signed (DER), and the signature over them."""

    certificate: bytes
    public: bytes
    agency: str
    certified: bytes
    certificate_signature: bytes
    digest: bytes
    attributes: bytes
    signature: bytes


def attributes_of(certificate: bytes, digest: bytes) -> bytes:
    """What is signed (DER): that this is a file, its digest, the certificate, and the algorithms, so that none of them
    can be exchanged for another."""
    dumped: bytes = _attributes(x509.Certificate.load(certificate), digest).dump()
    return dumped


def envelope_of(certificate: bytes, digest: bytes, signature: bytes) -> bytes:
    """The whole envelope (DER) of these three parts. The same parts give the same bytes."""
    loaded = x509.Certificate.load(certificate)
    issued = cms.IssuerAndSerialNumber({"issuer": loaded.issuer, "serial_number": loaded.serial_number})
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": issued}),
        "digest_algorithm": {"algorithm": DIGEST},
        "signed_attrs": _attributes(loaded, digest),
        "signature_algorithm": {"algorithm": SIGNED_WITH},
        "signature": signature,
    }
    signed = {
        "version": "v1",
        "digest_algorithms": [{"algorithm": DIGEST}],
        "encap_content_info": {"content_type": "data"},
        "certificates": [loaded],
        "signer_infos": [signer],
    }
    dumped: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return dumped


def read_envelope(written: bytes) -> Envelope:
    """What stands in an envelope. Raises ``Unreadable``."""
    try:
        return _read(written)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as fault:
        raise Unreadable(str(fault)) from fault


def _read(written: bytes) -> Envelope:
    content = cms.ContentInfo.load(written, strict=True)["content"]
    (certificate,) = (choice.chosen for choice in content["certificates"])
    (signer,) = content["signer_infos"]
    (digest,) = (one["values"][0] for one in signer["signed_attrs"] if one["type"].native == "message_digest")
    certified = certificate["tbs_certificate"]
    return Envelope(
        certificate=certificate.dump(),
        public=_bytes(certified["subject_public_key_info"]["public_key"]),
        agency=_printable(certified["subject"].native.get("common_name", "")),
        certified=certified.dump(),
        certificate_signature=_bytes(certificate["signature_value"]),
        digest=_bytes(digest),
        attributes=signer["signed_attrs"].untag().dump(),
        signature=_bytes(signer["signature"]),
    )


def _printable(name: Any) -> str:
    """A name that anybody may have written into a certificate, without what would steer a screen."""
    return "".join(letter for letter in str(name) if letter.isprintable())


def _bytes(value: Any) -> bytes:
    native = value.native
    if not isinstance(native, bytes):
        raise Unreadable("Something in it is not what it should be.")
    return native


def _attributes(certificate: Any, digest: bytes) -> Any:
    issuer = [x509.GeneralName({"directory_name": certificate.issuer})]
    identified = {
        "cert_hash": hashlib.sha256(certificate.dump()).digest(),
        "issuer_serial": {"issuer": issuer, "serial_number": certificate.serial_number},
    }
    algorithms = {"digest_algorithm": {"algorithm": DIGEST}, "signature_algorithm": {"algorithm": SIGNED_WITH}}
    return cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [digest]},
            {"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": [identified]})]},
            {"type": "cms_algorithm_protection", "values": [algorithms]},
        ]
    )
