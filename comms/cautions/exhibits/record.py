"""The record of a session as one value: 30 groups of fields by name, every entry in order, and the files it needs.

What each group means is written down in ``docs/exhibits.md``, for whoever reads ``record.json`` without this software.
Values are texts, whole numbers, true, false, null, lists and objects, so that the record has one canonical form.
"""

from __future__ import annotations

from typing import Any

from comms.cautions.exhibits.groups import case, ending, keeping, points, present, who
from comms.cautions.exhibits.signing import sealed_moment
from comms.cautions.exhibits.told import Told

FORMAT = "comms caution record 1"


def caution_record(told: Told, copy: dict[str, str] | None = None) -> dict[str, Any]:
    """The whole record. ``copy`` is the language and the SHA-256 of the person's copy, once that is made. Raises
    ``NotDecided`` for a session without an outcome."""
    entries = keeping.entries(told)
    return {
        "format": FORMAT,
        "agency": told.agency.name,
        "sealed_at": sealed_moment(told.sealing.at),
        "sealed_by": told.sealing.by,
        "key": told.sealing.key,
        "record": keeping.record(told),
        **_who(told),
        **_what(told),
        "recordings": keeping.recordings(told),
        "audit": keeping.audit(told) | {"last_hash": entries[-1]["hash"]},
        "copies_given": keeping.copies_given(told, copy),
        "disclosure": keeping.disclosure(told),
        "later": keeping.later(told),
        "media": keeping.media(told),
        "entries": entries,
    }


def _who(told: Told) -> dict[str, Any]:
    return {
        "person": who.person(told),
        "age": who.age(told) | {"appropriate_adults": present.appropriate_adults(told)},
        "screening": who.screening(told),
        "language": who.language(told),
        "detention": who.detention(told),
        "officers": present.officers(told),
        "interpreter_sought": present.interpreter_sought(told),
        "interpreters": present.interpreters(told),
        "no_interpreter": present.no_interpreter(told),
        "solicitor": present.solicitor(told),
        "pauses": present.pauses(told),
    }


def _what(told: Told) -> dict[str, Any]:
    return {
        "disposal": case.disposal(told),
        "offence": case.offence(told),
        "authority": case.authority(told),
        "admission": case.admission(told),
        "rights": case.rights(told),
        "written_information": case.written_information(told),
        "offer": case.offer(told),
        "conditions": case.conditions(told),
        "script": points.script(told),
        "points": points.points(told),
        "questions": points.questions(told),
        "asked_for": points.asked_for(told),
        "outcome": ending.outcome(told),
        "consent": ending.consent(told),
        "signatures": ending.signatures(told),
    }
