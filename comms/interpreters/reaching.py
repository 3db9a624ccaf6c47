"""The number and e-mail address of an interpreter, read as those of families are."""

from __future__ import annotations

import re

from comms.families.contact_point import Channel
from comms.families.imports.telephone import ImpossibleAddress, ImpossibleNumber, read_emails, read_numbers
from comms.foundation.writing import tidy_name
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.travel import zone_of

# The first half of a postcode: PE13, SW1A.
ZONE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


def one_number(text: str) -> str:
    """The one telephone number in a text, empty where it is empty. Raises ``BadInterpreter``."""
    try:
        found = read_numbers(text, Channel.MOBILE)
    except ImpossibleNumber as fault:
        raise BadInterpreter(
            "telephone", f"“{tidy_name(text)}” cannot be a telephone number.", "Give it with its area code, or with +."
        ) from fault
    if len(found) > 1:
        raise BadInterpreter("telephone", "These are several telephone numbers.", "Give the one they answer.")
    return found[0].value if found else ""


def one_email(text: str) -> str:
    """The one e-mail address in a text, empty where it is empty. Raises ``BadInterpreter``."""
    try:
        found = read_emails(text)
    except ImpossibleAddress as fault:
        raise BadInterpreter(
            "email", f"“{tidy_name(text)}” cannot be an e-mail address.", "Give it as in name@example.org."
        ) from fault
    if len(found) > 1:
        raise BadInterpreter("email", "These are several e-mail addresses.", "Give the one they read.")
    return found[0].value if found else ""


def one_zone(text: str, field: str = "base_zone") -> str:
    """The first half of a postcode, given as such or with the rest; empty where it is empty. Raises
    ``BadInterpreter``."""
    bare = "".join(text.split()).upper()
    if not bare:
        return ""
    if ZONE.fullmatch(bare):
        return bare
    if zone := zone_of([text]):
        return zone
    raise BadInterpreter(
        field, f"“{tidy_name(text)}” is not a postcode.", "Give the first half, such as PE13, or all of it."
    )
