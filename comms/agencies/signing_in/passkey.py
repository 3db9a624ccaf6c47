"""Passkeys and hardware keys (WebAuthn): adding one, and being let in with one, alone or after the password.

Flask-Security's own believe the address a browser says it speaks to, and let a challenge be answered twice within its
minute. Here the address is the installation's, and a key's answer counts once.
Source: W3C Web Authentication, Level 2, 7.1 and 7.2.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import or_, update
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from comms.agencies.signing_in import find
from comms.agencies.signing_in.staff_key import StaffKey
from comms.agencies.staff import Staff
from comms.foundation.errors import BadInput

CHALLENGE_BYTES = 32
# Long enough to fetch a key from a drawer.
CHALLENGE_FOR = timedelta(minutes=5)
OUR_NAME = "comms"
# What a malformed answer makes the library, and the reading of it, say; a browser never sends one.
MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError)


class KeyRefused(BadInput):
    """The key's answer is not good: wrong, too late, a repetition, or from another address."""

    def __init__(self) -> None:
        super().__init__("The key was not recognised.", "Try once more, or sign in another way.")


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Whom a key answers to: ``host`` is bound into it when it is made, ``origin`` is where the browser has to be."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a key has to sign, when it was made, and what for: an answer for one thing is none for another."""

    random: bytes
    made_at: datetime
    purpose: str


def relying_party(address: str) -> RelyingParty | None:
    """Whom keys answer to at the installation's address; None where browsers allow no keys, as at one in figures.

    A service on this machine is reached as ``localhost`` too, and there they do.
    """
    parts = urlsplit(address)
    host, port = parts.hostname or "", f":{parts.port}" if parts.port else ""
    try:
        if not ip_address(host).is_loopback:
            return None
    except ValueError:
        return RelyingParty(host, f"{parts.scheme}://{host}{port}")
    return RelyingParty("localhost", f"{parts.scheme}://localhost{port}")


def new_challenge(purpose: str, now: datetime) -> Challenge:
    """A challenge that nobody has seen before."""
    return Challenge(secrets.token_bytes(CHALLENGE_BYTES), now, purpose)


def options_to_add(party: RelyingParty, staff: Staff, keys: Sequence[StaffKey], challenge: Challenge) -> str:
    """What the browser needs to make a key, as JSON. A key that is there already is not made again."""
    return options_to_json(
        generate_registration_options(
            rp_id=party.host, rp_name=OUR_NAME, challenge=challenge.random,
            user_id=staff.id.bytes, user_name=staff.email, user_display_name=staff.name,
            exclude_credentials=[_described(key) for key in keys],
            # Where the key can find itself, and asks for its own code or a finger, it can let somebody in alone.
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
            ),
        )
    )  # fmt: skip


def options_to_show(party: RelyingParty, keys: Sequence[StaffKey], challenge: Challenge, *, alone: bool) -> str:
    """What the browser needs to have a key answer, as JSON. ``alone``: without the password, so that the key itself
    has to ask for its code or a finger; with no ``keys`` named, the browser offers those it knows."""
    wanted = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    return options_to_json(
        generate_authentication_options(
            rp_id=party.host, challenge=challenge.random, user_verification=wanted,
            allow_credentials=[_described(key) for key in keys],
        )
    )  # fmt: skip


def _described(key: StaffKey) -> PublicKeyCredentialDescriptor:
    known = [AuthenticatorTransport(one) for one in key.transports if one in set(AuthenticatorTransport)]
    return PublicKeyCredentialDescriptor(id=key.credential_id, transports=known or None)


def key_made(
    session: Session, staff: Staff, answer: str, challenge: Challenge, party: RelyingParty, now: datetime
) -> StaffKey:
    """The key that a browser made for them, not named yet and not stored. Raises ``KeyRefused``."""
    if now - challenge.made_at >= CHALLENGE_FOR:
        raise KeyRefused
    try:
        given = parse_registration_credential_json(answer)
        made = verify_registration_response(
            credential=given, expected_challenge=challenge.random, expected_rp_id=party.host,
            expected_origin=party.origin,
        )  # fmt: skip
    except MALFORMED as fault:
        raise KeyRefused from fault
    if find.key_called(session, made.credential_id) is not None:
        raise KeyRefused
    return StaffKey(
        staff_id=staff.id, name="", credential_id=made.credential_id, public_key=made.credential_public_key,
        sign_count=made.sign_count, transports=[one.value for one in given.response.transports or []],
        backed_up=made.credential_backed_up, made_at=now,
    )  # fmt: skip


def key_shown(
    session: Session, answer: str, challenge: Challenge, party: RelyingParty, now: datetime, *, alone: bool
) -> StaffKey:
    """The key that answered; whose it is says its row. The answer is used up by that, also where it comes twice at the
    same moment. Raises ``KeyRefused``."""
    if now - challenge.made_at >= CHALLENGE_FOR:
        raise KeyRefused
    try:
        given = parse_authentication_credential_json(answer)
    except MALFORMED as fault:
        raise KeyRefused from fault
    key = find.key_called(session, given.raw_id)
    if key is None:
        raise KeyRefused
    _verify(given, key, challenge, party, alone=alone)
    older = or_(StaffKey.challenge_at.is_(None), StaffKey.challenge_at < challenge.made_at)
    used = {"challenge_at": challenge.made_at, "last_used_at": now}
    taken = session.execute(update(StaffKey).where(StaffKey.id == key.id, older).values(used))
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise KeyRefused
    return key


def _verify(
    given: AuthenticationCredential, key: StaffKey, challenge: Challenge, party: RelyingParty, *, alone: bool
) -> None:
    handle = given.response.user_handle
    if handle is not None and handle != key.staff_id.bytes:
        raise KeyRefused
    try:
        shown = verify_authentication_response(
            credential=given, expected_challenge=challenge.random, expected_rp_id=party.host,
            expected_origin=party.origin, credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count, require_user_verification=alone,
        )  # fmt: skip
    except MALFORMED as fault:
        raise KeyRefused from fault
    key.sign_count, key.backed_up = shown.new_sign_count, shown.credential_backed_up


def packed(challenge: Challenge) -> str:
    """A challenge as the browser's cookie carries it, which only we can write."""
    return json.dumps([challenge.random.hex(), challenge.made_at.isoformat(), challenge.purpose])


def unpacked(text: str, purpose: str) -> Challenge:
    """The challenge a cookie carries, where it is one for this purpose. Raises ``KeyRefused`` where it is none."""
    try:
        random, made_at, meant_for = json.loads(text)
        challenge = Challenge(bytes.fromhex(random), datetime.fromisoformat(made_at), meant_for)
    except MALFORMED as fault:
        raise KeyRefused from fault
    if challenge.purpose != purpose:
        raise KeyRefused
    return challenge
