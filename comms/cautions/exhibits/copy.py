"""The person's copy: what was said about the caution, in their language first and then in English.

It says less than the exhibit and in plainer words: what it was about, who was there, each point as it was read, what
they answered, and how it ended. Labels come from the catalogues; a label without words in the language stands in
English, and the copy says which words nobody qualified has checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import chain
from typing import Any

from comms.cautions.exhibits.paper.wording import HANDWRITING, by_whom, day, english, moment, said
from comms.cautions.exhibits.printing import Attachment, picture_of
from comms.channels.pdf import PrintedPdf, can_print
from comms.channels.pdf.record_printing import print_record
from comms.channels.record_paper import (
    Content,
    Heading,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Piece,
    RecordFile,
    RecordPaper,
    RecordPart,
    Row,
    Rows,
    Text,
)
from comms.foundation.errors import NotFound
from comms.foundation.languages import LANGUAGES, language
from comms.foundation.writing import isolate
from comms.letters.text.formats import written
from comms.letters.text.values import Value
from comms.translation.catalogues import LookUp, is_english
from comms.translation.catalogues import english as english_words
from comms.translation.scripts import session_words
from comms.translation.uses import CAUTION

ENGLISH = "en"
INTERVIEW = "interview"
# As large as a letter: it is read at home, not looked up.
SIZE = 12


def copy_language(record: Mapping[str, Any]) -> str:
    """The language of the person's copy: the one they read, else the one they speak; English where neither prints."""
    told = record["language"]
    for tag in (told["written"], told["spoken"]):
        if tag in LANGUAGES and can_print(tag):
            return str(tag)
    return ENGLISH


def copy_pdf(record: Mapping[str, Any], tag: str, look_up: LookUp, media: tuple[Attachment, ...]) -> PrintedPdf:
    """The copy as a PDF. ``tag`` is its language, ``look_up`` that language's words. Raises ``PrintingFailed``."""
    return print_record(copy_paper(record, tag, look_up, media))


def copy_paper(record: Mapping[str, Any], tag: str, look_up: LookUp, media: tuple[Attachment, ...]) -> RecordPaper:
    """The copy as every output sets it."""
    first = _Copy(record, tag, look_up).part()
    parts = (first,) if is_english(tag) else (first, _Copy(record, ENGLISH, english_words).part())
    shown = {piece.file for part in parts for piece in _pictures(part)}
    reference, title = record["record"]["reference"], session_words()[_title(record)].text
    return RecordPaper(
        title=f"{title} – {reference}",
        author=record["agency"],
        footer=f"{record['agency']} · {reference} / {record['record']['version']}",
        made_at=moment(record["sealed_at"]),
        parts=parts,
        files=tuple(_shown(one) for one in media if one.name in shown),
        size=SIZE,
    )  # fmt: skip


def _title(record: Mapping[str, Any]) -> str:
    return "copy.title_interview" if record["disposal"]["kind"] == INTERVIEW else "copy.title"


def _shown(file: Attachment) -> RecordFile:
    """A drawing that is on the copy. Nothing is attached to the copy."""
    return RecordFile(file.name, file.mime, b"", file.name, attached=False, shown=picture_of(file))


def _pictures(part: RecordPart) -> Iterator[Picture]:
    rows = chain.from_iterable(piece.rows for piece in part.pieces if isinstance(piece, Rows))
    return (one for row in rows for one in row.contents if isinstance(one, Picture))


@dataclass
class _Copy:
    """One language of the copy. ``unchecked`` and ``without`` grow as words are looked up."""

    record: Mapping[str, Any]
    tag: str
    look_up: LookUp
    unchecked: bool = False
    without: bool = False
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def part(self) -> RecordPart:
        """The whole part; what has to be said of its words stands above it, so the rest is written first."""
        self.files = {one["id"]: one for one in self.record["media"]}
        pieces = (*self._about(), *self._people(), *self._points(), *self._end())
        standing = (("copy.not_checked", self.unchecked), ("copy.only_english", self.without))
        told = [self._say(key) for key, so in standing if so]
        head: tuple[Piece, ...] = (Heading(1, self._say(_title(self.record))),)
        if told:
            head = (*head, Notice(tuple(told)))
        turn: tuple[Piece, ...] = (NewPage(),) if self.tag == ENGLISH else ()
        return RecordPart(self.tag, (*turn, *head, *pieces))

    def _say(self, key: str, *, strong: bool = False) -> Text:
        """A short sentence of the person's side, in this language; in English where it has no words there."""
        return self._message(session_words()[key].text, strong=strong)

    def _message(self, source: str, *, strong: bool = False) -> Text:
        found = self.look_up(CAUTION, source)
        if found.missing or not isinstance(found.text, str):
            self.without = True
            return english(source, strong=strong)
        self.unchecked = self.unchecked or found.draft
        text = said(found.text, self.tag)
        return Text(text.text, text.language, strong=strong)

    def _row(self, key: str, *contents: Content) -> Row:
        return Row(self._say(key), contents)

    def _value(self, value: str) -> Text:
        """A name, a number or a time. Among right-to-left words it is kept apart, and reads from its own side."""
        return said(isolate(value, language(self.tag).direction), self.tag)

    def _about(self) -> Iterator[Piece]:
        record, offence = self.record, self.record["offence"]
        at = moment(record["outcome"]["at"])
        rows = [
            self._row("copy.number", self._value(record["record"]["reference"])),
            self._row("copy.date", self._value(self._date(at.date()))),
            self._row("copy.about", self._say(f"copy.{record['disposal']['kind']}", strong=True)),
        ]
        if offence:
            what = f"{offence['act_and_section']}: {offence['description']}"
            rows.append(self._row("copy.crime", english(what)))
        yield Rows(tuple(rows))

    def _date(self, on: date) -> str:
        try:
            return written(Value("date", on), self.tag)
        except NotFound:
            return written(Value("date", on), ENGLISH)

    def _people(self) -> Iterator[Piece]:
        record = self.record
        rows = [self._row("copy.officer", *(self._value(one["name"]) for one in record["officers"]))]
        for key, people in (("copy.interpreter", record["interpreters"]),
                            ("copy.adult", record["age"]["appropriate_adults"])):  # fmt: skip
            rows += [
                self._row(key, self._value(one["name"]), *(self._value(self._times(there)) for there in one["present"]))
                for one in people
            ]
        if record["solicitor"]:
            rows.append(self._row("copy.lawyer", self._value(record["solicitor"]["name"])))
        yield Heading(2, self._say("copy.there"))
        yield Rows(tuple(rows))

    def _times(self, there: Mapping[str, Any]) -> str:
        ends = [moment(end) for end in (there["from"], there["to"] or self.record["outcome"]["at"])]
        return " – ".join(written(Value("time", time(end.hour, end.minute)), ENGLISH) for end in ends)

    def _points(self) -> Iterator[Piece]:
        read = [point for point in self.record["points"] if any(one["counts"] for one in point["rounds"])]
        if not read:
            return
        yield Heading(2, self._say("copy.explained"))
        for place, point in enumerate(read, start=1):
            yield Heading(3, self._value(f"{place} / {len(read)}"))
            rounds = [one for one in point["rounds"] if one["counts"]]
            rows: list[Row] = []
            for number, one in enumerate(rounds):
                rows += self._round(one, "point.means" if number == 0 else "point.other_words")
            yield Rows(tuple(rows), together=True)

    def _round(self, one: Mapping[str, Any], label: str) -> Iterator[Row]:
        yield self._row(label, self._as_read(one["read"]))
        for answer in one["answers"]:
            yield self._row("point.question", self._message(answer["question"]))
            yield from self._own(answer["words"], "point.answer")

    def _as_read(self, read: Mapping[str, Any]) -> Text:
        """A point in the words in which it was read, and not as they are today."""
        if is_english(self.tag):
            return english(read["english"])
        if read["words"] and read["language"] == self.tag:
            self.unchecked = self.unchecked or not read["approved"]
            return said(read["words"], self.tag)
        return self._message(read["english"])

    def _own(self, words: Mapping[str, Any], label: str) -> Iterator[Row]:
        contents: list[Content] = [said(line, words["language"]) for line in words["text"].split("\n") if line.strip()]
        if words["media_id"]:
            file = self.files[words["media_id"]]
            drawn = file["kind"] != "audio"
            told = self._say("copy.drawn" if drawn else "copy.recorded")
            contents += [told, Picture(file["name"], told.text, HANDWRITING)] if drawn else [told]
        yield self._row(label, *contents)
        if words["rendition"]:
            in_english = self._say("copy.in_english") if self.tag != ENGLISH else english(by_whom(words["rendered_by"]))
            yield Row(in_english, (english(words["rendition"]),))

    def _corrected(self) -> Iterator[Piece]:
        """What was corrected since the first copy, as the officer wrote it: nobody has put that into another language,
        and without it a later copy would go on saying what is wrong."""
        corrections = self.record["record"]["corrections"]
        if not corrections:
            return
        yield Heading(2, english("What was corrected later"))
        for one in corrections:
            yield Rows((
                Row(english("Date"), (english(day(one["recorded_at"])),)),
                Row(english("This was wrong"), (english(one["what"]),)),
                Row(english("This is right"), (english(one["says_now"], strong=True),)),
            ), together=True)  # fmt: skip

    def _end(self) -> Iterator[Piece]:
        outcome, consent = self.record["outcome"], self.record["consent"]
        yield Heading(2, self._say("copy.outcome"))
        rows = list(self._own(consent["words"], "copy.answers")) if consent["words"] else []
        key = f"end.{outcome['outcome'].replace(' ', '_')}"
        yield Rows((*rows, self._row("copy.outcome", self._say(key, strong=True))))
        yield from self._corrected()
        yield Paragraph(self._say("copy.wrong"))
        yield Paragraph(self._say("copy.keep"))
