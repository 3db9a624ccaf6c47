"""Makes what tests of cautions need: a police agency and its officer, somebody who is suspected, and a session with
them, taken to any step. Nothing here commits. What is said is made by plain functions, which tests of rules use alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from factories import a_need, a_staff_member, an_agency
from PIL import Image
from sqlalchemy.orm import Session

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.cautions import find
from comms.cautions.actions import Reading, open_session, read_point, record
from comms.cautions.entry import Entry, row_of
from comms.cautions.gate import applies
from comms.cautions.kind import kind as kind_called
from comms.cautions.said import (
    Admitted,
    AdultBegan,
    Answered,
    AuthorityGiven,
    Condition,
    ConditionsSet,
    Decided,
    DetentionNoted,
    ExplainedToAdult,
    Inducement,
    InformationGiven,
    InterpreterBegan,
    InterpreterConfirmed,
    Judged,
    LanguageEstablished,
    Name,
    OffenceStated,
    Offered,
    Opened,
    PersonConfirmed,
    PointRead,
    RightsGiven,
    Said,
    Screened,
    Signed,
    Words,
)
from comms.cautions.session import CautionSession, SessionState
from comms.cautions.signing import signers
from comms.cautions.standing import PointStanding, Standing
from comms.cautions.step import Step
from comms.families.actions import PersonDetails, record_person
from comms.families.language_need import Source
from comms.families.person import Person, PersonKind
from comms.translation.catalogues import Catalogue, LookUp, forms_of, words_hash
from comms.translation.find import words
from comms.translation.scripts import script
from comms.translation.uses import CAUTION

# The moment of the tests: Monday 23 November 2026, 8:40 in London.
AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
GROWN_UP, CHILD = date(1991, 3, 14), date(2011, 3, 14)
INTERPRETER, ADULT, OFFICER = "Daiva Rimkutė", "Nijolė Petrauskienė", "Ellen Ward"
ANSWER = Words("Tai lieka policijos įrašuose, bet nėra teismo nuosprendis.", "lt", None,
               "It stays on the police records, but it is not a court's verdict.", "interpreter")  # fmt: skip
CONSENT = Words("Sutinku su įspėjimu, nes tai padariau aš.", "lt", None,
                "I agree to the caution, because it was I who did it.", "interpreter")  # fmt: skip
NOBODY = Words("Niekas nieko nežadėjo ir negrasino.", "lt", None,
               "Nobody promised anything or threatened.", "interpreter")  # fmt: skip


def a_police(session: Session, now: datetime, name: str = "Fenland Custody Suite") -> Agency:
    """A police agency."""
    return an_agency(session, now, name, "police")


def an_officer(
    session: Session, agency: Agency, now: datetime, name: str = OFFICER, roles: tuple[str, ...] = ("officer",)
) -> Viewer:
    """Somebody of that agency who takes caution sessions."""
    return viewer_of(a_staff_member(session, agency, now, roles=roles, name=name))


def a_police_officer(session: Session, now: datetime) -> Viewer:
    """An officer of a police agency of their own."""
    return an_officer(session, a_police(session, now), now)


def somebody_suspected(
    session: Session, viewer: Viewer, now: datetime, born: date | None = GROWN_UP, language: str = "lt", **need: Any
) -> Person:
    """Somebody with a birth date, who speaks Lithuanian and said that they need an interpreter."""
    details = PersonDetails(PersonKind.OTHER, "Mindaugas", "Kazlauskas", birth_date=born)
    person = record_person(session, viewer, details, now)
    given: dict[str, Any] = {"interpreter": "needed", "source": Source.ASKED_PERSON}
    a_need(session, viewer, person, now, language, **(given | need))
    return person


def a_session(
    session: Session, viewer: Viewer, now: datetime = AT, kind: str = "simple", person: Person | None = None
) -> CautionSession:
    """An open session with somebody of the age that the kind is for."""
    if person is None:
        person = somebody_suspected(session, viewer, now, CHILD if kind_called(kind).under else GROWN_UP)
    return open_session(session, viewer, person.id, kind, now)


def taken_to(
    session: Session, viewer: Viewer, step: Step, now: datetime = AT, kind: str = "simple",
    person: Person | None = None, **said: Said,
) -> CautionSession:  # fmt: skip
    """A session in which everything is done up to this step, and the step itself: all points are understood at the
    first reading, and the outcome is the one that counts. ``said`` says something else at a step than is usual
    (``screening=Screened(...)``), by the step's name in small letters.

    It is written straight as rows, because going there by the verbs, as ``taken_on`` does, takes a second.
    """
    row = a_session(session, viewer, now, kind, person)
    [opened] = find.entries(session, viewer, row.id)
    entries = entries_to(step, opened, words(session, "lt", viewer.agency_id), **said)
    session.add_all(row_of(row.id, one) for one in entries[1:])
    standing = find.standing_of(entries)
    row.last_entry, row.language = standing.last, standing.language.spoken if standing.language else ""
    if standing.decided is not None:
        row.outcome, row.state, row.ended_at = standing.decided.outcome, SessionState.ENDED, standing.decided_at
    session.flush()
    return row


def entries_to(step: Step, opened: Entry, look_up: LookUp | None = None, **said: Said) -> list[Entry]:
    """The entries of such a session, from the one that opened it on; the words of points are looked up in the
    packaged catalogue unless the test brings another."""
    entries = [opened]
    for one in list(Step)[: list(Step).index(step) + 1]:
        standing = find.standing_of(entries)
        usual = usually_said(one, standing, opened.at, look_up or Catalogue.of("lt").look_up)
        for each in [said[one.value]] if one.value in said else list(usual):
            entries.append(Entry(len(entries) + 1, opened.at, opened.by, each))
    return entries


def an_opening(kind: str = "simple", now: datetime = AT, **given: Any) -> Entry:
    """The first entry of a session with somebody who speaks Lithuanian, for tests of rules alone."""
    values: dict[str, Any] = {
        "at": now, "caution": kind, "script": script(kind), "officer": OFFICER, "person_id": UUID(int=1),
        "names": (Name("Mindaugas Kazlauskas", "lt"),), "born": CHILD if kind_called(kind).under else GROWN_UP,
        "need": "needed", "need_confirmed": True, "spoken": ("lt",), "written": "lt",
    }  # fmt: skip
    return Entry(1, now, UUID(int=2), Opened(**(values | given)))


def taken_on(session: Session, viewer: Viewer, row: CautionSession, step: Step, now: datetime = AT) -> Standing:
    """A session that is open, taken to a step by the verbs, from its first step on."""
    for one in list(Step)[: list(Step).index(step) + 1]:
        standing = find.standing(session, viewer, row.id)
        if one == Step.POINTS:
            standing = all_points_understood(session, viewer, row, now)
            continue
        for each in usually_said(one, standing, now, Catalogue.of("lt").look_up):
            standing = put_down(session, viewer, row, each, now)
    return standing


def put_down(session: Session, viewer: Viewer, row: CautionSession, said: Said, now: datetime = AT) -> Standing:
    """Record something as an officer does who sees the newest page."""
    return record(session, viewer, row.id, row.last_entry, said, now)


def all_points_understood(session: Session, viewer: Viewer, row: CautionSession, now: datetime = AT) -> Standing:
    """Every point that is not understood is read, answered, judged, and explained to the appropriate adult."""
    standing = find.standing(session, viewer, row.id)
    for name in [one.point.id for one in standing.open_points]:
        standing = point_understood(session, viewer, row, name, now)
    return standing


def point_understood(
    session: Session, viewer: Viewer, row: CautionSession, name: str, now: datetime = AT
) -> Standing:  # fmt: skip
    """One point is read, answered in Lithuanian and judged as understood."""
    standing = point_judged(session, viewer, row, name, "understood", now)
    if standing.adult is not None:
        standing = put_down(session, viewer, row, ExplainedToAdult(name, ANSWER), now)
    return standing


def point_judged(
    session: Session, viewer: Viewer, row: CautionSession, name: str, result: str, now: datetime = AT, changed: str = ""
) -> Standing:
    """One point is read, answered in Lithuanian and judged."""
    standing = find.standing(session, viewer, row.id)
    number, question = standing.points[name].next_round, standing.points[name].point.question
    reading = Reading(name, number, INTERPRETER, changed=changed)
    read_point(session, viewer, row.id, row.last_entry, reading, now)
    put_down(session, viewer, row, Answered(name, number, question, ANSWER), now)
    return put_down(session, viewer, row, Judged(name, number, result, "In their own words."), now)


def usually_said(step: Step, standing: Standing, now: datetime, look_up: LookUp) -> Iterator[Said]:
    """What is said at a step in a session in which everything goes well. Nothing where it does not belong to the kind,
    or where nobody is needed."""
    if not applies(step, standing.kind):
        return
    if step == Step.INTERPRETER:
        yield from _interpreter(standing, now)
    elif step == Step.ADULT:
        yield from [an_adult(now)] * standing.needs_adult
    elif step == Step.POINTS:
        for one in standing.open_points:
            yield from said_of_point(one, standing, look_up)
    elif step == Step.OUTCOME:
        consents = standing.kind.needs_consent
        yield Decided(standing.kind.counting or "", words=CONSENT if consents else None)
    elif step == Step.SIGNATURES:
        for one in signers(standing):
            yield Signed(one.who, one.name, "aloud", heard_by=standing.officer)
    elif step != Step.SEAL:
        yield _before(step, standing, now)


def said_of_point(
    one: PointStanding, standing: Standing, look_up: LookUp, result: str = "understood", changed: str = ""
) -> Iterator[Said]:
    """One point is read, answered in Lithuanian and judged, and explained to the appropriate adult."""
    name, number = one.point.id, one.next_round
    yield read_out(one, look_up, changed)
    asked = look_up(CAUTION, one.point.question)
    shown = "" if asked.missing else str(asked.text)
    yield Answered(name, number, one.point.question, ANSWER, shown, bool(shown) and not asked.draft)
    yield Judged(name, number, result, "In their own words.")
    if standing.adult is not None:
        yield ExplainedToAdult(name, ANSWER)


def read_out(one: PointStanding, look_up: LookUp, changed: str = "") -> PointRead:
    """The reading of a point in Lithuanian, by the interpreter."""
    english = one.next_words
    found = look_up(CAUTION, english)
    return PointRead(
        one.point.id, one.next_round, english, words_hash(CAUTION, (english,)), " ".join(forms_of(found)),
        found.translation_hash, "lt", not (found.draft or found.missing), INTERPRETER, to_adult=False, changed=changed,
    )  # fmt: skip


def _before(step: Step, standing: Standing, now: datetime) -> Said:
    earlier, opened = now - timedelta(hours=1), standing.opened
    return {
        Step.PERSON: PersonConfirmed(opened.names or (Name("Mindaugas Kazlauskas", "lt"),), opened.born or GROWN_UP),
        Step.LANGUAGE: LanguageEstablished(
            "lt", written="lt", reads="alone", how="The interpreter asked.", need=opened.need,
            need_confirmed=opened.need_confirmed,
        ),
        Step.SCREENING: Screened(vulnerable=False),
        Step.DETENTION: DetentionNoted(False, earlier, now + timedelta(hours=2), now + timedelta(hours=23)),
        Step.OFFENCE: OffenceStated(
            "Theft Act 1968, section 1", "Took a coat from a shop.", date(2026, 11, 21), "Wisbech", "either_way"
        ),
        Step.AUTHORITY: AuthorityGiven("Insp. Ruth Okafor", "inspector", earlier, True, True),
        Step.ADMISSION: Admitted(earlier, "Interview room 2", "Recorded interview"),
        Step.RIGHTS: RightsGiven(
            earlier, "The shop's film.", earlier, "declined", "Does not want to wait.", language="lt"
        ),
        Step.INFORMATION: InformationGiven(None, "L14-TEST", "lt", "on paper", "0" * 64, True, earlier),
        Step.CONDITIONS: ConditionsSet((Condition("Write a letter of apology to the shop.", date(2026, 12, 14)),)),
        Step.OFFER: Offered(now),
        Step.INDUCEMENT: Inducement(NOBODY, none=True),
    }[step]  # fmt: skip


def _interpreter(standing: Standing, now: datetime) -> Iterator[Said]:
    if standing.needs_interpreter:
        yield an_interpreter_began(now)
        yield understand_each_other()


def an_interpreter_began(now: datetime, name: str = INTERPRETER, **given: Any) -> InterpreterBegan:
    """Somebody of the national register begins, in the room."""
    values: dict[str, Any] = {
        "interpreter_id": None, "booking_id": None, "name": name, "register": "NRPSI", "number": "12345",
        "qualification": "DPSI (law)", "vetting": "NPPV 3", "mode": "in person", "why_not_in_person": "",
        "authorised_by": "", "knows_them": False, "oath": "affirmed", "sound_checked": True, "began_at": now,
    }  # fmt: skip
    return InterpreterBegan(**(values | given))


def understand_each_other() -> InterpreterConfirmed:
    """The person says that they and the interpreter understand each other."""
    words = Words("Gerai suprantame vienas kitą.", "lt", None, "We understand each other well.", "interpreter")
    return InterpreterConfirmed(words, understood=True)


def an_adult(now: datetime, name: str = ADULT, **given: Any) -> AdultBegan:
    """A mother comes as the appropriate adult."""
    values: dict[str, Any] = {
        "name": name, "role": "mother", "organisation": "", "person_id": None, "language": "lt",
        "understands_english": False, "not_involved": True, "began_at": now,
    }  # fmt: skip
    return AdultBegan(**(values | given))


def a_drawing() -> bytes:
    """A stroke on the screen, as the page sends it."""
    made = io.BytesIO()
    Image.new("1", (60, 20), 1).save(made, "PNG")
    return made.getvalue()
