"""Certificates: signing off the words of a whole letter at once, and the page that says who did."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput
from comms.foundation.languages import Language, language
from comms.letters.own.find import book_of
from comms.translation import find
from comms.translation.certificate import TranslationCertificate
from comms.translation.certifying import STATEMENT, Use, certify
from comms.translation.older import as_words
from comms.translation.uses import has_legal_effect
from comms.translation.withdrawing import withdraw_certificate
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer
from comms.web.wording import counted
from comms.web.words.sentences import translated
from comms.web.words.shown import Shown, shown, uses, why_not_approve, words_for_use

bp = Blueprint("certificates", __name__, url_prefix="/words")


@dataclass(frozen=True, slots=True)
class Signing:
    """What somebody may sign off: the sentences in their newest words, and what keeps them from it."""

    sentences: list[Shown]
    missing: int
    own: int
    sent_back: int
    counterpart: int

    @property
    def may(self) -> bool:
        """Whether nothing keeps them from it."""
        return bool(self.sentences) and not (self.missing or self.own or self.sent_back or self.counterpart)

    @property
    def drafts(self) -> int:
        """How many of the sentences are approved by it, or by one more."""
        return sum(one.is_draft and not one.given for one in self.sentences)


def signing(found: list[Shown]) -> Signing:
    """Each sentence in its newest words that the viewer may sign off; else in those that letters say now."""
    newest: dict[str, Shown] = {}
    for one in found:
        if not one.newer or one.waits_for_me:
            newest[one.words.source_hash] = one
    sentences = list(newest.values())
    drafts = [one for one in sentences if one.is_draft]
    return Signing(
        sentences,
        missing=sum(one.words.missing for one in sentences),
        own=sum(one.mine for one in drafts),
        sent_back=sum(one.sent_back is not None for one in drafts),
        counterpart=sum(bool(one.counterpart) for one in drafts),
    )


@bp.get("/<tag>/<kind>/sign-off")
@needs(Permission.APPROVE_TRANSLATIONS)
def begin(tag: str, kind: str) -> ResponseReturnValue:
    """Every sentence of a letter once more, and the statement to sign."""
    reader = translated(tag)
    return _begin(reader, kind, filled_form({"statement": STATEMENT}))


def _begin(reader: Language, use: str, form: Form) -> str:
    found = signing(shown(work(), viewer(), reader.tag, use))
    return render_template(
        "words/sign_off.html", language=reader, use=use, form=form, found=found,
        title=dict(uses(book_of(work(), viewer())))[use], why_not=why_not_approve(work(), viewer(), reader.tag),
        legal=any(has_legal_effect(one.words.context) for one in found.sentences),
    )  # fmt: skip


@bp.post("/<tag>/<kind>/sign-off")
@needs(Permission.APPROVE_TRANSLATIONS)
def sign(tag: str, kind: str) -> ResponseReturnValue:
    """Sign off exactly what was on the page. Words that have changed since are others, and are refused."""
    reader, form = translated(tag), sent_form()
    found = signing(shown(work(), viewer(), reader.tag, kind))
    if {one.key for one in found.sentences} != set(form.many("shown")):
        form.wrong("statement", "Some words have changed since you opened this page. Read it again.")
        return _begin(reader, kind, form), 422
    use = Use(kind, dict(uses(book_of(work(), viewer())))[kind])
    try:
        given = certify(work(), viewer(), use, [one.words for one in found.sentences], form.text("statement"), g.now)
    except BadInput as fault:
        form.refused(fault, "statement")
        return _begin(reader, kind, form), 422
    flash("Signed off in your name.", "done")
    return redirect(url_for("certificates.show", certificate_id=given.id), 303)


@bp.get("/certificates")
@needs(Permission.SEE_WORDS)
def index() -> ResponseReturnValue:
    """Every certificate, the newest first."""
    rows = [(one, language(one.language)) for one in find.certificates(work(), viewer())]
    return render_template("words/certificates.html", rows=rows)


@bp.get("/certificates/<uuid:certificate_id>")
@needs(Permission.SEE_WORDS)
def show(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate, to be printed on one page."""
    return _certificate(find.certificate(work(), viewer(), certificate_id), filled_form({}))


def _certificate(row: TranslationCertificate, form: Form) -> str:
    reader = language(row.language)
    given = find.given_with(work(), viewer(), row.id)
    agencies = {agency.id: agency.name for agency in every_agency(work())}
    return render_template(
        "words/certificate.html", row=row, language=reader, form=form, given=given, agency=agencies[row.agency_id],
        sentences=sentences_of(work(), viewer(), row), said=said_now(work(), viewer(), row),
        legal=sum(has_legal_effect(one["context"]) for one in row.sentences),
        may_withdraw=row.withdrawn_at is None and not why_not_approve(work(), viewer(), row.language),
    )  # fmt: skip


def sentences_of(session: Session, viewer: Viewer, row: TranslationCertificate) -> list[Shown]:
    """The sentences a certificate is for, in their order, in the words that were approved."""
    known = {
        one.pair: one
        for one in (*find.withdrawn(session, viewer, row.language), *find.approvals(session, row.language))
    }
    return [Shown(as_words(known[pair]), known[pair]) for pair in row.pairs if pair in known]


def said_now(session: Session, viewer: Viewer, row: TranslationCertificate) -> str:
    """How much of what a certificate is for the viewer's agency says now, in a sentence."""
    book = book_of(session, viewer)
    if row.use not in dict(uses(book)):
        return "Your agency has no such letter."
    now_said = {one.pair for one in words_for_use(book, find.words(session, row.language, viewer.agency_id), row.use)}
    others = len(now_said - set(row.pairs))
    if not others:
        return "Your agency’s letter says exactly these words."
    return f"Your agency’s letter has {counted(others, 'sentence', 'sentences')} that this certificate is not for."


@bp.post("/certificates/<uuid:certificate_id>/withdraw")
@needs(Permission.APPROVE_TRANSLATIONS)
def withdraw(certificate_id: UUID) -> ResponseReturnValue:
    """Withdraw a certificate with everything it approved, and say why."""
    form = sent_form()
    row = find.certificate(work(), viewer(), certificate_id)
    try:
        withdraw_certificate(work(), viewer(), row.id, form.text("why"), g.now)
    except BadInput as fault:
        form.refused(fault, "why")
        return _certificate(row, form), 422
    flash("Withdrawn. What it approved is a draft again, unless others approved it too.", "done")
    return redirect(url_for("certificates.show", certificate_id=row.id), 303)
