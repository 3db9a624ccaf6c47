"""“Please ring us” (L00): the letter that is offered for every letter that had to be held."""

from __future__ import annotations

from comms.families.language_need import LanguageNeed, Reads
from comms.foundation.languages import written_choices
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import coverage
from comms.translation.catalogues import Catalogue, is_english


def languages_for_please_ring(need: LanguageNeed | None, held_for: str = "") -> list[str]:
    """The languages in which this person may be sent L00; empty where nothing is known, or they read nothing.

    Where only the spoken language is known, these are the forms it is written in, for a person to choose from: they may
    be able to read it, and the letter asks no more of them than to ring.
    """
    # Where a letter may put somebody at risk, so may this one.
    if held_for == "post_not_safe" or need is None or need.reads == Reads.NONE:
        return []
    spoken = [tag for tongue in need.spoken for tag in (written_choices(tongue) or (tongue,))]
    tags = [need.written] if need.written else list(dict.fromkeys(spoken))
    kind = letter_kinds()["L00"]
    return [tag for tag in tags if is_english(tag) or coverage(kind, Catalogue.of(tag).look_up) != "missing"]
