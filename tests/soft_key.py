"""A key that is made of software: it makes credentials and answers challenges as WebAuthn has it, rightly or not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def letters(content: bytes) -> str:
    """Bytes as WebAuthn writes them in JSON."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """One key. ``flags`` says whether somebody was there and shown to be who they are; a key that ``counts`` says a
    higher number each time."""

    host: str = "localhost"
    origin: str = "http://localhost:8000"
    flags: int = PRESENT | VERIFIED
    counts: bool = False
    count: int = 0
    handle: bytes | None = None
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    name: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, challenge: bytes) -> str:
        """What a browser sends when this key was made."""
        numbers = self.secret.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        about = self._about(self.flags | HAS_KEY) + bytes(16) + struct.pack(">H", len(self.name)) + self.name + public
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        return self._sent({"attestationObject": letters(attested), "transports": ["usb"]}, "create", challenge)

    def show(self, challenge: bytes) -> str:
        """What a browser sends when this key answered."""
        self.count += self.counts
        about = self._about(self.flags)
        signed = self.secret.sign(
            about + hashlib.sha256(self._said("get", challenge)).digest(), ec.ECDSA(hashes.SHA256())
        )
        response = {"authenticatorData": letters(about), "signature": letters(signed)}
        if self.handle is not None:
            response["userHandle"] = letters(self.handle)
        return self._sent(response, "get", challenge)

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, what: str, challenge: bytes) -> bytes:
        said = {
            "type": f"webauthn.{what}",
            "challenge": letters(challenge),
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said).encode()

    def _sent(self, response: dict[str, object], what: str, challenge: bytes) -> str:
        response |= {"clientDataJSON": letters(self._said(what, challenge))}
        return json.dumps({"id": letters(self.name), "rawId": letters(self.name), "type": "public-key",
                           "response": response, "clientExtensionResults": {}})  # fmt: skip
