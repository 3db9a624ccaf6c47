"""Limits on what a request asks for, counted before anything else is done, in a unit of work of their own.

So a request counts also where what it asked for is refused or fails, and what costs much is not begun for somebody who
asks for it too often. Which routes are limited, how often and why: ``comms/web/limits.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar

from flask import Flask, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from comms.foundation.errors import TooOften
from comms.foundation.limits import HOUR, Limit, take
from comms.web.door import installation
from comms.web.signing_in.browser_session import WHOSE

View = TypeVar("View", bound=Callable[..., Any])
Who = Callable[[], str]

# One network is given to one household or office; of IPv6 it holds more addresses than anybody could count.
IPV6_NETWORK = 64


def by_address() -> str:
    """Who asks, by the address of the network they ask from."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        # A server on a socket of the system's own has no address to tell apart by: all count together.
        return "address unknown"
    if address.version == 6 and address.ipv4_mapped is None:
        return f"address {ip_network((address, IPV6_NETWORK), strict=False)}"
    return f"address {getattr(address, 'ipv4_mapped', None) or address}"


def by_staff() -> str:
    """Who asks, by the account they signed in with; who did not is counted by address.

    It is read from the cookie, which only we can write. Asking the database would open the request's own unit of work.
    """
    signed_in_as = session.get(WHOSE)
    return f"staff {signed_in_as}" if signed_in_as else by_address()


def by_link() -> str:
    """Who asks, by the link that was sent to them: its random letters in the address of the page."""
    return f"link {' '.join(str(value) for value in (request.view_args or {}).values())}"


@dataclass(frozen=True, slots=True)
class Limited:
    """One limit of a route: how often, who is counted, and for which methods."""

    limit: Limit
    by: Who
    methods: frozenset[str]


def limited(limit: Limit, by: Who = by_staff, methods: Sequence[str] = ("GET", "POST")) -> Callable[[View], View]:
    """Marks a route that may be asked only so often. A route may have several limits: all of them hold."""

    def decorate(view: View) -> View:
        before = getattr(view, "limits", ())
        view.limits = (*before, Limited(limit, by, frozenset(methods)))  # type: ignore[attr-defined]
        return view

    return decorate


def limits_of(app: Flask, endpoint: str) -> tuple[Limited, ...]:
    """The limits of a route; none for one that is not limited."""
    limits: tuple[Limited, ...] = getattr(app.view_functions.get(endpoint), "limits", ())
    return limits


def keep_limits(app: Flask, proxies: int) -> None:
    """Count each request against the limits of its route before anything is looked at; one too many is answered 429.

    Of ``X-Forwarded-For`` as many addresses are believed, from its end, as proxies of ours stand before the service:
    what stands before those was sent by whoever asks, and could be anything.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]

    @app.before_request
    def count() -> None:
        limits = limits_of(app, request.endpoint or "")
        # Whoever asks for the head of a page alone has the whole page made, and learns from its status as much.
        method = "GET" if request.method == "HEAD" else request.method
        uses = [(one.limit, one.by()) for one in limits if method in one.methods]
        # In one order everywhere, so that two who wait for each other's row never do so crosswise.
        if uses:
            _count(sorted(uses, key=lambda use: use[0].name))


def _count(uses: Sequence[tuple[Limit, str]]) -> None:
    try:
        with installation().database.work() as short:
            for limit, who in uses:
                take(short, limit, who, g.now)
    except TooOften:
        g.refusal_is_noted = not _noted_lately(uses)
        raise


def _noted_lately(uses: Sequence[tuple[Limit, str]]) -> bool:
    """Whether a refusal of the same was noted in this hour: who keeps asking must not fill the audit."""
    try:
        with installation().database.work() as short:
            for limit, who in uses:
                take(short, Limit(f"noted: {limit.name}", 1, HOUR), who, g.now)
    except TooOften:
        return True
    return False
