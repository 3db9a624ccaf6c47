"""What the caution was for, and what came before it was explained: authority, admission, rights, letter, offer."""

from __future__ import annotations

from typing import Any

from comms.cautions.exhibits.told import Told, as_recorded, moment_of
from comms.cautions.said import (
    Admitted,
    AuthorityGiven,
    ConditionsSet,
    InformationGiven,
    OffenceStated,
    Offered,
    RightsGiven,
)


def disposal(told: Told) -> dict[str, Any]:
    """Which kind of caution, and what the house holds of it."""
    kind = told.standing.kind
    return {
        "kind": kind.name,
        "name": kind.title,
        "disposal": kind.disposal,
        "needs_consent": kind.needs_consent,
        "needs_admission": kind.needs_admission,
        "source": kind.source,
        "dated": kind.dated.isoformat(),
        "checked": kind.checked,
    }


def offence(told: Told) -> dict[str, Any] | None:
    """The offence in the words of its Act and in plain words."""
    return as_recorded(told, told.last(OffenceStated))


def admission(told: Told) -> dict[str, Any] | None:
    """The admission, and whether it was made before the caution was offered; None of both where nothing was."""
    admitted, offered = told.last(Admitted), told.last(Offered)
    recorded = as_recorded(told, admitted)
    if admitted is None or recorded is None:
        return None
    before = None if offered is None else admitted.said.at < offered.said.at
    return recorded | {"before_offer": before}


def authority(told: Told) -> dict[str, Any] | None:
    """Who decided that a caution may be offered."""
    return as_recorded(told, told.last(AuthorityGiven))


def rights(told: Told) -> dict[str, Any] | None:
    """What was disclosed, and what they answered to the offer of free legal advice."""
    return as_recorded(told, told.last(RightsGiven))


def written_information(told: Told) -> dict[str, Any] | None:
    """The letter that was handed over, by its reference and the hash of its text."""
    return as_recorded(told, told.last(InformationGiven))


def offer(told: Told) -> dict[str, Any] | None:
    """When the caution was offered."""
    return as_recorded(told, told.last(Offered))


def conditions(told: Told) -> list[dict[str, Any]]:
    """The conditions that were set last."""
    found = told.last(ConditionsSet)
    if found is None:
        return []
    at = moment_of(found.entry.at)
    return [one.to_json() | {"recorded_at": at} for one in found.said.conditions]
