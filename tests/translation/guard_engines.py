"""Engines for the fact guard's tests: one that does as it should, and one that does everything wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

from comms.channels.translating import Hypotheses, NotTranslated, Pair, Translated, first_of

SENTINEL = re.compile(r"X[A-Z][0-9]+")
WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
OTHER_DIGITS = "٣۴५৭߉０²①Ⅷ½7"
BIDI = "\u202e\u2066\u2069\u200f\u061c"


class Engine:
    """An engine that answers with a function of the text and of which wording it is; it keeps what it was asked."""

    def __init__(self, says: Callable[[str, int], str], by: str = "tiny 1.0") -> None:
        self.says, self.by = says, by
        self.asked: list[tuple[list[str], int]] = []
        self.known: list[Pair] = []

    def pairs(self) -> Sequence[Pair]:
        return self.known

    def hypotheses(
        self, texts: Sequence[str], source: str, target: str, count: int = 1
    ) -> Sequence[Hypotheses | NotTranslated]:
        del source, target
        self.asked.append((list(texts), count))
        return [Hypotheses(tuple(self.says(text, number) for number in range(count)), self.by) for text in texts]

    def translate(self, texts: Sequence[str], source: str, target: str) -> Sequence[Translated | NotTranslated]:
        return [first_of(answer) for answer in self.hypotheses(texts, source, target)]


def says_in(said: Mapping[str, str]) -> Callable[[str, int], str]:
    """An engine's answers from a table; what is not in it comes back as it was."""
    return lambda text, number: said.get(text, text)


def word_by_word(words: Sequence[str], known: Mapping[str, str]) -> Callable[[str, int], str]:
    """Each word as a known one, or as the next of some; sentinels, signs and blanks as they are."""

    def says(text: str, number: int) -> str:
        count = number

        def other(match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            return known.get(match[0].casefold(), words[count % len(words)])

        parts = re.split(f"({SENTINEL.pattern})", text)
        return "".join(part if SENTINEL.fullmatch(part) else WORDS.sub(other, part) for part in parts)

    return says


class Saboteur:
    """Answers well, and then spoils the answer once or several times, as its random source says."""

    def __init__(self, well: Callable[[str, int], str], random: Random, inventions: Sequence[str]) -> None:
        self.well, self.random, self.inventions = well, random, inventions

    def __call__(self, text: str, number: int) -> str:
        answer = text if self.random.random() < 0.1 else self.well(text, number)
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 3))):
            answer = self.random.choice(SPOILS)(self, answer)
        return answer

    def somewhere(self, text: str, what: str) -> str:
        places = [0, len(text), *(match.start() for match in re.finditer(r"\s", text))]
        place = self.random.choice(places) if self.random.random() < 0.8 else self.random.randint(0, len(text))
        return f"{text[:place]}{what}{text[place:]}"

    def a_sentinel(self, text: str, change: Callable[[str], str]) -> str:
        found = list(SENTINEL.finditer(text))
        if not found:
            return self.somewhere(text, self.random.choice(["XN1", "XD9", "XQ2"]))
        one = self.random.choice(found)
        return f"{text[: one.start()]}{change(one[0])}{text[one.end() :]}"

    def drops(self, text: str) -> str:
        return self.a_sentinel(text, lambda one: "")

    def doubles(self, text: str) -> str:
        return self.a_sentinel(text, lambda one: f"{one} {one}")

    def copies_to_elsewhere(self, text: str) -> str:
        found = SENTINEL.findall(text)
        return self.somewhere(text, f" {self.random.choice(found)} " if found else " XT1 ")

    def swaps(self, text: str) -> str:
        found = list(dict.fromkeys(SENTINEL.findall(text)))
        if len(found) < 2:
            return self.drops(text)
        one, other = self.random.sample(found, 2)
        return SENTINEL.sub(lambda match: {one: other, other: one}.get(match[0], match[0]), text)

    def swaps_two_of_a_kind(self, text: str) -> str:
        found = list(dict.fromkeys(SENTINEL.findall(text)))
        pairs = [(one, other) for one in found for other in found if one < other and one[1] == other[1]]
        if not pairs:
            return self.swaps(text)
        one, other = self.random.choice(pairs)
        return SENTINEL.sub(lambda match: {one: other, other: one}.get(match[0], match[0]), text)

    def shuffles(self, text: str) -> str:
        found = SENTINEL.findall(text)
        self.random.shuffle(found)
        return SENTINEL.sub(lambda match: found.pop(), text)

    def moves_to_the_end(self, text: str) -> str:
        found = SENTINEL.findall(text)
        return f"{SENTINEL.sub('', text, count=1)} {found[0]}" if found else text

    def shuffles_everything(self, text: str) -> str:
        words = text.split()
        self.random.shuffle(words)
        return " ".join(words)

    def invents_a_digit(self, text: str) -> str:
        return self.somewhere(
            text, self.random.choice([" 5 ", "5", " 15:40", " 24 November 2026 ", "1", " 07700900821"])
        )

    def uses_another_scripts_digits(self, text: str) -> str:
        digit = self.random.choice(OTHER_DIGITS)
        if self.random.random() < 0.5:
            return self.a_sentinel(text, lambda one: one[:2] + digit)
        return self.somewhere(text, f" {digit} ")

    def invents_money(self, text: str) -> str:
        return self.somewhere(text, self.random.choice(["£", " € ", "₺", " zł ", "$", "৳"]))

    def invents_a_fact(self, text: str) -> str:
        return self.somewhere(text, f" {self.random.choice(self.inventions)} ")

    def changes_a_word_for_a_fact(self, text: str) -> str:
        words = [match for match in WORDS.finditer(text) if not SENTINEL.match(text, match.start())]
        if not words:
            return text
        one = self.random.choice(words)
        return f"{text[: one.start()]}{self.random.choice(self.inventions)}{text[one.end() :]}"

    def translates_the_sentinel(self, text: str) -> str:
        names = ("Jakub", "date", "Хn1", "ХN1", "XN", "X", "Xena", "the number", "XN-1", "XN 1", "X N1", "XN.1", "XN_1")
        return self.a_sentinel(text, lambda one: self.random.choice(names))

    def changes_case(self, text: str) -> str:
        return self.a_sentinel(text, self.random.choice([str.lower, str.title, str.swapcase]))

    def changes_case_of_all(self, text: str) -> str:
        return self.random.choice([str.lower, str.upper, str.title])(text)

    def spaces(self, text: str) -> str:
        return self.a_sentinel(text, " ".join)

    def glues(self, text: str) -> str:
        added = self.random.choice(
            ["a", "1", "'s", "-a", "_", "é", "\u0301", "ом", "さん", "0", ".5", ",5", ":30", "%"]
        )
        if self.random.random() < 0.5:
            return self.a_sentinel(text, lambda one: one + added)
        return self.a_sentinel(text, lambda one: added + one)

    def takes_a_blank_away(self, text: str) -> str:
        blanks = [match.start() for match in re.finditer(" ", text)]
        place = self.random.choice(blanks) if blanks else 0
        return text[:place] + text[place + 1 :]

    def changes_the_kind(self, text: str) -> str:
        return self.a_sentinel(text, lambda one: f"X{self.random.choice('NDTSPRAGQ')}{one[2:]}")

    def changes_the_index(self, text: str) -> str:
        return self.a_sentinel(text, lambda one: f"{one[:2]}{self.random.choice(['0', '01', '12', '2', '1', '99'])}")

    def inserts_a_bidi_control(self, text: str) -> str:
        if self.random.random() < 0.5:
            return self.a_sentinel(text, lambda one: one[0] + self.random.choice(BIDI) + one[1:])
        return self.somewhere(text, self.random.choice(BIDI))

    def inserts_something_invisible(self, text: str) -> str:
        hidden = self.random.choice("\u00ad\u200d\u200c\u034f\ufe0f\u200b\x00\x1b")
        return self.a_sentinel(text, lambda one: one[:2] + hidden + one[2:])

    def empties(self, text: str) -> str:
        del text
        return self.random.choice(["", " ", ".", "\n", "…"])

    def repeats(self, text: str) -> str:
        return self.random.choice([f"{text} {text}", " ".join([text] * 9), text + " la" * 40])

    def cuts(self, text: str) -> str:
        return text[: self.random.randint(0, len(text))]

    def lengthens(self, text: str) -> str:
        return text + " " + " ".join(self.random.choice(["dom", "house", "гора", "کتاب"]) for _ in range(60))

    def breaks_lines(self, text: str) -> str:
        return text.replace(" ", "\n", self.random.randint(1, 5))

    def adds_a_brace(self, text: str) -> str:
        return self.somewhere(text, self.random.choice(["{", "}", "{x}", "%s", "{{"]))


SPOILS: tuple[Callable[[Saboteur, str], str], ...] = tuple(
    spoil
    for name, spoil in vars(Saboteur).items()
    if callable(spoil) and not name.startswith("_") and name not in {"somewhere", "a_sentinel"}
)
