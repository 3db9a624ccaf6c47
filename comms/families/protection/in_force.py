"""What several agencies were told of one person, taken together so that the most careful of it acts.

Each agency keeps its own answers and their words. What acts (whether post goes, when anybody rings, whom a school tells
the same day) goes by all of them: a school that does not know that post is not safe would send the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from comms.families.contact_point import SafeContact
from comms.families.pupil import ChildStatus
from comms.families.reaching_hours import Reaching, leaves_time, reaching_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard(Generic[T]):
    """What one agency recorded at a moment. ``left`` is when it stopped working with the person; None while it does."""

    agency_id: UUID
    at: datetime
    left: datetime | None
    what: T


@dataclass(frozen=True, slots=True)
class OthersSay:
    """What agencies other than the viewer's say, as rules: without a word, and without a name."""

    flagged: bool = False
    post_unsafe: bool = False
    alias: bool = False
    quiet: bool = False
    hours: bool = False

    def __bool__(self) -> bool:
        return self.flagged or self.post_unsafe or self.alias or self.quiet or self.hours


@dataclass(frozen=True)
class Protection:
    """What acts for one person when they are written to, rung or visited. The names are those of ``SafeContact``.

    ``hours_asked`` says whether they named hours or quiet hours, where a flag stands to somebody who knew of it;
    ``others`` is what of all this the viewer's own agency did not hear itself. ``said`` are the answers that hold, from
    the oldest to the newest, and ``own`` that of the viewer's agency: their times are unlocked when somebody asks.
    """

    flagged: bool
    post_is_safe: bool | None
    alias: bool
    hours_asked: bool
    others: OthersSay
    said: tuple[SafeContact, ...]
    own: SafeContact | None

    @property
    def hours(self) -> list[dict[str, Any]] | None:
        """The times they named, as ``SafeContact.hours`` holds them."""
        return self._times[0]

    @property
    def quiet(self) -> tuple[tuple[str, str], ...]:
        """Every quiet hour they named, to whomever: from and to, as in ("20:00", "08:00")."""
        return self._times[1]

    @property
    def reaching(self) -> Reaching:
        """When they may be reached by all of it."""
        return self._times[2]

    @cached_property
    def _times(self) -> tuple[list[dict[str, Any]] | None, tuple[tuple[str, str], ...], Reaching]:
        quiet = [one for one in self.said if one.quiet_from]
        timed = [one for one in self.said if one.hours_locked is not None]
        last_timed = timed[-1] if timed else None
        by = self.own if self.own is not None and self.own.hours_locked is not None else last_timed
        if by is None and not quiet:
            return None, (), reaching_of(None)
        together = _together(by, [reaching_of(one) for one in quiet])
        if leaves_time(together):
            return by.hours if by else None, _pairs(quiet), together
        last = next(one for one in reversed(self.said) if one.hours_asked)
        return last.hours, _pairs([last]), reaching_of(last)


@dataclass(frozen=True, slots=True)
class StatusInForce:
    """What acts for one child: what any agency that works with them has on record. ``by_others`` says that some of it
    is not on the viewer's own agency's record."""

    has_social_worker: bool
    protection_plan: bool
    looked_after: bool
    by_others: bool

    @property
    def tell_social_worker(self) -> bool:
        """Whether an unexplained absence of this child must be told to the social worker the same day."""
        return self.has_social_worker or self.protection_plan or self.looked_after


def holding(heard: Sequence[Heard[T]]) -> list[Heard[T]]:
    """What holds of all that was ever heard of one person: the newest of each agency that works with them, in the order
    in which it was heard. What an agency that has left was told holds on until one that works with them has asked after
    that: that an agency goes is no news of the danger.

    ``heard`` stands from the oldest to the newest.
    """
    newest = {one.agency_id: one for one in heard}
    asked = max((one.at for one in newest.values() if one.left is None), default=None)
    kept = [one for one in newest.values() if one.left is None or asked is None or asked < one.left]
    return sorted(kept, key=heard.index)


def protection(own_agency: UUID, answers: Sequence[Heard[SafeContact]]) -> Protection | None:
    """What acts, of the answers that hold, from the oldest to the newest; None where nobody was asked.

    A flag is one for all. Post is unsafe where any says so; where a flag stands, it is safe only if that was said to
    somebody who knew of the flag. The quiet hours of all hold. Of the hours they named, those told to the viewer's own
    agency, else the last. Where that leaves no time at all, the last that was said of times holds alone.
    """
    if not answers:
        return None
    said = tuple(one.what for one in answers)
    own = next((one.what for one in answers if one.agency_id == own_agency), None)
    flagged = any(one.flagged for one in said)
    knew = [one for one in said if one.flagged] if flagged else said
    return Protection(
        flagged=flagged,
        post_is_safe=_post(said, knew),
        alias=any(one.alias for one in said),
        hours_asked=any(one.hours_asked for one in knew),
        others=_others([one for one in said if one is not own]),
        said=said,
        own=own,
    )


def status_in_force(own_agency: UUID, statuses: Sequence[Heard[ChildStatus]]) -> StatusInForce:
    """What acts for a child, of the records that hold: what any of them says."""
    own = next((one.what for one in statuses if one.agency_id == own_agency), None)
    flags = ("has_social_worker", "protection_plan", "looked_after")
    said = {name: any(getattr(one.what, name) for one in statuses) for name in flags}
    return StatusInForce(**said, by_others=any(said[name] and not (own and getattr(own, name)) for name in flags))


def _post(said: Sequence[SafeContact], knew: Sequence[SafeContact]) -> bool | None:
    if any(one.post_is_safe is False for one in said):
        return False
    return True if any(one.post_is_safe for one in knew) else None


def _others(said: Sequence[SafeContact]) -> OthersSay:
    return OthersSay(
        flagged=any(one.flagged for one in said),
        post_unsafe=any(one.post_is_safe is False for one in said),
        alias=any(one.alias for one in said),
        quiet=any(one.quiet_from for one in said),
        hours=any(one.hours_locked is not None for one in said),
    )


def _together(by: SafeContact | None, quiet: Sequence[Reaching]) -> Reaching:
    named = replace(reaching_of(by), quiet=None) if by is not None else Reaching()
    return replace(named, also_quiet=tuple(dict.fromkeys(one.quiet for one in quiet if one.quiet is not None)))


def _pairs(said: Sequence[SafeContact]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((one.quiet_from, one.quiet_to or "") for one in said if one.quiet_from))
