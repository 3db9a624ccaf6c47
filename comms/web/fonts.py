"""The fonts of scripts that a reader's own computer may lack, for pages on which people read their own language.

They are those that letters are printed with. A page names the languages that stand on it and links to one style sheet
for them, by which the browser fetches the fonts; a page that must be light leaves the link out, and the reader's own
fonts serve.
"""

from __future__ import annotations

import hashlib
import io
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, request, url_for
from fontTools.ttLib import TTFont

from comms.channels.pdf.fonts import FONTS, font_file, own_families
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.web.viewing import public

bp = Blueprint("fonts", __name__, url_prefix="/fonts")

WEIGHTS = {400: "400Regular", 700: "700Bold"}
# All but figures and Latin letters, which stand better in the page's own font; the space is each script's own.
ITS_OWN = "U+20-2F, U+3A-40, U+5B-60, U+7B-9F, U+A1-BF, U+250-1DFF, U+1F00-2065, U+206A-10FFFF"
OTHERS = 'system-ui, "Noto Sans", sans-serif'


def offer_fonts(app: Flask) -> None:
    """Let templates link to the fonts of the languages on their page."""
    app.jinja_env.globals["fonts_sheet"] = fonts_sheet


def fonts_sheet(*tags: str) -> str:
    """The address of the style sheet with the fonts of these languages; empty where none needs one."""
    wanted = [tag for tag in dict.fromkeys(tags) if own_families(tag)]
    return url_for("fonts.sheet", of=wanted) if wanted else ""


def font_faces(*tags: str) -> str:
    """The style rules by which a page sets each of these languages in its own letters. A browser fetches only the fonts
    of what stands on the page, and only in the weights that stand there. Raises ``NotFound`` for a tag nobody knows."""
    families = {language(tag).tag: own_families(tag) for tag in tags}
    rules = [
        _face(family, weight)
        for family in dict.fromkeys(family for own in families.values() for family in own)
        for weight in WEIGHTS
    ]
    rules += [f":lang({tag}) {{ font-family: {_listed(own)}; }}" for tag, own in families.items() if own]
    return "\n".join(rules)


def _listed(own: tuple[str, ...]) -> str:
    return ", ".join([*(f'"{family}"' for family in own), OTHERS])


def _face(family: str, weight: int) -> str:
    path = font_file(family, WEIGHTS[weight])
    if path is None:
        return ""
    address = url_for("fonts.font", name=f"{path.stem}.woff", v=_version(path))
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
        f'src: url("{address}") format("woff"); unicode-range: {ITS_OWN}; }}'
    )


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@bp.get("/sheet.css")
@public("families' pages take the look of their letters from it; it holds nothing of anybody")
def sheet() -> Response:
    """The style sheet of the languages asked for."""
    return Response(font_faces(*request.args.getlist("of")), mimetype="text/css")


@bp.get("/<name>")
@public("families' pages are set in it; a font holds nothing of anybody")
def font(name: str) -> Response:
    """One font. It never changes under its address, so that a browser fetches it once."""
    packaged = {f"{path.stem}.woff": path for path in FONTS.glob("*.ttf")}
    if name not in packaged:
        raise NotFound("There is no such font.")
    return Response(_packed(packaged[name]), mimetype="font/woff")


@cache
def _packed(path: Path) -> bytes:
    """A font as browsers take it: the same glyphs, compressed to half."""
    target = io.BytesIO()
    with TTFont(path, lazy=True) as found:
        found.flavor = "woff"
        found.save(target, reorderTables=False)
    return target.getvalue()
