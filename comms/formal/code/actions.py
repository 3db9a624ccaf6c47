"""Putting a new version of an authority's code of conduct on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from comms.agencies.agency import KIND_NAMES, AgencyKind
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.formal.code.default import default_code
from comms.formal.code.find import newest_number
from comms.formal.code.local_code import LocalCode
from comms.formal.code.terms import Terms, check_terms
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_name

LONGEST_SOURCE = 400


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """A new version: from which day it counts, which kinds of agency may issue which letter, where it is written."""

    in_force_from: date
    issuers: Mapping[str, Sequence[str]]
    terms: Terms
    source: str


def make_version(session: Session, viewer: Viewer, given: CodeGiven, now: datetime) -> LocalCode:
    """Put a new version of the viewer's own code on record. No version is ever changed: what was issued under one
    stays as it was, and the new one counts from its day on.

    Raises ``Refused`` for an agency that is no local authority, and ``BadInput`` for a version without its source, with
    a letter that nobody may issue, or one issued by whom no local code may name.
    """
    viewer.require(Permission.MANAGE_AGENCY)
    if viewer.agency_kind != AgencyKind.LOCAL_AUTHORITY:
        raise Refused(
            "Only a local authority has a code of conduct of its own.",
            "A school says under “Our agency” whose code it stands under.",
        )
    source = tidy_name(given.source)
    if not source:
        raise BadInput("It does not say where this code is written.", "Name the document, its date and its pages.")
    if len(source) > LONGEST_SOURCE:
        raise BadInput(f"The source is {len(source)} characters long.", f"Shorten it to {LONGEST_SOURCE}.")
    rules, terms = _rules(given.issuers), check_terms(given.terms)
    one_at_a_time(session, f"local code of {viewer.agency_id}")
    row = LocalCode(
        agency_id=viewer.agency_id,
        version=newest_number(session, viewer) + 1,
        in_force_from=given.in_force_from,
        rules=rules,
        terms=terms.as_json(),
        source=source,
        made_at=now,
        made_by=viewer.staff_id,
    )
    session.add(row)
    session.flush()
    detail = {"version": row.version, "in force from": str(row.in_force_from)}
    note(session, viewer.actor, "make local code", ("local code", row.id), now, detail)
    return row


def _rules(issuers: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    known = default_code().rules
    if unknown := sorted(set(issuers) - set(known)):
        raise BadInput(f"{unknown[0]} is no formal letter.", f"Formal letters are: {', '.join(known)}.")
    rules = {}
    for kind, rule in known.items():
        chosen = set(issuers.get(kind, ()))
        if not chosen:
            raise BadInput(f"It does not say who may issue {kind}.", "Choose at least one kind of agency.")
        if beyond := sorted(chosen - set(rule.may_be)):
            name = KIND_NAMES[AgencyKind(beyond[0])] if beyond[0] in set(AgencyKind) else beyond[0]
            raise BadInput(f"No local code can let this kind of agency issue {kind}: {name}.", rule.why)
        rules[kind] = [one for one in rule.may_be if one in chosen]
    return rules
