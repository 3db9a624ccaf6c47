"""Which fonts print which language, first choice first; the last one prints Latin letters and figures.

Only names are listed here. Whether a font is installed and has a given character is asked of the font itself,
when text is entered and when it is printed.
"""

from __future__ import annotations

_LATIN = "Noto Sans"

# Amiri for Arabic, Persian, Pashto and Sorani: its text is read back whole from a PDF, which the present Noto
# Arabic fonts did not manage, and Nastaliq lacks the Sorani letters.
_BY_SCRIPT = {
    "Latn": (),
    "Cyrl": (),
    "Grek": (),
    "Arab": ("Amiri",),
    "Armn": ("Noto Sans Armenian",),
    "Beng": ("Hind Siliguri",),
    "Deva": ("Noto Sans Devanagari",),
    "Ethi": ("Noto Sans Ethiopic",),
    "Geor": ("Noto Sans Georgian",),
    "Gujr": ("Noto Sans Gujarati",),
    "Guru": ("Noto Sans Gurmukhi",),
    "Hans": ("Noto Sans SC",),
    "Hant": ("Noto Sans TC",),
    "Hebr": ("Noto Sans Hebrew",),
    "Jpan": ("Noto Sans JP",),
    "Khmr": ("Noto Sans Khmer",),
    "Knda": ("Noto Sans Kannada",),
    "Kore": ("Noto Sans KR",),
    "Laoo": ("Noto Sans Lao",),
    "Mlym": ("Noto Sans Malayalam",),
    "Mymr": ("Noto Sans Myanmar",),
    "Orya": ("Noto Sans Oriya",),
    "Sinh": ("Noto Sans Sinhala",),
    "Syrc": ("Noto Sans Syriac",),
    "Taml": ("Noto Sans Tamil",),
    "Telu": ("Noto Sans Telugu",),
    "Thai": ("Noto Sans Thai",),
    "Tibt": ("Noto Serif Tibetan",),
}

# Readers of Urdu and its neighbours expect Nastaliq; the same letters in a Naskh hand read as Arabic.
_NASTALIQ = ("Noto Nastaliq Urdu",)
_BY_LANGUAGE = {
    "ur": _NASTALIQ,
    "pa-Arab": _NASTALIQ,
    "phr": _NASTALIQ,
    "hnd": _NASTALIQ,
    "skr": _NASTALIQ,
    "ks": _NASTALIQ,
    "yue": ("Noto Sans HK",),
}


def fonts_for(tag: str, script: str) -> tuple[str, ...]:
    """The font families for a language written in a script; none where its script is not known or it has none."""
    own = _BY_LANGUAGE.get(tag, _BY_SCRIPT.get(script))
    return () if own is None else (*own, _LATIN)
