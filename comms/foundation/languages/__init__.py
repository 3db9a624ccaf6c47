"""Languages: one registry, and the schools' census codes that lead to it.

A language is named by its BCP 47 tag everywhere in the house; census codes are what schools' systems export.
"""

from __future__ import annotations

from comms.foundation.languages.census import CENSUS_CODES, CensusCode, census_code
from comms.foundation.languages.plurals import babel_locale, gettext_plural, plural_category
from comms.foundation.languages.registry import (
    LANGUAGES,
    Language,
    canonical_tag,
    fallbacks,
    language,
    written_choices,
)
from comms.foundation.languages.sms_alphabet import fits_gsm7

__all__ = [
    "CENSUS_CODES",
    "LANGUAGES",
    "CensusCode",
    "Language",
    "babel_locale",
    "canonical_tag",
    "census_code",
    "fallbacks",
    "fits_gsm7",
    "gettext_plural",
    "language",
    "plural_category",
    "written_choices",
]
