"""What somebody charges, as a form asks it: amounts in pounds, of which each may be left to the starting terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from comms.web.forms import Form

AMOUNT = re.compile(r"£?\s*(?P<pounds>[0-9]{1,4})(?:\.(?P<pence>[0-9]{1,2}))?")
POUNDS = {
    "pence_an_hour": "An hour in person",
    "pence_an_hour_remote": "An hour by telephone or video",
    "pence_an_hour_travelling": "An hour of travelling",
    "pence_a_mile": "A mile",
}
MINUTES = {
    "minimum_minutes": "Paid at least, in person (minutes)",
    "minimum_minutes_remote": "Paid at least, by telephone or video (minutes)",
}
OWN_NAME = "Own terms"


def typed_terms(terms: Mapping[str, Any]) -> dict[str, str]:
    """Terms on record as they are typed; what they leave out is blank."""
    found = {name: f"{terms[name] / 100:.2f}" for name in POUNDS if name in terms}
    return found | {name: str(terms[name]) for name in MINUTES if name in terms}


def read_terms(form: Form, before: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that were typed, over those on record; what is left blank is left to the starting terms."""
    terms = {name: value for name, value in before.items() if name not in POUNDS | MINUTES}
    for name in POUNDS:
        text = form.line(name)
        if found := AMOUNT.fullmatch(text):
            terms[name] = int(found["pounds"]) * 100 + int((found["pence"] or "0").ljust(2, "0"))
        elif text:
            form.wrong(name, "Give pounds and pence, like 28.50.")
    for name in MINUTES:
        text = form.line(name)
        if text.isascii() and text.isdigit() and len(text) <= 3:
            terms[name] = int(text)
        elif text:
            form.wrong(name, "Give minutes in figures, like 120.")
    if terms.keys() & (POUNDS | MINUTES).keys():
        return {"name": OWN_NAME, "source": "Recorded in the register."} | terms
    return {}
