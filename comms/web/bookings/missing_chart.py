"""The chart of what was missing: where its bars stand. What they look like is in the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comms.bookings.missing.figures import Counts, LanguageFigures

# In the chart's own units: the names stand left of the bars, what is said of each to their right.
BARS_FROM, BARS_WIDTH = 150, 190
TOP, ROW = 42, 32
MOST_BARS = 12
# A number is written into a piece that is wide enough for it.
WIDE_ENOUGH = 22


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a bar: "came", "without" or "unknown", and for how many it stands."""

    kind: str
    count: int
    x: float
    width: float

    @property
    def has_number(self) -> bool:
        """Whether its number is written into it."""
        return self.width >= WIDE_ENOUGH


@dataclass(frozen=True, slots=True)
class Bar:
    """One language."""

    name: str
    y: int
    counts: Counts
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it. ``left_out`` is how many languages have no bar because there are too many for one picture."""

    bars: tuple[Bar, ...]
    left_out: int

    @property
    def height(self) -> int:
        """How high the picture is."""
        return TOP + ROW * max(1, len(self.bars)) + (ROW if self.left_out else 0)


def chart_of(languages: Sequence[LanguageFigures]) -> Chart:
    """A bar for each language of which an interpreter was needed; those most often without are shown."""
    shown = [one for one in languages if one.counts.needed]
    most = max((one.counts.needed for one in shown), default=1)
    bars = (
        Bar(one.name, TOP + ROW * place, one.counts, _pieces(one.counts, BARS_WIDTH / most))
        for place, one in enumerate(shown[:MOST_BARS])
    )
    return Chart(tuple(bars), max(0, len(shown) - MOST_BARS))


def _pieces(counts: Counts, scale: float) -> tuple[Piece, ...]:
    pieces, x = [], float(BARS_FROM)
    for kind, count in (("came", counts.had), ("without", counts.missed), ("unknown", counts.not_told)):
        if count:
            pieces.append(Piece(kind, count, round(x, 1), round(count * scale, 1)))
            x += count * scale
    return tuple(pieces)
