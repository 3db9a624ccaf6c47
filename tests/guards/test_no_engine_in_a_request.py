"""A law of the house: no request runs the translation engine. It asks the worker, and says "not yet" where it must."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import comms

PACKAGE = Path(comms.__file__).parent
ENGINE, TRANSLATOR = "comms.channels.argos", "comms.channels.translating"
# The one module that tells screens which packages are installed: it reads their notes and no more.
PAIRS, NOTES = "comms.translation.machine.pairs", "comms.channels.argos.packages"
# Screens ask it for the facts of a text; what else it does it does to an engine that somebody hands to it.
GUARD = "comms.translation.guard."
# Whoever calls one of these has an engine, or runs one.
RUNS = {
    "translator_for", "argos_translator", "ArgosTranslator", "warm_up", "translate_guarded", "translate_each_guarded",
    "translate_here", "translate_with", "by_machine", "translate_batch",
}  # fmt: skip


@cache
def _tree(module: str) -> ast.Module | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return ast.parse(file.read_text("utf-8"))
    return None


@cache
def _imports(module: str) -> frozenset[str]:
    """The modules of the house that one imports, wherever in it: at its head, in a function, or for its types alone."""
    found: set[str] = set()
    for node in ast.walk(_tree(module) or ast.Module([], [])):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(name for name in found if name.startswith("comms.") and _tree(name) is not None)


def _reached(start: str) -> Iterator[str]:
    """A module with all that it imports, and all that those do; not further into the engine."""
    seen, waiting = {start}, [start]
    while waiting:
        module = waiting.pop()
        yield module
        if not module.startswith(ENGINE):
            # Whoever imports a module imports the packages that it stands in.
            parts = [module.rsplit(".", count)[0] for count in range(1, module.count("."))]
            for other in {*_imports(module), *parts} - seen:
                seen.add(other)
                waiting.append(other)


@cache
def _of_requests() -> frozenset[str]:
    screens = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in (PACKAGE / "web").rglob("*.py")
    }
    return frozenset(
        module for screen in {"comms.app", *screens} for module in _reached(screen.removesuffix(".__init__"))
    )


def test_nothing_that_a_request_runs_imports_the_engine() -> None:
    reached = _of_requests()
    assert {"comms.web.translating.waiting", "comms.translation.machine.actions", PAIRS} <= reached
    importing = {
        (module, other)
        for module in reached
        for other in _imports(module)
        if other.startswith((ENGINE, TRANSLATOR)) and not module.startswith("comms.channels.")
    }
    assert importing == {(PAIRS, NOTES)}
    assert TRANSLATOR not in reached


def test_the_worker_does_so_that_the_walk_would_find_it() -> None:
    assert {ENGINE, TRANSLATOR} <= set(_reached("comms.worker.kinds"))
    assert "comms.worker.kinds" not in _of_requests()


def test_nothing_that_a_request_runs_calls_an_engine() -> None:
    calls = [
        f"{module}:{node.lineno}"
        for module in _of_requests()
        if not module.startswith(("comms.channels.", GUARD))
        for node in ast.walk(_tree(module) or ast.Module([], []))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in RUNS
    ]
    assert calls == []


def test_the_application_is_made_without_the_engines_packages_being_loaded() -> None:
    loads = "import sys, comms.app; print([one for one in ('ctranslate2', 'argostranslate') if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
