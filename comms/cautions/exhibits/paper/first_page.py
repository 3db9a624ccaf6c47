"""The first page: what happened, what must not be overlooked, who it is about, and how the file is checked."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import segno

from comms.cautions.exhibits.paper.plainly import plainly
from comms.cautions.exhibits.paper.sentence import what_happened
from comms.cautions.exhibits.paper.wording import (
    Facts,
    day,
    day_and_clock,
    english,
    from_to,
    grouped,
    kept_apart,
    language_name,
    sentence,
)
from comms.channels.record_paper import Heading, Lead, Notice, Paragraph, Piece, Row, Rows, Seal


def first_page(record: Facts, record_sha256: str) -> Iterator[Piece]:
    """Everything above the picture of who was there."""
    version, disposal = record["record"], record["disposal"]
    yield Paragraph(
        english(f"{record['agency']}. Record {version['reference']}, version {version['version']}", quiet=True)
    )
    yield Heading(1, english(f"Record of {'the' if disposal['kind'] == 'interview' else 'a'} {_low(disposal['name'])}"))
    yield Lead((english(what_happened(record)),))
    if told := plainly(record):
        yield Notice(tuple(english(one) for one in told))
    yield Rows(tuple(_rows(record)))
    yield _seal(record, record_sha256)


def _rows(record: Facts) -> Iterator[Row]:
    person, age = record["person"], record["age"]
    names = [_named(one) for one in person["names"]] or [kept_apart(person["name"])]
    yield _row("Person", *names)
    years = "birth date not known" if age["years"] is None else f"{day(person['born'])} ({age['years']} years old)"
    yield _row("Born", years)
    numbers = (("Custody number", person["custody_number"]), ("URN", person["urn"]))
    yield from (_row(label, number) for label, number in numbers if number)
    if record["offence"]:
        offence = record["offence"]
        yield _row("Offence", offence["act_and_section"], sentence(offence["description"]))
    yield _row("Language", _language(record["language"]))
    for one in record["interpreters"]:
        register = " ".join(part for part in (one["register"], one["register_number"]) if part)
        told = [part for part in (register, one["qualification"], one["mode"]) if part]
        yield _row("Interpreter", ", ".join((kept_apart(one["name"]), *told)), f"There {from_to(one['present'])}")
    for one in age["appropriate_adults"]:
        yield _row("Appropriate adult", f"{kept_apart(one['name'])}, {one['role']}", f"There {from_to(one['present'])}")
    if record["solicitor"]:
        yield _row("Solicitor", f"{kept_apart(record['solicitor']['name'])}, {record['solicitor']['firm']}")
    yield _row("Officer", *(kept_apart(one["name"]) for one in record["officers"]))


def _named(name: Facts) -> str:
    tag = name["language"]
    return kept_apart(name["text"]) + (f" (as written in {language_name(tag)})" if tag not in {"", "en"} else "")


def _language(told: Facts) -> str:
    if not told["spoken"]:
        return "Not established"
    dialect = f", {told['dialect']}" if told["dialect"] else ""
    reads = {"alone": "reads alone", "with help": "reads with help", "cannot": "cannot read"}.get(told["reads"], "")
    written = (
        f"; {reads} in {language_name(told['written'])}" if reads and told["written"] else f"; {reads}" * bool(reads)
    )
    return f"{language_name(told['spoken'])}{dialect}{written}"


def _row(label: str, *lines: str) -> Row:
    return Row(english(label), tuple(english(line) for line in lines if line))


def _low(name: str) -> str:
    return name[:1].lower() + name[1:]


def _seal(record: Facts, record_sha256: str) -> Seal:
    page = record["disclosure"]["verification_page"]
    return Seal(
        square_code(page),
        page,
        (
            english("How to check that this file is whole", strong=True),
            english(
                f"Open {page} and give it this file, or run “comms cautions verify” with the file and the agency's "
                "public key. Nothing else is needed. If one byte was changed, it says what fails."
            ),
            english(f"Sealed {day_and_clock(record['sealed_at'])} (London) with the key {record['key']}. The time is "
                    f"the word of {kept_apart(record['agency'])}."),
            english(f"SHA-256 of record.json, attached: {grouped(record_sha256)}", quiet=True),
        ),
    )  # fmt: skip


def square_code(address: str) -> str:
    """The square code (QR) of an address, as a drawing (SVG)."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, nl=False)
    return drawn.getvalue().decode()
