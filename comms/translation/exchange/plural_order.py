"""The order of plural forms in a PO file that another program wrote, beside the language's own order here."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable

from comms.translation.catalogues import plural_rule

_HEADER = re.compile(r"nplurals\s*=\s*(\d{1,2})\s*;\s*plural\s*=\s*(.+?)\s*;?\s*", re.DOTALL)
_COUNTS = range(1, 1000)
Order = tuple[int, ...]


def plural_order(header: str, tag: str) -> Order | None:
    """For each plural form of the language here, which form of the file is the same one; None where there is none.

    ``header`` is the file's Plural-Forms; without one the file's order is taken to be the one here. Rules of other
    programs differ in their order, or have a form for fractions besides: they are the same where every count from 1
    takes the same form, and no two forms are one.
    """
    forms, ours = plural_rule(tag)
    if not header.strip():
        return tuple(range(forms))
    stated = _HEADER.fullmatch(header.strip())
    try:
        theirs = gettext.c2py(stated[2]) if stated else None
        return _paired(forms, ours, theirs) if theirs else None
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _paired(forms: int, ours: Callable[[int], int], theirs: Callable[[int], int]) -> Order | None:
    found: dict[int, set[int]] = {}
    for count in _COUNTS:
        found.setdefault(ours(count), set()).add(theirs(count))
    # A form for nothing but zero, as Arabic has, is found there.
    found.setdefault(ours(0), {theirs(0)})
    order = [min(found.get(form, {-1})) for form in range(forms)]
    clear = all(len(one) == 1 for one in found.values()) and len(set(order)) == forms and min(order) >= 0
    return tuple(order) if clear else None


def in_order(forms: tuple[str, ...], order: Order) -> tuple[str, ...]:
    """The forms of a file in the language's own order; empty where the file does not hold one."""
    return tuple(forms[place] if place < len(forms) else "" for place in order)
