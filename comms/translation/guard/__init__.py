"""The fact guard: what a machine translates keeps its names, dates, times, sums and numbers, or it is not shown.

A family decides by the facts of a text, and so does whoever reads its answer. Facts are taken out of a text before an
engine sees it and put back afterwards; then the translation is read again, and where its facts are not those of the
original it is refused, and the original is shown.
"""

from __future__ import annotations

from comms.translation.guard.fact import Fact, FactKind
from comms.translation.guard.guarding import Asked, translate_each_guarded, translate_guarded
from comms.translation.guard.reading import facts_in

__all__ = ["Asked", "Fact", "FactKind", "facts_in", "translate_each_guarded", "translate_guarded"]
