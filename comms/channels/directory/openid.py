"""An agency's directory spoken to by OpenID Connect: authorization code with PKCE, state and nonce, through Authlib.

Nothing is spoken to but hosts that this installation allows, no redirect is followed, and an answer that is too large
or too slow is given up.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from requests import RequestException, Response

from comms.channels.directory.allowed import checked_address
from comms.channels.directory.signed_in import CameBack, DirectoryGiven, Kept, NotBelieved, NotReached, SignedIn
from comms.channels.directory.statement import public_keys, read_statement
from comms.foundation.settings import Settings

KNOWN_AT = "/.well-known/openid-configuration"
SCOPE = "openid email"
TIMEOUT = (5.0, 5.0)  # seconds to connect, and between two pieces of an answer
LONGEST = 15.0  # seconds for one whole answer
LARGEST = 256 * 1024
_PIECE = 16 * 1024
# 256 random bits each. RFC 7636 wants 43 to 128 letters of a verifier, which 32 bytes make just so.
RANDOM = 32
# Where it says so of itself, an answer that names no directory is not its own (RFC 9207, 2.4).
NAMES_ITSELF = "authorization_response_iss_parameter_supported"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class _Line(OAuth2Session):  # type: ignore[misc]
    """What is said to a directory, within bounds: Authlib asks, and this decides where and how much."""

    def __init__(self, settings: Settings, **how: Any) -> None:
        super().__init__(**how)
        self.settings = settings
        # No proxy and no password is taken from this machine's surroundings.
        self.trust_env = False

    def request(self, method: str, url: str, **how: Any) -> Response:
        """Ask one address, and read what it answers to its end."""
        checked_address(self.settings, url)
        bounds = {"timeout": TIMEOUT, "allow_redirects": False, "stream": True}
        answer: Response = super().request(method, url, **(how | bounds))
        with answer:
            answer._content = _read(answer)  # noqa: SLF001 - requests keeps what was read there, and so finds it
        # What it says of a wrong code, with 400 or 401, is an answer like any other.
        if answer.status_code >= 500 or 300 <= answer.status_code < 400:
            raise NotReached(f"The directory answered {answer.status_code}.")
        return answer


def _read(answer: Response) -> bytes:
    until, found = time.monotonic() + LONGEST, bytearray()
    for piece in answer.iter_content(_PIECE):
        found += piece
        if len(found) > LARGEST:
            raise NotReached("The directory answered with more than can be right.")
        if time.monotonic() > until:
            raise NotReached("The directory was too slow.")
    return bytes(found)


class OpenIdDirectory:
    """A directory that speaks OpenID Connect."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def check(self, given: DirectoryGiven) -> None:
        """Read what it says of itself."""
        self._described(given)

    def ask(self, given: DirectoryGiven, back_to: str) -> tuple[str, Kept]:
        """Where the browser goes to sign in, and what is kept of it until it comes back."""
        known = self._described(given)
        kept = Kept(*(secrets.token_urlsafe(RANDOM) for _ in range(3)))
        # The e-mail address that was typed is not sent along as a hint: nothing personal stands in an address.
        address, _ = self._line(given, known, back_to).create_authorization_url(
            known["authorization_endpoint"], state=kept.state, code_verifier=kept.verifier, nonce=kept.nonce
        )
        return str(address), kept

    def answered(self, given: DirectoryGiven, back_to: str, came: CameBack, kept: Kept, now: datetime) -> SignedIn:
        """Whom the directory says came back."""
        if not came.state or not hmac.compare_digest(came.state.encode(), kept.state.encode()):
            raise NotBelieved("state")
        if came.fault or not came.code:
            raise NotBelieved("not signed in there")
        # Where a directory names itself in its answer (RFC 9207), it has to be the one that was asked.
        if came.issuer and came.issuer != given.issuer:
            raise NotBelieved("another directory")
        known = self._described(given)
        if not came.issuer and known.get(NAMES_ITSELF) is True:
            raise NotBelieved("another directory")
        line = self._line(given, known, back_to)
        try:
            answer = line.fetch_token(
                known["token_endpoint"], grant_type="authorization_code", code=came.code, code_verifier=kept.verifier,
                redirect_uri=back_to,
            )  # fmt: skip
        except (AuthlibBaseError, ValueError) as fault:
            raise NotBelieved("code") from fault
        except RequestException as fault:
            raise NotReached(f"The directory could not be reached ({type(fault).__name__}).") from fault
        keys = public_keys(self._json(line, known["jwks_uri"]))
        return read_statement(answer, keys, given, kept.nonce, now)

    def _described(self, given: DirectoryGiven) -> Mapping[str, Any]:
        """What the directory says of itself. Raises ``NotReached`` unless it is of the issuer that was asked and names
        every address we need, each of them one that may be spoken to."""
        line = self._line(given, {}, "")
        known = self._json(line, given.issuer.rstrip("/") + KNOWN_AT)
        if not isinstance(known, dict) or known.get("issuer") != given.issuer:
            raise NotReached("The directory there goes by another name than the issuer that was given.")
        for name in ENDPOINTS:
            if not isinstance(known.get(name), str):
                raise NotReached(f"The directory does not say where its {name} is.")
            checked_address(self.settings, known[name])
        return known

    def _line(self, given: DirectoryGiven, known: Mapping[str, Any], back_to: str) -> _Line:
        ways = known.get("token_endpoint_auth_methods_supported")
        # In the body a secret needs no quoting, about which directories differ; the header is what each must know.
        by_body = isinstance(ways, list) and "client_secret_post" in ways
        return _Line(
            self.settings, client_id=given.client_id, client_secret=given.client_secret, scope=SCOPE,
            redirect_uri=back_to or None, code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post" if by_body else "client_secret_basic",
        )  # fmt: skip

    def _json(self, line: _Line, address: str) -> object:
        try:
            answer = line.request("GET", address, withhold_token=True, headers={"Accept": "application/json"})
            if answer.status_code != 200:
                raise NotReached(f"The directory answered {answer.status_code}.")
            return answer.json()
        except RequestException as fault:
            raise NotReached(f"The directory could not be reached ({type(fault).__name__}).") from fault
