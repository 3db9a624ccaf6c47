"""Logs: one line of JSON each, that nothing can forge and that holds no words of a person."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logs_read import everything_logged
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.foundation.logs import JsonLines, request_reference
from comms.foundation.work import Database

CANARY = "Rasa Kazlauskienė-Canary"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything a logger writes."""
    stream, logger = io.StringIO(), logging.getLogger("test.logs")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield stream
    logger.removeHandler(handler)
    logger.propagate = True


def _line(written: io.StringIO) -> dict[str, str]:
    [line] = written.getvalue().splitlines()
    said: dict[str, str] = json.loads(line)
    return said


def test_a_log_line_is_one_json_object(written: io.StringIO) -> None:
    # Whatever ran in this process before may have answered a request.
    request_reference.set("")
    logging.getLogger("test.logs").info("Swept %s rows.", 3, extra={"kind": "print letter"})
    line = _line(written)
    assert (line["says"], line["level"], line["from"], line["kind"]) == (
        "Swept 3 rows.", "INFO", "test.logs", "print letter",
    )  # fmt: skip
    assert line["at"].endswith("+00:00")
    assert "reference" not in line


@settings(deadline=None)
@given(st.text(), st.text())
def test_no_value_can_forge_a_second_line(message: str, value: str) -> None:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, "%s", (message,), None)
    record.given = value
    formatted = JsonLines().format(record)
    assert len(formatted.splitlines()) == 1
    assert formatted.isascii()
    assert formatted.isprintable()
    assert json.loads(formatted)["says"] == message


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x1b[2J"])
def test_a_line_break_of_any_kind_is_escaped(written: io.StringIO, ending: str) -> None:
    logging.getLogger("test.logs").warning("Refused.%s", ending + '{"level": "INFO", "says": "all is well"}')
    assert _line(written)["level"] == "WARNING"


def test_the_words_of_an_exception_never_appear(written: io.StringIO) -> None:
    try:
        language(CANARY)
    except NotFound:
        logging.getLogger("test.logs").exception("Work failed.")
    assert "Canary" not in written.getvalue()
    line = _line(written)
    assert line["fault"] == "NotFound"
    assert "foundation/languages/registry.py" in line["where"]


def test_a_message_whose_values_do_not_fit_is_still_one_line_without_them() -> None:
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, "Two %s and %s.", (CANARY,), None)
    formatted = JsonLines().format(record)
    assert json.loads(formatted)["says"] == "Two %s and %s."
    assert "Canary" not in formatted


def test_a_lone_surrogate_does_not_break_the_log() -> None:
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, "It holds %s.", ("\ud800",), None)
    assert json.loads(JsonLines().format(record).encode())["says"] == "It holds \ud800."


def test_a_line_carries_the_reference_of_its_request(written: io.StringIO) -> None:
    token = request_reference.set("7F3A91C2")
    try:
        logging.getLogger("test.logs").info("Refused.")
    finally:
        request_reference.reset(token)
    assert _line(written)["reference"] == "7F3A91C2"


@pytest.fixture
def started() -> Iterator[io.StringIO]:
    """Everything that leaves the service once it logs, at the level that says most."""
    with everything_logged() as stream:
        yield stream


@pytest.mark.parametrize(
    "name",
    [
        "argostranslate.utils", "twilio.http_client", "sqlalchemy.engine.Engine", "sqlalchemy.pool", "psycopg", "huey",
        "werkzeug", "waitress", "flask_security", "authlib", "urllib3", "alembic", "fontTools", "pyhanko",
    ],
)  # fmt: skip
def test_a_library_says_only_what_goes_wrong_however_much_we_say(started: io.StringIO, name: str) -> None:
    logging.getLogger("comms.web").debug("We say this.")
    logging.getLogger(name).info("SELECT person WHERE name = %s", CANARY)
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert [json.loads(line)["says"] for line in started.getvalue().splitlines()] == ["We say this."]


def test_what_goes_wrong_in_a_library_is_told(started: io.StringIO) -> None:
    logging.getLogger("waitress").warning("This went wrong.")
    assert json.loads(started.getvalue())["says"] == "This went wrong."


def test_the_database_logs_no_statement_with_its_values(started: io.StringIO, database: Database) -> None:
    with database.reading() as session:
        session.execute(text("SELECT :name"), {"name": CANARY})
    assert started.getvalue() == ""


def test_what_the_database_refuses_is_told_without_the_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as refused, database.reading() as session:
        session.execute(text("SELECT :name FROM nowhere"), {"name": CANARY})
    assert CANARY not in str(refused.value)


def test_what_nobody_catches_is_logged_without_its_words(started: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    try:
        fail()
    except ValueError as fault:
        sys.excepthook(ValueError, fault, fault.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    lines = [json.loads(line) for line in started.getvalue().splitlines()]
    assert [(line["says"], line["fault"]) for line in lines] == [
        ("Something failed that nobody caught.", "ValueError")
    ] * 2
    assert CANARY not in started.getvalue()
