"""What they asked, what they decided and in which words, who signed, and what was corrected since."""

from __future__ import annotations

from collections.abc import Iterator

from comms.cautions.exhibits.paper.wording import (
    SIGNATURE,
    Facts,
    by_whom,
    clock,
    day_and_clock,
    english,
    kept_apart,
    own_words,
    sentence,
)
from comms.channels.record_paper import Content, Heading, Picture, Piece, Row, Rows, Signature, Signatures, Text

WHO = {
    "person": "The person",
    "officer": "The officer",
    "interpreter": "The interpreter",
    "adult": "The appropriate adult",
    "solicitor": "The solicitor",
}
DECIDED = {
    "accepts": "Accepts the caution.",
    "declines": "Declines the caution.",
    "asks for time": "Asks for time before deciding.",
    "cannot proceed": "The session cannot proceed.",
    "given": "The caution is given.",
    "not given": "The caution is not given.",
    "understood": "Understood the words of the caution.",
    "not understood": "Did not show that they understood the words of the caution.",
}


def ending(record: Facts, files: Facts) -> Iterator[Piece]:
    """Everything after the last point."""
    asked = [*_questions(record, files), *_asked_for(record)]
    if asked:
        yield Heading(2, english("What they asked, and asked for"))
        yield Rows(tuple(asked))
    yield Heading(2, english("How it ended"))
    yield Rows(tuple(_end(record, files)))
    if record["signatures"]:
        yield Heading(2, english("Signatures"))
        yield Signatures(tuple(_signature(one, files) for one in record["signatures"]))
    if record["record"]["corrections"]:
        yield Heading(2, english("Corrections"))
        yield Rows(tuple(_correction(one) for one in record["record"]["corrections"]))


def _questions(record: Facts, files: Facts) -> Iterator[Row]:
    for one in record["questions"]:
        words = one["words"]
        yield Row(english("They asked"), own_words(words, files, "the person"), clock(one["recorded_at"]))
        if words["rendition"]:
            yield Row(english(by_whom(words["rendered_by"])), (english(words["rendition"]),))
        yield Row(english("They were told"), (english(sentence(one["answer"])),))


def _asked_for(record: Facts) -> Iterator[Row]:
    for one in record["asked_for"]:
        told = (english(sentence(one["what"])), english(f"Response: {sentence(one['response'])}"))
        yield Row(english("They asked for"), told, clock(one["recorded_at"]))


def _end(record: Facts, files: Facts) -> Iterator[Row]:
    consent, outcome = record["consent"], record["outcome"]
    if consent["inducement"]:
        one = consent["inducement"]
        none = (
            "No promise and no threat." if one["none"] else f"They named a promise or a threat: {sentence(one['what'])}"
        )
        yield from _words(one["words"], files, "Asked about promises and threats", clock(one["recorded_at"]))
        void = () if one["counts"] else (english("This does not count: those who had to be there were not there."),)
        yield Row(english("Which means"), (english(none), *void))
    if consent["words"]:
        yield from _words(consent["words"], files, "What they said, in their own words", clock(outcome["at"]))
    lines: list[Content] = [english(DECIDED.get(outcome["outcome"], outcome["outcome"]), strong=True)]
    if outcome["why"]:
        lines.append(english(sentence(outcome["why"])))
    yield Row(english("Outcome"), tuple(lines), clock(outcome["at"]))


def _words(words: Facts, files: Facts, label: str, when: str) -> Iterator[Row]:
    yield Row(english(label), own_words(words, files, "the person"), when)
    if words["rendition"]:
        yield Row(english(by_whom(words["rendered_by"])), (english(words["rendition"]),))


def _signature(one: Facts, files: Facts) -> Signature:
    picture = None
    if one["media_id"]:
        picture = Picture(files[one["media_id"]]["name"], f"Signature of {kept_apart(one['name'])}", SIGNATURE)
    return Signature(english(WHO.get(one["who"], str(one["who"])), strong=True), picture, tuple(_below(one)))


def _below(one: Facts) -> Iterator[Text]:
    yield english(kept_apart(one["name"]))
    at = day_and_clock(one["at"])
    match one["way"]:
        case "drawn":
            yield english(f"Signed {at}", quiet=True)
        case "aloud":
            yield english(f"Confirmed aloud {at}, heard by {kept_apart(one['heard_by'])}")
        case way:
            yield english(f"{'Refused to sign' if way == 'refused' else 'Could not sign'}, {at}")
    if one["why"]:
        yield english(f"Reason: {sentence(one['why'])}")
    if one["witness"]:
        yield english(f"Witness: {kept_apart(one['witness'])}")


def _correction(one: Facts) -> Row:
    return Row(
        english(f"{day_and_clock(one['recorded_at'])}, by {kept_apart(one['recorded_by'])}"),
        (
            english(f"What is corrected: {sentence(one['what'])}"),
            english(f"It now says: {sentence(one['says_now'])}"),
            english(f"Why: {sentence(one['why'])}"),
        ),
    )
