"""Logs: one JSON object a line, with ids and codes only. Nothing a person could be known by is ever logged."""

from __future__ import annotations

import json
import logging
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

# The reference a person sees on an error page, so that the line can be found again.
request_reference: ContextVar[str] = ContextVar("request_reference", default="")

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
OURS = "comms"


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON. Line breaks inside a value are escaped, so no line can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "says": _said(record),
        }
        if reference := request_reference.get():
            line["reference"] = reference
        line.update({key: str(value) for key, value in record.__dict__.items() if key not in STANDARD})
        if record.exc_info and record.exc_info[1] is not None:
            line |= _fault(record.exc_info[1])
        # ASCII alone: U+2028 and U+0085 end a line too, for some readers of logs.
        return json.dumps(line)


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # The logging module would print the values that do not fit, and where it prints them nobody expects a name.
        return str(record.msg)


def _fault(fault: BaseException) -> dict[str, str]:
    # The class and the place are enough to find the fault; its words may hold a name or a number.
    places, trace = [], fault.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/comms/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return {"fault": type(fault).__name__, "where": " > ".join(places[-6:])}


def start_logging(level: str) -> None:
    """Log to standard error in JSON. The level is that of our own lines: libraries tell of what goes wrong and of
    nothing else, because at work they would log statements with their values, addresses with their secrets, and
    families' words. What nobody catches is logged in the same way."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(level)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda caught: _log_uncaught(caught.exc_type, caught.exc_value, caught.exc_traceback)


def _log_uncaught(kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
    # Python would print the words of the exception, and where they stand.
    if not issubclass(kind, (SystemExit, KeyboardInterrupt)) and fault is not None:
        logging.getLogger(OURS).critical("Something failed that nobody caught.", exc_info=(kind, fault, trace))
