"""Translating loads nothing that it must not: no other engine, no server, and nothing written where it does not belong.

MiniSBD, which Argos would split sentences with, is under the AGPL; ONNX Runtime, which it loads, writes into the home
folder; the others are larger than the rest of the service together.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import comms
from comms.channels.argos import install

FOREIGN = ("minisbd", "onnxruntime", "torch", "stanza", "spacy")
ENGINE = ("ctranslate2", "sentencepiece", "argostranslate", "sacremoses")

TRANSLATING = """
import json, os, socket, sys
from pathlib import Path
written, spoken = [], []
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def watch(event, given):
    if event == "open" and isinstance(given[0], (str, bytes)) and (given[2] or 0) & WRITES:
        written.append(os.path.abspath(os.fsdecode(given[0])))
    elif event in {"os.mkdir", "os.rename", "os.symlink", "os.link"}:
        written.append(os.path.abspath(os.fsdecode(given[0])))
    elif event.startswith("socket.") and event != "socket.__new__":
        spoken.append(event)
sys.addaudithook(watch)
def refuse(*_):
    raise OSError("There is no network.")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from comms.channels.translating import translator_for
from comms.foundation.settings import load_settings
answers = translator_for(load_settings()).hypotheses(["Tak. Proszę o tłumacza."], "pl", "en", 3)
print(json.dumps({"said": answers[0].texts[0], "modules": sorted(sys.modules), "written": written, "spoken": spoken}))
"""


def _run(script: str, folder: Path, **environment: str) -> str:
    """What a script says in a process of its own, which may write into one folder: its home, and for a moment."""
    for name in ("home", "brief", "stands"):
        (folder / name).mkdir(parents=True)
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("COMMS_", "ARGOS_", "XDG_"))}
    given = {
        "HOME": str(folder / "home"), "TMPDIR": str(folder / "brief"), "PYTHONDONTWRITEBYTECODE": "1",
        "ARGOS_DEBUG": "1", "COMMS_HOME": str(folder / "comms"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=plain | given | environment, cwd=folder / "stands",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def translated(tiny_packages: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A text translated in a process of its own: the folder it had, and what was seen of it."""
    folder = tmp_path_factory.mktemp("alone")
    install(folder / "comms" / "translation", tiny_packages["pl_en"], datetime(2026, 11, 28, tzinfo=UTC))
    return folder, json.loads(_run(TRANSLATING, folder))


def test_no_foreign_engine_is_loaded_by_translating(translated: tuple[Path, Any]) -> None:
    _, seen = translated
    assert seen["said"] == "Yes. I ask for an interpreter."
    roots = {name.partition(".")[0] for name in seen["modules"]}
    assert roots.isdisjoint(FOREIGN)
    assert "ctranslate2" in roots


def test_translating_speaks_to_nobody(translated: tuple[Path, Any]) -> None:
    assert translated[1]["spoken"] == []


def test_translating_writes_nothing_that_stays(translated: tuple[Path, Any]) -> None:
    folder, seen = translated
    assert [path for path in seen["written"] if not path.startswith((str(folder), "/dev/"))] == []
    for name in ("home", "brief", "stands"):
        assert list((folder / name).iterdir()) == []
    assert [one.name for one in (folder / "comms").iterdir()] == ["translation"]


def test_neither_the_screens_nor_the_commands_load_the_engine(tmp_path: Path) -> None:
    script = "import sys, comms.app, comms.cli, comms.worker.kinds; print(*sys.modules)"
    roots = {name.partition(".")[0] for name in _run(script, tmp_path).split()}
    assert "comms" in roots
    assert roots.isdisjoint((*ENGINE, *FOREIGN))


def test_of_argos_only_its_packages_are_used() -> None:
    """Its ``translate`` and ``sbd`` import MiniSBD. Whoever needs the engine asks ``comms.channels.translating``."""
    package, named = Path(comms.__file__).parent, set()
    for path in package.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if any(name in text for name in (*ENGINE, *FOREIGN)) else ():
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
            for module in modules:
                if module.startswith((*ENGINE, *FOREIGN)) and module.replace(".", "").isalnum():
                    named.add((path.relative_to(package).as_posix(), module))
    assert named == {
        ("channels/argos/engine.py", "argostranslate.package"),
        ("channels/argos/engine.py", "argostranslate.utils"),
        ("channels/argos/engine.py", "ctranslate2"),
        ("channels/argos/archive.py", "sentencepiece.model"),
    }
