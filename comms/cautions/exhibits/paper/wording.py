"""How a record's values are written on paper: times by the clock in London, names kept apart, own words as they are.

Everything here reads the record as it was sealed, so the paper can say nothing that the record does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from comms.channels.pdf.record_printing import printable
from comms.channels.record_paper import Content, Picture, Text
from comms.foundation.clock import LONDON
from comms.foundation.languages import LANGUAGES, language
from comms.foundation.writing import isolate

Facts = Mapping[str, Any]
ENGLISH = "en"
# So much of a page an answer by hand, and a signature, may take.
HANDWRITING, SIGNATURE = 55, 20
HASH_GROUP = 8


def english(text: str, *, strong: bool = False, quiet: bool = False) -> Text:
    """The record's own words. What no font has is named by its number."""
    return Text(printable(text, ENGLISH) or "", ENGLISH, strong=strong, quiet=quiet)


def said(text: str, tag: str) -> Text:
    """Words in their language; where no font prints it, an English sentence that says where they stand."""
    if tag not in LANGUAGES:
        return english(text)
    shown = printable(text, tag)
    if shown is not None:
        return Text(shown, tag)
    return english(f"[Words in {language(tag).english_name}, which cannot be printed here. They stand in record.json.]")


def kept_apart(value: str) -> str:
    """A name or other value inside an English sentence, so that neither turns the other round."""
    return isolate(value, "ltr")


def language_name(tag: str) -> str:
    """A language by its English name; a tag that is none, as it was given."""
    return language(tag).english_name if tag in LANGUAGES else tag


def moment(written: str) -> datetime:
    """A moment of the record, by the clock in London."""
    return datetime.fromisoformat(written).astimezone(LONDON)


def clock(written: str) -> str:
    """The time of day, as in "10:12"."""
    return f"{moment(written):%H:%M}"


def day(written: str) -> str:
    """A moment's date, or a date, as in "23 November 2026"."""
    on = moment(written) if "T" in written else date.fromisoformat(written)
    return f"{on.day} {on:%B %Y}"


def day_and_clock(written: str) -> str:
    """As in "23 November 2026, 10:12"."""
    return f"{day(written)}, {clock(written)}"


def from_to(intervals: Sequence[Facts]) -> str:
    """When somebody was there, as in "10:08 to 10:40, and 10:48 to 11:20"."""
    return ", and ".join(f"{clock(one['from'])} to {clock(one['to']) if one['to'] else 'the end'}" for one in intervals)


def own_words(words: Facts, files: Mapping[str, Facts], whose: str) -> tuple[Content, ...]:
    """What somebody said, as it was said: typed, as a picture of their hand, or where the recording is."""
    shown: list[Content] = [said(line, words["language"]) for line in words["text"].split("\n") if line.strip()]
    if words["media_id"]:
        file = files[words["media_id"]]
        if file["kind"] == "audio":
            shown.append(english(f"Recorded. The recording is attached to this file as {file['name']}."))
        else:
            shown.append(Picture(file["name"], f"Handwriting or drawing of {whose}", HANDWRITING))
    return tuple(shown)


def by_whom(rendered_by: str) -> str:
    """The label of words in English that were said in another language."""
    return {"interpreter": "In English, by the interpreter", "officer": "In English, by the officer"}.get(
        rendered_by, "In English"
    )


def sentence(text: str) -> str:
    """The text with a full stop, where it has no end of its own; empty stays empty."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def grouped(digest: str) -> str:
    """A hash in groups of eight, so that two can be held against each other by eye."""
    return " ".join(digest[at : at + HASH_GROUP] for at in range(0, len(digest), HASH_GROUP))


def listed(words: Sequence[str]) -> str:
    """As in "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
