"""Formal steps of the demo: cases and what is on record in them, letters, a penalty that was paid, returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.actions import name_authority
from comms.agencies.viewer import Viewer
from comms.cli.district.described import Described, formal_described
from comms.cli.district.moments import Happening, Place
from comms.cli.district.people_at_work import AtWork
from comms.cli.district.returns_made import ReturnsMade
from comms.cli.district.school_calendar import SchoolCalendar
from comms.cli.district.worked import print_letters
from comms.families.find import people_called
from comms.formal.case.actions import open_case, record
from comms.formal.case.case_record import RecordKind
from comms.formal.case.telling import RecordGiven
from comms.formal.code.actions import CodeGiven, make_version
from comms.formal.code.terms import Officer, Terms
from comms.formal.ledger.actions import record_entry
from comms.formal.ledger.entry_given import EntryGiven
from comms.formal.ledger.find import notices_of_case
from comms.formal.ledger.ledger_entry import LedgerKind
from comms.formal.penalties.standing import PENCE
from comms.formal.referral.actions import ReferralGiven, send_referral, take_referral
from comms.formal.referral.find import sent_to_us
from comms.formal.referral.formal_referral import ReferralState
from comms.formal.safeguarding.actions import AnswerGiven, QuestionAsked, answer, ask
from comms.formal.safeguarding.find import open_questions_of
from comms.formal.safeguarding.question import Answer
from comms.formal.steps.actions import issue_step
from comms.formal.steps.find import newest_of
from comms.formal.steps.formal_step import FormalStep
from comms.formal.steps.improving import decide_improvement
from comms.formal.steps.preparing import StepGiven
from comms.formal.steps.values import time_to_improve
from comms.foundation.clock import london_date
from comms.foundation.settings import Settings
from comms.letters.afterwards.actions import record_event
from comms.letters.afterwards.event_given import EventGiven
from comms.letters.afterwards.letter_event import EventKind

HOME = "school"
A_MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class FormalMade:
    """Makes what the data tell, each thing at its moment. ``cases`` are those that were opened, by where and which."""

    session: Session
    at_work: AtWork
    calendar: SchoolCalendar
    settings: Settings
    cases: dict[tuple[str, str], UUID] = field(default_factory=dict)

    def happenings(self) -> Iterator[Happening]:
        """The authority's code, then each act in the order of the data where two happen at one moment."""
        told = formal_described()
        yield Happening(self.calendar.moment(told["code"]), (Place.FORMAL, 0), partial(self._code, told["code"]))
        returns = ReturnsMade(self.session, self.at_work)
        acts = {
            "open": self._open, "record": self._record, "ask": self._ask, "answer": self._answer,
            "letter": self._letter, "understood": self._understood, "improved": self._improved, "refer": self._refer,
            "take": self._take, "paid": self._paid, "enquiry": returns.enquire, "timetable": returns.part_time,
        }  # fmt: skip
        for number, one in enumerate(told["act"], start=1):
            yield Happening(self._moment(one), (Place.FORMAL, number), partial(acts[one["what"]], one))

    def _moment(self, told: Described) -> datetime:
        minutes: int = told.get("minutes", 0)
        return self.calendar.moment(told) + minutes * A_MINUTE

    def _code(self, told: Described, at: datetime) -> None:
        terms = Terms(tuple(told["pay"]), tuple(Officer(**one) for one in told["officers"]), tuple(told["address"]))
        given = CodeGiven(london_date(at), told["issuers"], terms, told["source"])
        make_version(self.session, self.at_work.viewer(told["by"]), given, at)
        name_authority(self.session, self.at_work.viewer("head"), self.at_work.agencies["local_authority"], at)

    def _open(self, told: Described, at: datetime) -> None:
        viewer, people = self.at_work.viewer(told["by"]), formal_described()["cases"][told["case"]]
        child, parent = (self._person(viewer, people[name]) for name in ("child", "parent"))
        self.cases[HOME, told["case"]] = open_case(self.session, viewer, child, parent, at).id

    def _record(self, told: Described, at: datetime) -> None:
        said = dict(told["record"])
        if "by" in said:
            said["by"] = self.at_work.staff[said["by"]].id
        given = RecordGiven(RecordKind[said.pop("kind")], london_date(at), **said)
        record(self.session, self.at_work.viewer(told["by"]), self._case(told), given, at)

    def _ask(self, told: Described, at: datetime) -> None:
        ask(self.session, self.at_work.viewer(told["by"]), self._case(told), QuestionAsked(told["why"]), at)

    def _answer(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        [question] = open_questions_of(self.session, viewer, self._case(told))
        answer(self.session, viewer, question.id, AnswerGiven(Answer[told["answer"]], told["said"]), at)

    def _letter(self, told: Described, at: datetime) -> None:
        """Make a letter, and post it the next morning as the office does."""
        viewer, chosen = self.at_work.viewer(told["by"]), dict(told.get("chosen", {}))
        morning = self.calendar.next_morning(at)
        if told["kind"] == "L08":
            starts, _ = time_to_improve(london_date(at))
            ends = starts + timedelta(weeks=told["improve_weeks"], days=-1)
            chosen |= {"starts": starts.isoformat(), "ends": ends.isoformat()}
        else:
            chosen |= {"posting": london_date(morning).isoformat(), "post_class": told["posted"].removesuffix(" class")}
        made = issue_step(self.session, viewer, self._case(told), StepGiven(told["kind"], chosen, None), at)
        if made.step is None:
            raise ValueError(f"The demo's letter {told['kind']} was held: {made.letter.why}")
        print_letters(self.session, viewer, self.settings, [made.letter.id], at)
        given = EventGiven(EventKind.POSTED, london_date(morning), post_class=told["posted"], by=viewer.staff_id)
        record_event(self.session, viewer, made.letter.id, given, morning)

    def _understood(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        given = EventGiven(EventKind.UNDERSTOOD, london_date(at), by=viewer.staff_id, **told["said"])
        record_event(self.session, viewer, self._step(viewer, told).letter_id, given, at)

    def _improved(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        step = self._step(viewer, told)
        decide_improvement(self.session, viewer, step.id, told["decided"], told["because"], at)

    def _refer(self, told: Described, at: datetime) -> None:
        given = ReferralGiven(self._case(told), told["kind"], told["why"])
        send_referral(self.session, self.at_work.viewer(told["by"]), given, at)

    def _take(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        [sent] = [one for one in sent_to_us(self.session, viewer) if one.state == ReferralState.SENT]
        self.cases["local_authority", told["case"]] = take_referral(self.session, viewer, sent.id, at).id

    def _paid(self, told: Described, at: datetime) -> None:
        viewer = self.at_work.viewer(told["by"])
        [kept] = notices_of_case(self.session, viewer, self.cases["local_authority", told["case"]])
        given = EntryGiven(LedgerKind.PAID, london_date(at), pence=told["pounds"] * PENCE)
        record_entry(self.session, viewer, kept.notice.id, given, at)

    def _case(self, told: Described) -> UUID:
        return self.cases[told.get("at", HOME), told["case"]]

    def _step(self, viewer: Viewer, told: Mapping[str, object]) -> FormalStep:
        step = newest_of(self.session, viewer, self._case(told), str(told["kind"]))
        if step is None:
            raise ValueError(f"The demo has no letter {told['kind']} in this case.")
        return step

    def _person(self, viewer: Viewer, name: str) -> UUID:
        [found] = people_called(self.session, viewer, name)
        return found.id
