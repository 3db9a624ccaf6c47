"""Who the session was with: names, age, what was seen of vulnerability, language, detention."""

from __future__ import annotations

from typing import Any

from comms.cautions.exhibits.told import Told, as_recorded
from comms.cautions.kind import age_on
from comms.cautions.said import DetentionNoted, LanguageEstablished, PersonConfirmed, Screened
from comms.foundation.clock import london_date

NO_LANGUAGE = {
    "spoken": "", "dialect": "", "first": "", "written": "", "reads": "", "how": "", "changed_because": "",
    "need": "", "need_confirmed": False, "words_approved": False, "recorded_at": None, "recorded_by": "",
}  # fmt: skip


def person(told: Told) -> dict[str, Any]:
    """Names as the person spells them, and what stood on record before they were asked."""
    opened, confirmed = told.standing.opened.to_json(), told.last(PersonConfirmed)
    said = {} if confirmed is None else confirmed.said.to_json()
    recorded = as_recorded(told, confirmed)
    return {
        "id": opened["person_id"],
        "name": told.standing.name,
        "names": said.get("names", opened["names"]),
        "born": said.get("born", opened["born"]),
        "address": said.get("address", opened["address"]),
        "custody_number": said.get("custody_number", ""),
        "urn": said.get("urn", ""),
        "confirmed_at": recorded and recorded["recorded_at"],
        "on_record": {name: opened[name] for name in ("names", "born", "address", "spoken", "dialect", "written")},
    }


def age(told: Told) -> dict[str, Any]:
    """How old the person was on the day, by the date in London, and who was there for them."""
    standing, on = told.standing, london_date(told.standing.opened.at)
    years = None if standing.born is None else age_on(standing.born, on)
    return {
        "on": on.isoformat(),
        "years": years,
        "under_18": None if years is None else years < 18,
        "adult_needed": standing.needs_adult,
        "why_adult": standing.why_adult,
    }


def screening(told: Told) -> dict[str, Any] | None:
    """Whether anything suggested that the person is vulnerable."""
    return as_recorded(told, told.last(Screened))


def language(told: Told) -> dict[str, Any]:
    """Which language was established, how and by whom, and what was established before that."""
    every = [as_recorded(told, one) or {} for one in told.every(LanguageEstablished)]
    need, confirmed = told.standing.need
    return {
        **(every[-1] if every else NO_LANGUAGE),
        "need": need,
        "need_confirmed": confirmed,
        "interpreter_needed": told.standing.needs_interpreter,
        "why_interpreter": told.standing.why_interpreter,
        "changes": every[:-1],
    }


def detention(told: Told) -> dict[str, Any] | None:
    """Whether the person was detained: since when, and until when at most."""
    return as_recorded(told, told.last(DetentionNoted))
