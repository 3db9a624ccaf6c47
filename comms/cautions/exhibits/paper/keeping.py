"""How the record was made and kept: the script, the clocks, the copies, the files in this PDF, and every entry."""

from __future__ import annotations

from collections.abc import Iterator

from comms.cautions.exhibits.paper.wording import (
    Facts,
    day,
    day_and_clock,
    english,
    grouped,
    kept_apart,
    language_name,
    moment,
)
from comms.channels.record_paper import Heading, Piece, Row, Rows, Table, Text


def keeping(record: Facts) -> Iterator[Piece]:
    """The last pages."""
    yield Heading(2, english("How this record was made"))
    yield Rows(tuple(_made(record)))
    yield Heading(2, english("Files in this PDF"))
    yield Table(_heads("Name", "What it is", "SHA-256"), tuple(_files(record)), (4, 6, 9))
    yield Heading(2, english("Every entry, in the order in which it was written"))
    yield Table(_heads("No.", "Time", "What", "By", "Device"), tuple(_entries(record)), (1, 4, 5, 4, 4))


def _heads(*words: str) -> tuple[Text, ...]:
    return tuple(english(word, strong=True) for word in words)


def _row(label: str, *lines: str) -> Row:
    return Row(english(label), tuple(english(line) for line in lines if line))


def _made(record: Facts) -> Iterator[Row]:
    script, disposal, audit = record["script"], record["disposal"], record["audit"]
    yield _row(
        "Words that were explained",
        f"{disposal['name'].capitalize()}, version {script['version']}, {script['words']['dated']}.",
        f"Source: {script['words']['source']}",
        f"SHA-256: {grouped(script['sha256'])}",
    )
    yield _row("Times", "Times in record.json are in UTC. On paper they are by the clock in London.", audit["clock"])
    yield _row(
        "Order of the entries",
        "Each entry in record.json carries a hash of itself and of the entry before it. The last is:",
        grouped(audit["last_hash"]),
    )
    copies = record["copies_given"]
    if copies["made"]:
        made = copies["made"]
        yield _row(
            "Copy for the person",
            f"Made in {language_name(made['language'])} and in English. SHA-256: {grouped(made['sha256'])}",
            *(f"Given to {kept_apart(one['to_whom'])}, {day_and_clock(one['at'])}." for one in copies["given"]),
        )
    yield _row("Sound and pictures kept elsewhere", record["recordings"]["elsewhere"])
    yield _row("What came later", record["later"]["says"], record["later"]["ask"])


def _files(record: Facts) -> Iterator[tuple[Text, ...]]:
    yield (english("record.json"), english("The whole record, for a machine to read"), english("On the first page"))
    yield (english("record.sig"), english("The agency's signature on record.json"), english(""))
    for one in record["media"]:
        yield (
            english(one["name"]),
            english(f"{one['kind'].capitalize()}, {one['mime']}"),
            english(grouped(one["sha256"])),
        )


def _entries(record: Facts) -> Iterator[tuple[Text, ...]]:
    before = ""
    for one in record["entries"]:
        on = day(one["at"])
        at = f"{moment(one['at']):%H:%M:%S}"
        yield (
            english(str(one["number"])),
            english(at if on == before else f"{on}, {at}"),
            english(one["kind"] + _point(one["said"])),
            english(kept_apart(one["by"])),
            english(one["device"]),
        )
        before = on


def _point(told: Facts) -> str:
    return f", {told['point'].replace('_', ' ')}" if told.get("point") else ""
