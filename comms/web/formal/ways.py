"""Where what opens a gate is done: the keys that gates name, as addresses, for whoever may go there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from comms.agencies.viewer import Viewer
from comms.formal.case.find import CasePeople
from comms.formal.case.formal_case import CaseState, FormalCase
from comms.formal.code.find import REFER
from comms.formal.gates.facts import GateSeen


@dataclass(frozen=True, slots=True)
class Way:
    """An address and the words of its link; ``href`` is empty where the viewer cannot go there."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Going:
    """Who goes, from which case and step. ``improvement`` is the id of the case's last Notice to Improve, and
    ``question`` that of a safeguarding question which is open; empty where there is none."""

    viewer: Viewer
    case: FormalCase
    people: CasePeople
    step: str
    improvement: str = ""
    question: str = ""


NOWHERE = Way("", "")


def way(gate: GateSeen, going: Going) -> Way:
    """The way to what opens a gate."""
    first, _, slug = gate.where.partition("/")
    if first == "record":
        if going.case.state == CaseState.CLOSED:
            return NOWHERE
        return _to(going.viewer, "formal_records.tell", _RECORD_WORDS[slug], case_id=going.case.id, about=slug)
    if first == "local-code" and gate.remedy == REFER:
        words = "Send the authority what it needs"
        return _to(going.viewer, "referrals.send", words, case_id=going.case.id, kind=going.step)
    found = _WAYS.get(first)
    return found(going) if found is not None else NOWHERE


_RECORD_WORDS: Mapping[str, str] = {
    "support": "Record support that was offered",
    "unsuitable": "Record why support is not suitable",
    "circumstances": "Record the family’s circumstances",
    "parents-reason": "Record what the parent said",
    "childs-reason": "Record what the child said",
    "our-failure": "Record what you found",
    "risk": "Record who reads the letter",
    "other-notices": "Record what other authorities answered",
    "early": "Record the ground for an earlier notice",
}


def address(viewer: Viewer, endpoint: str, **values: Any) -> str:
    """The address of a screen; empty where there is none, or the viewer may not open it."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return ""
    permission = getattr(view, "permission", None)
    return "" if permission is not None and not viewer.may(permission) else url_for(endpoint, **values)


def _to(viewer: Viewer, endpoint: str, words: str, **values: Any) -> Way:
    return Way(address(viewer, endpoint, **values), words)


def _safeguarding(going: Going) -> Way:
    if going.question:
        return _to(going.viewer, "safeguarding.show", "See the question", question_id=going.question)
    return _to(going.viewer, "safeguarding.ask_form", "Ask the safeguarding lead", case_id=going.case.id)


def _register(going: Going) -> Way:
    if going.case.referral_id is not None:
        return _to(going.viewer, "referrals.show", "See what the school sent", referral_id=going.case.referral_id)
    return _child(going)


def _child(going: Going) -> Way:
    if going.people.child is None:
        return NOWHERE
    return _to(going.viewer, "people.show", "Open the child’s page", person_id=going.case.child_id)


def _parent(endpoint: str, words: str, name: str = "person_id") -> Callable[[Going], Way]:
    def to_parent(going: Going) -> Way:
        if going.people.parent is None:
            return NOWHERE
        return _to(going.viewer, endpoint, words, **{name: going.case.parent_id})

    return to_parent


def _local_code(going: Going) -> Way:
    return _to(going.viewer, "local_code.show", "See the local code")


def _improvement(going: Going) -> Way:
    if not going.improvement:
        return NOWHERE
    words = "Decide whether attendance improved"
    return _to(going.viewer, "formal_steps.improvement", words, step_id=going.improvement)


_WAYS: Mapping[str, Callable[[Going], Way]] = {
    "safeguarding": _safeguarding,
    "register": _register,
    "language": _parent("needs.ask", "Record their language"),
    "safe-contact": _parent("people.safe_contact", "Record what they say of safe contact"),
    "left-out": _child,
    "person": _child,
    "local-code": _local_code,
    "improvement": _improvement,
    "steps": lambda going: _to(going.viewer, "formal.show", "See the Notice to Improve", case_id=going.case.id,
                               step="L08"),
    "ledger": lambda going: _to(going.viewer, "formal_ledger.show", "See the ledger", case_id=going.case.id),
    "appointment": _parent("appointment_making.begin", "Make an appointment"),
}  # fmt: skip
