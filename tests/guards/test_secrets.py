"""No secret stands in the tree: they come from the settings and from files that are made, never from the code.

Only shapes are looked for that nothing else has, so that the guard is right each time: keys in PEM, the tokens of known
services, 32 bytes in base64, and words of one's own given to a name that means a secret.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import comms

ROOT = Path(__file__).parents[2]
PACKAGE = Path(comms.__file__).parent
ENDINGS = {".py", ".toml", ".md", ".cfg", ".ini", ".yaml", ".yml", ".json", ".service", ".conf", ".html", ".js", ".sh"}
# Fetched and built, not ours; and tests, which make keys of their own that open nothing.
NOT_LOOKED_AT = ("tests", "build", "dist", "node_modules", "vendor", "fonts", "__pycache__")

SHAPES = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "32 bytes in base64": re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=(?![=A-Za-z0-9+/])"),
    "an access key of AWS": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "an account or key of Twilio": re.compile(r"\b(?:AC|SK)[0-9a-f]{32}\b"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "a password in an address": re.compile(r"\b[a-z+]+://[^\s/:@\"'`{}<>]+:[^\s/@\"'`{}<>]{3,}@"),
}
# What is written in capitals there stands for a password, and is none.
PLACEHOLDERS = re.compile(r":(?:PASSWORD|SECRET)@")
NAMES_OF_SECRETS = re.compile(
    r"(?:^|_)(?:secrets?|password|passwd|token|salt|(?:api|private|master|secret|signing|backup)_?key)$", re.IGNORECASE
)
# Text that is given to such a name, and is no secret, each with the reason.
NO_SECRETS: dict[str, str] = {}


def _files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if any(part in NOT_LOOKED_AT or (part.startswith(".") and part != ".ci") for part in inside):
            continue
        # Hashes of packages are no keys, and a lock file has thousands.
        if path.is_file() and path.suffix in ENDINGS and path.name != "package-lock.json":
            yield path


def _shapes_in(text: str) -> list[str]:
    return [
        what
        for what, shape in SHAPES.items()
        for found in shape.finditer(text)
        if not PLACEHOLDERS.search(found.group())
    ]


def _given_to_secrets(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Names that mean a secret, with the text that the code gives them: assigned, as a default, or in a call."""
    for node in ast.walk(tree):
        pairs: list[tuple[str, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            pairs = [(ast.unparse(target), node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs = [(ast.unparse(node.target), node.value)]
        elif isinstance(node, ast.keyword) and node.arg:
            pairs = [(node.arg, node.value)]
        elif isinstance(node, ast.arguments):
            named = [*node.posonlyargs, *node.args][-len(node.defaults) :] if node.defaults else []
            pairs = [(one.arg, value) for one, value in zip(named, node.defaults, strict=True)]
        elif isinstance(node, ast.Dict):
            pairs = [(str(key.value), value) for key, value in zip(node.keys, node.values, strict=True)
                     if isinstance(key, ast.Constant)]  # fmt: skip
        for name, value in pairs:
            if NAMES_OF_SECRETS.search(name.rpartition(".")[2]) and isinstance(value, ast.Constant):
                text = value.value
                if isinstance(text, (str, bytes)) and len(text) >= 8 and not set(" /{<.") & set(str(text)):
                    yield name, str(text)


def test_no_file_has_a_secret_of_a_known_shape() -> None:
    found = [(str(path.relative_to(ROOT)), what) for path in _files() for what in _shapes_in(path.read_text("utf-8"))]
    assert found == []


def test_no_secret_is_given_a_value_in_the_code() -> None:
    given = {
        f"{path.relative_to(ROOT)}: {name} = {text}"
        for path in _files()
        if path.suffix == ".py"
        for name, text in _given_to_secrets(ast.parse(path.read_text("utf-8")))
    }
    assert given == set(NO_SECRETS)


def test_it_looks_at_the_whole_tree() -> None:
    seen = {path.relative_to(ROOT).parts[0] for path in _files()}
    assert {"comms", "deploy", "docs", "pyproject.toml"} <= seen
    assert len([path for path in _files() if PACKAGE in path.parents]) > 300


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN EC " + "PRIVATE KEY-----",
        "key = '" + "kJ8" * 14 + "Q='",
        "postgresql://comms:hunter2" + "@db/comms",
        "AC" + "0a" * 16,
        "ghp_" + "a1B2" * 9,
    ],
)
def test_a_secret_would_be_found_by_its_shape(text: str) -> None:
    assert len(_shapes_in(text)) == 1


@pytest.mark.parametrize(
    "code",
    [
        "SECRET_KEY = 'sdkfj3894'",
        "def f(password='hunter2hunter2'): ...",
        "connect(token='abcdefgh12')",
        "settings = {'SECRET_KEY': 'abcdefgh12'}",
        "api_key: str = 'abcdefgh12'",
    ],
)
def test_a_secret_would_be_found_by_its_name(code: str) -> None:
    assert len(list(_given_to_secrets(ast.parse(code)))) == 1
