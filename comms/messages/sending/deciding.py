"""Deciding once more, at the moment a text would go: what was safe when it was written may be safe no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comms.families.reaching_hours import reachable_until
from comms.messages.line import Line
from comms.messages.message import Message, Purpose
from comms.messages.safety import JUST_NOW, Decision, Facts, decide


@dataclass(frozen=True, slots=True)
class Go:
    """It goes, under this name of ours, and is of use until then."""

    sender: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Wait:
    """It waits until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """It must not go: a code of the house, and a sentence."""

    code: str
    why: str


TOO_LATE = Hold("too_late", "It could not be sent in time.")
Verdict = Go | Wait | Hold


def verdict(row: Message, facts: Facts, line: Line, at: datetime) -> Verdict:
    """What becomes of a text that is due at ``at``. Of somebody who is no family member, as an interpreter, only that
    they opted out counts."""
    if row.send_by is not None and at > row.send_by:
        return TOO_LATE
    sender = _sender(row, line)
    if not sender:
        return Hold("no_alias", "It goes only under another name of ours, and there is none any more.")
    if row.to_kind != "person":
        return Hold("opted_out", "This number asked for no more texts.") if facts.opted_out else Go(sender, row.send_by)
    decision = decide(facts, Purpose(row.purpose), at, automatic=row.automatic)
    return _to_person(row, facts, decision, sender, at)


def _to_person(row: Message, facts: Facts, decision: Decision, sender: str, at: datetime) -> Verdict:
    if not decision.allowed:
        return Hold(decision.code, decision.why)
    if decision.neutral and (row.names_child or row.wording.get("names_sender")):
        return Hold("says_too_much", "The text says more than is safe by what is known of this number now.")
    if decision.alias and _answers_reach(sender):
        return Hold("no_alias", "They want no text that says who writes any more.")
    if row.wording.get("at_once") and not facts.flagged and at - _since(row) <= JUST_NOW:
        return Go(sender, row.send_by)
    if decision.not_before > at:
        late = row.send_by is not None and decision.not_before > row.send_by
        return TOO_LATE if late else Wait(decision.not_before)
    quiet = reachable_until(facts.answer, at)
    return Go(sender, min((one for one in (quiet, row.send_by) if one is not None), default=None))


def _since(row: Message) -> datetime:
    """When they did what a text answers that goes at once."""
    since = row.wording.get("since")
    return datetime.fromisoformat(since) if since else row.made_at


def _sender(row: Message, line: Line) -> str:
    """A text that was written for another name of ours never goes from our number, which tells who writes."""
    return line.number if _answers_reach(row.sender) else line.alias


def _answers_reach(sender: str) -> bool:
    return sender.startswith("+")
