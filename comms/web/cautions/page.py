"""The page of a session: everything its screens show around the step in the middle, gathered once for a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from flask import g, render_template

from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.cautions import find
from comms.cautions.actions import view_session
from comms.cautions.kind import ADULT, Kind, age_on
from comms.cautions.said import Carried
from comms.cautions.session import GOES_ON, CautionSession, SessionState
from comms.cautions.standing import Standing
from comms.cautions.steps import TITLES, Step, StepState, step_states, what_is_missing
from comms.families.actions import view_person
from comms.families.find import adults_of
from comms.families.person import Person
from comms.foundation.clock import london_date
from comms.foundation.languages import LANGUAGES, Language
from comms.web.cautions.addresses import address_of
from comms.web.cautions.bar import LATE, Happening, Span, There, detention_clock, happenings, who_is_there
from comms.web.cautions.interpreters_there import Offered, everybody
from comms.web.cautions.their_words import Sentence, sentence
from comms.web.door import work
from comms.web.forms import Form
from comms.web.viewing import viewer

# Screens that belong to a step without being it.
PART_OF = {
    "understanding": "interpreter", "sought": "interpreter", "no-interpreter": "interpreter",
    "interpreter-left": "interpreter", "interpreter-back": "interpreter", "adult-left": "adult", "adult-back": "adult",
}  # fmt: skip
AFTERWARDS = frozenset({Step.OUTCOME, Step.SIGNATURES, Step.SEAL})
WORDS = {"done": "done", "now": "now", "later": "later", "blocked": "waits"}
MISSING = {
    "accepts": "Before they can accept", "given": "Before it can be given",
    "understood": "Before it counts as understood",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step in the list of steps: its name, how it stands in a word and a sentence, and where it is done."""

    name: str
    state: str
    word: str
    sentence: str
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class MissingShown:
    """Something that is missing for the outcome, with the step that brings it."""

    what: str
    remedy: str
    address: str


@dataclass(frozen=True)
class SessionPage:
    """A session as its screens show it. ``here`` is the step in the middle; ``refused`` why what was
    sent was not put on record, empty where nothing was refused."""

    session: CautionSession
    standing: Standing
    person: Person
    viewer: Viewer
    now: datetime
    here: str
    refused: str = ""

    @property
    def session_id(self) -> UUID:
        """The session."""
        return self.session.id

    @property
    def seen(self) -> int:
        """The number of the newest entry that this page shows."""
        return self.standing.last

    @property
    def kind(self) -> Kind:
        """The kind of caution."""
        return self.standing.kind

    @property
    def called(self) -> str:
        """The person's name, as they spell it."""
        return self.standing.name or self.person.name

    @property
    def today(self) -> date:
        """The day in London."""
        return london_date(self.now)

    @property
    def officer(self) -> str:
        """Who conducts the session."""
        return self.standing.officer

    @property
    def goes_on(self) -> bool:
        """Whether something can still be said in it."""
        return self.session.state in GOES_ON

    @property
    def not_mine(self) -> bool:
        """Whether another officer conducts it, so that this one only looks. To the seal it is somebody's."""
        return self.session.state != SessionState.SEALED and self.session.officer_id != self.viewer.staff_id

    @property
    def may_end(self) -> bool:
        """Whether this officer may record the outcome, also where the one before cannot stand."""
        return not self.not_mine and self.standing.decided is None

    @property
    def may_take_over(self) -> bool:
        """Whether this officer may take it over."""
        return self.viewer.may(Permission.TAKE_CAUTIONS)

    @property
    def carried(self) -> Carried | None:
        """What an earlier session established, to be confirmed in this one."""
        return self.standing.opened.carried

    @cached_property
    def spoken(self) -> Language | None:
        """The language they speak: as established, or as on record. None where neither says it."""
        said, opened = self.standing.language, self.standing.opened
        tag = said.spoken if said else next(iter(opened.spoken), "")
        return LANGUAGES.get(tag)

    @cached_property
    def reads(self) -> Language | None:
        """The language in which something is shown to them."""
        said = self.standing.language
        tag = said.of_words if said else self.standing.opened.written
        return LANGUAGES.get(tag) or self.spoken

    @property
    def languages(self) -> list[str]:
        """The tags of the languages whose letters stand on the page."""
        return [one.tag for one in dict.fromkeys((self.spoken, self.reads)) if one is not None]

    @property
    def is_young(self) -> bool:
        """Whether they are under 18, or may be."""
        return self.standing.born is None or age_on(self.standing.born, self.today) < ADULT

    @cached_property
    def relatives(self) -> list[Person]:
        """A child's adults on record, who may be the appropriate adult."""
        return [adult for _, adult in adults_of(work(), self.viewer, self.person.id)]

    @cached_property
    def offered_interpreters(self) -> list[Offered]:
        """Who may interpret, and who may not for which reason."""
        language = self.spoken.tag if self.spoken else ""
        return everybody(work(), self.viewer, self.standing, language, self.now)

    def name_of(self, tag: str) -> str:
        """The English name of a language."""
        return LANGUAGES[tag].english_name if tag in LANGUAGES else tag

    def sentence(self, key: str) -> Sentence | None:
        """A sentence for them, in the language they read."""
        return sentence(work(), self.viewer, self.reads, key)

    def step_address(self, step: str) -> str:
        """Where a step is done."""
        return address_of(self.session.id, step)

    @cached_property
    def steps(self) -> list[StepShown]:
        """The steps in their order, each with how it stands."""
        return [
            StepShown(TITLES[one.step], one.state, self._word(one), one.sentence, self._address(one),
                      one.step == PART_OF.get(self.here, self.here))
            for one in self.states
        ]  # fmt: skip

    @cached_property
    def states(self) -> tuple[StepState, ...]:
        """How each step stands."""
        return step_states(self.standing, self.now)

    def _word(self, one: StepState) -> str:
        there = {Step.INTERPRETER: self.standing.interpreters, Step.ADULT: self.standing.adults}
        if one.state == "later" and self.standing.decided is not None and one.step not in AFTERWARDS:
            return "not done"
        return "not needed" if one.state == "done" and not there.get(one.step, True) else WORDS[one.state]

    def _address(self, one: StepState) -> str:
        return self.step_address("understanding" if one.step == Step.INTERPRETER and self._to_ask else one.step)

    @property
    def _to_ask(self) -> bool:
        """Whether an interpreter is there, and nobody asked yet whether they and the person understand each other."""
        there = self.standing.interpreter
        return there is not None and there.confirmed is None

    @property
    def next_address(self) -> str:
        """Where to go on: the first step after this one that can be done, or else the first of all. While the session
        is paused, to where it is resumed."""
        if self.standing.paused is not None:
            return self.step_address("resume")
        if not self.goes_on and self.standing.decided is None:
            return self.step_address(Step.OUTCOME)
        if self.standing.decided is not None:
            # What was not done before the end stays so; signatures are all that is left.
            return self.step_address(Step.SIGNATURES)
        order = [one.step for one in self.states]
        here = PART_OF.get(self.here, self.here)
        if here == Step.INTERPRETER and self._to_ask:
            return self.step_address("understanding")
        at = next((number for number, one in enumerate(order, start=1) if one == here), 0)
        turned = (*self.states[at:], *self.states[:at])
        undone = [one for one in turned if one.state in {"now", "later"}]
        return self._address(undone[0]) if undone else self.step_address(order[-1])

    @property
    def place(self) -> str:
        """Which of the steps this is."""
        at = next((number for number, one in enumerate(self.steps, start=1) if one.here), 0)
        return f"step {at} of {len(self.steps)}" if at else "all steps"

    @cached_property
    def missing(self) -> list[MissingShown]:
        """What is missing for the outcome that needs most, each with its step."""
        found = what_is_missing(self.standing, self.now)
        if self.standing.decided is None:
            found = tuple(one for one in found if one.step not in AFTERWARDS)
        return [MissingShown(one.what, one.remedy, self.step_address(one.step)) for one in found]

    @property
    def missing_title(self) -> str:
        """What all that is missing for."""
        if self.standing.decided is not None:
            return "Before the record can be sealed"
        return MISSING.get(self.kind.counting or "", "Still missing")

    @cached_property
    def clock(self) -> list[Span]:
        """How long detention has run, and how long it may."""
        return detention_clock(self.standing.detention, self.now)

    @cached_property
    def presence(self) -> list[There]:
        """Who is there and who is not."""
        return list(who_is_there(self.standing))

    @property
    def happenings(self) -> list[Happening]:
        """What may happen at any moment; after the outcome, that it comes out who had left before it."""
        over = self.not_mine or self.session.state == SessionState.SEALED
        return [] if over else list(happenings(self.standing))

    @property
    def wrong_age(self) -> str:
        """What is wrong where this kind of caution is not for somebody of their age; empty where it is."""
        wrong = self.standing.wrong_age(self.now) if self.goes_on else None
        return " ".join(wrong) if wrong else ""

    @property
    def decides(self) -> bool:
        """Whether whoever looks may decide here in their own name that a caution may be offered."""
        return self.not_mine and self.here == Step.AUTHORITY and self.viewer.may(Permission.AUTHORISE_CAUTIONS)

    @property
    def only_looks(self) -> bool:
        """Whether nothing can be written here: the session is another's, or is over."""
        if self.goes_on or (self.session.state == SessionState.ENDED and self.here in {"take-over", *LATE}):
            return self.not_mine and not self.decides and self.here != "take-over"
        return self.here not in AFTERWARDS


def session_page(session_id: UUID, here: str, refused: str = "") -> SessionPage:
    """The page of a session, which is noted as looked at. Raises ``NotFound`` for one the viewer may not know of."""
    session, seen = work(), viewer()
    found = view_session(session, seen, session_id, g.now)
    standing = find.standing(session, seen, session_id)
    person = view_person(session, seen, found.person_id, g.now)
    return SessionPage(found, standing, person, seen, g.now, here, refused)


def show_page(template: str, page: SessionPage, form: Form, **more: object) -> str:
    """A step of the session as a page: ``template`` extends cautions/frame.html."""
    return render_template(template, page=page, form=form, **more)
