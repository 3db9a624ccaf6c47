"""Checking the audit. The chain finds what was changed, deleted, moved or put in; the anchors, kept outside the
database, find what was cut off the end, and a chain that was made anew with the stolen key.

One pass over the trail and two over each file of anchors, with little memory however long they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.foundation.audit.anchors import Anchor, Head, anchor_key
from comms.foundation.audit.book import Book
from comms.foundation.audit.found_out import found_out
from comms.foundation.audit.tampering import Fault, Tampering
from comms.foundation.audit.walk import Walk, link_of, newest_number, stored_entries
from comms.foundation.locks import keyring_of
from comms.foundation.locks.keyring import AUDIT_OWNER, DataKey

TOLD_EVERY = 10_000

# Told now and then how many entries were passed, and of how many.
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Report:
    """What an examination found: every fault, how many entries were passed, the newest of them and when it was
    written, and which backups were put back since the trail began."""

    faults: list[Fault]
    seen: int = 0
    last: int = 0
    at: datetime | None = None
    restored: list[Anchor] = field(default_factory=list)


def verify(session: Session, anchors: Path | Sequence[Path]) -> list[Fault]:
    """Every place where the trail was changed, deleted from, re-ordered, cut off or written by another; empty when it
    is whole. A file of anchors that is missing or was edited is a fault too."""
    return examine(session, [anchors] if isinstance(anchors, Path) else anchors).faults


def examine(
    session: Session, anchors: Sequence[Path], *, start: int = 1, most: int | None = None, paper: Head | None = None,
    tell: Tell | None = None,
) -> Report:  # fmt: skip
    """Check the trail from entry ``start`` on, and every file of anchors. With ``most`` only so many entries are
    checked, and no anchors may be given: they speak of the end. ``paper`` is a head that somebody noted elsewhere; its
    link may be shortened. ``tell`` is told how far it is."""
    # Their sizes first: what is anchored after this need not be seen here yet.
    sizes = [path.stat().st_size if path.exists() else None for path in anchors]
    newest = newest_number(session)
    if not _has_key(session):
        return _without_key(session, newest, anchored=any(sizes))
    key = keyring_of(session).audit_key(session)
    books = [Book.opened(path, size, anchor_key(key), start) for path, size in zip(anchors, sizes, strict=True)]
    if paper is not None:
        books.append(Book.of_paper(paper, start))
    until = newest if most is None else min(newest, start + most - 1)
    walk = _walked(session, Walk(key, start, link_of(session, start - 1)), until, books, tell)
    faults = found_out(walk)
    anew = not walk.gaps and any(one.kind is Tampering.DELETED for one in faults)
    faults += [fault for book in books for fault in book.faults(walk, numbered_anew=anew)]
    if start > 1 and link_of(session, start - 1) is None:
        said = f"there is no entry {start - 1}, so what entry {start} says cannot be checked"
        faults.insert(0, Fault(start - 1, Tampering.DELETED, said))
    if newest == 0 and not any(one.kind is Tampering.CUT_OFF for one in faults):
        faults.append(Fault(0, Tampering.CUT_OFF, "the trail is empty, and yet its key was made"))
    return Report(faults, walk.seen, walk.last, walk.at, [mark for book in books for _, mark in book.reading.restored])


def _walked(session: Session, walk: Walk, newest: int, books: Sequence[Book], tell: Tell | None) -> Walk:
    for entry in stored_entries(session, walk.expected, newest):
        fits = walk.take(entry)
        for book in books:
            book.pass_by(entry, fits=fits)
        if tell is not None and walk.seen % TOLD_EVERY == 0:
            tell(entry.number, newest)
    return walk


def _has_key(session: Session) -> bool:
    query = select(DataKey.owner_id).where(DataKey.owner_id == AUDIT_OWNER, DataKey.wrapped.is_not(None))
    return session.scalar(query) is not None


def _without_key(session: Session, newest: int, *, anchored: bool) -> Report:
    """The chain's key is made before the first entry and with the first of all keys, so it belongs to whatever else
    there is."""
    if newest:
        gone = "the key of the chain is gone: nothing can be checked without it"
        return Report([Fault(1, Tampering.KEY, gone)], 0, newest)
    if anchored or session.scalar(select(DataKey.owner_id).limit(1)) is not None:
        return Report([Fault(0, Tampering.CUT_OFF, "the trail and its key are gone, though there was one")])
    return Report([])
