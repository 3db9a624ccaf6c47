"""The description of all this (OpenAPI 3.1), as data beside this file; tests hold every route and answer against it."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, cast

from flask import Blueprint, Response

from comms.web.api.door import PREFIX
from comms.web.api.problems import answered
from comms.web.viewing import public

bp = Blueprint("api_description", __name__, url_prefix=PREFIX)


@bp.get("/openapi.json")
@public("it says what can be asked, as the documentation does, and holds nothing of anybody")
def show() -> Response:
    """The description itself."""
    return answered(description())


@cache
def description() -> dict[str, Any]:
    """The description, read once."""
    text = resources.files("comms.web.api").joinpath("openapi.json").read_text("utf-8")
    return cast("dict[str, Any]", json.loads(text))
