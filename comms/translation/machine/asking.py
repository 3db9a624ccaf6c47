"""What may be asked of the engine at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from comms.foundation.errors import BadInput
from comms.foundation.languages import language

# An engine on two processors takes about half a minute for so much; others wait as long.
MOST_TEXTS, MOST_LETTERS = 500, 50_000


def direction(source: str, target: str) -> tuple[str, str]:
    """The two languages' tags in their usual spelling.

    Raises ``NotFound`` for a tag the registry does not hold, ``BadInput`` where both are the same.
    """
    asked, wanted = language(source).tag, language(target).tag
    if asked == wanted:
        raise BadInput("Both languages are the same, so there is nothing to translate.", "Give two languages.")
    return asked, wanted


def check_size(texts: Sequence[str]) -> None:
    """Raises ``BadInput`` for nothing, and for more than the engine should do in one go."""
    if not texts:
        raise BadInput("There is nothing to translate.", "Give at least one text.")
    letters = sum(map(len, texts))
    if len(texts) > MOST_TEXTS or letters > MOST_LETTERS:
        raise BadInput(
            f"{len(texts):,} texts with {letters:,} characters are too many at once.",
            f"Give at most {MOST_TEXTS} texts with {MOST_LETTERS:,} characters, and the others after them.",
        )


def tidy_names(names: Iterable[str]) -> list[str]:
    """Names as they are kept with a job: composed, without blanks at their ends, each once."""
    return list(dict.fromkeys(unicodedata.normalize("NFC", name).strip() for name in names if name.strip()))
