"""What a family sees when something goes wrong: in their language where the link says which, with a number to ring."""

from __future__ import annotations

import logging

from flask import render_template, request
from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.follow_ups.family_page.links import link_named
from comms.follow_ups.family_page.page_words import PageWords, english_page_words
from comms.web.door import installation
from comms.web.family.carried import carried
from comms.web.family.shown import number_of, number_to_ring, say, words_behind
from comms.web.forms import sent_form

logger = logging.getLogger(__name__)

TOO_LARGE = 413
# What is said for each kind of fault; for every other that it was ours.
SAID = {404: "bad_link", 409: "closed", 410: "closed", TOO_LARGE: "too_long"}


def fault_page(status: int) -> tuple[str, int]:
    """A page that says what went wrong. What was typed stands on it, and can be sent once more."""
    token = (request.view_args or {}).get("token", "")
    words, number = _words_and_number(token)
    told = SAID.get(status, "trouble")
    # Too much to be read is not read a second time.
    kept = carried(sent_form()) if request.method == "POST" and status != TOO_LARGE else {}
    return render_template(
        "family/lost.html", token=token, words=words, number=number, say=say, told=told, fault=told, carried=kept,
        may_try=told in {"trouble", "too_long"},
    ), status  # fmt: skip


def _words_and_number(token: str) -> tuple[PageWords, str]:
    try:
        with installation().database.reading() as session:
            link = link_named(session, token)
            if link is not None:
                return words_behind(session, link), number_to_ring(session, link)
            return english_page_words(), _only_number(session)
    except Exception:
        # Whatever is broken, they are told something; what it was is in the log already.
        logger.exception("The language of a family's page is not known.")
        return english_page_words(), ""


def _only_number(session: Session) -> str:
    """The number of the only agency there is. Of several nobody knows whose link it was."""
    agencies = every_agency(session)
    return number_of(session, agencies[0]) if len(agencies) == 1 else ""
