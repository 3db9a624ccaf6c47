"""Reading a PNG picture pixel by pixel with the standard library, to see where a page has ink."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

A4_WIDTH_MM = 210
DARK = 200
LIGHT = 250


@dataclass(frozen=True)
class Picture:
    """Rows of bytes, `channels` for each pixel."""

    width: int
    channels: int
    rows: list[bytes]

    def has_ink(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether anything dark stands in this rectangle, in millimetres from the page's top left corner."""
        scale = self.width / A4_WIDTH_MM
        columns = slice(round(left * scale) * self.channels, round(right * scale) * self.channels)
        rows = self.rows[round(top * scale) : round(bottom * scale)]
        return any(min(row[columns][0 :: self.channels], default=255) < DARK for row in rows)

    def is_white(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether nothing at all stands in this rectangle, not even something as light as yellow."""
        scale = self.width / A4_WIDTH_MM
        columns = slice(round(left * scale) * self.channels, round(right * scale) * self.channels)
        return all(
            min(row[columns], default=255) > LIGHT for row in self.rows[round(top * scale) : round(bottom * scale)]
        )


def read_png(content: bytes) -> Picture:
    """The pixels of an 8-bit PNG without interlacing."""
    place, packed, width, channels = 8, b"", 0, 0
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        if kind == b"IDAT":
            packed += body
        place += length + 12
    stride, raw = width * channels, zlib.decompress(packed)
    rows: list[bytes] = []
    above = bytes(stride)
    for start in range(0, len(raw), stride + 1):
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + stride], above, channels)
        rows.append(above)
    return Picture(width, channels, rows)


def _unfiltered(kind: int, line: bytes, above: bytes, channels: int) -> bytes:
    if kind == 0:
        return line
    if kind == 2:
        return above if not any(line) else bytes((here + up) & 255 for here, up in zip(line, above, strict=True))
    out = bytearray(line)
    nothing = bytes(channels)
    for start in range(0, len(out), channels):
        end, before = start + channels, max(0, start - channels)
        # Where nothing is added and nothing changes above, the pixel is the one on its left: most of a page.
        same = kind == 1 or (kind == 4 and above[before:start] == above[start:end])
        if start and same and line[start:end] == nothing:
            out[start:end] = out[before:start]
            continue
        for place in range(start, end):
            left = out[place - channels] if start else 0
            corner = above[place - channels] if start else 0
            guess = (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]
            out[place] = (out[place] + guess) & 255
    return bytes(out)


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda near: abs(guess - near))
