"""An engine that knows a few sentences by heart, and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comms.channels.translator import Hypotheses, NotTranslated, Pair, Translated, first_of, no_package

POLISH = {
    "Nie rozumiem tego listu.": "I do not understand this letter.",
    "Syn jest chory i zostaje w domu.": "My son is ill and is staying at home.",
    "Dziękuję bardzo, przyjdziemy razem.": "Thank you very much, we will come together.",
    "Proszę zadzwonić wieczorem.": "Please ring in the evening.",
}
LETTER, ILL, THANKS, RING = POLISH
BROKEN = "Silnik się psuje na tym zdaniu."


class TabledEngine:
    """Translates Polish into English, as far as it knows it; on one sentence it breaks."""

    def __init__(self, known: Mapping[str, str] = POLISH, by: str = "pl_en 1.9") -> None:
        self.known, self.by = known, by
        self.asked: list[list[str]] = []

    @property
    def texts_asked(self) -> list[str]:
        """Every text it was asked for, in the order in which it was."""
        return [text for batch in self.asked for text in batch]

    def pairs(self) -> Sequence[Pair]:
        return [Pair("pl", "en", self.by)]

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        del count
        self.asked.append(list(texts))
        if BROKEN in texts:
            raise RuntimeError(f"it broke on {texts}")
        if (source, target) != ("pl", "en"):
            return [no_package(source, target) for _ in texts]
        return [
            Hypotheses((self.known[text],), self.by) if text in self.known else NotTranslated("I do not know it.")
            for text in texts
        ]

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        return [first_of(answer) for answer in self.hypotheses(texts, source, target)]
