"""Passkeys and hardware keys on the screens: whether this address allows them, and the challenge a browser has."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, g, request
from flask import session as cookie

from comms.agencies.signing_in.passkey import (
    Challenge,
    KeyRefused,
    RelyingParty,
    new_challenge,
    packed,
    relying_party,
    unpacked,
)
from comms.web.door import installation

CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class KeysHere:
    """Whether keys can be used at the address this page was opened at, and else at which."""

    usable: bool
    elsewhere: str


def keys_here() -> KeysHere:
    """Whether keys can be used here. A key belongs to one address: at another one browsers do not offer it."""
    party = relying_party(installation().settings.address)
    if party is None:
        return KeysHere(usable=False, elsewhere="")
    return KeysHere(usable=request.host_url.rstrip("/") == party.origin, elsewhere=party.origin)


def party_here() -> RelyingParty:
    """Whom keys answer to. Raises ``KeyRefused`` where the installation's address allows none."""
    party = relying_party(installation().settings.address)
    if party is None:
        raise KeyRefused
    return party


def ask_key(purpose: str) -> Challenge:
    """A challenge for this browser; it counts until it is answered, or another is asked for."""
    challenge = new_challenge(purpose, g.now)
    cookie[CHALLENGE] = packed(challenge)
    return challenge


def asked(purpose: str) -> Challenge:
    """The challenge this browser has, which it has no more from now on. Raises ``KeyRefused`` where there is none."""
    return unpacked(str(cookie.pop(CHALLENGE, "")), purpose)


def as_json(options: str) -> Response:
    """The options a key needs, for the script that asked for them."""
    return Response(options, content_type="application/json")
