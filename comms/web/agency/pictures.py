"""Pictures as people send them, measured before anything opens them: a PNG or a JPEG that is whole, and not too large.

A picture of a few bytes can unfold to gigabytes. How large it will be stands in its beginning.
"""

from __future__ import annotations

import zlib

from comms.foundation.errors import BadInput

MOST_BYTES = 200_000
# Printed 40 mm wide at 600 dots an inch a logo has about a thousand; more only makes every letter heavier.
MOST_PIXELS = 4_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
# Start-of-frame markers: the segment that says how large the picture is. C4, C8 and CC mark something else.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
SCAN = 0xDA


class BadPicture(BadInput):
    """A file cannot be used as a picture on letters."""


def check_bytes(content: bytes) -> None:
    """Raises ``BadPicture`` for a file that is larger than a picture on letters has to be."""
    if len(content) > MOST_BYTES:
        raise BadPicture(f"The file has {len(content) // 1000} kB.", f"Save it with at most {MOST_BYTES // 1000} kB.")


def check_png(content: bytes) -> None:
    """Raises ``BadPicture`` for a PNG that is damaged, not whole, or too large."""
    place = len(PNG_SIGNATURE)
    kinds: list[bytes] = []
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        sum_given = content[place + 8 + length : place + 12 + length]
        if sum_given != zlib.crc32(kind + body).to_bytes(4, "big"):
            raise BadPicture("The PNG file is damaged.", "Save it again and choose the new file.")
        if not kinds:
            _check_size(kind, body)
        kinds.append(kind)
        place += 12 + length
    if not kinds or kinds[-1] != b"IEND" or place != len(content):
        raise BadPicture("The PNG file is not whole.", "Save it again and choose the new file.")


def _check_size(kind: bytes, body: bytes) -> None:
    width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    if kind != b"IHDR" or not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise BadPicture(
            f"The picture is {width} by {height} pixels.", f"Make it at most {MOST_PIXELS} by {MOST_PIXELS} pixels."
        )


def check_jpeg(content: bytes) -> None:
    """Raises ``BadPicture`` for a JPEG that is damaged, not whole, or too large.

    Its segments are walked up to the picture itself: each says how long it is, and one says how large the picture is.
    """
    place, sizes = 2, set()
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in FRAMES:
            sizes |= {int.from_bytes(content[place + at : place + at + 2], "big") for at in (7, 5)}
        if marker == SCAN:
            break
        place += 2 + length
    else:
        raise BadPicture("The JPEG file is damaged.", "Save it again and choose the new file.")
    if not content.rstrip(b"\x00").endswith(JPEG_END):
        raise BadPicture("The JPEG file is not whole.", "Save it again and choose the new file.")
    # Every size it says counts: programs differ in which of several they believe.
    if not sizes or not all(0 < side <= MOST_PIXELS for side in sizes):
        raise BadPicture(
            "The picture has no size that can be printed.", f"Make it at most {MOST_PIXELS} by {MOST_PIXELS} pixels."
        )
