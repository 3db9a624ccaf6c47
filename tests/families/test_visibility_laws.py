"""No sequence of beginning and stopping to work, shares, days that pass, closing, opening, naming and striking shows
anybody whom the rules forbid: what each viewer sees is compared with a plain model after every step."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import pytest
from databases import PostgresCopies, SqliteCopies
from factories import a_staff_member, an_agency
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.families import find
from comms.families.access import find as access
from comms.families.access.closing import (
    add_to_closed_family,
    close_family,
    name_reader,
    open_family_again,
    strike_reader,
)
from comms.families.access.looking_up import LookUpGiven, look_up
from comms.families.access.parts import Basis, Part
from comms.families.access.sharing import ShareGiven, end_share, share_family
from comms.families.access.working import begin_working, stop_working, work_with
from comms.families.actions import PersonDetails, record_person, relate
from comms.families.person import Person, PersonKind
from comms.families.pupil import Pupil
from comms.foundation.clock import london_date
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.opening import Installation

BEGIN = datetime.fromisoformat("2026-11-23T08:40:00+00:00")
AGENCIES, STAFF, CHILDREN = 3, 2, 3
BORN = date(2013, 5, 4)
agencies, staff, people = (st.integers(0, most - 1) for most in (AGENCIES, STAFF, CHILDREN + 1))


@dataclass
class Share:
    """A share as the model has it."""

    person: int
    giver: int
    to: int
    relatives: bool
    until: date
    made: int
    ended: bool = False


@dataclass
class Closed:
    """A closed family as the model has it."""

    agency: int
    people: set[int]
    readers: set[int]
    ended: bool = False


@dataclass
class Model:
    """What is so, in plain sets. People are numbers: the children 0, 1, 2 and their mother 3; ``works`` are pairs of
    agency and person, ``stopped`` the step at which an agency stopped working with somebody."""

    on: date
    step: int = 0
    works: set[tuple[int, int]] = field(default_factory=set)
    stopped: dict[tuple[int, int], int] = field(default_factory=dict)
    shares: dict[UUID, Share] = field(default_factory=dict)
    closed: dict[UUID, Closed] = field(default_factory=dict)

    def hidden(self, agency: int, who: int | None, person: int) -> bool:
        """Whether somebody is kept closed from a member of staff; None is a program with a key."""
        return any(
            one.agency == agency and not one.ended and person in one.people and who not in one.readers
            for one in self.closed.values()
        )

    def sees(self, agency: int, who: int | None, person: int) -> bool:
        """Whether they see the person."""
        return (agency, person) in self.works and not self.hidden(agency, who, person)

    def live(self, share: Share) -> bool:
        """Whether a share opens anything today."""
        return not share.ended and self.on <= share.until

    def shown_by(self, share: Share) -> set[int]:
        """Whom a share shows: the person, and where it shows who is who all of the family the giver worked with when it
        shared, but for those it keeps closed apart from the person."""
        shown = {share.person}
        if share.relatives:
            mother_known = self._worked(share, CHILDREN) and self._together(share, CHILDREN)
            for other in range(CHILDREN + 1):
                # Brothers and sisters are known through the mother they share.
                through = CHILDREN in {other, share.person} or mother_known
                if through and self._worked(share, other) and self._together(share, other):
                    shown.add(other)
        return shown

    def _worked(self, share: Share, person: int) -> bool:
        pair = (share.giver, person)
        return pair in self.works or self.stopped.get(pair, -1) >= share.made

    def _together(self, share: Share, person: int) -> bool:
        families = [one for one in self.closed.values() if one.agency == share.giver and not one.ended]
        inside = next((one for one in families if person in one.people), None)
        return inside is None or share.person in inside.people


class Visibility(RuleBasedStateMachine):
    """Three agencies with two members of staff each, and a family of three children and their mother."""

    opened: ClassVar[Installation]

    def __init__(self) -> None:
        super().__init__()
        self.unit: AbstractContextManager[Session] = self.opened.database.session()
        self.session = self.unit.__enter__()
        self.now, self.model = BEGIN, Model(london_date(BEGIN))
        names = ("Fen Edge Academy", "Fenside Social Care", "Fenland Police")
        self.agencies = [an_agency(self.session, self.now, name) for name in names]
        self.staff = [
            [a_staff_member(self.session, one, self.now, ("head teacher", "designated safeguarding lead"))
             for _ in range(STAFF)]
            for one in self.agencies
        ]  # fmt: skip
        self.people = self._family()
        self.session.flush()

    def teardown(self) -> None:
        """Nothing is kept."""
        self.session.rollback()
        self.unit.__exit__(None, None, None)

    def _family(self) -> list[Person]:
        maker = self._viewer(0, 0)
        found = [
            record_person(self.session, maker, PersonDetails(PersonKind.CHILD, f"Child{number}", "Kazlauskas",
                                                             birth_date=BORN), self.now)
            for number in range(CHILDREN)
        ]  # fmt: skip
        mother = record_person(self.session, maker, PersonDetails(PersonKind.PARENT, "Rasa", "Kazlauskiene"), self.now)
        for number, child in enumerate(found):
            relate(self.session, maker, child, mother, "mother", responsible=True, now=self.now)
            self.session.add(
                Pupil(agency_id=maker.agency_id, child_id=child.id, upn=f"A00000000000{number}", recorded_at=self.now)
            )
        self.model.works |= {(0, number) for number in range(CHILDREN + 1)}
        return [*found, mother]

    def _viewer(self, agency: int, who: int) -> Viewer:
        return viewer_of(self.staff[agency][who])

    def _ids(self, chosen: set[int]) -> list[UUID]:
        return [self.people[one].id for one in sorted(chosen)]

    def _tick(self) -> None:
        self.now += timedelta(seconds=1)
        self.model.step += 1

    def _tried(self, allowed: bool, act: Any) -> bool:
        """Do it; it must succeed where the model allows it, and be refused where it does not."""
        self._tick()
        refused = ""
        try:
            act()
        except (NotFound, NotAllowed, Refused) as fault:
            refused = str(fault)
        assert allowed is not bool(refused), refused or "the model forbids it"
        return allowed

    @rule(agency=agencies, who=staff, person=people, other=agencies)
    def tell_a_colleague(self, agency: int, who: int, person: int, other: int) -> None:
        may = self.model.sees(agency, who, person)
        act = lambda: work_with(  # noqa: E731
            self.session, self._viewer(agency, who), self.people[person].id, self.agencies[other].id, self.now
        )
        if self._tried(may, act):
            self.model.works.add((other, person))
            self.model.stopped.pop((other, person), None)

    @rule(agency=agencies, who=staff, person=people)
    def stop(self, agency: int, who: int, person: int) -> None:
        may = self.model.sees(agency, who, person)
        act = lambda: stop_working(  # noqa: E731
            self.session, self._viewer(agency, who), self.people[person].id, "It is over.", self.now
        )
        if self._tried(may, act):
            self.model.works.remove((agency, person))
            self.model.stopped[agency, person] = self.model.step

    @rule(agency=agencies, person=st.integers(0, CHILDREN - 1))
    def look_up_and_begin(self, agency: int, person: int) -> None:
        self._tick()
        viewer = viewer_of(a_staff_member(self.session, self.agencies[agency], self.now, ("social worker",)))
        given = LookUpGiven(f"Kazlauskas Child{person}", BORN, f"A00000000000{person}", Basis.HARM, "At our door.")
        told = look_up(self.session, viewer, given, self.now)
        sees = self.model.sees(agency, -1, person)
        shut = any(not one.ended and person in one.people for one in self.model.closed.values())
        assert told.found == (sees or not shut)
        assert told.person_id == (self.people[person].id if sees else None)
        act = lambda: begin_working(self.session, viewer, told.lookup_id, "At our door.", self.now)  # noqa: E731
        if self._tried(told.found, act):
            self.model.works.add((agency, person))
            self.model.stopped.pop((agency, person), None)

    @rule(agency=agencies, who=staff, person=people, to=agencies, days=st.integers(1, 4), relatives=st.booleans())
    def share(self, agency: int, who: int, person: int, to: int, days: int, relatives: bool) -> None:
        until = self.model.on + timedelta(days=days)
        parts = [Part.CONTACT, *([Part.RELATIVES] if relatives else [])]
        given = ShareGiven(self.agencies[to].id, parts, Basis.HARM, "It is needed.", until)
        made: list[Any] = []
        act = lambda: made.extend(  # noqa: E731
            share_family(self.session, self._viewer(agency, who), [self.people[person].id], given, self.now)
        )
        if self._tried(self.model.sees(agency, who, person) and agency != to, act):
            self.model.shares[made[0].id] = Share(person, agency, to, relatives, until, self.model.step)

    @rule(data=st.data(), agency=agencies, who=staff)
    def end(self, data: st.DataObject, agency: int, who: int) -> None:
        if not self.model.shares:
            return
        chosen = data.draw(st.sampled_from(list(self.model.shares)))
        share = self.model.shares[chosen]
        may = share.giver == agency and not self.model.hidden(agency, who, share.person)
        if self._tried(may, lambda: end_share(self.session, self._viewer(agency, who), chosen, self.now)):
            share.ended = True

    @rule()
    def a_day_passes(self) -> None:
        self.now += timedelta(days=1)
        self.model.on = london_date(self.now)

    @rule(agency=agencies, who=staff, chosen=st.sets(people, min_size=1))
    def close(self, agency: int, who: int, chosen: set[int]) -> None:
        model, made = self.model, []
        may = all(model.sees(agency, who, one) for one in chosen) and not self._inside(agency, chosen)
        act = lambda: made.append(  # noqa: E731
            close_family(self.session, self._viewer(agency, who), self._ids(chosen), [], "He knows.", self.now)
        )
        if self._tried(may, act):
            model.closed[made[0].id] = Closed(agency, set(chosen), {who})
            self._shut(agency, chosen)

    @rule(data=st.data(), who=staff, chosen=st.sets(people, min_size=1))
    def add(self, data: st.DataObject, who: int, chosen: set[int]) -> None:
        if (drawn := self._drawn(data)) is None:
            return
        family_id, family = drawn
        agency, viewer = family.agency, self._viewer(family.agency, who)
        may = who in family.readers and not family.ended and not self._inside(agency, chosen)
        may = may and all(self.model.sees(agency, who, one) for one in chosen)
        ids = self._ids(chosen)
        if self._tried(may, lambda: add_to_closed_family(self.session, viewer, family_id, ids, self.now)):
            family.people |= chosen
            self._shut(agency, chosen)

    @rule(data=st.data(), who=staff, other=staff)
    def name(self, data: st.DataObject, who: int, other: int) -> None:
        if (drawn := self._drawn(data)) is None:
            return
        family_id, family = drawn
        viewer, named = self._viewer(family.agency, who), self.staff[family.agency][other].id
        may = who in family.readers and not family.ended
        if self._tried(may, lambda: name_reader(self.session, viewer, family_id, named, self.now)):
            family.readers.add(other)

    @rule(data=st.data(), who=staff, other=staff)
    def strike(self, data: st.DataObject, who: int, other: int) -> None:
        if (drawn := self._drawn(data)) is None:
            return
        family_id, family = drawn
        viewer, struck = self._viewer(family.agency, who), self.staff[family.agency][other].id
        may = who in family.readers and not family.ended and other in family.readers and len(family.readers) > 1
        if self._tried(may, lambda: strike_reader(self.session, viewer, family_id, struck, self.now)):
            family.readers.remove(other)

    @rule(data=st.data(), who=staff)
    def open_again(self, data: st.DataObject, who: int) -> None:
        if (drawn := self._drawn(data)) is None:
            return
        family_id, family = drawn
        viewer = self._viewer(family.agency, who)
        may = who in family.readers and not family.ended
        if self._tried(may, lambda: open_family_again(self.session, viewer, family_id, self.now)):
            family.ended = True

    def _drawn(self, data: st.DataObject) -> tuple[UUID, Closed] | None:
        """A closed family there is or was; None where there never was one."""
        if not self.model.closed:
            return None
        chosen = data.draw(st.sampled_from(list(self.model.closed)))
        return chosen, self.model.closed[chosen]

    def _inside(self, agency: int, chosen: set[int]) -> bool:
        return any(one.agency == agency and not one.ended and one.people & chosen for one in self.model.closed.values())

    def _shut(self, agency: int, chosen: set[int]) -> None:
        for share in self.model.shares.values():
            share.ended = share.ended or (share.giver == agency and share.person in chosen)

    @invariant()
    def everybody_sees_whom_the_rules_let_them_see(self) -> None:
        for agency, row in enumerate(self.agencies):
            for who in range(STAFF):
                seen = {one for one in range(CHILDREN + 1) if self.model.sees(agency, who, one)}
                self._compare(self._viewer(agency, who), seen)
            works = {person for at, person in self.model.works if at == agency}
            self._compare(system_viewer(row), works)
            program = Viewer(row.id, row.kind, frozenset())
            self._compare(program, {one for one in works if not self.model.hidden(agency, None, one)})

    def _compare(self, viewer: Viewer, seen: set[int]) -> None:
        session, ids = self.session, {one.id: number for number, one in enumerate(self.people)}
        assert {ids[one] for one in session.scalars(access.visible_ids(viewer))} == seen
        found = {ids[one.id] for one in find.people_called(session, viewer, "kazlausk")}
        assert found == seen
        for number, person in enumerate(self.people):
            try:
                assert find.person(session, viewer, person.id) is person
                assert number in seen
            except NotFound:
                assert number not in seen
        mother, children = self.people[CHILDREN].id, seen - {CHILDREN}
        related = {ids[one.id] for _, one in find.children_of(session, viewer, mother)}
        assert related == (children if CHILDREN in seen else set())
        for one in children:
            brothers = {ids[other.id] for other in find.siblings_of(session, viewer, self.people[one].id)}
            assert brothers == (children - {one} if CHILDREN in seen else set())

    @invariant()
    def shares_show_what_they_say_to_whom_they_are_made_and_until_their_day(self) -> None:
        model, ids = self.model, {one.id: number for number, one in enumerate(self.people)}
        for agency in range(AGENCIES):
            for who in range(STAFF):
                viewer = self._viewer(agency, who)
                expected = {
                    share_id for share_id, share in model.shares.items()
                    if share.to == agency and model.live(share) and not model.hidden(agency, who, share.person)
                }  # fmt: skip
                got = access.open_shares_to(self.session, viewer, model.on)
                assert {one.id for one in got} == expected
                for one in got:
                    eyes = access.eyes_of(self.session, viewer, one, model.on)
                    shown = {ids[person] for person in self.session.scalars(access.visible_ids(eyes))}
                    assert shown == model.shown_by(model.shares[one.id])
                self._shares_of_others_do_not_exist(viewer, agency, who)

    def _shares_of_others_do_not_exist(self, viewer: Viewer, agency: int, who: int) -> None:
        model = self.model
        for share_id, share in model.shares.items():
            hidden = model.hidden(agency, who, share.person)
            may = not hidden and (share.giver == agency or (share.to == agency and model.live(share)))
            try:
                access.share(self.session, viewer, share_id, model.on)
            except NotFound:
                assert not may
            else:
                assert may

    @invariant()
    def closed_families_are_known_to_who_is_named_and_by_reference_alone_to_others(self) -> None:
        for agency in range(AGENCIES):
            for who in range(STAFF):
                for one in access.closed_families(self.session, self._viewer(agency, who)):
                    family = self.model.closed[one.id]
                    assert family.agency == agency
                    assert one.named is (who in family.readers)
                    assert bool(one.people) is one.named
                    assert bool(one.because) is one.named


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_no_sequence_shows_anybody_whom_the_rules_forbid(
    engine: str, copies: dict[str, SqliteCopies | PostgresCopies], installation: Installation
) -> None:
    name = installation.database.engine.dialect.name
    if name != engine:
        pytest.skip("Each database is walked once.")
    Visibility.opened = installation
    # Walks are rolled back, so that every one begins in an empty installation.
    run_state_machine_as_test(
        Visibility,
        settings=settings(
            max_examples=15 if engine == "sqlite" else 5, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
