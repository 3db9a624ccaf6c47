"""How Twilio is spoken to: one connection for each request, a limit on every wait, no second try, no log.

The kit's own client waits for ever unless told otherwise, writes telephone numbers to its log, and keeps the last
request. Here a request that was certainly not taken (``NotReached``) is told apart from one that may have been
(``InDoubt``), because only the first may be sent again: Twilio knows no key by which the second would be the same.
A connection of its own for each request makes that plain. One that is kept open may have been closed by the other
side, and then nobody knows what became of the words sent into it.
"""

from __future__ import annotations

import base64
import http.client
import json
import logging
import ssl
from collections.abc import Callable, Mapping
from functools import cache
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from twilio.http import HttpClient
from twilio.http.response import Response

HOST = "api.twilio.com"
PORT = 443
LARGEST = 4 * 1024 * 1024  # bytes of an answer; a page of a hundred texts has about a tenth of a megabyte

# Should the kit ever use its own client again it still says nothing: it logs numbers, and what is written to them.
logger = logging.getLogger("twilio.http_client")
logger.setLevel(logging.CRITICAL)


class NotReached(Exception):
    """Nothing was handed over: it may be asked again."""


class InDoubt(Exception):
    """It may have been handed over, and no whole answer came back."""


# A connection, not yet open, to a host; no wait on it is longer than so many seconds.
Connect = Callable[[str, float], http.client.HTTPConnection]


class TwilioHttp(HttpClient):  # type: ignore[misc] # the kit publishes no types
    """Speaks with Twilio's interface alone. Holds nothing between requests, so many threads may share it.

    ``timeout`` is in seconds, for connecting and for each wait after. ``connect`` leads elsewhere, for tests and
    measurements.
    """

    def __init__(self, timeout: float, connect: Connect | None = None) -> None:
        super().__init__(logger, is_async=False, timeout=timeout)
        self._connect = connect or connection_to

    def request(  # noqa: PLR0913, PLR0917 # so the kit calls it
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,  # noqa: ARG002, FBT001, FBT002 # nothing is ever followed
    ) -> Response:
        """Twilio's answer. Raises ``NotReached`` or ``InDoubt``."""
        path = _path(url, params)
        body = urlencode(data, doseq=True) if data else None
        connection = self._opened(timeout or self.timeout)
        try:
            connection.request(method.upper(), path, body, {**(headers or {}), **_authorization(auth)})
            return _read(connection.getresponse())
        except (OSError, http.client.HTTPException) as fault:
            raise InDoubt(type(fault).__name__) from fault
        finally:
            connection.close()

    def _opened(self, timeout: float) -> http.client.HTTPConnection:
        connection = self._connect(HOST, timeout)
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as fault:
            connection.close()
            raise NotReached(type(fault).__name__) from fault
        return connection


def _path(url: str, params: Mapping[str, object] | None) -> str:
    """The path and query of an address at Twilio's. Raises ``NotReached`` for any other: a page of a list names where
    the next one is, and the account's password goes along."""
    parts = urlsplit(url)
    if (parts.scheme, parts.netloc) != ("https", HOST):
        raise NotReached("Only Twilio's own interface is spoken to.")
    query = "&".join(part for part in (parts.query, urlencode(params or {}, doseq=True)) if part)
    return f"{parts.path}?{query}" if query else parts.path


def _authorization(auth: tuple[str, str] | None) -> dict[str, str]:
    if auth is None:
        return {}
    return {"Authorization": f"Basic {base64.b64encode(':'.join(auth).encode()).decode()}"}


def _read(answer: http.client.HTTPResponse) -> Response:
    content = answer.read(LARGEST)
    if answer.length:  # so much of it never came, or is more than anybody asked for
        raise InDoubt("The answer was cut short.")
    text = content.decode("utf-8", "replace")
    if answer.status < http.client.MULTIPLE_CHOICES and not _is_record(text):
        raise InDoubt("The answer cannot be read.")
    return Response(answer.status, text, dict(answer.headers))


def _is_record(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def connection_to(host: str, timeout: float) -> http.client.HTTPConnection:
    """A connection to a host, through the machine's proxy where it has one."""
    proxy = urlsplit(getproxies().get("https", ""))
    if not proxy.hostname or proxy_bypass(host):
        return http.client.HTTPSConnection(host, PORT, timeout=timeout, context=_trusted())
    connection = http.client.HTTPSConnection(proxy.hostname, proxy.port or PORT, timeout=timeout, context=_trusted())
    known = (proxy.username or "", proxy.password or "") if proxy.username else None
    connection.set_tunnel(host, PORT, {f"Proxy-{name}": value for name, value in _authorization(known).items()})
    return connection


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we trust to be Twilio; made once, because it reads hundreds of certificates."""
    return ssl.create_default_context()
