"""Translating texts of one or two sentences with a package of real size: through our engine, our fact guard and our
API, beside Argos Translate one text at a time and a LibreTranslate server, in one run.

    python benchmarks/translating.py
    python benchmarks/translating.py --short      # one round of few texts: to try it; writes nothing

All use the same package and the same beam. LibreTranslate gets an environment of its own, made the first time; it is
measured with its defaults, one text a request, and with the best that its settings give: lists of texts, two clients at
once, and two batches side by side. They take turns, so that a busy machine hits all alike. Prints the figures, and
writes them into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import base64
import secrets
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from made_up_messages import Message, messages, names
from real_size_package import write_package
from report import DOCUMENT, block, document, machine, table
from running_service import Service
from translating_peers import (
    SOURCE,
    TARGET,
    Argos,
    Turn,
    libretranslate,
    one_a_request,
    post,
    same,
    two_lists,
    unpacked,
)

from comms.agencies.actions import add_staff, found_agency
from comms.agencies.api_key import Scope
from comms.agencies.api_keys.actions import KeyGiven, make_key
from comms.agencies.viewer import viewer_of
from comms.channels.argos import ArgosTranslator, install
from comms.channels.translating import Translated
from comms.foundation.clock import london_date, utc_now
from comms.foundation.migrating import migrate
from comms.foundation.opening import open_installation
from comms.foundation.settings import Settings
from comms.translation.guard import translate_guarded

BEAM = 4
OURS, THEIRS, A_REQUEST = 300, 20, 100
ENGINE, GUARDED, API, AGAIN = "our engine", "our engine and guard", "our API", "our API, the same again"
ARGOS, DEFAULTS, BEST = "Argos, one at a time", "LibreTranslate, defaults", "LibreTranslate, best"
AIMS = ((ENGINE, ARGOS, 10.0), (GUARDED, ARGOS, 8.0), (API, BEST, 5.0))
MAKER = ["head teacher", "administrator"]


def our_engine(translator: ArgosTranslator, texts: Sequence[Message]) -> Turn:
    """The engine alone."""
    begun = time.perf_counter()
    answers = translator.translate([one.made_up for one in texts], SOURCE, TARGET)
    seconds = time.perf_counter() - begun
    same([one.text if isinstance(one, Translated) else "" for one in answers], texts)
    return seconds, len(texts)


def guarded(translator: ArgosTranslator, texts: Sequence[Message]) -> Turn:
    """With the fact guard. What it refuses counts too: it took its time."""
    begun = time.perf_counter()
    answers = translate_guarded(translator, [one.made_up for one in texts], SOURCE, TARGET, names())
    seconds = time.perf_counter() - begun
    same([one.text if isinstance(one, Translated) else "" for one in answers], texts)
    return seconds, len(texts)


@contextmanager
def our_service(file: Path, folder: Path) -> Iterator[Callable[[Sequence[Message]], Turn]]:
    """The service as it runs, with one key for its API."""
    settings = Settings(home=folder, mode="development", master_key=_key(), secret_key="s" * 40)  # fmt: skip
    migrate(settings, utc_now())
    install(settings.translation_folder, file, utc_now())
    secret, service = _made_key(settings), Service(settings, {})
    port = service.web()
    service.ready_worker()
    address = f"http://127.0.0.1:{port}/api/v1/translate"

    def ask(texts: Sequence[Message]) -> Turn:
        lots = [texts[at : at + A_REQUEST] for at in range(0, len(texts), A_REQUEST)]
        begun = time.perf_counter()
        with ThreadPoolExecutor(3) as several:
            answers = list(several.map(partial(_ask_us, address, secret), lots))
        seconds = time.perf_counter() - begun
        same([one["text"] or "" for some in answers for one in some], texts)
        return seconds, len(texts)

    try:
        yield ask
    finally:
        service.end()


def _ask_us(address: str, secret: str, texts: Sequence[Message]) -> list[dict[str, Any]]:
    sent = {"texts": [one.made_up for one in texts], "source": SOURCE, "target": TARGET, "names": list(names())}
    found: list[dict[str, Any]] = post(address, sent, Authorization=f"Bearer {secret}")["translations"]
    return found


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _made_key(settings: Settings) -> str:
    installation, now = open_installation(settings), utc_now()
    with installation.database.work() as session:
        agency = found_agency(session, "Made-up Academy", "school", now=now)
        head = add_staff(session, agency, "Made-up Head", "head@example.org", MAKER, now=now)
        session.flush()
        given = KeyGiven("benchmark", [Scope.TRANSLATE], 600, london_date(now) + timedelta(days=7))
        _, secret = make_key(session, viewer_of(head), given, now)
    installation.database.engine.dispose()
    return secret


def measure(rounds: int, ours: int, theirs: int, folder: Path) -> dict[str, list[float]]:
    """Texts a second of each, a figure for each round."""
    files = [
        write_package(folder / f"{one}_{other}.argosmodel", one, other)
        for one, other in ((SOURCE, TARGET), (TARGET, SOURCE))
    ]
    environment = {"ARGOS_PACKAGES_DIR": str(unpacked(files, folder / "unpacked")), "HOME": str(folder),
                   "ARGOS_BEAM_SIZE": str(BEAM), "PYTHONWARNINGS": "ignore"}  # fmt: skip
    best = environment | {"ARGOS_INTER_THREADS": "2", "ARGOS_INTRA_THREADS": "1", "ARGOS_BATCH_SIZE": "1024"}
    (folder / "ours").mkdir()
    install(folder / "alone", files[0], utc_now())
    translator = ArgosTranslator(folder / "alone", beam=BEAM)
    translator.warm(SOURCE, TARGET)
    every = messages(2 + rounds * (ours + theirs) * 3)
    came: dict[str, list[float]] = defaultdict(list)
    argos = Argos(environment)
    with (
        libretranslate(environment) as plain,
        libretranslate(best, "--threads", "4") as tuned,
        our_service(files[0], folder / "ours") as service,
    ):
        service(every[:2])
        turns: list[tuple[str, Callable[[Sequence[Message]], Turn], int]] = [
            (ENGINE, partial(our_engine, translator), ours), (ARGOS, argos.turn, theirs),
            (GUARDED, partial(guarded, translator), ours), (DEFAULTS, partial(one_a_request, plain), theirs),
            (API, service, ours), (BEST, partial(two_lists, tuned), theirs),
        ]  # fmt: skip
        at = 2
        for number in range(rounds):
            for name, turn, count in turns:
                seconds, texts = turn(every[at : at + count])
                at += count
                came[name].append(texts / seconds)
                print(f"round {number + 1}: {name}: {texts / seconds:.2f} texts a second", file=sys.stderr, flush=True)
                if name == API:
                    again, texts = service(every[at - count : at])
                    came[AGAIN].append(texts / again)
    argos.process.terminate()
    return came


def measured(came: dict[str, list[float]], ours: int, theirs: int) -> str:
    """Everything that came out, as Markdown."""
    day, rounds = london_date(utc_now()), len(came[ENGINE])
    rows = [[name, f"{median(all_):.1f}", f"{min(all_):.1f} to {max(all_):.1f}"] for name, all_ in came.items()]
    said = (
        f"Measured on {day.day} {day:%B %Y}: texts of one or two sentences with facts in them, beam {BEAM}, {rounds} "
        f"rounds in which all took turns: {ours} texts for each of ours, {theirs} for each of the others. Texts a "
        "second, medians."
    )  # fmt: skip
    aims = []
    for name, peer, aim in AIMS:
        times = median(one / other for one, other in zip(came[name], came[peer], strict=True))
        word = "reached" if times >= aim else "not reached"
        aims.append(f"- {name[0].upper()}{name[1:]} against {peer}: {times:.1f} times (aim {aim:.0f}: **{word}**).")
    on = [pair for pair in machine("–") if pair[0] in {"Processor", "Busy with", "System", "Python"}]
    lines = [*table(["Machine", ""], [list(pair) for pair in on]), "", *table(["", "Texts a second", "from, to"], rows),
             "", *aims]  # fmt: skip
    return block(said, lines)


def main() -> None:
    """Measure, print, and write the document."""
    words = argparse.ArgumentParser(description="Translating with a package of real size, beside its peers.")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--short", action="store_true", help="one round of few texts, to try it; writes nothing")
    asked = words.parse_args()
    rounds, ours, theirs = (1, 40, 4) if asked.short else (asked.rounds, OURS, THEIRS)
    with tempfile.TemporaryDirectory(prefix="comms-benchmark-") as folder:
        came = measure(rounds, ours, theirs, Path(folder))
    page = measured(came, ours, theirs)
    print(page)
    if not asked.short:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8"), page, "translating"), encoding="utf-8")


if __name__ == "__main__":
    main()
