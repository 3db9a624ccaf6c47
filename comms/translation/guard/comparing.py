"""Whether two readings say the same facts, each as often and those of one kind in the same order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from comms.translation.guard.fact import Fact, FactKind, Found


def kind_that_differs(original: Sequence[Found], translation: Sequence[Found]) -> FactKind | None:
    """The kind of a fact that was lost, brought in, or changed places with another of its kind; None where all agree.

    What is uncertain in one of the two may be there in the other and need not: "luni" is Monday or months. What is
    certain must be at least possible in the other.
    """
    here, there = _counted(original), _counted(translation)
    here_sure, there_sure = _counted(original, sure=True), _counted(translation, sure=True)
    for lost in (here_sure - there) + (there_sure - here):
        return lost.kind
    agreed = {fact for fact, count in here.items() if there[fact] == count}
    before, after = _in_order(original, agreed), _in_order(translation, agreed)
    return next((kind for (kind, _), facts in before.items() if facts != after[kind, _]), None)


def _counted(found: Sequence[Found], *, sure: bool = False) -> Counter[Fact]:
    return Counter(one.fact for one in found if one.sure or not sure)


def _in_order(found: Sequence[Found], agreed: set[Fact]) -> dict[tuple[FactKind, bool], list[Fact]]:
    """The facts of each kind as they follow one another; weekdays and months alone for themselves.

    "On Monday before the 24th" is rightly said the other way round in another language, and stays clear.
    """
    order: dict[tuple[FactKind, bool], list[Fact]] = {}
    for one in found:
        if one.fact in agreed:
            order.setdefault((one.fact.kind, one.word), []).append(one.fact)
    return order
