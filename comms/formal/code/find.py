"""Questions about local codes: which counts for the viewer's agency, and whether it lets it issue a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.agency import KIND_NAMES, Agency, AgencyKind
from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer
from comms.formal.code.default import default_code
from comms.formal.code.local_code import LocalCode
from comms.formal.code.terms import Officer, Terms, terms_kept
from comms.foundation.errors import BadInput, NotFound

NAME_IT = "An administrator of your agency says under “Our agency” which local authority it is."
REFER = "Send the authority what it needs to issue it: a referral from the case."


@dataclass(frozen=True, slots=True)
class Code:
    """The code that counts for an agency on a day.

    ``authority`` is the authority whose code it is, None where a school has named none. ``version`` is 0 for the
    packaged default. ``issuers`` are, by kind of letter, the kinds of agency that may issue it.
    """

    authority: Agency | None
    version: int
    issuers: Mapping[str, tuple[str, ...]]
    terms: Terms
    source: str
    in_force_from: date
    read_on: date | None


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whether the viewer's agency may issue a letter: why, or why not and what to do; where the rule stands, and since
    when it holds."""

    allowed: bool
    why: str
    remedy: str
    source: str
    in_force_from: date


@dataclass(frozen=True, slots=True)
class LetterTerms:
    """What letters say of the authority under whose code the viewer's agency stands. ``address`` is one line; ``pay``
    are phrases as letters take them."""

    authority_id: UUID
    authority: str
    address: str
    telephone: str
    pay: tuple[Mapping[str, str], ...]
    officers: tuple[Officer, ...]


def authority_of(session: Session, viewer: Viewer) -> Agency | None:
    """The local authority under whose code the viewer's agency stands: itself, or the one a school has named."""
    agency = own_agency(session, viewer)
    if agency.kind == AgencyKind.LOCAL_AUTHORITY:
        return agency
    if agency.kind != AgencyKind.SCHOOL or agency.authority_id is None:
        return None
    return session.get_one(Agency, agency.authority_id)


def code_on(session: Session, viewer: Viewer, on: date) -> Code:
    """The code that counts for the viewer's agency on a day; the packaged default where its authority has none."""
    authority = authority_of(session, viewer)
    row = _in_force(session, authority.id, on) if authority is not None else None
    packaged = default_code()
    usual = {kind: rule.issuers for kind, rule in packaged.rules.items()}
    if row is None:
        return Code(authority, 0, usual, Terms(), packaged.source, packaged.in_force_from, packaged.read_on)
    # A kind of letter that is younger than a version is not in it: the default counts for it.
    own = usual | {kind: tuple(issuers) for kind, issuers in row.rules.items()}
    return Code(authority, row.version, own, terms_kept(row.terms), row.source, row.in_force_from, None)


def may_issue(session: Session, viewer: Viewer, kind: str, on: date) -> Issuer:
    """Whether the code lets the viewer's agency issue a letter of this kind on a day. Raises ``BadInput`` for a kind
    that is no formal letter."""
    rule = default_code().rules.get(kind)
    if rule is None:
        raise BadInput(f"{kind} is no formal letter.", f"Formal letters are: {', '.join(default_code().rules)}.")
    code = code_on(session, viewer, on)
    if viewer.agency_kind == AgencyKind.SCHOOL and code.authority is None and rule.needs_code:
        why = "Your school has not said under which local authority's code of conduct it stands."
        return Issuer(False, why, NAME_IT, code.source, code.in_force_from)
    if viewer.agency_kind in code.issuers[kind]:
        return Issuer(True, _whose(code), "", code.source, code.in_force_from)
    remedy = REFER if viewer.agency_kind == AgencyKind.SCHOOL else ""
    return Issuer(False, _why_not(code, kind, viewer), remedy, code.source, code.in_force_from)


def _whose(code: Code) -> str:
    if code.version and code.authority is not None:
        return f"The code of conduct of {code.authority.name} allows it."
    return "The national default allows it: no local code is on record."


def _why_not(code: Code, kind: str, viewer: Viewer) -> str:
    if not code.version or viewer.agency_kind not in default_code().rules[kind].may_be:
        return default_code().rules[kind].why
    may = " or ".join(KIND_NAMES[AgencyKind(one)] for one in code.issuers[kind])
    name = code.authority.name if code.authority is not None else "the authority"
    return f"The code of conduct of {name} lets only this kind of agency issue it: {may}."


def letter_terms(session: Session, viewer: Viewer, on: date) -> LetterTerms:
    """What letters say of the authority. Raises ``NotFound`` where a school has named none."""
    code = code_on(session, viewer, on)
    if code.authority is None:
        raise NotFound("Your agency has not said under which local authority's code of conduct it stands.", NAME_IT)
    return LetterTerms(
        authority_id=code.authority.id,
        authority=code.authority.name,
        address=", ".join(code.terms.address or code.authority.address),
        telephone=code.authority.telephone,
        pay=code.terms.pay,
        officers=code.terms.officers,
    )


def versions(session: Session, viewer: Viewer) -> Sequence[LocalCode]:
    """Every version of the code that counts for the viewer's agency, the newest first."""
    authority = authority_of(session, viewer)
    if authority is None:
        return []
    return session.scalars(_of(authority.id)).all()


def newest_number(session: Session, viewer: Viewer) -> int:
    """The number of the newest version of the viewer's own agency, 0 where there is none."""
    row = session.scalar(_of(viewer.agency_id).limit(1))
    return row.version if row is not None else 0


def _of(authority_id: UUID) -> Select[LocalCode]:
    return select(LocalCode).where(LocalCode.agency_id == authority_id).order_by(LocalCode.version.desc())


def _in_force(session: Session, authority_id: UUID, on: date) -> LocalCode | None:
    # A later version replaces an earlier one from its own day on, whatever day the earlier one begins on.
    return session.scalar(_of(authority_id).where(LocalCode.in_force_from <= on).limit(1))
