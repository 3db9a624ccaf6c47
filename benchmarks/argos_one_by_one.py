"""Argos Translate as most programs use it: one text after the other. Runs in LibreTranslate's environment; one line of
JSON in (a list of texts), one out (seconds, and the first answer).

    python argos_one_by_one.py pl en
"""

from __future__ import annotations

import json
import sys
import time

import libretranslate_server  # noqa: F401 - its splitter
from argostranslate import translate

if __name__ == "__main__":
    source, target = sys.argv[1:]
    between = translate.get_translation_from_codes(source, target)
    between.translate("Good morning.")
    for line in sys.stdin:
        texts = json.loads(line)
        begun = time.perf_counter()
        answers = [between.translate(text) for text in texts]
        print(json.dumps([time.perf_counter() - begun, answers[0]]), flush=True)
