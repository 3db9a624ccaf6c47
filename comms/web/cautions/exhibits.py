"""What a court's legal adviser sees: one sealed record behind a link, read-only and for a while, without an account.

Every look is in the audit and in the export log before the page leaves.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from flask import Blueprint, Response, g, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.cautions.exhibits.caution_record import CautionRecord
from comms.cautions.exhibits.court import find
from comms.cautions.exhibits.court.actions import note_file, note_look
from comms.cautions.exhibits.court.find import Opened
from comms.cautions.exhibits.link import LinkStanding
from comms.cautions.exhibits.printing import exhibit_paper
from comms.cautions.exhibits.public_key import read_keys
from comms.cautions.exhibits.verifying import Verified, verify_exhibit
from comms.cautions.media import CautionMedia
from comms.foundation.audit import Actor
from comms.foundation.errors import NotFound
from comms.web.cautions.checked import checked, in_full
from comms.web.cautions.record_drawn import RecordPage, anchor, headings, record_page
from comms.web.door import installation, note_refusal, work
from comms.web.faults import answer_own_faults
from comms.web.letters.files import download
from comms.web.limiting import by_address, limited
from comms.web.limits import EXHIBITS
from comms.web.viewing import public

logger = logging.getLogger(__name__)

bp = Blueprint("exhibits", __name__)
bp.add_app_template_filter(anchor, "anchor")
bp.add_app_template_filter(in_full, "in_full")

LINK = "whoever holds the link is whom it was made for; it opens one record until a day, and every look is noted"
PDF = "application/pdf"
# What opens nothing gives one answer, so that nobody learns by it whether there ever was such a link.
CLOSED = 404
TOO_OFTEN = 429


@bp.get("/exhibit/", defaults={"token": ""})
@bp.get("/exhibit/<token>", strict_slashes=False)
@public(LINK)
@limited(EXHIBITS, by_address)
def show(token: str) -> ResponseReturnValue:
    """The record as a page, with what checking it came to a moment ago."""
    opened = _opened(token)
    if opened is None:
        return _closed(CLOSED)
    _note(token, lambda noting, seen: note_look(noting, seen, g.now))
    found = verify_exhibit(opened.record.pdf, read_keys(opened.key.certificate))
    page = page_of(found, lambda name: url_for("exhibits.file", token=token, name=name))
    return render_template(
        "cautions/court.html", opened=opened, token=token, result=checked(found), page=page,
        headings=headings, recordings=recordings_in(found),
    )  # fmt: skip


@bp.get("/exhibit/<token>/exhibit.pdf")
@public(LINK)
@limited(EXHIBITS, by_address)
def pdf(token: str) -> ResponseReturnValue:
    """The exhibit itself, to be kept and checked elsewhere."""
    opened = _opened(token)
    if opened is None:
        return _closed(CLOSED)
    _note(token, lambda noting, seen: note_look(noting, seen, g.now, download=True))
    return exhibit_file(opened.record)


@bp.get("/exhibit/<token>/files/<name>")
@public(LINK)
@limited(EXHIBITS, by_address)
def file(token: str, name: str) -> ResponseReturnValue:
    """An answer by hand, a signature or a recording that belongs to the record, as it was sealed."""
    opened = _opened(token)
    if opened is None:
        return _closed(CLOSED)
    media = find.media_behind(work(), opened, name)
    _note(token, lambda noting, seen: note_file(noting, seen, g.now, recording=is_recording(media)))
    return media_file(media, name)


def _opened(token: str) -> Opened | None:
    """What the link opens now; None for one that is unknown, over or withdrawn, which is noted as refused."""
    opened = find.opened_by(work(), token)
    if opened is not None and opened.link.standing(g.now) == LinkStanding.GOOD:
        return opened
    detail: dict[str, object] = {"status": CLOSED, "fault": "exhibit link"}
    if opened is not None:
        detail |= {"link": str(opened.link.id), "standing": opened.link.standing(g.now)}
    note_refusal(Actor("visitor", role="exhibit link"), "refused", detail)
    return None


def _note(token: str, noted: Callable[[Session, Opened], None]) -> None:
    """Note the look in a unit of work of its own, which is kept before anything is shown. Raises ``NotFound`` where the
    link was withdrawn in this moment."""
    with installation().database.work() as noting:
        opened = find.opened_by(noting, token)
        if opened is None or opened.link.standing(g.now) != LinkStanding.GOOD:
            raise NotFound("This link opens nothing any more.")
        noted(noting, opened)


def _closed(status: int) -> tuple[str, int]:
    return render_template("cautions/court_closed.html", fault=status >= 500, often=status == TOO_OFTEN), status


answer_own_faults(bp, _closed)


def page_of(found: Verified, file_address: Callable[[str], str]) -> RecordPage | None:
    """The page of a record that is whole; None of one that is not, because nothing in it can be relied on, and of one
    that was laid out otherwise than this version of the service knows."""
    if not found.holds or found.record is None:
        return None
    try:
        paper = exhibit_paper(found.record, b"", b"", ())
    except (LookupError, TypeError, ValueError, AttributeError) as fault:
        # Its kind and no more: what the fault says may be out of the record.
        logger.error("A record that is whole cannot be shown as a page.", extra={"fault": type(fault).__name__})  # noqa: TRY400
        return None
    return record_page(paper.title, paper.parts[0], file_address)


def recordings_in(found: Verified) -> list[str]:
    """The names of the recordings in a record: they are listened to, not shown."""
    media = found.record["media"] if found.record else ()
    return [one["name"] for one in media if one["mime"].startswith("audio/")]


def exhibit_file(record: CautionRecord) -> Response:
    """The sealed PDF, under a name that says which record it is and nothing of anybody."""
    reference = json.loads(record.record)["record"]["reference"]
    return download(record.pdf, PDF, f"caution-record-{reference}-version-{record.version}.pdf")


def is_recording(media: CautionMedia) -> bool:
    """Whether it is listened to, and so kept by whoever is given it."""
    return media.mime.startswith("audio/")


def media_file(media: CautionMedia, name: str) -> Response:
    """An answer by hand or a signature, to be shown; a recording, to be kept and listened to."""
    if is_recording(media):
        return download(media.content, media.mime, name)
    return Response(media.content, mimetype=media.mime)
