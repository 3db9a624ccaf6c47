"""Checking a record by its file alone: for a court, a solicitor or the person themselves, without an account. Nothing
that is sent here is kept. Of a file that is whole, the page adds what only this service knows, as a later version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.cautions.exhibits.apart import verify_apart
from comms.cautions.exhibits.canonical import Json
from comms.cautions.exhibits.court.find import Version, version_of_file
from comms.cautions.exhibits.key import SealingKey
from comms.cautions.exhibits.keys.find import published
from comms.cautions.exhibits.public_key import NoSuchKey, PublicKey, pem_of, read_keys
from comms.cautions.exhibits.verifying import Verified, verify_exhibit
from comms.foundation.errors import NotFound
from comms.web.cautions.checked import checked
from comms.web.door import installation, work
from comms.web.faults import answer_own_faults
from comms.web.forms import Form, filled_form, sent_form
from comms.web.letters.files import download
from comms.web.limiting import by_address, limited
from comms.web.limits import CHECKS
from comms.web.viewing import public

bp = Blueprint("verifying", __name__)

ANYBODY = "whoever holds a record may check it; the answer is made from their file and key alone"
PUBLISHED = "certificates are public: with them anybody can check a seal"
PEM = "application/x-pem-file"
TOO_LARGE, TOO_OFTEN = 413, 429
# A file with a key of its own may have been made to keep a computer busy: so many are checked at once, and no more.
_APART = BoundedSemaphore(2)
BUSY = "Other files are being checked at this moment. Choose yours again in a minute."
NO_FILE = "Choose the PDF file of the record."
EMPTY = "This file is empty. Choose the PDF as you were given it."
NO_PDF = "Choose the PDF as you were given it: its name ends in .pdf."
# How files begin that are chosen by mistake, and what is said of each.
OTHER_FILES = (
    (b"\x89PNG", "This is a picture (PNG). A picture of the paper does not carry the seal."),
    (b"\xff\xd8\xff", "This is a photograph (JPEG). A photograph of the paper does not carry the seal."),
    (b"PK\x03\x04", "This is an archive or a Word file. If the record lies in it, take the PDF out first."),
    (b"{", "This is the record’s data alone (JSON). It was attached to the PDF; the seal is on the PDF."),
    (b"-----BEGIN", "This is a key or a certificate. It belongs into the field for the key."),
)


@dataclass(frozen=True, slots=True)
class Published:
    """A key as the pages list it, with the name of the agency whose it is."""

    key: SealingKey
    agency: str


@dataclass(frozen=True, slots=True)
class KnownHere:
    """What this service knows of a file that is whole, and the file cannot: whether its key is published here, when
    that key was retired where it was before it sealed, and which version of the record this is."""

    published: bool
    retired_before: datetime | None = None
    version: Version | None = None


@bp.get("/verify")
@public(ANYBODY)
def show() -> str:
    """Where the file is chosen."""
    return _page(filled_form({}))


@bp.post("/verify")
@public(ANYBODY)
@limited(CHECKS, by_address)
def check() -> ResponseReturnValue:
    """What checking the file came to: whole, or exactly what fails."""
    form = sent_form()
    content, known = _file(form, "file"), _published(work())
    keys = _keys(form, known)
    if content is not None and not form.errors and not keys:
        form.wrong("key", "This service has published no key. Give the one the agency gave you.")
    if content is None or form.errors:
        return _page(form), 422
    given = not _is_published(keys, known)
    # To read somebody's file must not keep a connection to the database busy.
    work().rollback()
    found = _verified(content, keys, given=given)
    if found is None:
        form.wrong("file", BUSY)
        return _page(form), 429
    return render_template("cautions/verified.html", result=checked(found), here=_known_here(found), form=form)


def _known_here(found: Verified) -> KnownHere:
    """What is added to the answer. Only a file that is whole, by a key published here, is looked up."""
    if not found.holds or found.record is None or found.sealed_at is None:
        return KnownHere(published=False)
    with installation().database.reading() as session:
        key = next((one.key for one in _published(session) if one.key.name == found.key_name), None)
        if key is None:
            return KnownHere(published=False)
        late = key.retired_at if key.retired_at and key.retired_at < found.sealed_at else None
        return KnownHere(published=True, retired_before=late, version=_version(session, found.record, found.sha256))


def _version(session: Session, record: Json, sha256: str) -> Version | None:
    try:
        record_id = UUID(record["record"]["id"])
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    return version_of_file(session, record_id, sha256)


def _verified(content: bytes, keys: tuple[PublicKey, ...], *, given: bool) -> Verified | None:
    """What checking came to; None where as many files with keys of their own are being checked as may be at once."""
    if not given:
        return verify_exhibit(content, keys)
    if not _APART.acquire(blocking=False):
        return None
    try:
        return verify_apart(content, keys)
    finally:
        _APART.release()


@bp.get("/verify/keys")
@public(PUBLISHED)
def keys() -> str:
    """Every certificate that this service's agencies have published."""
    return render_template("cautions/keys.html", published=_published(work()))


@bp.get("/verify/keys/<name>.pem")
@public(PUBLISHED)
def key_file(name: str) -> Response:
    """One certificate, to keep and to give on."""
    found = next((one.key for one in _published(work()) if one.key.name == name), None)
    if found is None:
        raise NotFound("There is no such key.", "Look at the list of keys.")
    return download(pem_of((found.certificate,)), PEM, f"sealing-key-{found.name}.pem")


def _fault_page(status: int) -> tuple[str, int]:
    form = filled_form({})
    said = "This did not work, and it is our fault. Try again in a moment."
    if status == TOO_LARGE:
        said = (
            "This file is larger than this page takes, which is 12 MB. Choose the PDF of one record alone. One with "
            "many recordings can be larger: check that with the program, as said below."
        )
    elif status == 404:
        said = "There is nothing at this address. You can check a record here."
    elif status == TOO_OFTEN:
        said = "From your network so many records were checked that this one has to wait: do it again in a few minutes."
    elif status < 500:
        said = "This page was open for too long. Choose the file once more."
    form.wrong("file", said)
    return render_template("cautions/verify.html", form=form, published=[], fault=True), status


answer_own_faults(bp, _fault_page)


def _page(form: Form) -> str:
    return render_template("cautions/verify.html", form=form, published=_published(work()))


def _published(session: Session) -> list[Published]:
    names = {agency.id: agency.name for agency in every_agency(session)}
    return [Published(one, names[one.agency_id]) for one in published(session)]


def _file(form: Form, name: str) -> bytes | None:
    """The PDF that was sent; what else was sent is said at its field."""
    given = request.files.get(name)
    if given is None or not given.filename:
        form.wrong(name, NO_FILE)
        return None
    content: bytes = given.read()
    if not content:
        form.wrong(name, EMPTY)
        return None
    if not content.startswith(b"%PDF-"):
        said = next((said for begins, said in OTHER_FILES if content.startswith(begins)), "This is not a PDF.")
        form.wrong(name, f"{said} {NO_PDF}")
        return None
    return content


def _keys(form: Form, known: list[Published]) -> tuple[PublicKey, ...]:
    """The keys to check with: those that were given, or else the published ones that were chosen."""
    given, typed = request.files.get("key_file"), form.text("key")
    found: tuple[PublicKey, ...] = ()
    for field, content in (("key_file", given.read() if given else b""), ("key", typed.encode())):
        if content.strip():
            try:
                found += read_keys(content)
            except NoSuchKey as fault:
                form.refused(fault, field)
    if found or form.errors:
        return found
    chosen = form.text("published")
    names = {chosen} if chosen else {one.key.name for one in known}
    return tuple(key for one in known if one.key.name in names for key in read_keys(one.key.certificate))


def _is_published(keys: tuple[PublicKey, ...], known: list[Published]) -> bool:
    return {key.name for key in keys} <= {one.key.name for one in known}
