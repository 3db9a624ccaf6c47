"""Forms that another site sends in somebody's name: refused by what the browser says of where they come from.

The token in each form is what protects; this stands in front of it. A browser says ``Sec-Fetch-Site`` and no page can
change it. Neither ``Referer`` nor ``Origin`` would do: our pages tell browsers to send no referrer, and then a form of
our own comes from "null" too. Source: OWASP ASVS 5.0, 3.5.1 and 3.5.3.
"""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import CSRFError

from comms.web.door import LOOKING

# From a page of ours; or from no page, as an address that was typed. A browser that is too old says nothing.
OURS = frozenset({"", "same-origin", "none"})


def refuse_foreign_forms(app: Flask) -> None:
    """Refuse whatever changes something and comes from a page that is not ours. Programs with a key and the carrier's
    signed requests carry nothing of a browser's, and are judged by those."""

    @app.before_request
    def refuse() -> None:
        if request.method in LOOKING or request.headers.get("Sec-Fetch-Site", "") in OURS:
            return
        exempt = app.extensions["csrf"]._exempt_blueprints  # noqa: SLF001 - it offers no other way to ask
        if app.blueprints.get(request.blueprint or "") not in exempt:
            raise CSRFError("This form was sent by another site.")
