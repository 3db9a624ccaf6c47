"""The glossary: words of the field, what each means, and the word agreed for it in each language."""

from __future__ import annotations

from comms.translation.glossary.finding import Found, holds, terms_in
from comms.translation.glossary.term import Term, glossary

__all__ = ["Found", "Term", "glossary", "holds", "terms_in"]
