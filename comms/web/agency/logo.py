"""A logo, judged by what is in the file and never by its name: a PNG or a harmless SVG that prints."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date
from xml.etree import ElementTree as ET

from comms.channels.paper import Block, Paper, Part, Run, Sender
from comms.channels.pdf import PrintingFailed, print_pdf
from comms.web.agency.pictures import PNG_SIGNATURE, BadPicture, check_bytes, check_jpeg, check_png

SVG = "{http://www.w3.org/2000/svg}"
ACTIVE_ELEMENTS = frozenset(
    {"script", "foreignObject", "iframe", "object", "embed", "a", "set", "handler", "animate", "animateMotion",
     "animateTransform", "animateColor", "discard", "audio", "video", "listener"}
)  # fmt: skip
# Elsewhere in the file, or a picture inside it: the file loads nothing.
FROM_ELSEWHERE = "The SVG file loads something from elsewhere.", "Save it as a plain SVG, all in one file."
LOCAL_STARTS = ("#", "data:image/png", "data:image/jpeg")
PNG_TYPE, SVG_TYPE = "image/png", "image/svg+xml"


def read_logo(content: bytes) -> bytes:
    """The logo, when it can stand on letters. Raises ``BadPicture`` saying what is wrong with the file."""
    check_bytes(content)
    if content.startswith(PNG_SIGNATURE):
        check_png(content)
    else:
        _check_svg(content)
    check_prints(Sender("Your agency", ("1 Road", "Town", "AB1 2CD"), None, None, content))
    return content


def logo_type(content: bytes) -> str:
    """What a logo that was read before is, as a browser is told."""
    return PNG_TYPE if content.startswith(PNG_SIGNATURE) else SVG_TYPE


def _check_svg(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadPicture("The file is neither a PNG nor an SVG picture.", "Choose a PNG or SVG file.") from fault
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper() or "<?XML-STYLESHEET" in text.upper():
        raise BadPicture("The SVG file declares a document type or a style sheet.", "Save it as a plain SVG.")
    try:
        root = ET.fromstring(text)  # nosec B314 # noqa: S314 - no document type, so no entities; at most 200 kB
    except ET.ParseError as fault:
        raise BadPicture("The file is neither a PNG nor an SVG picture.", "Choose a PNG or SVG file.") from fault
    if root.tag != f"{SVG}svg":
        raise BadPicture("The file is neither a PNG nor an SVG picture.", "Choose a PNG or SVG file.")
    for element in root.iter():
        _check_element(element)


def _check_element(element: ET.Element) -> None:
    name = str(element.tag).rpartition("}")[2]
    if name in ACTIVE_ELEMENTS:
        raise BadPicture(f"The SVG file holds “{name}”, which does more than draw.", "Save it as a plain SVG.")
    for attribute, value in element.attrib.items():
        key = attribute.rpartition("}")[2].lower()
        if key.startswith("on"):
            raise BadPicture(f"The SVG file holds “{key}”, which does more than draw.", "Save it as a plain SVG.")
        if key in {"href", "src"} and not value.strip().startswith(LOCAL_STARTS):
            raise BadPicture(*FROM_ELSEWHERE)
        if _loads(value):
            raise BadPicture(*FROM_ELSEWHERE)
        if key in {"href", "src"}:
            _check_inside(value.strip())
    if name == "style" and _loads("".join(element.itertext())):
        raise BadPicture(*FROM_ELSEWHERE)


def _check_inside(address: str) -> None:
    """Raises ``BadPicture`` for a picture in the file that is damaged, or larger than one that stands alone may be."""
    kind, _, written = address.partition(";base64,")
    if not written:
        if address.startswith("data:"):
            raise BadPicture(*FROM_ELSEWHERE)
        return
    try:
        inside = base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadPicture("The SVG file holds a picture that is damaged.", "Save it again, or as a PNG.") from fault
    if kind == "data:image/png" and inside.startswith(PNG_SIGNATURE):
        check_png(inside)
    else:
        check_jpeg(inside)


def _loads(style: str) -> bool:
    """Whether a style loads something that is not in the file. With a backslash letters can be written in disguise."""
    plain = re.sub(r"\s", "", style.lower())
    return "@import" in plain or "\\" in plain or bool(re.search(r"url\((?![\"']?#)", plain))


def check_prints(sender: Sender) -> None:
    """Print it once: a picture that stops the printer would stop every letter of the agency."""
    words = Block("paragraph", (Run("A letter with this picture."),))
    part = Part("en", "ltr", (), (words,), "")
    try:
        print_pdf(Paper("Picture", "TEST-PICT", date(2026, 1, 1), sender, (), (part,), None), strange=True)
    except PrintingFailed as fault:
        remedy = "Save it again, or as a PNG, and choose that file."
        raise BadPicture("This picture cannot be printed.", remedy) from fault
