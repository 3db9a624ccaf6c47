"""The picture of a signature, judged by what is in the file: a PNG or a JPEG that prints."""

from __future__ import annotations

from comms.channels.paper import Sender
from comms.web.agency.logo import MOST_BYTES, MOST_PIXELS, PNG_SIGNATURE, PNG_TYPE, BadLogo, check_png, check_prints

JPEG_TYPE = "image/jpeg"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
# Start-of-frame markers: the segment that says how large the picture is. C4, C8 and CC mark something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SCAN = 0xDA


class BadSignature(BadLogo):
    """A file cannot be used as the picture of a signature."""


def read_signature(content: bytes) -> bytes:
    """The picture, when it can stand on letters. Raises ``BadLogo`` saying what is wrong with the file."""
    if len(content) > MOST_BYTES:
        raise BadSignature(f"The file has {len(content) // 1000} kB.", f"Save it with at most {MOST_BYTES // 1000} kB.")
    if content.startswith(PNG_SIGNATURE):
        check_png(content)
    elif content.startswith(JPEG_START):
        _check_jpeg(content)
    else:
        raise BadSignature("The file is neither a PNG nor a JPEG picture.", "Choose a PNG or JPEG file.")
    check_prints(Sender("Your agency", ("1 Road", "Town", "AB1 2CD"), None, None, None, content, "Somebody"))
    return content


def signature_type(content: bytes) -> str:
    """What a signature that was read before is, as a browser is told."""
    return PNG_TYPE if content.startswith(PNG_SIGNATURE) else JPEG_TYPE


def _check_jpeg(content: bytes) -> None:
    """Walk its segments up to the picture itself: each says how long it is, and one says how large the picture is."""
    place, size = 2, None
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in FRAMES:
            size = tuple(int.from_bytes(content[place + at : place + at + 2], "big") for at in (7, 5))
        if marker == SCAN:
            break
        place += 2 + length
    else:
        raise BadSignature("The JPEG file is damaged.", "Save it again and choose the new file.")
    if not content.rstrip(b"\x00").endswith(JPEG_END):
        raise BadSignature("The JPEG file is not whole.", "Save it again and choose the new file.")
    if size is None or not all(0 < side <= MOST_PIXELS for side in size):
        raise BadSignature(
            "The picture has no size that can be printed.", f"Make it at most {MOST_PIXELS} by {MOST_PIXELS} pixels."
        )
