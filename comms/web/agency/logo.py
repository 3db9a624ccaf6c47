"""A logo, judged by what is in the file and never by its name: a PNG or a harmless SVG that prints."""

from __future__ import annotations

import zlib
from datetime import date
from xml.etree import ElementTree as ET

from comms.channels.paper import Block, Paper, Part, Run, Sender
from comms.channels.pdf import PrintingFailed, print_pdf
from comms.foundation.errors import BadInput

MOST_BYTES = 200_000
# Printed 40 mm wide at 600 dots an inch a logo has about a thousand; more only makes every letter heavier.
MOST_PIXELS = 4_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
ACTIVE_ELEMENTS = frozenset({"script", "foreignObject", "iframe", "object", "embed", "a", "animate", "set", "handler"})
PNG_TYPE, SVG_TYPE = "image/png", "image/svg+xml"


class BadLogo(BadInput):
    """A file cannot be used as the logo."""


def read_logo(content: bytes) -> bytes:
    """The logo, when it can stand on letters. Raises ``BadLogo`` saying what is wrong with the file."""
    if len(content) > MOST_BYTES:
        raise BadLogo(f"The file has {len(content) // 1000} kB.", f"Save it with at most {MOST_BYTES // 1000} kB.")
    if content.startswith(PNG_SIGNATURE):
        check_png(content)
    else:
        _check_svg(content)
    check_prints(Sender("Your agency", ("1 Road", "Town", "AB1 2CD"), None, None, content))
    return content


def logo_type(content: bytes) -> str:
    """What a logo that was read before is, as a browser is told."""
    return PNG_TYPE if content.startswith(PNG_SIGNATURE) else SVG_TYPE


def check_png(content: bytes) -> None:
    """Raises ``BadLogo`` for a PNG that is damaged, not whole, or too large."""
    place = len(PNG_SIGNATURE)
    kinds: list[bytes] = []
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        sum_given = content[place + 8 + length : place + 12 + length]
        if sum_given != zlib.crc32(kind + body).to_bytes(4, "big"):
            raise BadLogo("The PNG file is damaged.", "Save it again and choose the new file.")
        if not kinds:
            _check_size(kind, body)
        kinds.append(kind)
        place += 12 + length
    if not kinds or kinds[-1] != b"IEND" or place != len(content):
        raise BadLogo("The PNG file is not whole.", "Save it again and choose the new file.")


def _check_size(kind: bytes, body: bytes) -> None:
    width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    if kind != b"IHDR" or not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise BadLogo(
            f"The picture is {width} by {height} pixels.", f"Make it at most {MOST_PIXELS} by {MOST_PIXELS} pixels."
        )


def _check_svg(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadLogo("The file is neither a PNG nor an SVG picture.", "Choose a PNG or SVG file.") from fault
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise BadLogo("The SVG file declares a document type.", "Save it as a plain SVG, without one.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities; at most 200 kB
    except ET.ParseError as fault:
        raise BadLogo("The file is neither a PNG nor an SVG picture.", "Choose a PNG or SVG file.") from fault
    if root.tag != f"{SVG}svg":
        raise BadLogo("The file is neither a PNG nor an SVG picture.", "Choose a PNG or SVG file.")
    for element in root.iter():
        _check_element(element)


def _check_element(element: ET.Element) -> None:
    name = str(element.tag).rpartition("}")[2]
    if name in ACTIVE_ELEMENTS:
        raise BadLogo(f"The SVG file holds “{name}”, which does more than draw.", "Save it as a plain SVG.")
    for attribute, value in element.attrib.items():
        key = attribute.rpartition("}")[2].lower()
        if key.startswith("on"):
            raise BadLogo(f"The SVG file holds “{key}”, which does more than draw.", "Save it as a plain SVG.")
        if key in {"href", "src"} and not value.strip().startswith(("#", "data:image/png", "data:image/jpeg")):
            raise BadLogo("The SVG file loads something from elsewhere.", "Save it as a plain SVG, all in one file.")
        if "url(" in value.lower().replace("url(#", "").replace("url('#", "").replace('url("#', ""):
            raise BadLogo("The SVG file loads something from elsewhere.", "Save it as a plain SVG, all in one file.")


def check_prints(sender: Sender) -> None:
    """Print it once: a picture that stops the printer would stop every letter of the agency."""
    words = Block("paragraph", (Run("A letter with this picture."),))
    part = Part("en", "ltr", (), (words,), "")
    try:
        print_pdf(Paper("Picture", "TEST-PICT", date(2026, 1, 1), sender, (), (part,), None))
    except PrintingFailed as fault:
        raise BadLogo("This picture cannot be printed.", "Save it again, or as a PNG, and choose that file.") from fault
