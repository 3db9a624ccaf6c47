"""Words as a gettext PO file: drafts are fuzzy, the use is the context, and what to know stands above each message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version

from babel.messages.catalog import Catalog

from comms.foundation.languages import Language
from comms.foundation.languages.plurals import babel_locale
from comms.translation.exchange.sentence import Sentence
from comms.translation.previous import written_po

_HEADER = """\
# {language} translations for comms.
# This file is distributed under the same license as the comms project.
#"""
# They say nothing about the words; two of them change with every run and every release of Babel.
_LEFT_OUT = (b'"POT-Creation-Date:', b'"Generated-By:', b'"Report-Msgid-Bugs-To:')


def as_po(sentences: Iterable[Sentence], language: Language, now: datetime) -> bytes:
    """The PO file, in UTF-8. A missing sentence is empty; where it is known what it said before its English changed,
    it holds those words, fuzzy, with the English before as ``#| msgid``."""
    catalogue = Catalog(
        locale=babel_locale(language.tag), project="comms", version=version("comms"), revision_date=now, fuzzy=False,
        header_comment=_HEADER.format(language=language.english_name), language_team=language.english_name,
        last_translator="comms", charset="utf-8",
    )  # fmt: skip
    if catalogue.num_plurals:
        # Babel settles the plurals when they are first asked for; a language that borrows them keeps its own name.
        catalogue.locale = language.locale
    for one in sentences:
        before = one.earlier if one.words.missing else None
        forms = before.forms if before else one.forms
        catalogue.add(
            one.english if one.counts else one.english[0],
            (tuple(forms) if one.counts else forms[0]) if forms else "",
            flags=["fuzzy"] if forms and not one.is_approved else [],
            auto_comments=one.notes,
            previous_id=before.english if before else (),
            context=one.words.context,
        )
    lines = written_po(catalogue).splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_LEFT_OUT))
