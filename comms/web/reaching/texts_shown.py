"""A text before it is sent: in their language and in English, what it costs, when it goes and why then, and who else
may read it; or why there is none, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import Channel, ContactPoint, ReadBy
from comms.families.person import Person
from comms.families.protection.find import safety_in_force
from comms.follow_ups.ways import ways_to
from comms.foundation.clock import london_date
from comms.messages.drafting import HeldBack, TextGiven, way_to
from comms.messages.find import line_of, people_with_number, points_of
from comms.messages.message import Purpose
from comms.messages.numbers import last_digits
from comms.messages.texting import Preview, preview_text
from comms.messages.wording import group_of
from comms.web.people.reaching import quiet_in_words
from comms.web.reaching.english import english_words
from comms.web.reaching.moments import coming_in_words

PERSON = "person"
# The groups of words a person may choose. A link, a code, a reminder and an answer are never written by choice alone.
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "missed_call": "We rang, and they did not answer",
        "again": "We could not reach them again",
        "you_rang": "They rang, and we did not answer",
        "our_failure": "A meeting today did not happen because of us",
    }
)
# What to do instead, by why no text goes: the sentence, and the screen where it is done.
INSTEAD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "language_unknown": ("Ask which language they read, and record it", "needs.ask"),
        "cannot_read": ("Ring them with an interpreter", "calls.ring"),
        "words_missing": ("Ring them with an interpreter", "calls.ring"),
        "no_number": ("Record a number on their page", "people.show"),
        "not_asked": ("Ask them what is safe, and record it", "people.safe_contact"),
        "hours_not_asked": ("Ask them at which hours it is safe, and record it", "people.safe_contact"),
        "unsafe": ("See how they can be reached safely", "people.show"),
    }
)
OTHERWISE = ("Ring them", "calls.ring")
SAYS: Mapping[str, str] = MappingProxyType(
    {
        "neutral": "It says neither who writes nor about whom: somebody else may read it.",
        "one_way": "It comes from another name that nobody can answer, and gives a number to ring.",
    }
)


@dataclass(frozen=True, slots=True)
class TextPage:
    """What the page of a text to a person shows; ``preview`` is None until it is chosen what the text is about."""

    person: Person
    numbers: Sequence[ContactPoint]
    preview: Preview | None
    english: str
    says: str
    when: str
    readers: str
    instead: tuple[str, str] | None

    @property
    def endings(self) -> list[tuple[str, str]]:
        """The numbers to choose from, each by its end."""
        return [(str(one.id), f"The number ending in {last_digits(one.value or '')}") for one in self.numbers]


def text_page(session: Session, viewer: Viewer, person: Person, given: TextGiven | None, now: datetime) -> TextPage:
    """Gather the page."""
    numbers = [one for one in points_of(session, viewer, person.id) if one.channel == Channel.MOBILE]
    if given is None:
        return TextPage(person, numbers, None, "", "", "", "", None)
    preview = preview_text(session, viewer, given, now)
    held = preview.held_back
    return TextPage(
        person=person,
        numbers=numbers,
        preview=preview,
        english="" if held else english_words(preview.variant, line_of(session, viewer), given.values),
        says=SAYS.get(preview.variant.partition(".")[2], ""),
        when="" if held else _when(session, viewer, person, preview, now),
        readers="" if held else _readers(session, viewer, given, now),
        instead=_instead(session, viewer, person, held, now) if held else None,
    )


def text_given(person_id: UUID, key: str, point_id: UUID | None) -> TextGiven:
    """A text that somebody chose to write."""
    return TextGiven(
        person_id, group_of(key), PERSON, person_id, Purpose.FOLLOW_UP, point_id=point_id, automatic=False
    )  # fmt: skip


def _when(session: Session, viewer: Viewer, person: Person, preview: Preview, now: datetime) -> str:
    if preview.due_at is None or preview.due_at <= now:
        return "At once: this is an hour at which they may be written to."
    at = coming_in_words(preview.due_at, london_date(now))
    quiet = quiet_in_words(safety_in_force(session, viewer, person.id))
    return f"{at[:1].upper()}{at[1:]}, and not before: nobody writes to them {quiet}."


def _readers(session: Session, viewer: Viewer, given: TextGiven, now: datetime) -> str:
    way = way_to(session, viewer, given, now)
    if isinstance(way, HeldBack):
        return ""
    point = way[0]
    # Only those whom the viewer may know of are told; the text itself is careful of everybody who has the number.
    others = len(people_with_number(session, viewer, point.value_hash)) - 1
    said = {
        ReadBy.ONLY_THEY: "They said that only they see what comes there.",
        ReadBy.OTHERS_TOO: "They said that others see what comes there too.",
    }.get(ReadBy(point.read_by), "Nobody has asked who else sees what comes there.")
    if others > 0:
        said += f" {others} other {'person has' if others == 1 else 'people have'} the same number on record."
    return said


def _instead(session: Session, viewer: Viewer, person: Person, held: HeldBack, now: datetime) -> tuple[str, str]:
    found = INSTEAD.get(held.code, OTHERWISE)
    if found == OTHERWISE and not ways_to(session, viewer, person.id, now).to_ring:
        return "See how they can be reached safely", "people.show"
    return found
