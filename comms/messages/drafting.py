"""What a text to a person would be: in which language, to which number, saying how much, and when; or why there must
be none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.agency import AgencyKind
from comms.agencies.viewer import Viewer
from comms.families import find as find_family
from comms.families.contact_point import Channel, ContactPoint, Safety
from comms.families.language_need import Reads
from comms.foundation.clock import LONDON, london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.messages import find
from comms.messages.gathering import facts_of
from comms.messages.line import Line
from comms.messages.message import Purpose
from comms.messages.numbers import international
from comms.messages.safety import JUST_NOW, Decision, decide
from comms.messages.wording import LONGEST_CHILD, NO_NIGHT, SAYS_TODAY, Composed, NoWords, compose, group_of, variants
from comms.translation.find import words

# What is a day late speaks of something else.
USUALLY_WITHIN = timedelta(hours=24)
VALID_FOR: Mapping[str, timedelta] = {"link.code": timedelta(minutes=10)}
# An answer to somebody who rang us just now, or a code they wait for with the page open, is not held until morning.
# Later it is: whoever rang in the evening is not woken because the service was away.
AT_ONCE = frozenset({"you_rang", "link.code"})
ROUTINE = frozenset({Purpose.FOLLOW_UP, Purpose.REMINDER})


@dataclass(frozen=True, slots=True)
class TextGiven:
    """What a text is to say, to whom, and about which row.

    ``key`` is a group of the packaged words ("missed_call"); how much of it is said is decided here. ``values`` fill
    its gaps: a day or time as such, ``interpreter`` for the variant that promises one. ``point_id`` is the number,
    where somebody chose it. ``automatic`` holds unless a person asked for this very text. It goes no sooner than
    ``not_before`` and no later than ``send_by``. ``since`` is when they did what it answers, as ringing us, where that
    is known.
    """

    person_id: UUID
    key: str
    about_kind: str
    about_id: UUID
    purpose: Purpose
    child_id: UUID | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    not_before: datetime | None = None
    point_id: UUID | None = None
    automatic: bool = True
    send_by: datetime | None = None
    since: datetime | None = None

    def goes_at_once(self, now: datetime) -> bool:
        """Whether it is not held until they may be reached, because they rang, or pressed, only just now. One that
        somebody chose from the list does not say when they rang, so it waits like all they write by hand."""
        return self.key in AT_ONCE and self.since is not None and now - self.since <= JUST_NOW


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why no text goes: a sentence to whoever reaches the person otherwise, and a code of the house."""

    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that may be written. ``first`` are the words about the night that go before it."""

    line: Line
    point: ContactPoint
    to: str
    sender: str
    reader: Language
    words: Composed
    first: Composed | None
    due_at: datetime
    send_by: datetime


NO_LINE = HeldBack("Your agency has no line for texts. Ring them, or set one on the page of your agency.", "no_line")


def draft_text(session: Session, viewer: Viewer, given: TextGiven, now: datetime) -> Draft | HeldBack:
    """What the text would be. Raises ``NotFound`` for a person the viewer may not know of."""
    line = find.line_of(session, viewer)
    if line is None:
        return NO_LINE
    person = find_family.person(session, viewer, given.person_id)
    reader = reader_of(session, viewer, person.id)
    if isinstance(reader, HeldBack):
        return reader
    way = way_to(session, viewer, given, now)
    if isinstance(way, HeldBack):
        return way
    return _drafted(session, viewer, given, line, reader, way, now)


def _drafted(
    session: Session,
    viewer: Viewer,
    given: TextGiven,
    line: Line,
    reader: Language,
    way: tuple[ContactPoint, str, Decision],
    now: datetime,
) -> Draft | HeldBack:
    point, to, decision = way
    sender = line.alias if decision.alias else line.number
    if decision.alias and not (line.alias and line.ring_number):
        return HeldBack("They want no text that says who writes, and your line has no other name.", "no_alias")
    found = _words(session, viewer, given, line, reader, decision)
    if isinstance(found, NoWords):
        return HeldBack(found.why, found.code)
    first = _of_the_night(session, viewer, line, point, reader) if sender == line.number else None
    if isinstance(first, NoWords):
        return HeldBack(first.why, first.code)
    if found.draft or (first is not None and first.draft):
        return not_approved(reader)
    due, by = _when(given, decision, now)
    if due > by:
        return HeldBack("It could only go at a time when it is too late. Reach them another way.", "too_late")
    return Draft(line, point, to, sender, reader, found, first, due, by)


def not_approved(reader: Language) -> HeldBack:
    """A text has no room to say that its words are a draft, so words that nobody qualified has approved do not go."""
    why = (
        f"Nobody qualified has approved the words of texts in {reader.english_name} yet, and a text has no room to say "
        "so. Ring them with an interpreter, and have the words approved."
    )
    return HeldBack(why, "draft")


def reader_of(session: Session, viewer: Viewer, person_id: UUID) -> Language | HeldBack:
    """The language a person reads. Unknown is never English; who reads none is rung."""
    need = find_family.language_need(session, viewer, person_id)
    if need is None:
        return HeldBack("Nobody has asked which language they read. Ring them and ask.", "language_unknown")
    if need.reads == Reads.NONE:
        return HeldBack("They do not read. Ring them with an interpreter.", "cannot_read")
    if need.written is None:
        return HeldBack("Which language they read is not on record. Ring them and ask.", "language_unknown")
    try:
        found = language(need.written)
    except NotFound:
        return HeldBack("The language on record is not known here. Ring them and ask.", "language_unknown")
    if not found.can_be_written:
        said = f"In which script they read {found.english_name} is not on record. Ring them and ask."
        return HeldBack(said, "language_unknown")
    return found


def way_to(
    session: Session, viewer: Viewer, given: TextGiven, now: datetime
) -> tuple[ContactPoint, str, Decision] | HeldBack:
    """The first number of theirs that may be written to; why not, where there is none."""
    points = find.points_of(session, viewer, given.person_id)
    mobiles = [one for one in points if one.channel == Channel.MOBILE and given.point_id in {None, one.id}]
    if not mobiles:
        return HeldBack("No number of theirs that takes texts is on record.", "no_number")
    facts = facts_of(session, viewer, [(given.person_id, one.value_hash) for one in mobiles])
    at = max(now, given.not_before or now)
    held: list[HeldBack] = []
    for point in sorted(mobiles, key=lambda one: one.safety != Safety.SAFE):
        known = facts[given.person_id, point.value_hash]
        decision = decide(known, given.purpose, at, automatic=given.automatic)
        to = international(point.value)
        if decision.allowed and to is not None:
            if given.goes_at_once(now) and not known.flagged:
                decision = replace(decision, not_before=at)
            return point, to, decision
        unusable = HeldBack("The number on record cannot be one. Correct it.", "number_fault")
        held.append(unusable if decision.allowed else HeldBack(decision.why, decision.code))
    return held[0]


def _words(
    session: Session, viewer: Viewer, given: TextGiven, line: Line, reader: Language, decision: Decision
) -> Composed | NoWords:  # fmt: skip
    child = _child_named(session, viewer, given)
    keys = variants(given.key, decision, child=bool(child), interpreter=bool(given.values.get("interpreter")))
    values = {"sender": line.short_name, "number": line.ring_number, "child": child} | dict(given.values)
    return compose(words(session, reader.tag, viewer.agency_id), reader, keys, values)


def _child_named(session: Session, viewer: Viewer, given: TextGiven) -> str:
    """The child's first name where a routine text of a school may have it; else empty. Whether this number may read it
    is decided apart."""
    routine = given.automatic and given.purpose in ROUTINE and viewer.agency_kind == AgencyKind.SCHOOL
    if given.child_id is None or not routine:
        return ""
    child = find_family.person(session, viewer, given.child_id)
    name = child.known_as or child.given_name
    return name if len(name) <= LONGEST_CHILD else ""


def _of_the_night(
    session: Session, viewer: Viewer, line: Line, point: ContactPoint, reader: Language
) -> Composed | NoWords | None:
    """What a number is told before the first text it can answer, where nobody reads at night."""
    if line.night_cover or find.night_was_told(session, viewer, line.number, point.value_hash):
        return None
    return compose(words(session, reader.tag, viewer.agency_id), reader, [NO_NIGHT], {})


def _when(given: TextGiven, decision: Decision, now: datetime) -> tuple[datetime, datetime]:
    """When it is due, and until when it may go."""
    by = decision.not_before + VALID_FOR.get(given.key, USUALLY_WITHIN)
    if group_of(given.key) in SAYS_TODAY:
        tonight = datetime.combine(london_date(now) + timedelta(days=1), time(), LONDON)
        by = min(by, tonight.astimezone(by.tzinfo))
    return decision.not_before, min(by, given.send_by or by)
