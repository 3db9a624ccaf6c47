"""Which language a short text is in: right, unsure or wrong, and how quickly, beside plain langdetect.

    python benchmarks/detection.py

The texts (``data/family_texts.toml``) are detected as those of a family that has their language on record, of one that
has another one, and of one of which nothing is known. langdetect, which knows nothing of families, counts as unsure
below the same 0.9. Prints the figures, and writes them into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median

from langdetect import DetectorFactory, LangDetectException, detect_langs
from report import DOCUMENT, block, document, machine, table

from comms.foundation.clock import LONDON
from comms.translation.detection import SURE, detect

TEXTS = Path(__file__).parent / "data" / "family_texts.toml"
RIGHT_AIM, WRONG_AIM, MS_AIM = 0.98, 0.025, 1.0
LANGDETECTS_TAGS = {"pa": "pa-Guru", "zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}
PARTS = {
    "known": "languages with a profile",
    "beyond": "languages without",
    "beyond_after": "the same, written after",
    "latin": "in Latin letters",
}
ON_RECORD, ANOTHER, NOTHING = "theirs", "another", "nothing"


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the tag that names it rightly (None where to be unsure is right), and the language it is in."""

    part: str
    tag: str
    words: str

    @property
    def right(self) -> str | None:
        """What is right to answer."""
        return self.tag if self.part == "known" else None

    def family(self, record: str) -> list[str]:
        """The languages on record for whoever wrote it."""
        another = "pl" if self.tag == "lt" else "lt"
        return {ON_RECORD: [self.tag], ANOTHER: [another], NOTHING: []}[record]


@dataclass
class Came:
    """What came out of some texts."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def share(self, what: str) -> float:
        """The share of the texts that came out so."""
        return self.answers[what] / max(1, self.answers.total())

    def row(self) -> list[str]:
        """The figures, as they stand in a table."""
        counts = [f"{self.answers[what]} ({self.share(what):.1%})" for what in ("right", "unsure", "wrong")]
        return [str(self.answers.total()), *counts, f"{self.by_clock():.2f}", f"{self.of_processor():.2f}"]

    def by_clock(self) -> float:
        """Milliseconds that a text takes, by the clock: the median, which others' work on the machine moves least."""
        return 1000 * median(self.seconds)

    def of_processor(self) -> float:
        """Milliseconds of the processor that a text takes, on average."""
        return 1000 * mean(self.processor)

    def with_(self, other: Came) -> Came:
        """Both together."""
        return Came(self.answers + other.answers, self.seconds + other.seconds, self.processor + other.processor)


def texts() -> list[Text]:
    """All texts."""
    parts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return [
        Text(part, tag, words) for part, found in parts.items() for tag, all_of in found.items() for words in all_of
    ]


def plain(words: str) -> str | None:
    """What langdetect answers by itself, None where it is not sure."""
    try:
        likeliest = detect_langs(words)[0]
    except LangDetectException:
        return None
    return LANGDETECTS_TAGS.get(likeliest.lang, likeliest.lang) if likeliest.prob >= SURE else None


def measured(chosen: Sequence[Text], answer: Callable[[Text], str | None]) -> Came:
    """What came out, each text by itself."""
    came = Came()
    for text in chosen:
        busy, begun = time.process_time(), time.perf_counter()
        named = answer(text)
        came.seconds.append(time.perf_counter() - begun)
        came.processor.append(time.process_time() - busy)
        came.answers["right" if named == text.right else "unsure" if named is None else "wrong"] += 1
    return came


def all_measured(all_texts: Sequence[Text]) -> Iterator[tuple[str, str, Came]]:
    """For each part and each record of a family, and for langdetect, what came out."""
    for part in PARTS:
        chosen = [text for text in all_texts if text.part == part]
        for record in (ON_RECORD, ANOTHER, NOTHING):
            family = {text: text.family(record) for text in chosen}
            yield part, record, measured(chosen, lambda text, family=family: detect(text.words, family[text]).language)
        yield part, "langdetect", measured(chosen, lambda text: plain(text.words))


def page(came: Mapping[tuple[str, str], Came], all_texts: Sequence[Text], day: date) -> str:
    """What came out, as Markdown."""
    languages, known = ({text.tag for text in all_texts if text.part in parts} for parts in (PARTS, {"known"}))
    head = (
        f"Measured on {day.day} {day:%B %Y}, beside langdetect {version('langdetect')}: {len(all_texts)} texts in "
        f"{len(languages)} languages, {len(known)} of which have a profile. "
        "In the others, and where a language that is written in other letters is typed in Latin ones, to be unsure is "
        "right. Milliseconds by the clock (the median) and of the processor (the mean)."
    )
    on = [list(pair) for pair in machine("") if pair[0] in {"Processor", "Busy with", "System", "Python"}]
    columns = ["Texts", "On record", "texts", "right", "unsure", "wrong", "ms", "ms of the processor"]
    rows = [[PARTS[part], record, *found.row()] for (part, record), found in came.items()]
    return block(head, [*table(["Machine", ""], on), "", *table(columns, rows), "", *aims(came)])


def aims(came: Mapping[tuple[str, str], Came]) -> list[str]:
    """Whether each aim is reached: of all texts, and of those in languages with a profile by themselves."""
    theirs, known = _together(came, [ON_RECORD]), came["known", ON_RECORD]
    others = _together(came, [ANOTHER, NOTHING])
    known_others = came["known", ANOTHER].with_(came["known", NOTHING])
    plain_known, plain_all = came["known", "langdetect"], _together(came, ["langdetect"])
    ours = [found for (_, record), found in came.items() if record != "langdetect"]
    clock, processor = max(one.by_clock() for one in ours), max(one.of_processor() for one in ours)
    right, wrong = min(theirs.share("right"), known.share("right")), others.share("wrong")
    return [
        _aim(
            f"at least {RIGHT_AIM:.0%} right where their language is on record",
            f"{known.share('right'):.1%} in languages with a profile, {theirs.share('right'):.1%} in all; langdetect "
            f"{plain_known.share('right'):.1%} and {plain_all.share('right'):.1%}",
            met=right >= RIGHT_AIM,
        ),
        _aim(
            f"at most {WRONG_AIM:.1%} confidently wrong where it is not",
            f"{known_others.share('wrong'):.1%} in languages with a profile, {wrong:.1%} in all; langdetect "
            f"{plain_known.share('wrong'):.1%} and {plain_all.share('wrong'):.1%}",
            met=wrong <= WRONG_AIM,
        ),
        _aim(
            f"at most {MS_AIM:.0f} ms a text in each row, by the clock and of the processor",
            f"{clock:.2f} and {processor:.2f}; langdetect {plain_all.by_clock():.1f} and "
            f"{plain_all.of_processor():.1f} over all",
            met=max(clock, processor) <= MS_AIM,
        ),
    ]


def _aim(aim: str, how: str, *, met: bool) -> str:
    return f"- Aim, {aim}: **{'reached' if met else 'not reached'}** ({how})."


def _together(came: Mapping[tuple[str, str], Came], wanted: Sequence[str]) -> Came:
    found = Came()
    for (_, record), one in came.items():
        found = found.with_(one) if record in wanted else found
    return found


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="Which language a short text is in.")
    words.add_argument("--print-only", action="store_true", help="leave docs/benchmarks.md as it is")
    asked = words.parse_args()
    DetectorFactory.seed = 0
    all_texts = texts()
    # Once for nothing: both read their profiles when they are first asked, as a worker does before its first text.
    for _ in all_measured(all_texts):
        pass
    came = {(part, record): found for part, record, found in all_measured(all_texts)}
    made = page(came, all_texts, datetime.now(LONDON).date())
    print(made)
    if not asked.print_only:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), made, "detection"), encoding="utf-8")


if __name__ == "__main__":
    main()
