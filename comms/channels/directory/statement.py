"""What a directory's statement (an ID token) must hold to be believed, and what it then says of somebody.

Source: OpenID Connect Core 1.0, section 3.1.3.7, read by Authlib; the exceptions stand where they are made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from comms.channels.directory.signed_in import DirectoryGiven, NotBelieved, SignedIn

# Signatures that only who holds the private key can make. With "none" anybody could, and with an HMAC whoever knows
# our secret: neither is among them.
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
PUBLIC_KEYS = frozenset({"RSA", "EC", "OKP"})
LEEWAY = 60  # seconds by which two clocks may differ
LONGEST_SUBJECT = 255
_YES = (True, 1, "1")


@cache
def _proofs() -> Mapping[str, Any]:
    text = resources.files("comms.channels.directory").joinpath("data", "statements.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def public_keys(found: object) -> KeySet:
    """The keys a directory publishes for checking signatures; those of other kinds, and for other uses, are left out.
    Raises ``NotBelieved`` where none is left."""
    listed = found.get("keys") if isinstance(found, dict) else None
    usable = [one for one in listed if _is_usable(one)] if isinstance(listed, list) else []
    try:
        keys = KeySet.import_key_set({"keys": usable}) if usable else None
    except (JoseError, ValueError, TypeError) as fault:
        raise NotBelieved("keys") from fault
    if keys is None:
        raise NotBelieved("keys")
    return keys


def _is_usable(one: object) -> bool:
    return isinstance(one, dict) and one.get("kty") in PUBLIC_KEYS and one.get("use", "sig") == "sig"


def read_statement(
    answer: Mapping[str, Any], keys: KeySet, given: DirectoryGiven, nonce: str, now: datetime
) -> SignedIn:
    """Whom the statement in an answer is of. Raises ``NotBelieved`` unless it is signed by one of the directory's keys,
    is of this directory, for us, of the sign-in with this ``nonce``, and not over."""
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotBelieved("no statement")
    try:
        opened = jwt.decode(token, keys, algorithms=SIGNATURES)
        wanted: Any = {
            "iss": {"essential": True, "value": given.issuer},
            "aud": {"essential": True, "value": given.client_id},
        }
        params = {"nonce": nonce, "client_id": given.client_id, "access_token": answer.get("access_token")}
        claims = CodeIDToken(opened.claims, opened.header, wanted, params)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise NotBelieved(str(getattr(fault, "error", "") or type(fault).__name__)[:40]) from fault
    return _said(claims)


def _said(claims: Mapping[str, Any]) -> SignedIn:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotBelieved("subject")
    email = claims.get("email")
    vouched = isinstance(email, str) and any(claims.get(name) in _YES for name in _proofs()["email"])
    return SignedIn(subject, str(email).strip().lower() if vouched else "", _two_factors(claims))


def _two_factors(claims: Mapping[str, Any]) -> bool:
    proofs = _proofs()["second_factor"]
    ways = claims.get("amr")
    by_ways = isinstance(ways, list) and any(one in proofs["amr"]["words"] for one in ways)
    return by_ways or claims.get("acr") in proofs["acr"]["words"]
