"""The picture of a signature, judged by what is in the file: a PNG or a JPEG that prints."""

from __future__ import annotations

from comms.channels.paper import Sender
from comms.web.agency.logo import PNG_TYPE, check_prints
from comms.web.agency.pictures import JPEG_START, PNG_SIGNATURE, BadPicture, check_bytes, check_jpeg, check_png

JPEG_TYPE = "image/jpeg"


def read_signature(content: bytes) -> bytes:
    """The picture, when it can stand on letters. Raises ``BadPicture`` saying what is wrong with the file."""
    check_bytes(content)
    if content.startswith(PNG_SIGNATURE):
        check_png(content)
    elif content.startswith(JPEG_START):
        check_jpeg(content)
    else:
        raise BadPicture("The file is neither a PNG nor a JPEG picture.", "Choose a PNG or JPEG file.")
    check_prints(Sender("Your agency", ("1 Road", "Town", "AB1 2CD"), None, None, None, content, "Somebody"))
    return content


def signature_type(content: bytes) -> str:
    """What a signature that was read before is, as a browser is told."""
    return PNG_TYPE if content.startswith(PNG_SIGNATURE) else JPEG_TYPE
