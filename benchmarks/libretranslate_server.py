"""LibreTranslate as it is, in its own environment, but for one thing: to tell sentences apart it fetches a model when
it is first asked, and where the benchmark runs there is no network. It gets a splitter that costs next to nothing.

    python libretranslate_server.py --host 127.0.0.1 --port 5000 --load-only en,pl
"""

from __future__ import annotations

import re

from argostranslate import translate
from libretranslate.main import main

_SENTENCES = re.compile(r"(?<=[.!?])\s+")


class Splitter:
    """Tells sentences apart by their last signs."""

    def __init__(self, _package: object) -> None:
        """As the one it stands for is made."""

    def split_sentences(self, text: str) -> list[str]:
        """The sentences of a text."""
        return _SENTENCES.split(text)


translate.MiniSBDSentencizer = Splitter

if __name__ == "__main__":
    main()
