"""The public half of a sealing key, as whoever checks an exhibit holds it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key, load_pem_public_key

from comms.foundation.errors import BadInput

_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----.{1,4000}?-----END \1-----", re.DOTALL)
_HEXADECIMAL = re.compile(rb"\s*([0-9A-Fa-f]{64})\s*")
_CERTIFICATE, _PUBLIC = b"CERTIFICATE", b"PUBLIC KEY"
LARGEST_KEY_FILE = 200_000  # bytes
NAME_LETTERS = 16


class NoSuchKey(BadInput):
    """What was given as a key is none, or not of the kind that seals exhibits."""


def name_of(public: bytes) -> str:
    """A short name for a key: the first sixteen hexadecimal digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(public).hexdigest()[:NAME_LETTERS]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """32 raw bytes of an Ed25519 public key."""

    raw: bytes

    @property
    def name(self) -> str:
        """The key's short name, as an exhibit prints it."""
        return name_of(self.raw)


def read_keys(content: bytes) -> tuple[PublicKey, ...]:
    """The keys in a file: PEM (certificates or public keys, one or several), DER of either, or 64 hexadecimal digits.
    Raises ``NoSuchKey``."""
    if len(content) > LARGEST_KEY_FILE:
        raise NoSuchKey("The file of the key is too large to be one.", "Give the certificate the agency publishes.")
    if b"PRIVATE KEY-----" in content:
        raise NoSuchKey("That is a private key.", "Give the public one, and keep the private one from everybody.")
    if found := list(_PEM.finditer(content)):
        keys = [_key_in(one[0], one[1], pem=True) for one in found]
    elif digits := _HEXADECIMAL.fullmatch(content):
        keys = [_checked(bytes.fromhex(digits[1].decode("ascii")))]
    else:
        keys = [_key_in(content, _CERTIFICATE, pem=False) or _key_in(content, _PUBLIC, pem=False)]
    good = [key for key in keys if key is not None]
    if not good:
        raise NoSuchKey("There is no key in it that can be read.", "Give the certificate the agency publishes: a file "
                        "that begins with -----BEGIN CERTIFICATE-----.")  # fmt: skip
    return tuple(dict.fromkeys(good))


def key_of(certificate: bytes) -> PublicKey:
    """The key in a certificate (DER). Raises ``NoSuchKey``."""
    return read_keys(certificate)[0]


def pem_of(certificates: tuple[bytes, ...]) -> bytes:
    """Certificates (DER) as one PEM file, to publish. Each has a line before it that names its key."""
    return b"".join(
        f"Key {key_of(one).name}\n".encode() + x509.load_der_x509_certificate(one).public_bytes(Encoding.PEM)
        for one in certificates
    )


def _key_in(content: bytes, kind: bytes, *, pem: bool) -> PublicKey | None:
    """The key in one block; None where it cannot be read. Raises ``NoSuchKey`` for a key of another kind."""
    try:
        if kind == _CERTIFICATE:
            load = x509.load_pem_x509_certificate if pem else x509.load_der_x509_certificate
            public: object = load(content).public_key()
        elif kind == _PUBLIC and pem:
            public = load_pem_public_key(content)
        elif kind == _PUBLIC:
            public = load_der_public_key(content)
        else:
            return None
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(public, Ed25519PublicKey):
        raise NoSuchKey("That key is not of the kind that seals exhibits (Ed25519).", "Give the agency's sealing key.")
    return PublicKey(public.public_bytes_raw())


def _checked(raw: bytes) -> PublicKey:
    return PublicKey(Ed25519PublicKey.from_public_bytes(raw).public_bytes_raw())
