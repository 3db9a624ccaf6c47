"""Each point, one after the other: what was read in both languages, asked, answered and judged."""

from __future__ import annotations

from collections.abc import Iterator

from comms.cautions.exhibits.paper.wording import (
    Facts,
    by_whom,
    clock,
    english,
    kept_apart,
    language_name,
    own_words,
    said,
    sentence,
)
from comms.channels.record_paper import Heading, Notice, Paragraph, Piece, Row, Rows

RESULTS = {"understood": "Understood.", "partly": "Partly understood.", "not understood": "Not understood."}
# Beyond these the paper says which explanation it was by its number.
EXPLANATIONS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def points(record: Facts, files: Facts) -> Iterator[Piece]:
    """Every point of the script, also those that were never read."""
    yield Heading(2, english("The points, one by one"))
    if not record["points"]:
        yield Paragraph(english("No point was to be explained."))
    for point in record["points"]:
        yield Heading(3, english(f"Point {point['number']}: {_title(point)}. {_how_it_went(point)}"))
        if not point["rounds"]:
            yield Rows((Row(english("Would have been read"), (english(point["text"]),)),))
        for one in point["rounds"]:
            yield Rows(tuple(_round(one, files, _label(point, one))), together=True)
            if not one["counts"]:
                yield Notice((english(f"This does not count: {one['why_not']}"),))
        if point["explained_to_adult"]:
            yield Rows(tuple(_adult(point["explained_to_adult"], files)))
            if not point["explained_to_adult"]["counts"]:
                yield Notice((english("This does not count: those who had to be there were not there."),))


def _title(point: Facts) -> str:
    return str(point["id"]).replace("_", " ").replace("-", " ")


def _how_it_went(point: Facts) -> str:
    if not point["rounds"]:
        return "Never explained."
    if not point["understood"]:
        return "Not understood, or not judged to the end."
    counted = sum(one["counts"] for one in point["rounds"])
    if counted == 1:
        return "Understood at once."
    return f"Understood at the {EXPLANATIONS.get(counted, f'{counted}th')} explanation."


def _label(point: Facts, one: Facts) -> str:
    if one is point["rounds"][0]:
        return "Read out"
    return "Read out again" if one["read"]["english"] == point["text"] else "Said again, in other words"


def _round(one: Facts, files: Facts, label: str) -> Iterator[Row]:
    read = one["read"]
    yield Row(english(label), (english(read["english"]),), clock(read["at"]))
    if read["words"]:
        checked = "" if read["approved"] else " (a draft, not approved)"
        aloud = f", read aloud by {_reader(read)}" if read["read_aloud_by"] else ""
        label = f"In {language_name(read['language'])}{aloud}{checked}"
        yield Row(english(label), (said(read["words"], read["language"]),))
    elif read["language"] not in {"", "en"}:
        yield Row(
            english(f"In {language_name(read['language'])}"),
            (english(f"Not on paper. Said by {_reader(read) if read['read_aloud_by'] else 'the interpreter'}."),),
        )
    if read["changed"]:
        yield Row(english("What was changed"), (english(sentence(read["changed"])),))
    if read["note"]:
        yield Row(english("The interpreter's note"), (english(sentence(read["note"])),))
    if not one["answers"]:
        yield Row(english("Answer"), (english("Not asked, or not answered."),))
    for place, answer in enumerate(one["answers"], start=1):
        # The time of the last answer is kept beside the round, and that of each other in the list of entries.
        yield from _question(answer, read["language"])
        yield from _answer(answer, files, clock(one["answered_at"]) if place == len(one["answers"]) else "")
    yield from _judgement(one["judgement"])


def _reader(read: Facts) -> str:
    return f"the {read['read_aloud_by']}" if read["read_aloud_by"] in {"interpreter", "officer"} else kept_apart(
        read["read_aloud_by"]
    )  # fmt: skip


def _question(answer: Facts, language: str) -> Iterator[Row]:
    yield Row(english("Question"), (english(answer["question"]),))
    if answer["question_words"]:
        checked = "" if answer["question_approved"] else " (a draft, not approved)"
        label = english(f"In {language_name(language)}{checked}")
        yield Row(label, (said(answer["question_words"], language),))


def _answer(answer: Facts, files: Facts, when: str) -> Iterator[Row]:
    words = answer["words"]
    in_tongue = f", in {language_name(words['language'])}" if words["language"] else ""
    yield Row(english(f"Answer, in their own words{in_tongue}"), own_words(words, files, "the person"), when)
    if words["rendition"]:
        yield Row(english(by_whom(words["rendered_by"])), (english(words["rendition"]),))


def _judgement(judgement: Facts | None) -> Iterator[Row]:
    if judgement is None:
        yield Row(english("Judgement"), (english("Not judged."),))
        return
    result = RESULTS.get(judgement["result"], str(judgement["result"]))
    lines = (english(result, strong=True), *((english(sentence(judgement["why"])),) if judgement["why"] else ()))
    yield Row(english("The officer's judgement"), lines, clock(judgement["at"]))


def _adult(told: Facts, files: Facts) -> Iterator[Row]:
    words = told["words"]
    yield Row(
        english("Explained to the appropriate adult, who said"),
        own_words(words, files, "the appropriate adult"),
        clock(told["recorded_at"]),
    )
    if words["rendition"]:
        yield Row(english(by_whom(words["rendered_by"])), (english(words["rendition"]),))
