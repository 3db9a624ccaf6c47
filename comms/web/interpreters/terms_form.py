"""What somebody charges, as a form asks it: amounts in pounds, of which each may be left to the starting terms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from comms.interpreters.terms import MOST_BANDS
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
NOTICE = "notice"
# The two answers of each band of notice, by their names in the form.
BANDS = tuple((f"notice_hours_{row}", f"notice_percent_{row}") for row in range(1, MOST_BANDS + 1))
OWN_NAME = "Own terms"


def typed_terms(terms: Mapping[str, Any]) -> dict[str, str]:
    """Terms on record as they are typed; what they leave out is blank."""
    found = {name: f"{terms[name] / 100:.2f}" for name in POUNDS if name in terms}
    found |= {name: str(terms[name]) for name in MINUTES if name in terms}
    for (hours, percent), band in zip(BANDS, terms.get(NOTICE, ()), strict=False):
        found |= {hours: str(band["less_than_working_hours"]), percent: str(band["percent"])}
    return found


def read_terms(form: Form, before: Mapping[str, Any]) -> dict[str, Any]:
    """The terms that were typed, over those on record; what is left blank is left to the starting terms."""
    asked = {*POUNDS, *MINUTES, NOTICE}
    terms = {name: value for name, value in before.items() if name not in asked}
    for name in POUNDS:
        text = form.line(name)
        if found := AMOUNT.fullmatch(text):
            terms[name] = int(found["pounds"]) * 100 + int((found["pence"] or "0").ljust(2, "0"))
        elif text:
            form.wrong(name, "Give pounds and pence, like 28.50.")
    for name in MINUTES:
        text = form.line(name)
        if _is_figure(text):
            terms[name] = int(text)
        elif text:
            form.wrong(name, "Give minutes in figures, like 120.")
    if bands := _read_bands(form):
        terms[NOTICE] = bands
    if terms.keys() & asked:
        return {"name": OWN_NAME, "source": "Recorded in the register."} | terms
    return {}


def _read_bands(form: Form) -> list[dict[str, int]]:
    """The bands of notice that were typed; a row of which one half is missing is wrong."""
    bands = []
    for hours_name, percent_name in BANDS:
        hours, percent = form.line(hours_name), form.line(percent_name).removesuffix("%").rstrip()
        if not hours and not percent:
            continue
        if not _is_figure(hours):
            form.wrong(hours_name, "Give working hours in figures, like 8.")
        if not _is_figure(percent):
            form.wrong(percent_name, "Give per cent in figures, like 50.")
        if _is_figure(hours) and _is_figure(percent):
            bands.append({"less_than_working_hours": int(hours), "percent": int(percent)})
    return bands


def _is_figure(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3
