"""Plural rules and formats, from Babel, for every language that has them or borrows them."""

from __future__ import annotations

from babel import Locale, localedata
from babel.messages.plurals import get_plural

from comms.foundation.errors import NotFound
from comms.foundation.languages.registry import language
from comms.foundation.languages.tables_of_languages import language_rows


def babel_locale(tag: str) -> Locale:
    """The Babel locale whose plurals, dates and numbers this language uses.

    Its own where Babel has one, otherwise the one it borrows (Sylheti those of Bengali). Raises NotFound for an
    unknown tag, and for a language that Babel does not know and that borrows from none.
    """
    known = language(tag)
    added = language_rows().get(known.tag)
    name = known.locale if localedata.exists(known.locale) else (added.formats if added else "")
    if not name:
        raise NotFound(
            f"The plural and date rules of {known.english_name} are not known.",
            "Name the locale to borrow them from in the language's line of languages.tsv.",
        )
    return Locale.parse(name)


def plural_category(tag: str, count: int) -> str:
    """The plural category of a count, as Unicode names it: zero, one, two, few, many or other."""
    return babel_locale(tag).plural_form(count)


def gettext_plural(tag: str) -> tuple[int, str]:
    """How many plural forms the language's catalogue holds, and the rule that picks one, in gettext's words."""
    rule = get_plural(babel_locale(tag))
    return rule.num_plurals, rule.plural_expr
