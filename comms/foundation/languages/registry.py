"""The one registry of languages: names, script, direction, letters and fonts, by BCP 47 tag.

It holds every language that a census code maps to, every language those are usually written in, and the forms
a person may be asked to choose between. A language whose script is not settled by its name alone (Panjabi,
Chinese, Serbian) has the script "Zyyy" and cannot be printed until somebody says which form is read; a signed
language has the script "Zxxx".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from babel import Locale, localedata

from comms.foundation.errors import NotFound
from comms.foundation.languages.fonts import fonts_for
from comms.foundation.languages.sms_alphabet import SmsAlphabet, alphabet_for
from comms.foundation.languages.tables_of_languages import CensusRow, LanguageRow, census_rows, language_rows

UNSETTLED_SCRIPT = "Zyyy"
UNWRITTEN = "Zxxx"
RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Syrc"})

# The forms to put to a person where a language is written in more than one way. None is ever chosen for them.
_CHOICES = {
    "pa": ("pa-Guru", "pa-Arab", "ur"),
    "ku": ("ku", "ckb"),
    "zh": ("zh-Hans", "zh-Hant"),
    "nan": ("zh-Hans", "zh-Hant"),
    "hak": ("zh-Hans", "zh-Hant"),
    "sh": ("sr-Latn", "sr-Cyrl", "hr", "bs"),
    "sr": ("sr-Cyrl", "sr-Latn"),
}
_LENGTH_OF_A_SCRIPT = 4
_NOTHING_ADDED = LanguageRow(tag="", english_name="", own_name="", letters="", formats="")


@dataclass(frozen=True, slots=True)
class Language:
    """One language as the house knows it.

    `script` is its ISO 15924 code, `locale` the name Babel and the catalogues use (with an underscore), `fonts`
    the font families that print it, first choice first. `sms_alphabet` is what an ordinary message in it needs.
    """

    tag: str
    english_name: str
    script: str
    direction: Literal["ltr", "rtl"]
    locale: str
    sms_alphabet: SmsAlphabet
    fonts: tuple[str, ...]

    @property
    def own_name(self) -> str:
        """What the language calls itself, in its own script."""
        return _own_name(self.tag)

    @property
    def can_be_written(self) -> bool:
        """Whether its script is settled, so that words in it can be printed at all."""
        return self.script not in {UNSETTLED_SCRIPT, UNWRITTEN}


def language(tag: str) -> Language:
    """The language with this tag, written in any case and with a hyphen or an underscore.

    Raises NotFound for a tag the registry does not hold.
    """
    found = LANGUAGES.get(canonical_tag(tag))
    if found is None:
        raise NotFound(f"No language is known by the tag “{tag}”.", "See `comms languages` for the tags there are.")
    return found


def canonical_tag(tag: str) -> str:
    """The tag in the usual spelling, as in "pt-BR" or "pa-Guru"; "pt_br" is read too. Nothing is looked up."""
    first, *others = tag.strip().replace("_", "-").split("-")
    spelled = [part.title() if len(part) == _LENGTH_OF_A_SCRIPT else part.upper() for part in others]
    return "-".join([first.lower(), *spelled])


def written_choices(tag: str) -> tuple[str, ...]:
    """The written forms to ask about where a spoken language has several; empty where any answer may come."""
    return _CHOICES.get(canonical_tag(tag), ())


@cache
def fallbacks(tag: str) -> tuple[str, ...]:
    """The languages whose words may stand in for this one's, nearest first: "ro-MD" gives ("ro",).

    Only the written form the census table suggests, or the same language without its region, and never in
    another script: a reader of Cyrillic is not served by Latin letters. Raises NotFound for an unknown tag.
    """
    start = language(tag)
    chain: list[str] = []
    step = _next_fallback(start)
    while step is not None and step.tag not in {start.tag, *chain}:
        chain.append(step.tag)
        step = _next_fallback(step)
    return tuple(chain)


def _next_fallback(current: Language) -> Language | None:
    suggested = {row.written for row in census_rows() if row.spoken == current.tag and row.written and not row.asks}
    first, _, region = current.tag.partition("-")
    without_region = first if region and len(region) < _LENGTH_OF_A_SCRIPT else ""
    found = LANGUAGES.get(suggested.pop() if len(suggested) == 1 else without_region)
    if found is None or not found.can_be_written or found.script != current.script:
        return None
    return found


def _every_tag() -> list[str]:
    tags: dict[str, None] = {}
    for row in census_rows():
        if row.spoken:
            tags.setdefault(row.spoken)
        if row.written and not row.asks:
            tags.setdefault(row.written)
    for choices in _CHOICES.values():
        tags.update(dict.fromkeys(choices))
    return list(tags)


def _script(tag: str) -> str:
    for part in tag.split("-")[1:]:
        if len(part) == _LENGTH_OF_A_SCRIPT:
            return part
    written = [row for row in census_rows() if row.written == tag and row.kind != "sign"]
    spoken = [row for row in census_rows() if row.spoken == tag]
    return _settled(written) or _settled(spoken) or _unsettled(spoken)


def _settled(rows: list[CensusRow]) -> str | None:
    scripts = {row.scripts for row in rows}
    only = scripts.pop() if len(scripts) == 1 else ()
    return only[0] if len(only) == 1 and only[0] != "SIGN" else None


def _unsettled(rows: list[CensusRow]) -> str:
    return UNWRITTEN if any("SIGN" in row.scripts for row in rows) else UNSETTLED_SCRIPT


def _added(tag: str) -> LanguageRow:
    return language_rows().get(tag, _NOTHING_ADDED)


def name_in_english(tag: str) -> str:
    """The English name that Unicode gives a tag; the tag itself where it gives none."""
    locale = tag.replace("-", "_")
    if localedata.exists(locale):
        return Locale.parse(locale).get_display_name("en") or tag
    return str(Locale("en").languages.get(tag, tag))


@cache
def _own_name(tag: str) -> str:
    # Asked for one by one: reading every locale of the registry would cost each command most of a second.
    if _added(tag).own_name:
        return _added(tag).own_name
    locale = tag.replace("-", "_")
    return (Locale.parse(locale).get_display_name() or tag) if localedata.exists(locale) else tag


def _letters(tag: str) -> str:
    own = language_rows().get(tag) or _added(tag.partition("-")[0])
    return own.letters


def _build(tag: str) -> Language:
    added, script = _added(tag), _script(tag)
    return Language(
        tag=tag,
        english_name=added.english_name or name_in_english(tag),
        script=script,
        direction="rtl" if script in RIGHT_TO_LEFT_SCRIPTS else "ltr",
        locale=tag.replace("-", "_"),
        sms_alphabet=alphabet_for(script, _letters(tag)),
        fonts=fonts_for(tag, script),
    )


LANGUAGES: Mapping[str, Language] = MappingProxyType({tag: _build(tag) for tag in _every_tag()})
"""Every language of the registry by its tag, in the census table's order."""
