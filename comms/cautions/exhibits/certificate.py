"""The certificate an agency publishes for a sealing key: X.509, Ed25519, signed by itself, with the agency's name."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

# The most a common name may have: RFC 5280, appendix A.1, ub-common-name, in UTF-8.
LONGEST_NAME = 64  # bytes
# "No well-defined expiration date", RFC 5280, 4.1.2.5: an exhibit is checked for as long as anybody relies on it.
NEVER_ENDS = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def make_certificate(agency_name: str, private: Ed25519PrivateKey, made_at: datetime) -> bytes:
    """The certificate (DER) of a key. It lets the key sign what is relied on as evidence, and certify nothing."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, shortened(agency_name))])
    public = private.public_key()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(made_at.astimezone(UTC).replace(microsecond=0))
        .not_valid_after(NEVER_ENDS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_evidence(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(private, algorithm=None)
    )
    return made.public_bytes(Encoding.DER)


def shortened(agency_name: str) -> str:
    """The agency's name as a certificate has room for it. The record itself has the whole."""
    if len(agency_name.encode()) <= LONGEST_NAME:
        return agency_name
    kept = agency_name.encode()[: LONGEST_NAME - len("…".encode())].decode(errors="ignore")
    return f"{kept.rstrip()}…"


def name_in(certificate: x509.Certificate) -> str:
    """The agency's name in a certificate; empty where it has none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _signs_evidence() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
