"""Words that are translated elsewhere: files of them to download, and files that come back, as drafts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound
from comms.foundation.languages import Language
from comms.foundation.stored_file import StoredFile, Upload, store_file, stored_file
from comms.letters.own.find import book_of
from comms.translation.exchange.actions import take_in
from comms.translation.exchange.files import read, written
from comms.translation.exchange.report import (
    NOT_OURS,
    Outcome,
    Row,
    as_json,
    figures,
    fingerprint,
    from_json,
    in_a_sentence,
    report_csv,
)
from comms.translation.exchange.sentence import ENDINGS, FORMATS, Scope
from comms.translation.exchange.weighing import weigh
from comms.web.door import work
from comms.web.letters.files import download
from comms.web.limiting import limited
from comms.web.limits import EXPORTS, FILE_IMPORTS
from comms.web.viewing import needs, viewer
from comms.web.words.exchanged import language_of_words, sentences_to_exchange
from comms.web.words.shown import uses

bp = Blueprint("words_exchange", __name__, url_prefix="/words/<tag>/exchange")

UPLOAD, REPORT = "words", "words report"
TYPES = {"po": "text/x-gettext-translation", "xliff": "application/x-xliff+xml", "tmx": "application/x-tmx+xml"}
SCOPES = (
    ("", "All of them, in a memory only what is approved"),
    (Scope.OPEN.value, "What is missing or a draft"),
    (Scope.MISSING.value, "What is missing"),
    (Scope.DRAFTS.value, "Drafts"),
    (Scope.APPROVED.value, "What is approved"),
    (Scope.ALL.value, "All of them, also drafts in a memory"),
)
MOST_SHOWN = 400
NO_FILE = "Choose the file that came back."
CHANGED_SINCE = "Some words have changed since you opened this page. Read it again."
# What was refused has to be read; what comes in is looked through.
_ORDER = (Outcome.REFUSED, Outcome.CHANGED, Outcome.NEW)


@bp.get("")
@needs(Permission.SEE_WORDS)
def show(tag: str) -> ResponseReturnValue:
    """Where files are downloaded and the one that came back is chosen."""
    return _page(language_of_words(tag), "")


def _page(reader: Language, wrong: str) -> str:
    return render_template(
        "words/exchange.html", language=reader, uses=uses(book_of(work(), viewer())), scopes=SCOPES, wrong=wrong,
        may_translate=viewer().may(Permission.TRANSLATE),
    )  # fmt: skip


@bp.get("/file")
@needs(Permission.SEE_WORDS)
@limited(EXPORTS)
def file(tag: str) -> Response:
    """A file of words: of one use or of all, in the format asked for."""
    reader, use, only = language_of_words(tag), request.args.get("use", ""), request.args.get("only", "")
    file_format = next((one for one in FORMATS if one == request.args.get("format")), None)
    if file_format is None or only not in dict(SCOPES):
        raise NotFound("There is no such file.", "Choose one of those offered.")
    sentences = sentences_to_exchange(work(), viewer(), reader.tag, use)
    content = written(sentences, reader, file_format, g.now, Scope(only) if only else None)
    name = "-".join(part for part in ("words", reader.tag, use, only) if part)
    return download(content, TYPES[file_format], f"{name}.{ENDINGS[file_format]}")


@bp.post("")
@needs(Permission.TRANSLATE)
@limited(FILE_IMPORTS)
def upload(tag: str) -> ResponseReturnValue:
    """Keep the file until it is taken in, and show what it would bring. One that cannot be read is refused."""
    reader, given = language_of_words(tag), request.files.get("file")
    content = given.read() if given else b""
    if given is None or not content:
        return _page(reader, NO_FILE), 422
    try:
        read(content, reader.tag)
    except BadInput as fault:
        return _page(reader, str(fault)), 422
    stored = _keep(Upload(UPLOAD, given.filename or "", content))
    return redirect(url_for("words_exchange.check", tag=reader.tag, file=stored.id), 303)


@bp.get("/check")
@needs(Permission.TRANSLATE)
@limited(FILE_IMPORTS)
def check(tag: str) -> ResponseReturnValue:
    """What a file would bring, sentence by sentence. Nothing is written yet."""
    reader, stored = language_of_words(tag), _kept(request.args.get("file", ""), UPLOAD)
    note(work(), viewer().actor, "view import file", ("stored file", stored.id), g.now)
    return _check(reader, stored, _weighed(reader, stored), "")


def _check(reader: Language, stored: StoredFile, rows: Sequence[Row], wrong: str) -> str:
    return render_template(
        "words/exchange_check.html", language=reader, stored=stored, seen=fingerprint(rows), wrong=wrong,
        **_told(rows, taken=False),
    )  # fmt: skip


def _weighed(reader: Language, stored: StoredFile) -> list[Row]:
    return weigh(read(stored.content, reader.tag), sentences_to_exchange(work(), viewer(), reader.tag), reader.tag)


def _told(rows: Sequence[Row], *, taken: bool) -> dict[str, object]:
    """What a page says of the rows: those that are not the same, the refused ones first, and last what is in no letter,
    of which a memory from elsewhere may hold thousands."""
    other = [row for row in rows if row.outcome in _ORDER]
    other.sort(key=lambda row: (row.what == NOT_OURS, _ORDER.index(row.outcome), row.line))
    return {
        "sentence": in_a_sentence(rows, taken=taken), "figures": figures(rows), "rows": other[:MOST_SHOWN],
        "more": max(0, len(other) - MOST_SHOWN),
    }  # fmt: skip


@bp.post("/check")
@needs(Permission.TRANSLATE)
@limited(FILE_IMPORTS)
def apply(tag: str) -> ResponseReturnValue:
    """Take the file in as it was shown, and keep the report. Where something has changed since, it is shown again."""
    reader, stored = language_of_words(tag), _kept(request.form.get("file", ""), UPLOAD)
    rows = _weighed(reader, stored)
    if request.form.get("seen") != fingerprint(rows):
        return _check(reader, stored, rows, CHANGED_SINCE), 422
    done = take_in(work(), viewer(), reader.tag, rows, g.now)
    kept = json.dumps({"language": reader.tag, "rows": [as_json(row) for row in done]}, ensure_ascii=False)
    report = _keep(Upload(REPORT, "report.json", kept.encode()))
    flash(f"{in_a_sentence(done, taken=True)}.", "done")
    return redirect(url_for("words_exchange.done", tag=reader.tag, file=report.id), 303)


@bp.get("/done")
@needs(Permission.TRANSLATE)
def done(tag: str) -> ResponseReturnValue:
    """What a file brought, sentence by sentence."""
    reader = language_of_words(tag)
    stored = _kept(request.args.get("file", ""), REPORT)
    rows = _reported(reader, stored)
    note(work(), viewer().actor, "view import report", ("stored file", stored.id), g.now)
    return render_template("words/exchange_done.html", language=reader, stored=stored, **_told(rows, taken=True))


@bp.get("/report.csv")
@needs(Permission.TRANSLATE)
@limited(EXPORTS)
def report(tag: str) -> Response:
    """Every sentence of a file for a spreadsheet: what it would bring, or, once it was taken in, what it brought."""
    reader, asked = language_of_words(tag), request.args.get("file", "")
    stored = _kept(asked, UPLOAD, REPORT)
    rows = _reported(reader, stored) if stored.kind == REPORT else _weighed(reader, stored)
    note(work(), viewer().actor, "download import report", ("stored file", stored.id), g.now)
    return download(report_csv(rows), "text/csv", f"words-{reader.tag}-report.csv")


def _reported(reader: Language, stored: StoredFile) -> list[Row]:
    kept = json.loads(stored.content)
    if kept["language"] != reader.tag:
        raise NotFound("There is no such report in this language.", "Upload the file again: nothing changes by it.")
    return [from_json(row) for row in kept["rows"]]


def _keep(upload: Upload) -> StoredFile:
    return store_file(work(), viewer().actor, viewer().agency_id, upload, g.now)


def _kept(given: str, *kinds: str) -> StoredFile:
    """A file of the viewer's agency that was kept here. Raises ``NotFound`` for any other."""
    try:
        stored = stored_file(work(), viewer().agency_id, UUID(given))
    except ValueError as fault:
        raise NotFound("There is no such file.", "Upload it again.") from fault
    if stored.kind not in kinds:
        raise NotFound("There is no such file.", "Upload it again.")
    return stored
