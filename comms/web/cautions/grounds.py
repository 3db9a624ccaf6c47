"""What stands before the points: the offence, who authorised a caution, the admission, rights, the offer, conditions.
The forms of these steps, with what is known filled in, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comms.cautions.authority import offence_classes
from comms.cautions.said import (
    Admitted,
    AuthorityGiven,
    Condition,
    ConditionsSet,
    OffenceStated,
    Offered,
    RightsGiven,
)
from comms.web.bookings.appointments_times import read_day
from comms.web.cautions.page import SessionPage
from comms.web.cautions.times import read_past, read_when, when_fields
from comms.web.forms import Form, Known

ADVICE = {"accepted": "They want a lawyer", "declined": "They do not want a lawyer"}
CONDITION_NUMBERS = range(1, 9)
LONGEST_NAME, LONGEST_WORDS = 200, 2000


def known_offence(page: SessionPage) -> Mapping[str, Known]:
    """The offence as it was stated, here or in the session before."""
    said = page.standing.offence or (page.carried.offence if page.carried else None)
    if said is None:
        return {}
    names = ("act_and_section", "description", "place", "offence_class")
    known: dict[str, Known] = {name: getattr(said, name) for name in names}
    return known | {"on": said.on.isoformat() if said.on else "", "sexual": said.sexual, "similar": said.similar}


def read_offence(page: SessionPage, form: Form) -> OffenceStated:
    """What the person is said to have done, and what follows from its class."""
    act, description = form.limited("act_and_section", LONGEST_NAME), form.limited("description", LONGEST_WORDS)
    if not act:
        form.wrong("act_and_section", "Give the Act and section, like “Theft Act 1968, section 1”.")
    if not description:
        form.wrong("description", "Say in plain words what happened: the interpreter reads this to them.")
    on = read_day(form, "on") if form.line("on") else None
    if on is not None and on > page.today:
        form.wrong("on", "That day is still to come. Check the month and the year.")
    found = form.chosen("offence_class", offence_classes(), "Choose the class: it decides whose authority is needed.")
    return OffenceStated(
        act, description, on, form.limited("place", LONGEST_NAME), found, form.ticked("sexual"), form.ticked("similar")
    )


def known_authority(page: SessionPage) -> Mapping[str, Known]:
    """The authority as it was given."""
    said = page.standing.authority or (page.carried.authority if page.carried else None)
    if said is None:
        return {"by_name": page.viewer.name} if page.decides else {}
    names = ("by_name", "rank", "evidence", "public_interest", "exceptional", "prosecutor")
    return {name: getattr(said, name) for name in names} | when_fields("at", said.at)


def read_authority(page: SessionPage, form: Form) -> AuthorityGiven:
    """Who decided that a caution may be offered, and when."""
    said = page.standing.authority
    name = form.limited("by_name", LONGEST_NAME)
    if not name:
        form.wrong("by_name", "Give the name of the officer who decided.")
    if not form.line("rank"):
        form.wrong("rank", "Choose their rank.")
    at = read_past(form, "at", page.now, "Give the time at which they decided.", said.at if said else None)
    return AuthorityGiven(
        by_name=name, rank=form.limited("rank", LONGEST_NAME), at=at or page.now, evidence=form.ticked("evidence"),
        public_interest=form.ticked("public_interest"), exceptional=form.limited("exceptional", LONGEST_WORDS),
        prosecutor=form.limited("prosecutor", LONGEST_NAME),
    )  # fmt: skip


def known_admission(page: SessionPage) -> Mapping[str, Known]:
    """The admission as it was recorded."""
    said = page.standing.admission or (page.carried.admission if page.carried else None)
    return {"where": said.where, "how": said.how} | when_fields("at", said.at) if said else {}


def read_admission(page: SessionPage, form: Form) -> Admitted:
    """When and where the person admitted it, and how that was recorded. It has to come before the offer."""
    said = page.standing.admission
    at = read_past(form, "at", page.now, "Give the time at which they admitted it.", said.at if said else None)
    where, how = form.limited("where", LONGEST_NAME), form.limited("how", LONGEST_NAME)
    if not where:
        form.wrong("where", "Say where that was, like “interview room 2”.")
    if not how:
        form.wrong("how", "Say how it was recorded, like “recorded interview”.")
    return Admitted(at or page.now, where, how)


def known_rights(page: SessionPage) -> Mapping[str, Known]:
    """What was disclosed and offered; the language is the one they speak unless something else is said."""
    said = page.standing.rights or (page.carried.rights if page.carried else None)
    spoken = page.spoken.tag if page.spoken else ""
    if said is None:
        return {"language": spoken}
    names = ("disclosure", "advice", "why", "adviser", "language")
    known: dict[str, Known] = {name: getattr(said, name) for name in names}
    known |= when_fields("disclosure_at", said.disclosure_at)
    return known | when_fields("advice_offered_at", said.advice_offered_at)


def read_rights(page: SessionPage, form: Form) -> RightsGiven:
    """What of the evidence they were told, and what they want about a lawyer who costs nothing."""
    said = page.standing.rights
    disclosure = form.limited("disclosure", LONGEST_WORDS)
    if not disclosure:
        form.wrong("disclosure", "Say what of the evidence they were told.")
    advice = form.chosen("advice", ADVICE, "Choose what they said about a lawyer.")
    why = form.limited("why", LONGEST_WORDS)
    if advice == "declined" and not why:
        form.wrong("why", "Ask for their reason, and write it down. “They gave none” is an answer too.")
    return RightsGiven(
        disclosure_at=read_when(form, "disclosure_at", page.now, said.disclosure_at if said else None),
        disclosure=disclosure,
        advice_offered_at=read_when(form, "advice_offered_at", page.now, said.advice_offered_at if said else None),
        advice=advice, why=why, adviser=form.limited("adviser", LONGEST_NAME), language=form.text("language"),
    )  # fmt: skip


def read_offer(page: SessionPage, form: Form) -> Offered:
    """The caution is offered."""
    return Offered(read_when(form, "at", page.now))


def known_conditions(page: SessionPage) -> Mapping[str, Known]:
    """The conditions as they were set."""
    known: dict[str, Known] = {}
    for number, one in enumerate(page.standing.conditions.conditions if page.standing.conditions else (), start=1):
        known |= {f"condition_{number}": one.text, f"condition_{number}_by": one.by.isoformat() if one.by else ""}
    return known


def read_conditions(_: SessionPage, form: Form) -> ConditionsSet:
    """Each condition, and the day until which it has to be kept or done."""
    given = [(form.limited(f"condition_{one}", LONGEST_WORDS), _by(form, one)) for one in CONDITION_NUMBERS]
    found = tuple(Condition(text, by) for text, by in given if text)
    if not found:
        form.wrong(
            "condition_1", "Write at least one condition, in short plain sentences: each is explained by itself."
        )
    return ConditionsSet(found)


def _by(form: Form, number: int) -> date | None:
    name = f"condition_{number}_by"
    return read_day(form, name) if form.line(name) else None
