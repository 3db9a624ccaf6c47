"""What is refused of what comes before the points: offence, authority, admission, rights, information, offer.

The admission comes before the offer, in the record and by the times given (Commissioner of Police of the Metropolis,
ex parte Thompson [1997] 1 WLR 1519).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from comms.cautions.authority import offence_classes, why_not
from comms.cautions.gate import applies, missing_before_offer, wrong_information
from comms.cautions.refusing.bad_said import BadSaid, NotNow, require_all, require_past, require_text
from comms.cautions.said import (
    Admitted,
    AuthorityGiven,
    ConditionsSet,
    InformationGiven,
    OffenceStated,
    Offered,
    RightsGiven,
)
from comms.cautions.said.before import READ_ALOUD
from comms.cautions.standing import Presence, Standing, Who
from comms.cautions.step import Step
from comms.foundation.clock import london_date

ADVICE = ("accepted", "declined")
OFFER_NOW = "Offer it now that everybody is there, and give the time at which you did."


def _before_offer(standing: Standing, step: Step) -> None:
    """Raises ``NotNow`` where the caution was offered, or a point explained, on the ground of what stands already."""
    if not applies(step, standing.kind):
        raise NotNow(f"This does not belong to a {standing.kind.title}.", "Go on with the next step.")
    if standing.offer is not None or any(one.rounds for one in standing.points.values()):
        raise NotNow("The caution was offered, or explained, on the ground of what is recorded already.",
                     "Correct a slip with why. If more is wrong, end with “cannot proceed” and open another session."
                     )  # fmt: skip


def offence_stated(standing: Standing, said: OffenceStated, at: datetime) -> None:
    """What, when, where, and its class, which decides who has to authorise it."""
    _before_offer(standing, Step.OFFENCE)
    require_text(said.act_and_section, "act_and_section", "The Act and section are missing.", "Give them.")
    require_text(said.description, "description", "What happened is not said in plain words.")
    if said.offence_class not in offence_classes():
        raise BadSaid("offence_class", "The class of the offence is missing.", "Choose one from the list.")
    if said.on is not None and said.on > london_date(at):
        raise BadSaid("on", "This day is still to come.", "Give the day on which it happened.")


def authority_given(standing: Standing, said: AuthorityGiven, at: datetime) -> None:
    """By somebody of the rank that the offence needs, with what else it needs."""
    _before_offer(standing, Step.AUTHORITY)
    if standing.offence is None:
        raise NotNow("The offence is not stated yet.", "State it first: it decides who has to authorise a caution.")
    require_text(said.by_name, "by_name", "It is not said who decided.", "Name the officer.")
    require_past(said.at, at, "at")
    wrong = why_not(standing.offence, said)
    if wrong:
        raise BadSaid(*wrong)


def admitted(standing: Standing, said: Admitted, at: datetime) -> None:
    """When, where, and how it was recorded, all before the offer."""
    _before_offer(standing, Step.ADMISSION)
    require_past(said.at, at, "at")
    require_text(said.where, "where", "It is not said where they admitted it.")
    require_text(said.how, "how", "It is not said how the admission was recorded.")
    offered_before = standing.opened.carried.offer if standing.opened.carried else None
    if offered_before is not None and said.at > offered_before.at:
        raise BadSaid("at", "In the session before, the caution was offered earlier than that.",
                      "If the time is right, this caution cannot be given: end with “cannot proceed”.")  # fmt: skip


def rights_given(standing: Standing, said: RightsGiven, at: datetime) -> None:
    """Disclosure and free legal advice are part of informed consent (DPP v Ara [2001] EWHC Admin 493)."""
    _before_offer(standing, Step.RIGHTS)
    require_past(said.disclosure_at, at, "disclosure_at")
    require_past(said.advice_offered_at, at, "advice_offered_at")
    require_text(said.disclosure, "disclosure", "It is not said what was disclosed.")
    if said.advice not in ADVICE:
        raise BadSaid("advice", "It is not said whether they took legal advice.", "Say: accepted or declined.")
    if said.advice == "declined":
        require_text(said.why, "why", "It is not said why they declined free legal advice.", "Ask them, and write it.")
    require_text(said.language, "language", "It is not said in which language they were told.", "Choose it.")


def information_given(standing: Standing, said: InformationGiven, at: datetime) -> None:
    """In a language of theirs, or read to them by the interpreter who is there."""
    if not applies(Step.INFORMATION, standing.kind):
        raise NotNow(f"This does not belong to a {standing.kind.title}.", "Go on with the next step.")
    require_text(said.language, "language", "It is not said in which language it was.", "Choose it.")
    require_text(said.format, "format", "It is not said in which form it was given.", "Say on paper, or how else.")
    require_text(said.reference, "reference", "It is not said which letter was given.", "Give its reference.")
    require_past(said.handed_at, at, "handed_at")
    if said.format == READ_ALOUD and standing.interpreter is None:
        raise BadSaid("format", "No interpreter is there who could have read it aloud.", "Record first who interprets.")
    if wrong := wrong_information(standing, said):
        raise BadSaid("format", *wrong)


def offered(standing: Standing, said: Offered, at: datetime) -> None:
    """After everything that it rests on, in the record and by the times given."""
    if not applies(Step.OFFER, standing.kind):
        raise NotNow(f"A {standing.kind.title} is not offered.", "Go on with the points.")
    if standing.offer is not None:
        raise NotNow("The caution is offered already.", "Go on with the points.")
    require_all(missing_before_offer(standing, at))
    require_past(said.at, at, "at")
    before = (
        ("the admission", standing.admission and standing.admission.at),
        ("the authority", standing.authority and standing.authority.at),
        ("the disclosure", standing.rights and standing.rights.disclosure_at),
        ("the offer of legal advice", standing.rights and standing.rights.advice_offered_at),
        ("the written information", standing.information and standing.information.handed_at),
    )
    for what, moment in before:
        if moment and said.at < moment:
            raise BadSaid("at", f"By the times given the offer came before {what}.",
                          "If the time is right, this caution cannot be given: end with “cannot proceed”.")  # fmt: skip
    if standing.needs_interpreter and not _there_at(standing.interpreters, said.at):
        raise BadSaid("at", "By the times given no interpreter was there when it was offered.", OFFER_NOW)
    if standing.needs_adult and not _there_at(standing.adults, said.at):
        raise BadSaid("at", "By the times given no appropriate adult was there when it was offered.", OFFER_NOW)


def _there_at(presences: tuple[Presence[Who], ...], moment: datetime) -> bool:
    # A time that was typed has no seconds.
    return any(replace(one, began=one.began.replace(second=0, microsecond=0)).there_at(moment) for one in presences)


def conditions_set(standing: Standing, said: ConditionsSet, at: datetime) -> None:  # noqa: ARG001 - asked alike
    """At least one, each in words; set before the offer, which is an offer of them."""
    _before_offer(standing, Step.CONDITIONS)
    if not said.conditions:
        raise BadSaid("conditions", "No condition is given.", "Write at least one.")
    for one in said.conditions:
        require_text(one.text, "conditions", "A condition has no words.", "Say what they have to do, or must not do.")
