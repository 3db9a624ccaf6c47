"""In which ways one person may be reached, as far as is on record, and why not in the others.

Unknown is never safe where a flag stands: then only what the person said is safe is used, for a call and for post as
for a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families import find as families
from comms.families.contact_point import (
    Channel,
    ContactFault,
    ContactPoint,
    ReadBy,
    Safety,
    post_allowed,
)
from comms.families.language_need import LanguageNeed, Reads
from comms.families.protection.find import safety_in_force
from comms.families.protection.in_force import Protection
from comms.follow_ups.follow_up import Because, FollowUp, Step
from comms.follow_ups.ladder import STEPS, WORDS, Facts
from comms.messages.gathering import facts_of as numbers_known
from comms.messages.message import Purpose
from comms.messages.safety import decide

TELEPHONES = frozenset({Channel.MOBILE, Channel.LANDLINE})


@dataclass(frozen=True, slots=True)
class Ways:
    """What is on record of one person: what acts of what they said about safety, to whichever agency, their numbers and
    addresses, their language need, and whether an address of theirs is known. ``to_text`` are the mobile numbers that
    may be written to."""

    safe: Protection | None = None
    points: Sequence[ContactPoint] = ()
    to_text: Sequence[ContactPoint] = ()
    need: LanguageNeed | None = None
    has_address: bool = False

    @property
    def flagged(self) -> bool:
        """Whether somebody in or near the home may be a danger."""
        return self.safe is not None and self.safe.flagged

    @property
    def hours_asked(self) -> bool:
        """Whether they said when they can be reached."""
        return self.safe is not None and self.safe.hours_asked

    @property
    def reads(self) -> str:
        """The language to write to them in; empty where it is not known, or they read none."""
        if self.need is None or self.need.reads == Reads.NONE:
            return ""
        return self.need.written or ""

    @property
    def to_ring(self) -> list[ContactPoint]:
        """The numbers that may be rung. One that takes no texts can be rung all the same."""
        return [one for one in self.points if one.channel in TELEPHONES and self._rings(one)]

    @property
    def to_mail(self) -> ContactPoint | None:
        """An e-mail address they said is safe. An e-mail says from whom it is, so there is none with a flag, nor where
        a text must not say who writes."""
        if self.safe is not None and (self.safe.flagged or self.safe.alias):
            return None
        return next((one for one in self.points if one.channel == Channel.EMAIL and _is_safe_mail(one)), None)

    def _rings(self, point: ContactPoint) -> bool:
        if not point.reachable or point.fault not in {ContactFault.NONE, ContactFault.LANDLINE}:
            return False
        if self.flagged:
            return point.safety == Safety.SAFE and self.hours_asked
        return point.safety != Safety.UNSAFE


def _is_safe_mail(point: ContactPoint) -> bool:
    return point.reachable and point.safety == Safety.SAFE and point.read_by != ReadBy.OTHERS_TOO


def ways_to(session: Session, viewer: Viewer, person_id: UUID, now: datetime) -> Ways:
    """What is on record of how a person may be reached."""
    person = families.person(session, viewer, person_id)
    points = families.contact_points(session, viewer, person_id)
    mobiles = [one for one in points if one.channel == Channel.MOBILE]
    known = numbers_known(session, viewer, [(person_id, one.value_hash) for one in mobiles])
    return Ways(
        safe=safety_in_force(session, viewer, person_id),
        points=points,
        to_text=[one for one in mobiles if decide(known[person_id, one.value_hash], Purpose.FOLLOW_UP, now).allowed],
        need=families.language_need(session, viewer, person_id),
        has_address=families.household(session, viewer, person) is not None,
    )


def facts_of(row: FollowUp, ways: Ways) -> Facts:
    """What the ladder of one follow-up goes by."""
    because, left_out = Because(row.because), dict(why_not(ways))
    if because not in WORDS:
        left_out[Step.TEXT] = "There are no words of a text for this: ring them."
    return Facts(ways.safe, STEPS[because], left_out)


def why_not(ways: Ways) -> Mapping[Step, str]:
    """Why a step cannot be made for this person; nothing where it can. Whether a text may go is decided when it is
    written, and again when it is sent."""
    found = {
        Step.OTHER_HOUR: "" if ways.to_ring else _no_call(ways),
        Step.OTHER_WAY: "" if ways.to_mail or ways.to_text else _no_other_way(ways),
        Step.LETTER: _no_letter(ways),
    }
    return {step: why for step, why in found.items() if why}


def _no_call(ways: Ways) -> str:
    numbers = [one for one in ways.points if one.channel in TELEPHONES]
    if not numbers:
        return "No telephone number of theirs is on record, so they cannot be rung."
    if ways.flagged:
        return "They are not rung: they have not said of a number, and of hours, that both are safe."
    if any(one.safety == Safety.UNSAFE for one in numbers):
        return "They are not rung: they said that it is not safe."
    return "They are not rung: no number of theirs on record works."


def _no_other_way(ways: Ways) -> str:
    if ways.flagged:
        return "Nothing is written to them: they have not said of a number, and of hours, that both are safe."
    return "No other number or e-mail address of theirs is on record that is safe and works."


def _no_letter(ways: Ways) -> str:
    if not post_allowed(ways.safe):
        if ways.safe is not None and ways.safe.post_is_safe is False:
            return "No letter is asked for: they said that post is not safe."
        return "No letter is asked for: nobody has asked them whether post is safe."
    return "" if ways.has_address else "No letter is asked for: no address of theirs is on record."
