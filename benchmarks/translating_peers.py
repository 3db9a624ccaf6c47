"""The peers in translating: Argos Translate one text at a time, and a LibreTranslate server, in an environment of their
own that is made the first time."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import venv
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from made_up_messages import Message, same_words

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / ".cache" / "libretranslate"
SOURCE, TARGET = "pl", "en"
WAITS = 120.0
opener = build_opener(ProxyHandler({}))

# How long one turn took for how many texts.
Turn = tuple[float, int]


def post(address: str, sent: Any, **headers: str) -> Any:
    """What a server answers to JSON."""
    request = Request(address, json.dumps(sent).encode(), {"Content-Type": "application/json", **headers})
    with opener.open(request, timeout=WAITS * 5) as answer:
        return json.load(answer)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def peers_python() -> Path:
    """The Python of LibreTranslate's own environment, made where it is not there."""
    python = KEPT / "bin" / "python"
    if not (KEPT / "made").exists():
        venv.create(KEPT, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "libretranslate"], check=True)
        (KEPT / "made").touch()
    return python


def unpacked(files: Sequence[Path], folder: Path) -> Path:
    """The packages as Argos Translate wants them."""
    for file in files:
        with zipfile.ZipFile(file) as opened:
            opened.extractall(folder)
    return folder


class Argos:
    """Argos Translate in a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        words = [str(peers_python()), str(HERE / "argos_one_by_one.py"), SOURCE, TARGET]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            words, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, env=os.environ | environment
        )

    def turn(self, texts: Sequence[Message]) -> Turn:
        """All texts, one after the other."""
        if self.process.stdin is None or self.process.stdout is None:
            raise SystemExit("Argos has no pipes.")
        self.process.stdin.write(json.dumps([one.made_up for one in texts]) + "\n")
        self.process.stdin.flush()
        seconds, first = json.loads(self.process.stdout.readline())
        same([first], texts[:1])
        return seconds, len(texts)


@contextmanager
def libretranslate(environment: dict[str, str], *more: str) -> Iterator[str]:
    """A LibreTranslate server; its address."""
    port = free_port()
    words = [str(peers_python()), str(HERE / "libretranslate_server.py"), "--host", "127.0.0.1", "--port", str(port),
             "--load-only", f"{TARGET},{SOURCE}", *more]  # fmt: skip
    log = subprocess.DEVNULL
    server = subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | environment)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + WAITS
        while time.monotonic() < until:
            with suppress(URLError, OSError):
                _ask_libre(address, ["Good morning."])
                break
            time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait()


def _ask_libre(address: str, texts: Sequence[str] | str) -> list[str]:
    sent = {"q": texts if isinstance(texts, str) else list(texts), "source": SOURCE, "target": TARGET}
    answer = post(f"{address}/translate", sent)["translatedText"]
    return [answer] if isinstance(answer, str) else list(answer)


def one_a_request(address: str, texts: Sequence[Message]) -> Turn:
    """As most clients ask it."""
    begun = time.perf_counter()
    answers = [_ask_libre(address, text.made_up)[0] for text in texts]
    seconds = time.perf_counter() - begun
    same(answers, texts)
    return seconds, len(texts)


def two_lists(address: str, texts: Sequence[Message]) -> Turn:
    """Two clients at once, each with a list."""
    half, asked = len(texts) // 2, [one.made_up for one in texts]
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        answers = [one for some in both.map(partial(_ask_libre, address), (asked[:half], asked[half:])) for one in some]
    seconds = time.perf_counter() - begun
    same(answers, texts)
    return seconds, len(texts)


def same(answers: Sequence[str], texts: Sequence[Message]) -> None:
    """It is known what the package answers: whoever answers otherwise did other work."""
    wrong = [
        (said, text.english) for said, text in zip(answers, texts, strict=True) if not same_words(said, text.english)
    ]
    if len(wrong) > len(texts) // 10:
        raise SystemExit(f"Answers are not what they should be: {wrong[0]}")
