"""The exhibit as a PDF that is readable by itself, before it is sealed: PDF/A-3a and PDF/UA-1, its record attached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from comms.cautions.exhibits.paper.before import before
from comms.cautions.exhibits.paper.ending import ending
from comms.cautions.exhibits.paper.first_page import first_page
from comms.cautions.exhibits.paper.keeping import keeping
from comms.cautions.exhibits.paper.points import points
from comms.cautions.exhibits.paper.presence import presence
from comms.cautions.exhibits.paper.wording import ENGLISH, kept_apart, moment
from comms.cautions.exhibits.signing import RECORD, SIGNATURE
from comms.channels.pdf.record_printing import print_record
from comms.channels.record_paper import Piece, RecordFile, RecordPaper, RecordPart

JSON, BYTES, PICTURE = "application/json", "application/octet-stream", "image/png"
# A drawing is at most 90 mm wide on paper: so many dots are 500 to the inch.
WIDEST = 1800


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes into the exhibit beside the record: a drawing, a recording or a signature."""

    name: str
    mime: str
    content: bytes


def exhibit_pdf(record: Mapping[str, Any], record_json: bytes, signature: bytes, media: Sequence[Attachment]) -> bytes:
    """The unsealed PDF of a record. ``record_json`` are the canonical bytes that ``signature`` signs. Raises
    ``PrintingFailed``."""
    return print_record(exhibit_paper(record, record_json, signature, media)).content


def exhibit_paper(
    record: Mapping[str, Any], record_json: bytes, signature: bytes, media: Sequence[Attachment]
) -> RecordPaper:
    """The exhibit as every output sets it."""
    digest = hashlib.sha256(record_json).hexdigest()
    version = record["record"]
    title = f"Record of a caution: {record['disposal']['name']}"
    return RecordPaper(
        title=f"{title} – {version['reference']}, version {version['version']}",
        author=record["agency"],
        footer=f"{kept_apart(record['person']['name'])} · {record['disposal']['name']} · {version['reference']}, "
        f"version {version['version']} · record.json {digest[:16]}",
        made_at=moment(record["sealed_at"]),
        parts=(RecordPart(ENGLISH, tuple(_pieces(record, digest))),),
        files=(
            RecordFile(RECORD, JSON, record_json, "The whole record, in canonical JSON (RFC 8785)", source=True),
            RecordFile(SIGNATURE, BYTES, signature, "The agency's Ed25519 signature over the bytes of record.json"),
            *(
                RecordFile(one.name, one.mime, one.content, _described(record, one.name), shown=picture_of(one))
                for one in media
            ),
        ),
    )


def picture_of(file: Attachment) -> bytes | None:
    """A drawing as it is printed: on white, in one plain form of PNG, no finer than paper shows. The file itself is
    attached as it was drawn; whatever a browser makes of a drawing must not keep a record from being printed."""
    if file.mime != PICTURE:
        return None
    with Image.open(BytesIO(file.content), formats=["PNG"]) as drawn:
        picture = drawn.convert("RGBA")
    picture.thumbnail((WIDEST, WIDEST))
    printed = Image.new("RGB", picture.size, "white")
    printed.paste(picture, mask=picture.getchannel("A"))
    written = BytesIO()
    printed.save(written, "PNG")
    return written.getvalue()


def _pieces(record: Mapping[str, Any], digest: str) -> Iterator[Piece]:
    files = {one["id"]: one for one in record["media"]}
    yield from first_page(record, digest)
    yield from presence(record)
    yield from before(record, files)
    yield from points(record, files)
    yield from ending(record, files)
    yield from keeping(record)


def _described(record: Mapping[str, Any], name: str) -> str:
    kind = next((one["kind"] for one in record["media"] if one["name"] == name), "file")
    return {"handwriting": "An answer by hand", "audio": "A recording of an answer"}.get(kind, kind.capitalize())
