"""Walking through the screens by their links, a few pages of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from browser.looking import Watch, faults_of
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter

if TYPE_CHECKING:
    from playwright.sync_api import Page

LINKS = "() => [...new Set([...document.querySelectorAll('a[href]')].map(one => one.href.split('#')[0]))]"
# What is fetched and not looked at: files to keep or print, pictures, and the letter that is a document of its own.
FILE = re.compile(r"\.(ics|pdf|pem|png|svg|zip|csv|eml|txt)$|/letter\.html$|/pack\.json$|^/agency/(logo|signature)$")


@dataclass
class Walk:
    """A walk of one person: what was seen of each kind, and what was wrong there.

    At most ``each`` pages of an endpoint are looked at (``more`` has those that show many kinds of things), two of
    them with the same words in their address, and ``at_most`` in all. The pages of the blueprints that it ``leaves``
    have a walk of their own; one that ``stays_in`` some goes nowhere else.
    """

    page: Page
    routes: Map
    each: int = 3
    more: dict[str, int] = field(default_factory=dict)
    at_most: int = 500
    leaves: frozenset[str] = frozenset()
    stays_in: frozenset[str] = frozenset()
    seen: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.watch = Watch().over(self.page)
        self.ways: MapAdapter = self.routes.bind("127.0.0.1")

    def through(self, *starts: str) -> None:
        """Visit these addresses, and from them every internal link that shows something not seen enough."""
        base = self.page.url
        waiting, known = deque(starts), set(starts)
        while waiting and self.seen.total() < self.at_most:
            address = waiting.popleft()
            if not self._wanted(address):
                continue
            for link in self._visit(address):
                if urlsplit(link).netloc == urlsplit(base).netloc and link not in known:
                    known.add(link)
                    waiting.append(link)

    def look(self, *, after: str = "") -> None:
        """Look at the page that is open now; ``after`` says what was done there."""
        endpoint, _ = self.endpoint_of(self.page.url)
        self.seen[endpoint] += 1
        self.note(f"{urlsplit(self.page.url).path} {after}".strip(), [*self.watch.taken(), *faults_of(self.page)])

    def note(self, path: str, found: list[str]) -> None:
        """Keep what is wrong with a page, if anything is."""
        if found:
            self.faults.setdefault(path, []).extend(found)

    def endpoint_of(self, address: str) -> tuple[str, dict[str, Any]]:
        """Which endpoint answers a GET of this address, and with which values; an empty name where none does."""
        try:
            endpoint, values = self.ways.match(urlsplit(address).path, "GET")
        except HTTPException:
            return "", {}
        return str(endpoint), dict(values)

    def _wanted(self, address: str) -> bool:
        """Whether pages of this kind were not seen often enough; counts this one when so."""
        endpoint, values = self.endpoint_of(address)
        if not endpoint:
            self.note(urlsplit(address).path, ["a link leads nowhere"])
            return False
        blueprint = endpoint.rpartition(".")[0]
        if blueprint in self.leaves or (self.stays_in and blueprint not in self.stays_in):
            return False
        words = tuple(sorted((name, value) for name, value in values.items() if isinstance(value, str)))
        kind = (endpoint, words, tuple(sorted(parse_qs(urlsplit(address).query))))
        most = 1 if FILE.search(urlsplit(address).path) else self.more.get(endpoint, self.each)
        if self.kinds[kind] >= 2 or self.seen[endpoint] >= most:
            return False
        self.kinds[kind] += 1
        self.seen[endpoint] += 1
        return True

    def _visit(self, address: str) -> Iterator[str]:
        """Look at a page, or fetch a file; the links of the page."""
        path = urlsplit(address).path
        if FILE.search(path):
            if not (answer := self.page.request.get(address)).ok:
                self.note(path, [f"answers {answer.status}"])
            return
        shown = self.page.goto(address)
        if shown is None or shown.status >= 400:
            self.note(path, [f"answers {shown.status if shown else 'nothing'}"])
        first = self.seen[self.endpoint_of(address)[0]] == 1
        self.note(path, [*self.watch.taken(), *faults_of(self.page, again_narrow=first), *self.watch.taken()])
        yield from self.page.evaluate(LINKS)
