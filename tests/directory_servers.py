"""Directories on this machine: a real OpenID provider in a process of its own, and one that lies as it is told."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from comms.foundation.settings import Settings

CLIENT, SECRET = "comms-at-fen-edge", "the secret of the directory"
BACK_TO = "http://127.0.0.1:8000/sign-in/directory/back"
TRYING = Settings(mode="development", directory_hosts="127.0.0.1, localhost")
READY_WITHIN = 20.0


@contextmanager
def real_provider() -> Iterator[str]:
    """``oidc-provider-mock`` on a free port: the address of its issuer. It keeps what it is told of people."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait(issuer, running)
        yield issuer
    finally:
        running.terminate()
        running.wait(timeout=20)


def _wait(issuer: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN
    while True:
        assert running.poll() is None, "The provider did not start."
        try:
            requests.get(f"{issuer}/.well-known/openid-configuration", timeout=2)
        except requests.RequestException:
            assert time.monotonic() < until, "The provider did not answer."
            time.sleep(0.05)
        else:
            return


def knows(issuer: str, subject: str, **claims: Any) -> None:
    """Have the real provider know somebody, and say this of them; a claim here stands over its own of that name."""
    requests.put(f"{issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()


def signs_in(address: str, subject: str) -> str:
    """Somebody signs in at the real provider, where the browser was sent: the address it is sent back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def parts_of(address: str) -> dict[str, str]:
    """What stands behind the question mark."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


Answer = tuple[int, dict[str, str], bytes]


class Crooked:
    """A directory whose every answer a test can change. ``claims`` are put over those it would give; ``signs`` makes
    the statement; ``answers`` holds whole answers by their path, ``instead`` where another path's usual answer lies."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
        self.claims: dict[str, Any] = {}
        self.without: set[str] = set()
        self.signs: Callable[[dict[str, Any]], str] = self.signed
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        self.instead: dict[str, str] = {}
        self.described: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.heard: list[tuple[str, str, dict[str, str]]] = []
        self.keys: list[Any] | None = None

    def signed(self, claims: dict[str, Any], alg: str = "RS256", key: Any = None) -> str:
        """A statement signed as it should be, unless the test says otherwise."""
        key = key or self.key
        return jwt.encode({"alg": alg, "kid": "one"}, claims, key, algorithms=[alg])

    def unsigned(self, claims: dict[str, Any]) -> str:
        """A statement that says that nobody signed it."""
        parts = ({"alg": "none", "typ": "JWT"}, claims)
        return ".".join(_letters(json.dumps(part).encode()) for part in parts) + "."

    def came_back(self, address: str) -> str:
        """Somebody signs in here, where the browser was sent: the address it is sent back to."""
        self.asked = parts_of(address)
        return f"{self.asked['redirect_uri']}?{urlencode({'code': 'a-code', 'state': self.asked['state']})}"

    def answer(self, method: str, path: str, form: dict[str, str]) -> Answer:
        """What is said to one request."""
        self.heard.append((method, path, form))
        if (own := self.answers.get(path)) is not None:
            return own() if callable(own) else own
        path = self.instead.get(path, path)
        if path == "/.well-known/openid-configuration":
            return _json(200, self._description())
        if path == "/keys":
            keys = KeySet([self.key]).as_dict() if self.keys is None else {"keys": self.keys}
            return _json(200, keys)
        if path == "/token":
            return self._token(form)
        return 404, {}, b""

    def _description(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }  # fmt: skip
        return usual | self.described

    def _token(self, form: dict[str, str]) -> Answer:
        challenge = _letters(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (form.get("client_secret"), challenge) != (SECRET, self.asked.get("code_challenge")):
            return _json(401, {"error": "invalid_client"})
        if form.get("code") != "a-code":
            return _json(400, {"error": "invalid_grant"})
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "jo", "iat": now, "exp": now + 300,
            "nonce": self.asked["nonce"], "email": "jo@fenedge.example", "email_verified": True,
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if name not in self.without}
        return _json(200, {"access_token": "x", "token_type": "Bearer", "id_token": self.signs(claims)})


def hmac_key() -> Any:
    """A key out of our own secret, which the directory and we share."""
    return OctKey.import_key(SECRET.ljust(32))


def another_key() -> Any:
    """A key that this directory never published, under the name of one it did."""
    return RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})


def elliptic_key() -> Any:
    """A key of another kind."""
    return ECKey.generate_key("P-256", parameters={"kid": "one", "use": "sig"})


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _json(status: int, content: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


@contextmanager
def crooked_directory() -> Iterator[Crooked]:
    """Such a directory, served until the end of the block."""

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(length).decode())
            status, headers, body = crooked.answer(
                self.command, urlsplit(self.path).path, {name: values[0] for name, values in form.items()}
            )
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815 - the names the standard library calls

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    crooked = Crooked(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield crooked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
