"""Which roles an agency gives: a school has no authorising officer, and a custody suite no head teacher.

This is the whole table. What a role may do stands in ``permissions.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from comms.agencies.agency import KIND_NAMES, AgencyKind
from comms.agencies.permissions import ROLES
from comms.foundation.errors import BadInput

ADMINISTRATOR = "administrator"

_K = AgencyKind
_EVERYWHERE = frozenset(AgencyKind)

FITTING: Mapping[str, frozenset[AgencyKind]] = MappingProxyType(
    {
        "reception": frozenset({_K.SCHOOL, _K.LOCAL_AUTHORITY, _K.SOCIAL_CARE}),
        "attendance officer": frozenset({_K.SCHOOL, _K.LOCAL_AUTHORITY}),
        "attendance legal officer": frozenset({_K.LOCAL_AUTHORITY}),
        "head teacher": frozenset({_K.SCHOOL}),
        "designated safeguarding lead": frozenset({_K.SCHOOL}),
        "social worker": frozenset({_K.SOCIAL_CARE}),
        "team manager": frozenset({_K.SOCIAL_CARE, _K.LOCAL_AUTHORITY}),
        "interpreter coordinator": _EVERYWHERE,
        "translator": _EVERYWHERE,
        "translation approver": _EVERYWHERE,
        "officer": frozenset({_K.POLICE}),
        "authorising officer": frozenset({_K.POLICE}),
        "court legal adviser": frozenset({_K.COURT}),
        "interpreter": _EVERYWHERE,
        ADMINISTRATOR: _EVERYWHERE,
    }
)


class NoRole(BadInput):
    """Somebody would sign in and be able to do nothing."""


class RoleNotGivenHere(BadInput):
    """An agency of this kind has no such role."""


def roles_of_kind(kind: str) -> tuple[str, ...]:
    """The roles an agency of this kind may give, in the order of ``ROLES``."""
    return tuple(role for role in ROLES if AgencyKind(kind) in FITTING[role])


def fitting_roles(kind: str, roles: Iterable[str], held: Iterable[str] = ()) -> list[str]:
    """The roles that were asked for, each once and in the order of ``ROLES``; ``held`` are those somebody has already,
    which may stay. Raises ``NoRole`` for none, and ``RoleNotGivenHere``."""
    wanted = set(roles)
    if unknown := sorted(wanted - set(ROLES)):
        raise RoleNotGivenHere(f"There is no role called “{unknown[0]}”.", f"Roles are: {', '.join(ROLES)}.")
    if not wanted:
        raise NoRole("No role was chosen, so they could do nothing.", "Choose at least one.")
    given_here = roles_of_kind(kind)
    if strange := [role for role in ROLES if role in wanted - set(given_here) - set(held)]:
        raise RoleNotGivenHere(
            f"An agency of the kind “{KIND_NAMES[AgencyKind(kind)]}” has no {strange[0]}.",
            f"Its roles are: {', '.join(given_here)}.",
        )
    return [role for role in ROLES if role in wanted]
