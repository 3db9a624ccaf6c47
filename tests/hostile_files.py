"""Files as somebody makes them who means harm: what unfolds, what leads out, what is not what it says it is.

Each is made when it is asked for, small as it lies and large as it would be read.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook

Make = Callable[[], bytes]

BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {own} "{f"&{before};" * 10}">' for before, own in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
FROM_OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
_SHEET = "xl/worksheets/sheet1.xml"
_BEFORE = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>UPN</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>&j;</t></is></c></row>'
)


def _plain_workbook() -> bytes:
    workbook = Workbook()
    for row in (["UPN", "Surname"], ["A123456789012", "Jo"]):
        workbook.worksheets[0].append(row)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def a_workbook(parts: dict[str, bytes | str] | None = None, packing: int = ZIP_DEFLATED) -> bytes:
    """A workbook with these parts added, or put in the place of its own."""
    target, added = io.BytesIO(), parts or {}
    with ZipFile(io.BytesIO(_plain_workbook())) as plain, ZipFile(target, "w", packing) as made:
        for name in plain.namelist():
            if name not in added:
                made.writestr(name, plain.read(name))
        for name, content in added.items():
            made.writestr(name, content)
    return target.getvalue()


def _sheet(rows: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}{_BEFORE}{rows}</sheetData></worksheet>'


def _nested(depth: int) -> bytes:
    inner = bytes(10_000_000)
    for level in range(depth):
        target = io.BytesIO()
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            archive.writestr(f"{level}.zip", inner)
        inner = target.getvalue()
    return inner


# Spreadsheets, by what is wrong with them.
WORKBOOKS: dict[str, Make] = {
    "unfolds a thousandfold": lambda: a_workbook({_SHEET: _sheet("<row/>" * 3_000_000)}),
    "one endless cell": lambda: a_workbook({_SHEET: _sheet(_ROWS.replace("&j;", "x" * 15_000_000))}),
    "too many parts": lambda: a_workbook({f"x{number}.xml": b"" for number in range(3_000)}, ZIP_STORED),
    "a name that leads out": lambda: a_workbook({"../../../../tmp/slipped.xml": b"<x/>"}),
    "a name from the root": lambda: a_workbook({"/etc/cron.d/slipped": b"<x/>"}),
    "entities within entities": lambda: a_workbook({_SHEET: _sheet(_ROWS, BILLION_LAUGHS)}),
    "entities behind a long remark": lambda: a_workbook(
        {_SHEET: _sheet(_ROWS, f"<!--{'x' * 5_000}-->{BILLION_LAUGHS}")}
    ),
    "entities in another encoding": lambda: a_workbook(
        {_SHEET: _sheet(_ROWS, BILLION_LAUGHS).replace("1.0", '1.0" encoding="utf-16').encode("utf-16")}
    ),
    "a file from outside": lambda: a_workbook({_SHEET: _sheet(_ROWS, f"<!--{'x' * 5_000}-->{FROM_OUTSIDE}")}),
    "an archive in an archive": lambda: _nested(4),
    "a document": lambda: a_workbook()[:-30],
}

OTHER_KINDS: dict[str, Make] = {
    "nothing": lambda: b"",
    "blanks": lambda: b" \r\n\t\x00",
    "a picture that is a script": lambda: b"GIF89a/*" + b"\x00" * 20 + b"*/=1;alert(document.domain)//",
    "a page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a PDF that is an archive": lambda: b"%PDF-1.7\n%%EOF\n" + _nested(1),
    "a program": lambda: b"\x7fELF\x02\x01\x01" + bytes(200),
    "noughts in a table": lambda: b"UPN,Sur\x00name\nA1,\x00\n",
    "a file that calls itself something else": lambda: b"MZ\x90\x00" + bytes(100),
}


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def a_png(width: int = 40, height: int = 20) -> bytes:
    """A black picture of this size, a few bytes however large it is."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + (width + 7) // 8)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def an_svg(inside: str, before: str = "") -> bytes:
    """A picture drawn with these elements."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{before}<svg {names} width="40" height="20">{inside}</svg>'.encode()


def _within(content: bytes) -> str:
    return base64.b64encode(content).decode()


_USES = '<g id="a0"><rect width="1" height="1"/></g>' + "".join(
    f'<g id="a{level}">' + f'<use xlink:href="#a{level - 1}"/>' * 10 + "</g>" for level in range(1, 9)
)

# Pictures for a letterhead, by what is wrong with them.
PICTURES: dict[str, Make] = {
    "a picture that unfolds": lambda: a_png(30_000, 30_000),
    "a picture cut off": lambda: a_png()[:-20],
    "a picture with a script behind it": lambda: a_png() + b"<script>alert(1)</script>",
    "a script": lambda: an_svg("<script>alert(1)</script>"),
    "a script at an element": lambda: an_svg('<rect onload="alert(1)" width="9" height="9"/>'),
    "a script in a link": lambda: an_svg('<a xlink:href="javascript:alert(1)"><rect width="9" height="9"/></a>'),
    "a page inside": lambda: an_svg("<foreignObject><body>x</body></foreignObject>"),
    "a picture from elsewhere": lambda: an_svg('<image xlink:href="https://evil.example/x.png" width="9" height="9"/>'),
    "a picture from this machine": lambda: an_svg('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'),
    "a style from elsewhere": lambda: an_svg("<style>@import url(https://evil.example/x.css);</style>"),
    "a style in disguise": lambda: an_svg("<style>@\\69mport 'https://evil.example/x.css';</style>"),
    "a style sheet from elsewhere": lambda: an_svg("<g/>", '<?xml-stylesheet href="https://evil.example/x.css"?>'),
    "a fill from elsewhere": lambda: an_svg('<rect fill="url(https://evil.example/x.svg#a)" width="9" height="9"/>'),
    "a drawing inside a drawing": lambda: an_svg('<image href="data:image/svg+xml;base64,AAAA" width="9" height="9"/>'),
    "a picture that unfolds inside": lambda: an_svg(
        f'<image href="data:image/png;base64,{_within(a_png(20_000, 20_000))}"/>'
    ),
    "entities within entities": lambda: an_svg("<text>&j;</text>", BILLION_LAUGHS),
    "a file from outside": lambda: an_svg("<text>&j;</text>", FROM_OUTSIDE),
    "a drawing that repeats itself": lambda: an_svg(f'<defs>{_USES}</defs><use xlink:href="#a8"/>'),
    "a drawing that never ends": lambda: an_svg(
        '<filter id="f"><feTurbulence baseFrequency="0.05" numOctaves="100000000"/></filter>'
        '<rect width="40" height="20" filter="url(#f)"/>'
    ),
}

_XLIFF = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file><body>&j;</body></file></xliff>'
_TMX = '<tmx version="1.4"><header/><body>&j;</body></tmx>'

# Files of translations, by what is wrong with them.
TRANSLATIONS: dict[str, Make] = {
    "entities within entities in XLIFF": f'<?xml version="1.0"?>{BILLION_LAUGHS}{_XLIFF}'.encode,
    "a file from outside in XLIFF": f'<?xml version="1.0"?>{FROM_OUTSIDE}{_XLIFF}'.encode,
    "entities within entities in TMX": f'<?xml version="1.0"?>{BILLION_LAUGHS}{_TMX}'.encode,
    "a file from outside in TMX": f'<?xml version="1.0"?>{FROM_OUTSIDE}{_TMX}'.encode,
    "a type from outside": lambda: b'<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://169.254.169.254/"> %x;]><tmx/>',
    "deeper than any": lambda: b"<xliff>" + b"<g>" * 100_000,
    "another encoding": lambda: f'<?xml version="1.0" encoding="utf-16"?>{BILLION_LAUGHS}{_TMX}'.encode("utf-16"),
    "an encoding that nobody knows": lambda: b'msgid ""\nmsgstr "Content-Type: text/plain; charset=rot13\\n"\n',
    "one endless line": lambda: b'msgid "' + b"x" * 3_000_000,
}

_EVENT = "BEGIN:VEVENT\r\nUID:x\r\nDTSTART:19700101T000000Z\r\nDURATION:PT1S\r\n{}\r\nEND:VEVENT\r\n"

# Calendars, by what is wrong with them.
CALENDARS: dict[str, Make] = {
    "larger than any": lambda: b"BEGIN:VCALENDAR\r\n" + b"X-A:" + b"x" * 1_100_000,
    "one that begins and never ends": lambda: b"BEGIN:VCALENDAR\r\n" * 5_000,
    "more times than a year has": (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        + _EVENT.format("RRULE:FREQ=SECONDLY").replace("19700101", "20261101")
        + "END:VCALENDAR\r\n"
    ).encode,
}


def a_pdf_bomb() -> bytes:
    """A PDF with a stream that unfolds to 200 MB, packed three times, four times over."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(20)) + packer.flush()
    for _ in range(2):
        packed = zlib.compress(packed, 9)
    stream = b"<</Filter[/FlateDecode/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(packed)
    objects = b"".join(b"%d 0 obj\n%s%s\nendstream\nendobj\n" % (n, stream, packed) for n in range(1, 5))
    return b"%PDF-1.7\n" + objects + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


# Records to be checked, by what is wrong with them.
RECORDS: dict[str, Make] = {
    "streams that unfold": a_pdf_bomb,
    "nothing but a beginning": lambda: b"%PDF-1.7",
    "a picture in a PDF's clothes": lambda: b"%PDF-" + a_png(),
    "an endless chain": lambda: (
        b"%PDF-1.7\n1 0 obj<</Prev 1 0 R/Root 1 0 R>>endobj\n" + b"xref\n0 1\n" * 100_000 + b"%%EOF"
    ),
}
