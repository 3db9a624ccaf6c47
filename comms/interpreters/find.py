"""Questions about the register: an agency sees its own, and the registers it may book from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.find import visible_contact_points, visible_people
from comms.families.hidden.find import nobody_hidden
from comms.families.language_need import Interpreter as NeedOfOne
from comms.families.language_need import LanguageNeed
from comms.families.person import Person, search_words
from comms.foundation.errors import NotFound
from comms.interpreters.conflict import Conflict
from comms.interpreters.covered import Covered, cover
from comms.interpreters.hours import HoursException, WeeklyHours
from comms.interpreters.interpreter import Interpreter, InterpreterLanguage, RegisterShare
from comms.interpreters.qualification import CHECKS, Qualification
from comms.interpreters.supplier import Supplier
from comms.interpreters.travel import TravelTime, Zones

Of = TypeVar("Of", InterpreterLanguage, Qualification, WeeklyHours, HoursException, Conflict)


def visible_interpreters(viewer: Viewer) -> Select[Interpreter]:
    """The interpreters this viewer may know of: their agency's register, and those that were opened to it. Every other
    query here stands on this one."""
    opened = select(RegisterShare.keeper_id).where(RegisterShare.agency_id == viewer.agency_id)
    return select(Interpreter).where(or_(Interpreter.agency_id == viewer.agency_id, Interpreter.agency_id.in_(opened)))


def interpreter(session: Session, viewer: Viewer, interpreter_id: UUID) -> Interpreter:
    """One interpreter. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(visible_interpreters(viewer).where(Interpreter.id == interpreter_id))
    if found is None:
        raise NotFound("There is no such interpreter.")
    return found


def interpreters_by_id(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Interpreter]:
    """The interpreters of these ids whom the viewer may know of."""
    found = session.scalars(visible_interpreters(viewer).where(Interpreter.id.in_(list(ids))))
    return {one.id: one for one in found}


def own_interpreter(session: Session, viewer: Viewer, interpreter_id: UUID) -> Interpreter:
    """One interpreter of the viewer's own register, which they may change. Raises ``NotFound`` for any other."""
    found = session.scalar(_own(viewer).where(Interpreter.id == interpreter_id))
    if found is None:
        raise NotFound("There is no such interpreter in your register.")
    return found


def _own(viewer: Viewer) -> Select[Interpreter]:
    return select(Interpreter).where(Interpreter.agency_id == viewer.agency_id)


def interpreters(
    session: Session,
    viewer: Viewer,
    words: str = "",
    language: str = "",
    limit: int | None = 200,
    standing: ColumnElement[bool] | None = None,
) -> Sequence[Interpreter]:
    """Those who interpret today, by name; of a language, found by any spelling, and with a ``standing`` (see
    ``checks_run_out`` and ``not_checked``), where that is asked."""
    query = visible_interpreters(viewer).where(Interpreter.active)
    padded = literal(" ").concat(Interpreter.search_name)
    for part in search_words(words):
        query = query.where(padded.contains(f" {part}", autoescape=True))
    if language:
        speaks = select(InterpreterLanguage.interpreter_id).where(InterpreterLanguage.language == language)
        query = query.where(Interpreter.id.in_(speaks))
    if standing is not None:
        query = query.where(standing)
    return session.scalars(query.order_by(Interpreter.search_name, Interpreter.id).limit(limit)).all()


def checks_run_out(viewer: Viewer, first: date, last: date) -> ColumnElement[bool]:  # noqa: ARG001 - part of a query
    """That something of an interpreter runs out between two days, and nothing of its kind counts after them."""
    renewed = aliased(Qualification)
    later = or_(renewed.expires_on.is_(None), renewed.expires_on > last)
    same = (renewed.interpreter_id == Qualification.interpreter_id, renewed.kind == Qualification.kind)
    return exists().where(
        Qualification.interpreter_id == Interpreter.id,
        Qualification.ended_at.is_(None),
        Qualification.expires_on.between(first, last),
        ~exists().where(*same, renewed.ended_at.is_(None), later),
    )


def not_checked(viewer: Viewer, day: date) -> ColumnElement[bool]:  # noqa: ARG001 - part of a query
    """That no check of an interpreter (DBS or police vetting) counts on a day."""
    counts = or_(Qualification.expires_on.is_(None), Qualification.expires_on >= day)
    return ~exists().where(
        Qualification.interpreter_id == Interpreter.id,
        Qualification.kind.in_(CHECKS),
        Qualification.ended_at.is_(None),
        Qualification.issued_on <= day,
        counts,
    )


def interpreters_who_left(session: Session, viewer: Viewer) -> Sequence[Interpreter]:
    """Those of the viewer's own register who no longer interpret, by name."""
    query = _own(viewer).where(Interpreter.active.is_(False))
    return session.scalars(query.order_by(Interpreter.search_name, Interpreter.id)).all()


def interpreters_reached_by(session: Session, viewer: Viewer, hashes: Iterable[bytes]) -> Sequence[Interpreter]:
    """Those of the viewer's own register, also who left, whose number or e-mail address has one of these hashes."""
    wanted = list(hashes)
    reached = or_(Interpreter.telephone_hash.in_(wanted), Interpreter.email_hash.in_(wanted))
    return session.scalars(_own(viewer).where(reached).order_by(Interpreter.search_name, Interpreter.id)).all()


def people_reached_by(session: Session, viewer: Viewer, hashes: Iterable[bytes]) -> Sequence[Person]:
    """People whose number or e-mail address, as the viewer's agency knows it, has one of these hashes, of those the
    viewer may know of."""
    known = visible_contact_points(viewer).where(ContactPoint.value_hash.in_(list(hashes)))
    reached = known.with_only_columns(ContactPoint.person_id)
    return session.scalars(visible_people(viewer).where(Person.id.in_(reached)).order_by(Person.search_name)).all()


def interpreters_who_are(session: Session, viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, Interpreter]:
    """Which of these people also interpret, as the viewer may know."""
    query = visible_interpreters(viewer).where(Interpreter.person_id.in_(list(people)))
    return {one.person_id: one for one in session.scalars(query) if one.person_id}


def with_calendars(session: Session, viewer: Viewer) -> Sequence[Interpreter]:
    """Those of the viewer's own register whose calendar is read from an address."""
    query = _own(viewer).where(Interpreter.active, Interpreter.calendar_address_locked.is_not(None))
    return session.scalars(query.order_by(Interpreter.search_name, Interpreter.id)).all()


def languages_of(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[InterpreterLanguage]]:
    """The languages of each, the best first."""
    query = _of(InterpreterLanguage, viewer, ids)
    return _grouped(session, query.order_by(InterpreterLanguage.level.desc(), InterpreterLanguage.language))


def language_of(session: Session, viewer: Viewer, interpreter_id: UUID, language_id: UUID) -> InterpreterLanguage:
    """One language of one interpreter. Raises ``NotFound``."""
    return _one(session, _of(InterpreterLanguage, viewer, [interpreter_id]), InterpreterLanguage.id == language_id)


def languages_covered(session: Session, viewer: Viewer, today: date) -> list[Covered]:
    """Per language how many of those the viewer may ask interpret it, at which level, and with a check that counts
    today."""
    active = visible_interpreters(viewer).where(Interpreter.active).with_only_columns(Interpreter.id)
    languages = session.scalars(select(InterpreterLanguage).where(InterpreterLanguage.interpreter_id.in_(active)))
    shown = session.scalars(select(Qualification).where(Qualification.interpreter_id.in_(active)))
    return cover(languages, shown, today)


def languages_needed(session: Session, viewer: Viewer) -> Counter[str]:
    """How many people the viewer may know of need an interpreter for each language: the one they speak first, and the
    one they sign."""
    ids = visible_people(viewer).with_only_columns(Person.id)
    newest = (
        select(LanguageNeed.person_id, func.max(LanguageNeed.recorded_at).label("at"))
        .where(LanguageNeed.person_id.in_(ids))
        .group_by(LanguageNeed.person_id)
        .subquery()
    )
    same = (newest.c.person_id == LanguageNeed.person_id) & (newest.c.at == LanguageNeed.recorded_at)
    query = select(LanguageNeed).join(newest, same).where(LanguageNeed.interpreter == NeedOfOne.NEEDED)
    found: Counter[str] = Counter()
    for need in session.scalars(query):
        found.update({*need.spoken[:1], *([need.sign_language] if need.sign_language else [])})
    return found


def qualifications_of(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[Qualification]]:
    """What each has shown and nobody has withdrawn, what runs out last first."""
    query = _of(Qualification, viewer, ids).where(Qualification.ended_at.is_(None))
    order = (Qualification.kind, Qualification.expires_on.desc().nulls_first(), Qualification.id)
    return _grouped(session, query.order_by(*order))


def qualification(session: Session, viewer: Viewer, qualification_id: UUID) -> Qualification:
    """One qualification or check. Raises ``NotFound``."""
    query = select(Qualification).where(Qualification.interpreter_id.in_(_visible_ids(viewer)))
    return _one(session, query, Qualification.id == qualification_id)


def weekly_hours_of(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[WeeklyHours]]:
    """The hours of each, also those that have ended or are still to begin, in the order of the week."""
    query = _of(WeeklyHours, viewer, ids)
    return _grouped(session, query.order_by(WeeklyHours.weekday, WeeklyHours.from_time, WeeklyHours.from_day))


def exceptions_of(
    session: Session, viewer: Viewer, ids: Iterable[UUID], start: datetime, end: datetime
) -> dict[UUID, list[HoursException]]:
    """What departs from the hours of each between two moments, the earliest first."""
    query = _of(HoursException, viewer, ids).where(HoursException.ends_at > start, HoursException.starts_at < end)
    return _grouped(session, query.order_by(HoursException.starts_at, HoursException.id))


def exception(session: Session, viewer: Viewer, hours_id: UUID) -> HoursException:
    """One exception to somebody's hours. Raises ``NotFound``."""
    query = select(HoursException).where(HoursException.interpreter_id.in_(_visible_ids(viewer)))
    return _one(session, query, HoursException.id == hours_id)


def conflicts_of(session: Session, viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[Conflict]]:
    """The conflicts of each that are in force, whoever recorded them: for whom somebody must not interpret holds for
    every agency. Why is told by ``conflict_actions.see_why`` alone. Those with somebody who is kept closed from the
    viewer are not among them; matching reads its own, and keeps to all."""
    query = _of(Conflict, viewer, ids).where(Conflict.ended_at.is_(None), nobody_hidden(viewer, Conflict.person_id))
    return _grouped(session, query.order_by(Conflict.recorded_at, Conflict.id))


def conflict(session: Session, viewer: Viewer, conflict_id: UUID) -> Conflict:
    """One conflict that the viewer's own agency recorded. Raises ``NotFound`` for any other."""
    query = select(Conflict).where(Conflict.agency_id == viewer.agency_id, nobody_hidden(viewer, Conflict.person_id))
    return _one(session, query, Conflict.id == conflict_id)


def suppliers(session: Session, viewer: Viewer, *, also_former: bool = False) -> Sequence[Supplier]:
    """The interpreting agencies the viewer's agency asks, by name."""
    query = _suppliers(viewer)
    if not also_former:
        query = query.where(Supplier.active)
    return session.scalars(query.order_by(Supplier.name, Supplier.id)).all()


def supplier(session: Session, viewer: Viewer, supplier_id: UUID) -> Supplier:
    """One supplier of the viewer's agency. Raises ``NotFound``."""
    found = session.scalar(_suppliers(viewer).where(Supplier.id == supplier_id))
    if found is None:
        raise NotFound("There is no such supplier.")
    return found


def _suppliers(viewer: Viewer) -> Select[Supplier]:
    return select(Supplier).where(Supplier.agency_id == viewer.agency_id)


def travel_times(session: Session, viewer: Viewer) -> dict[Zones, int]:  # noqa: ARG001 - roads are everybody's
    """Minutes between zones, as people here know them."""
    rows = session.execute(select(TravelTime.from_zone, TravelTime.to_zone, TravelTime.minutes))
    return {(one, other): minutes for one, other, minutes in rows}


def shared_with(session: Session, viewer: Viewer) -> Sequence[Agency]:
    """The agencies that may book from the viewer's register, by name."""
    allowed = select(RegisterShare.agency_id).where(RegisterShare.keeper_id == viewer.agency_id)
    return session.scalars(select(Agency).where(Agency.id.in_(allowed)).order_by(Agency.name)).all()


def share(session: Session, viewer: Viewer, agency_id: UUID) -> RegisterShare | None:
    """That an agency may book from the viewer's register, where it may."""
    query = select(RegisterShare).where(RegisterShare.keeper_id == viewer.agency_id)
    return session.scalar(query.where(RegisterShare.agency_id == agency_id))


def _visible_ids(viewer: Viewer) -> Select[UUID]:
    return visible_interpreters(viewer).with_only_columns(Interpreter.id)


def _of(record: type[Of], viewer: Viewer, ids: Iterable[UUID]) -> Select[Of]:
    return select(record).where(record.interpreter_id.in_(list(ids)), record.interpreter_id.in_(_visible_ids(viewer)))


def _grouped(session: Session, query: Select[Of]) -> dict[UUID, list[Of]]:
    found: dict[UUID, list[Of]] = {}
    for one in session.scalars(query):
        found.setdefault(one.interpreter_id, []).append(one)
    return found


def _one(session: Session, query: Select[Of], is_it: Any) -> Of:
    found = session.scalar(query.where(is_it))
    if found is None:
        raise NotFound("There is no such thing in the register.")
    return found
