"""What stands beside the questions of a step: lists to choose from, and what follows from what is known."""

from __future__ import annotations

from typing import NamedTuple

from comms.agencies.find import own_agency
from comms.bookings.now.line import interpreter_line
from comms.cautions.authority import needed_for, offence_classes, ranks
from comms.foundation.languages import LANGUAGES, Language
from comms.web.cautions.bar import clock_near
from comms.web.cautions.grounds import ADVICE, CONDITION_NUMBERS
from comms.web.cautions.need_kept import may_keep
from comms.web.cautions.page import SessionPage
from comms.web.cautions.present import MODES, OATHS
from comms.web.cautions.who import READS
from comms.web.door import work
from comms.web.people.need_form import choices_for
from comms.web.people.person_page import card_of

Beside = dict[str, object]
ENGLISH, UNWRITTEN = "en", "Zxxx"


class Leaving(NamedTuple):
    """The words of the form on which somebody leaves or is back."""

    asks: str
    why: str
    when: str
    send: str
    leaves: bool = True


SAME = "The same person as before. Somebody else is put on record as a new one, on the step of that name."
AGAIN = "Everything said so far is kept. Points that were read, answered or judged after they left are done again."
THEM = {
    "interpreter-left": Leaving("The interpreter has left", AGAIN, "When did they leave?", "They have left"),
    "interpreter-back": Leaving("The interpreter is back", SAME, "Since when?", "They are back", leaves=False),
    "adult-left": Leaving("The appropriate adult has left", AGAIN, "When did they leave?", "They have left"),
    "adult-back": Leaving("The appropriate adult is back", SAME, "Since when?", "They are back", leaves=False),
}  # fmt: skip


def nothing(_: SessionPage) -> Beside:
    """Nothing beside the questions."""
    return {}


def them(page: SessionPage) -> Beside:
    """Who leaves or is back."""
    return {"them": THEM[page.here]}


def languages(page: SessionPage) -> Beside:
    """The languages that are near: what they speak and read, and English."""
    near = dict.fromkeys((page.spoken, page.reads, LANGUAGES[ENGLISH]))
    return {"near_languages": [(one.tag, _named(one)) for one in near if one is not None]}


def names(page: SessionPage) -> Beside:
    """The languages a name may be in, and whether theirs is written in another script than English is."""
    other = page.reads is not None and page.reads.script not in {LANGUAGES[ENGLISH].script, UNWRITTEN}
    return {"other_script": other} | languages(page)


def _named(one: Language) -> str:
    return one.english_name if one.own_name == one.english_name else f"{one.english_name} – {one.own_name}"


def every_language(page: SessionPage) -> Beside:
    """All languages, those of the families here first."""
    card = card_of(work(), page.viewer, page.person, page.today)
    return {
        "choices": choices_for(work(), page.viewer, card),
        "ways_of_reading": READS,
        "may_keep": may_keep(page),
    }


def classes(_: SessionPage) -> Beside:
    """The classes of offences."""
    return {"offence_classes": [(name, title.capitalize()) for name, title in offence_classes().items()]}


def authority(page: SessionPage) -> Beside:
    """Whose authority the offence needs, in a sentence, and the ranks."""
    offence, said, more = page.standing.offence, "", True
    if offence is not None:
        needed = needed_for(offence)
        parts = [f"an officer of at least the rank of {needed.rank}"]
        parts += ["exceptional circumstances"] if needed.exceptional else []
        parts += ["the prosecutor’s consent"] if needed.prosecutor else []
        more = needed.exceptional or needed.prosecutor
        said = f"This offence ({offence_classes()[offence.offence_class]}) needs {_joined(parts)}."
    return {"authority_needed": said, "more_needed": more, "ranks": [(one, one) for one in ranks()]}


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def rights(page: SessionPage) -> Beside:
    """What may be said about a lawyer, and the languages that are near."""
    return {"advice": ADVICE} | languages(page)


def conditions(_: SessionPage) -> Beside:
    """How many conditions there is room for."""
    return {"numbers": CONDITION_NUMBERS}


def interpreter(_: SessionPage) -> Beside:
    """How somebody may be there, and what they may have sworn."""
    return {"modes": MODES, "oaths": OATHS}


def line(page: SessionPage) -> Beside:
    """The agency's interpreter line."""
    return {"line_to_ring": interpreter_line(own_agency(work(), page.viewer).interpreter_line)}


def adult(page: SessionPage) -> Beside:
    """Relatives on record, and all languages."""
    return {"relatives": [(str(one.id), one.name) for one in page.relatives]} | every_language(page)


def pause(page: SessionPage) -> Beside:
    """When detention ends."""
    detention = page.standing.detention
    ends = detention.ends_at if detention and not detention.voluntary else None
    return {"ends": f"Detention ends at {clock_near(ends, page.now)}." if ends else ""}


def paused(page: SessionPage) -> Beside:
    """Since when and why it is paused."""
    said, since = page.standing.paused, page.standing.paused_at
    if said is None or since is None:
        return {"paused": "It is not paused."}
    until = f" It was to go on at {clock_near(said.until, page.now)}." if said.until else ""
    return {"paused": f"Paused at {clock_near(since, page.now)}: {said.why.rstrip('.')}.{until}"}
