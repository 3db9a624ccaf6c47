"""The forms of an agency: what is on record, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from comms.agencies.agency import Agency
from comms.letters.reader import DEFAULT_SUPPORT
from comms.letters.templates.kind import Phrase
from comms.letters.triggers import BadTriggers, LetterTriggers, trigger_facts
from comms.web.forms import Form, filled_form

WRONG_TIMES = {
    "opens": "Give the time from which somebody answers, like 08:30.",
    "closes": "Give the time until which somebody answers, like 16:00.",
}
# An address window has room for seven lines with the agency's name.
MOST_ADDRESS_LINES = 6
LONGEST_LINE = 60
LONGEST = {"telephone": 40, "email": 254, "contact_name": 200, "interpreter_line": 200, "signed_by": 100}
TELEPHONE = re.compile(r"\+?[0-9 ()\-]{5,}")
TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def letterhead_answers(agency: Agency) -> Form:
    """The form of what letters say of the agency, with what is on record."""
    return filled_form(
        {name: getattr(agency, name) for name in (*LONGEST, "hours")}
        | {"address": "\n".join(agency.address), "reply_address": "\n".join(agency.reply_address)}
        | {"support": support_of(agency)}
        | {"opens": agency.opens.strftime("%H:%M"), "closes": agency.closes.strftime("%H:%M")}
    )


def read_letterhead(form: Form, agency: Agency, known: Mapping[str, Phrase]) -> dict[str, Any]:
    """What was typed, as changes of the agency; hours and help are chosen from the phrases that are known to it. What
    cannot be right is noted in the form."""
    hours = [key for key, phrase in known.items() if phrase.phrase_list == "hours"]
    support = [key for key in form.many("support") if key in known and known[key].phrase_list == "support"]
    texts = {name: form.limited(name, most) for name, most in LONGEST.items()}
    if texts["telephone"] and not TELEPHONE.fullmatch(texts["telephone"]):
        form.wrong("telephone", "Give the number with digits and spaces, like 01632 960 100.")
    if texts["email"] and not EMAIL.fullmatch(texts["email"]):
        form.wrong("email", "Give an e-mail address like office@school.example.")
    opens, closes = _time(form, "opens"), _time(form, "closes")
    if opens and closes and closes <= opens:
        form.wrong("closes", "You close before you open. Give a later time.")
    return {
        **texts,
        "address": _address(form, "address"),
        "reply_address": _address(form, "reply_address"),
        "hours": form.chosen("hours", hours, "Choose on which days somebody answers."),
        "opens": opens,
        "closes": closes,
        "letter_settings": agency.letter_settings | {"support": support},
    }


def _address(form: Form, name: str) -> list[str]:
    lines = [" ".join(line.split()) for line in form.text(name).splitlines() if line.strip()]
    if len(lines) > MOST_ADDRESS_LINES:
        form.wrong(name, f"The address has {len(lines)} lines. Letters have room for {MOST_ADDRESS_LINES}.")
    if any(len(line) > LONGEST_LINE for line in lines):
        form.wrong(name, f"A line of the address is too long. Keep each to {LONGEST_LINE} characters.")
    return lines


def _time(form: Form, name: str) -> time | None:
    found = TIME.fullmatch(form.line(name))
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    form.wrong(name, WRONG_TIMES[name])
    return None


def support_of(agency: Agency) -> Sequence[str]:
    """The help the agency offers, by the keys of its phrases; the usual one where it has chosen none."""
    return agency.letter_settings.get("support") or DEFAULT_SUPPORT


def hours_in_words(agency: Agency, known: Mapping[str, Phrase]) -> str:
    """When somebody answers, as the English part of a letter says it."""
    phrase = known.get(agency.hours)
    if phrase is None:
        return ""
    opens, closes = agency.opens.strftime("%H:%M"), agency.closes.strftime("%H:%M")
    return phrase.text.replace("{open}", opens).replace("{close}", closes)


def changed_triggers(agency: Agency) -> dict[str, int]:
    """The settings in which the agency differs from the defaults."""
    return dict(agency.letter_settings.get("triggers", {}))


def trigger_answers(agency: Agency) -> Form:
    """The form of when the agency writes, with what is in force."""
    values = LetterTriggers().as_mapping() | changed_triggers(agency)
    return filled_form({name: str(value) for name, value in values.items()})


def read_triggers(form: Form) -> LetterTriggers | None:
    """The settings as they were typed; None when something is wrong, which is noted in the form. Left empty, a
    setting has its default."""
    given: dict[str, int] = {}
    for fact in trigger_facts():
        text = form.line(fact.name)
        if not text:
            continue
        if re.fullmatch(r"[0-9]{1,4}", text) and fact.least <= int(text) <= fact.most:
            given[fact.name] = int(text)
        else:
            form.wrong(fact.name, f"Give a whole number of {fact.unit} from {fact.least} to {fact.most}.")
    if form.errors:
        return None
    try:
        return LetterTriggers.from_mapping(given)
    except BadTriggers:
        form.wrong("l12_percent", "This is below the level for L02: one attendance would bring both worry and thanks.")
        return None
