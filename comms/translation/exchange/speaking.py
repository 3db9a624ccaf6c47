"""Whether a file's language tag means the language its words are wanted for."""

from __future__ import annotations

from functools import lru_cache

from comms.foundation.errors import BadInput
from comms.foundation.languages import canonical_tag
from comms.foundation.packaged import packaged
from comms.translation.catalogues import catalogue_path


@lru_cache(maxsize=1024)
def same_words(given: str, tag: str) -> bool:
    """Whether words in the language of a file's tag are words for a language of ours.

    A place is dropped as letters drop it ("pl-PL" is Polish, "pt-BR" reads the Portuguese words), a script never
    ("pa-IN" is Panjabi in Gurmukhi, "pa-PK" is not). A tag that is none means no language.
    """
    spelled = canonical_tag(given.partition(".")[0].partition("@")[0])
    if spelled == tag:
        return True
    try:
        path = catalogue_path(spelled, packaged("locales"))
    except BadInput:
        return False
    return path is not None and path == catalogue_path(tag, packaged("locales"))
