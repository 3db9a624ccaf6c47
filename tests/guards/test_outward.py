"""Laws of what leaves: who may speak to the outside, how a spreadsheet is written, and what is installed."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_socket import SocketConnectBlockedError

import comms
from comms.foundation.tables import csv_text

PACKAGE = Path(comms.__file__).parent
ROOT = PACKAGE.parent

# What opens a connection, or brings something that does.
SPEAKS = {
    "socket", "ssl", "http.client", "urllib.request", "smtplib", "imaplib", "poplib", "ftplib", "xmlrpc", "asyncio",
    "requests", "httpx", "urllib3", "aiohttp", "authlib", "twilio", "redis", "psycopg", "websockets", "paramiko",
}  # fmt: skip

# Every module that speaks to the outside or knows what does, with where it may speak to. Nobody gives an address of
# their own but for a calendar and a directory, and those two only at hosts that whoever runs this named.
MAY_SPEAK = {
    "channels/calendars/fetching.py": "https at COMMS_CALENDAR_HOSTS, public addresses alone, redirects checked",
    "channels/directory/openid.py": "https at COMMS_DIRECTORY_HOSTS, each address checked by allowed.py",
    "channels/directory/statement.py": "speaks to nobody: it reads what a directory stated",
    "channels/email/smtp.py": "COMMS_SMTP_HOST",
    "channels/sms/__init__.py": "names the type of what by_twilio.py speaks through",
    "channels/sms/by_twilio.py": "through channels/twilio",
    "channels/twilio/__init__.py": "through channels/twilio/http.py",
    "channels/twilio/asking.py": "through channels/twilio/http.py",
    "channels/twilio/http.py": "the carrier's own host, which the library names, for the account that is set",
    "channels/twilio/signature.py": "speaks to nobody: it checks a signature",
    "channels/voice/__init__.py": "names the type of what by_twilio.py speaks through",
    "channels/voice/by_twilio.py": "through channels/twilio",
    "channels/voice/ringing_on.py": "speaks to nobody: it writes what a call is to do",
    "channels/voice/twiml.py": "speaks to nobody: it writes what a call is to do",
    "foundation/backup/postgres_place.py": "COMMS_DATABASE_URL",
    "foundation/queue.py": "COMMS_QUEUE_URL",
}  # fmt: skip

# The one place that writes CSV makes every cell safe; the others that name a spreadsheet's libraries only read.
WRITES_TABLES = {"foundation/tables/report.py": "csv_text, which makes every cell safe"}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def _imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{name.name}" for name in node.names}
    return found


def test_only_these_modules_know_how_to_speak_to_the_outside() -> None:
    speaks = {
        name
        for name, tree in _modules()
        if any(one == known or one.startswith(f"{known}.") for one in _imported(tree) for known in SPEAKS)
    }
    assert speaks == set(MAY_SPEAK)


# The plugin warns before it refuses, and here a warning is an error.
@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_the_suite_speaks_to_nobody_but_this_machine() -> None:
    with pytest.raises(SocketConnectBlockedError), socket.socket() as outward:
        outward.connect(("192.0.2.1", 80))
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("198.51.100.7", 443), timeout=1)
    with socket.socket() as here, socket.socket() as back:
        here.bind(("127.0.0.1", 0))
        here.listen()
        back.connect(here.getsockname())


def test_every_spreadsheet_is_written_by_the_one_hand_that_makes_cells_safe() -> None:
    writers = {"csv.writer", "csv.DictWriter", "Workbook", "openpyxl.Workbook"}
    found = {
        name
        for name, tree in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in writers
    }
    assert found == set(WRITES_TABLES)


STARTS = ["=", "+", "-", "@", "\t", "\r", "\uff1d", " =", "'=", "\u200b="]
CELLS = st.one_of(st.text(max_size=20), st.tuples(st.sampled_from(STARTS), st.text(max_size=9)).map("".join))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_cell_of_a_csv_begins_as_a_formula_does(rows: list[list[str]]) -> None:
    text = csv_text(rows)
    # As a spreadsheet reads it: blanks and quotation marks around a cell are passed over.
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            assert not re.match(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell), cell
            assert not cell.startswith(("\t", "\r")), cell


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-browser.lock"])
def test_everything_that_is_installed_is_pinned_to_its_content_and_comes_from_no_named_place(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pinned = re.findall(
        r"^[A-Za-z0-9][\w.\-]*(?:\[[^\]]+\])?==[^\n]*\\\n {4}--hash=sha256:[0-9a-f]{64}\b", text, re.MULTILINE
    )
    named = re.findall(r"^[A-Za-z0-9][^\n]*", text, re.MULTILINE)
    assert len(pinned) == len(named) > 50
    assert not re.search(r"https?://|--index-url|--extra-index|--find-links|@ (git|file)|-e ", text)


def test_what_the_screens_take_from_npm_is_pinned_to_its_content() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    taken = {name: said for name, said in packages.items() if name}
    assert len(taken) > 20
    assert [name for name, said in taken.items() if not said["integrity"].startswith("sha512-")] == []
    assert [name for name, said in taken.items() if "resolved" in said] == []
