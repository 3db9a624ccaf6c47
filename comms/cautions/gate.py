"""The gate: what has to hold before a caution may be offered, a point read, an outcome recorded, a record sealed.

Declining, asking for time, not going on and not giving a caution need nothing but a reason: they are always possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from comms.cautions.authority import why_not
from comms.cautions.kind import COUNTS, Kind
from comms.cautions.said import AdultBegan, InformationGiven
from comms.cautions.said.before import READ_ALOUD
from comms.cautions.signing import missing_signatures
from comms.cautions.standing import Standing
from comms.cautions.step import TITLES, Step


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing: at which step, what, and what to do."""

    step: Step
    what: str
    remedy: str


Condition = Callable[[Standing, datetime], tuple[str, str] | None]


def missing(standing: Standing, outcome: str, now: datetime) -> tuple[Missing, ...]:
    """Everything that is missing before an outcome may be recorded; empty only when it may be."""
    if standing.decided is not None:
        return (Missing(Step.OUTCOME, "The outcome is recorded already.", "What was wrong is corrected, with why."),)
    if outcome not in standing.kind.outcomes:
        said = f"“{outcome}” is no outcome of a {standing.kind.title}."
        return (Missing(Step.OUTCOME, said, f"It is one of: {', '.join(standing.kind.outcomes)}."),)
    if outcome not in COUNTS:
        return ()
    return tuple(_all_missing(standing, now))


def _all_missing(standing: Standing, now: datetime) -> Iterator[Missing]:
    if standing.overtaken is not None:
        said = f"“{standing.overtaken.outcome}” cannot stand: somebody who had to be there had left."
        yield Missing(Step.OUTCOME, said, "Record what it is now, and open another session for the rest.")
    if standing.paused is not None:
        yield Missing(Step.POINTS, "The session is paused.", "Resume it first.")
    yield from missing_before_points(standing, now)
    for step in (Step.POINTS, Step.INDUCEMENT):
        yield from _ask(step, standing, now)


def missing_before_offer(standing: Standing, now: datetime) -> tuple[Missing, ...]:
    """What has to hold before the caution is offered; before the first point where nothing is offered."""
    return tuple(one for step in BEFORE_OFFER for one in _ask(step, standing, now))


def missing_before_points(standing: Standing, now: datetime) -> tuple[Missing, ...]:
    """What has to hold before a point is read."""
    return (*missing_before_offer(standing, now), *_ask(Step.OFFER, standing, now))


def missing_presence(standing: Standing, now: datetime) -> tuple[Missing, ...]:
    """Who has to be there and is not, so that nothing can be answered or judged."""
    return (*_ask(Step.INTERPRETER, standing, now), *_ask(Step.ADULT, standing, now))


def missing_to_seal(standing: Standing) -> tuple[Missing, ...]:
    """What has to hold before the record is sealed: an outcome that stands, and a signature, or the reason why not, of
    everybody who was there."""
    if standing.decided is None:
        return (Missing(Step.OUTCOME, "No outcome is recorded that can stand.", "Record the outcome first."),)
    return tuple(
        Missing(Step.SIGNATURES, f"The signature of {one.who_in_words} ({one.name}) is missing.",
                "They sign, confirm it aloud, or it is said why they do not.")
        for one in missing_signatures(standing)
    )  # fmt: skip


def applies(step: Step, kind: Kind) -> bool:
    """Whether a step belongs to sessions of a kind."""
    if step in {Step.OFFENCE, Step.AUTHORITY, Step.RIGHTS, Step.INFORMATION, Step.INDUCEMENT}:
        return kind.disposal
    if step == Step.ADMISSION:
        return kind.needs_admission
    if step == Step.CONDITIONS:
        return kind.conditions
    return kind.needs_consent if step == Step.OFFER else True


def what_is_missing_at(step: Step, standing: Standing, now: datetime) -> Missing | None:
    """What is missing at one step, if anything is."""
    return next(iter(_ask(step, standing, now)), None)


def _ask(step: Step, standing: Standing, now: datetime) -> tuple[Missing, ...]:
    if not applies(step, standing.kind):
        return ()
    found = _CONDITIONS[step](standing, now)
    return (Missing(step, *found),) if found else ()


def _person(standing: Standing, now: datetime) -> tuple[str, str] | None:
    if standing.person is None:
        return "It is not confirmed who this is.", "Ask how they spell their name, and when they were born."
    return standing.wrong_age(now)


def _language(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001 - each is asked alike
    if standing.language is None:
        return "It is not established which language they speak.", "Ask them; unknown is never English."
    return None


def _screening(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    if standing.screening is None:
        return "Nobody looked whether they may be vulnerable.", "Say whether anything suggests it, at whatever age."
    return None


def _detention(standing: Standing, now: datetime) -> tuple[str, str] | None:
    if standing.detention is None:
        return "It is not said whether they are detained.", "Say whether they came of their own will, or until when."
    if not standing.detention.voluntary and standing.detention.ends_at and standing.detention.ends_at <= now:
        return "By what is on record their detention has ended.", "Say how it stands now: free to go, or until when."
    return None


def _interpreter(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    why = standing.why_interpreter
    if not why or standing.interpreter_confirmed:
        return None
    if standing.interpreter is None:
        asked = standing.language is None or standing.need[0] == "needed" or standing.need[1]
        ask = "" if asked else "Ask them, and keep the answer with their language. "
        return f"{why} No interpreter is there.", f"{ask}Find one, or pause until one is there."
    if standing.interpreter.confirmed is None:
        return "Nobody asked whether they and the interpreter understand each other.", "Ask them, in their own words."
    return "They and the interpreter do not understand each other.", "Find another interpreter, or pause."


def _adult(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    why = standing.why_adult
    if not why:
        return None
    if standing.adult is not None:
        wrong = "The appropriate adult follows neither English nor the person's language."
        ask = "Record that they have left, and ask somebody who follows one of the two."
        return None if follows(standing, standing.adult.who) else (wrong, ask)
    return f"{why} No appropriate adult is there.", "Ask one to come, or pause until one is there."


def follows(standing: Standing, who: AdultBegan) -> bool:
    """Whether an adult can follow: there is one interpreter at a time, so who follows neither English nor the person's
    language follows nothing."""
    if who.understands_english or standing.language is None:
        return True
    return _tongue(who.language) == _tongue(standing.language.spoken)


def _tongue(tag: str) -> str:
    return tag.partition("-")[0]


def _offence(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    return ("The offence is not stated.", "Say what it is, when and where.") if standing.offence is None else None


def _authority(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    if standing.authority is None:
        return "Nobody decided yet that a caution may be offered.", "Record who decided it, with their rank."
    wrong = why_not(standing.offence, standing.authority) if standing.offence else None
    return wrong[1:] if wrong else _to_confirm(standing, Step.AUTHORITY)


def _to_confirm(standing: Standing, step: Step) -> tuple[str, str] | None:
    if step not in standing.to_confirm:
        return None
    said = f"“{TITLES[step]}” was recorded for another offence, or in other words."
    return said, "Look at it again, and record it for the offence as it stands now."


def _admission(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    if standing.admission is None:
        return "No admission is recorded.", "Record when, where and how they admitted it. Without one, do not go on."
    return _to_confirm(standing, Step.ADMISSION)


def _rights(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    if standing.rights is None:
        return "Disclosure and free legal advice are not recorded.", "Tell them the evidence and offer free advice."
    return _to_confirm(standing, Step.RIGHTS)


def _information(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    if standing.information is None:
        return "The written information was not given.", "Hand it over in their language (letter L14)."
    return wrong_information(standing, standing.information)


def wrong_information(standing: Standing, said: InformationGiven) -> tuple[str, str] | None:
    """What is wrong, and what to do, where the written information is not in a language of theirs and the interpreter
    did not read it to them."""
    language = standing.language
    if language is None or said.format == READ_ALOUD:
        return None
    if _tongue(said.language) in {_tongue(language.spoken), _tongue(language.of_words)}:
        return None
    return "The written information is not in their language.", "Let the interpreter read it aloud to them."


def _conditions(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    return ("No condition is set.", "Set at least one.") if standing.conditions is None else None


def _offer(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    return ("The caution is not offered yet.", "Offer it.") if standing.offer is None else None


def _points(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    count = len(standing.open_points)
    if not count:
        return None
    said = "1 point is" if count == 1 else f"{count} points are"
    return f"{said} not understood yet.", "Explain each, and ask what they understood."


def _inducement(standing: Standing, now: datetime) -> tuple[str, str] | None:  # noqa: ARG001
    if standing.induced:
        said = "They said that somebody promised them something or threatened them."
        return said, "End this session without a caution, and have it looked into."
    if standing.inducement is None:
        return "Nobody asked whether anybody promised or threatened something.", "Ask them."
    return None


BEFORE_OFFER = (
    Step.PERSON, Step.LANGUAGE, Step.SCREENING, Step.DETENTION, Step.INTERPRETER, Step.ADULT, Step.OFFENCE,
    Step.AUTHORITY, Step.ADMISSION, Step.RIGHTS, Step.INFORMATION, Step.CONDITIONS,
)  # fmt: skip
_CONDITIONS: Mapping[Step, Condition] = MappingProxyType({
    Step.PERSON: _person, Step.LANGUAGE: _language, Step.SCREENING: _screening, Step.DETENTION: _detention,
    Step.INTERPRETER: _interpreter, Step.ADULT: _adult, Step.OFFENCE: _offence, Step.AUTHORITY: _authority,
    Step.ADMISSION: _admission, Step.RIGHTS: _rights, Step.INFORMATION: _information, Step.CONDITIONS: _conditions,
    Step.OFFER: _offer, Step.POINTS: _points, Step.INDUCEMENT: _inducement,
})  # fmt: skip
