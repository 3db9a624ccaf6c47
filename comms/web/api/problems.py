"""What went wrong, as programs read it: problem+json (RFC 9457), in the same words as the screens and the commands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g
from werkzeug.exceptions import HTTPException

from comms.foundation.errors import BadInput, CommsError

# Programs ask here. Whatever goes wrong below this is answered in JSON, also where there is no such address.
BEGINS = "/api/"
TITLES = {
    400: "This request cannot be read",
    401: "A key is needed",
    403: "This key may not do this",
    404: "There is nothing here",
    405: "This cannot be asked in this way",
    409: "This cannot be done now",
    410: "This was erased",
    413: "This is too large",
    415: "This is not JSON",
    422: "Something needs correcting",
    429: "Too often in a short time",
    500: "Something went wrong on our side",
    503: "Not now",
    507: "There is no room left",
}
DESCRIBED = "See /api/v1/openapi.json for what can be asked, and how."


class Malformed(BadInput):
    """The body is not what was promised, so that nothing in it can be read."""


class NotJson(Malformed):
    """The body does not say that it is JSON."""


class NotNow(CommsError):
    """It would be possible, and nobody has had the time for it; after ``seconds`` it may be asked again."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message, f"Nothing is lost: send the same request again in {seconds} seconds.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: a status of HTTP, the two sentences of the error, and headers that belong to it."""

    status: int
    message: str
    remedy: str
    headers: Mapping[str, str] = field(default_factory=dict)


def answered(found: Any, status: int = 200, mimetype: str = "application/json") -> Response:
    """An answer in JSON; letters of every language stand in it as they are."""
    return Response(json.dumps(found, ensure_ascii=False), status, mimetype=mimetype)


def problem_answer(problem: Problem) -> Response:
    """A problem as an answer."""
    found = {
        "type": "about:blank",
        "title": TITLES.get(problem.status, TITLES[400]),
        "status": problem.status,
        "detail": problem.message,
        "remedy": problem.remedy,
        "reference": g.get("reference", ""),
    }
    response = answered(found, problem.status, "application/problem+json")
    response.headers.update(problem.headers)
    return response


def http_problem(fault: HTTPException) -> Problem:
    """What the web server itself refuses: an address that is none, a body that is too large."""
    said = {
        404: ("There is nothing at this address.", DESCRIBED),
        405: ("This address does not take this method.", DESCRIBED),
        413: ("The request is larger than this service takes.", "Send fewer or shorter texts in one request."),
    }
    message, remedy = said.get(fault.code or 0, (fault.description or "This cannot be read.", DESCRIBED))
    kept = {"Allow", "Retry-After"}
    headers = {name: value for name, value in fault.get_headers() if name in kept}
    return Problem(fault.code or 500, message, remedy, headers)
