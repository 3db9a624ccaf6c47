"""A letter's number as people type it from a slip: in any case, with or without its dash, with figures taken for
letters."""

from __future__ import annotations

from itertools import product
from math import prod

from comms.foundation.writing import fold
from comms.letters.reader import REFERENCE_LETTERS

LENGTH = 8
# What a letter or figure may have been on paper. A number holds no 0, 1, I, L, O or U, so whoever types one has read
# something else.
_ALIKE = ("0OQD", "1ILJT7", "UVY", "8B", "5S", "2Z", "6G")
# More readings than this are a guess and no reading.
MOST_READINGS = 300


def readings(typed: str) -> tuple[str, ...]:
    """The numbers ("K7M3-92QX") that what was typed may stand for, the likeliest first; none where it is no number."""
    figures = [figure for figure in fold(typed).upper() if figure.isalnum()]
    if len(figures) != LENGTH:
        return ()
    choices = [_taken_for(figure) for figure in figures]
    if not all(choices):
        return ()
    if prod(map(len, choices)) <= MOST_READINGS:
        return tuple(_written(reading) for reading in product(*choices))
    # Too many may be something else: all that cannot stand as typed is, and of the others one at most.
    typed_right = [figure if figure in choice else choice for figure, choice in zip(figures, choices, strict=True)]
    if prod(map(len, typed_right)) > MOST_READINGS // LENGTH:
        return ()
    found = []
    for place in [None, *range(LENGTH)]:
        some = [choices[at] if at == place else figure for at, figure in enumerate(typed_right)]
        found += [_written(reading) for reading in product(*some)]
    return tuple(dict.fromkeys(found))


def _written(figures: tuple[str, ...]) -> str:
    return f"{''.join(figures[:4])}-{''.join(figures[4:])}"


def _taken_for(figure: str) -> str:
    """The letters of a number it may be, itself first."""
    alike = next((group for group in _ALIKE if figure in group), figure)
    return "".join(sorted((one for one in alike if one in REFERENCE_LETTERS), key=lambda one: one != figure))
