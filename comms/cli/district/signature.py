"""A made-up signature, drawn as a pen would go: loops that grow smaller, and a line under them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from math import cos, pi, sin

WIDTH, HEIGHT = 480, 150
PEN = 2.2
STEPS = 2400
WHITE = 255


def drawn_signature(turns: int = 13) -> bytes:
    """The signature as a PNG of shades of grey on white, 480 by 150 pixels. Another number of half turns makes that of
    another hand."""
    rows = [bytearray([WHITE] * WIDTH) for _ in range(HEIGHT)]
    for x, y in _way_of_the_pen(turns):
        _touch(rows, x, y)
    lines = b"".join(b"\x00" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _way_of_the_pen(turns: int) -> Iterator[tuple[float, float]]:
    for step in range(STEPS):
        done = step / STEPS
        turn = done * turns * pi
        height = 52 * (1 - done) ** 1.4 + 7
        yield 50 + 340 * done + 26 * (1 - 0.6 * done) * sin(turn), 68 - height * cos(turn * 0.9 + 0.4)
    for step in range(STEPS // 2):
        done = step / (STEPS // 2)
        yield 70 + 370 * done, 126 - 12 * done - 7 * sin(done * pi)


def _touch(rows: list[bytearray], x: float, y: float) -> None:
    """Leave ink around a point, paler at its edge."""
    for down in range(max(0, int(y - PEN)), min(HEIGHT, int(y + PEN) + 2)):
        for across in range(max(0, int(x - PEN)), min(WIDTH, int(x + PEN) + 2)):
            away = ((across - x) ** 2 + (down - y) ** 2) ** 0.5
            ink = round(WHITE * min(1.0, max(0.1, away - PEN + 1)))
            rows[down][across] = min(rows[down][across], ink)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
