"""What the staff do and see of a family's page: send a link by text, and read what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.follow_ups.family_page.family_link import AnswerKind, FamilyAnswer, FamilyLink
from comms.follow_ups.family_page.find import answers_about, links_about
from comms.follow_ups.family_page.making import LinkGiven, make_link, may_have_link
from comms.follow_ups.family_page.translated import ABOUT, ask_again
from comms.follow_ups.find import follow_up
from comms.foundation.clock import london_date
from comms.foundation.errors import NotFound
from comms.foundation.languages import Language, language
from comms.letters.find import letter
from comms.messages.drafting import HeldBack
from comms.messages.translated import is_foreign
from comms.web.door import work
from comms.web.limiting import limited
from comms.web.limits import TRANSLATIONS
from comms.web.reaching.machine_said import MachineSaid, machine_said
from comms.web.reaching.moments import at_in_words
from comms.web.viewing import needs, viewer
from comms.web.wording import weekday_in_words

bp = Blueprint("family_links", __name__)

SENT = "A link to their own page is written, and goes by text. It is good for 14 days."
# Where the answers about each kind of row stand.
PAGES = {
    "letter": ("letters.show", "letter_id"), "follow_up": ("follow_ups.show", "follow_up_id"),
    "appointment": ("appointments.show", "appointment_id"),
}  # fmt: skip
REASONS = {
    "work": "They were at work", "interpreter": "They need an interpreter", "transport": "They had no way to get there",
    "abroad": "They are abroad", "other": "Another reason",
}  # fmt: skip
SAID = {
    AnswerKind.READ: "They have read it. Whether they understood it is still to be asked",
    AnswerKind.CANNOT_READ: "They cannot read it",
    AnswerKind.WANT_INTERPRETER: "They want an interpreter",
    AnswerKind.COMING: "They will come",
    AnswerKind.NOT_COMING: "They cannot come",
    AnswerKind.OWN_WORDS: "What it asks of them, in their own words",
    AnswerKind.TIME: "When we may ring them",
    AnswerKind.WHY: "What stood in the way",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as the staff read it: the original words with their language; then the translation, marked, or why
    there is none, and whether the machine may be asked now."""

    id: UUID
    what: str
    when: str
    words: str
    tag: str
    written_in: str
    english: str
    may_ask: bool


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """Whether a link can be sent about a row: why not, in a sentence, and what became of the one sent last."""

    why_not: str
    last: str


@bp.app_template_global("family_answers")
def family_answers(about_kind: str, about_id: UUID, person_id: UUID) -> list[Answered]:
    """What somebody answered on their page about a row, the newest first."""
    today = london_date(g.now)
    found = [one for one in answers_about(work(), viewer(), about_kind, about_id) if one.person_id == person_id]
    return answered(found, today, machine_said(work(), viewer(), ABOUT, found))


@bp.app_template_global("family_link_offer")
def family_link_offer(about_kind: str, about_id: UUID, person_id: UUID) -> LinkOffer:
    """Whether the button that sends a link stands on a row's page, and what is known of the last link."""
    may = may_have_link(work(), viewer(), LinkGiven(person_id, about_kind, about_id))
    sent = [one for one in links_about(work(), viewer(), about_kind, about_id) if one.person_id == person_id]
    why_not = may.why if isinstance(may, HeldBack) else ""
    return LinkOffer(why_not, last_link(sent, g.now))


@bp.post("/letters/<uuid:letter_id>/family-link")
@needs(Permission.WRITE_TO_FAMILIES)
def about_letter(letter_id: UUID) -> ResponseReturnValue:
    """Send the reader of a letter a link to it."""
    found = letter(work(), viewer(), letter_id)
    _send(LinkGiven(found.recipient_id, "letter", found.id))
    return redirect(url_for("letters.show", letter_id=letter_id), 303)


@bp.post("/follow-ups/<uuid:follow_up_id>/family-link")
@needs(Permission.WRITE_TO_FAMILIES)
def about_follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    """Send somebody who is followed up a link to a page of their own."""
    found = follow_up(work(), viewer(), follow_up_id)
    _send(LinkGiven(found.person_id, "follow_up", found.id))
    return redirect(url_for("follow_ups.show", follow_up_id=follow_up_id), 303)


@bp.post("/appointments/<uuid:appointment_id>/family-link/<uuid:person_id>")
@needs(Permission.WRITE_TO_FAMILIES)
def about_appointment(appointment_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Send somebody who attends an appointment a link to it."""
    _send(LinkGiven(person_id, "appointment", appointment_id))
    return redirect(url_for("appointments.show", appointment_id=appointment_id), 303)


@bp.post("/family-answers/<uuid:answer_id>/translate")
@needs(Permission.WRITE_TO_FAMILIES)
@limited(TRANSLATIONS)
def translate(answer_id: UUID) -> ResponseReturnValue:
    """Ask the machine for the English of an answer, as of one that came before there was a package."""
    row = ask_again(work(), viewer(), answer_id, g.now)
    flash("The machine is asked. Its English stands under their words in a moment.", "done")
    page, name = PAGES[row.about_kind]
    which: dict[str, Any] = {name: row.about_id}
    return redirect(url_for(page, **which), 303)


def _send(given: LinkGiven) -> None:
    made = make_link(work(), viewer(), given, g.now)
    flash(SENT if isinstance(made, FamilyLink) else f"No link was sent. {made.why}", "done")


def last_link(links: Sequence[FamilyLink], now: datetime) -> str:
    """What became of the newest of some links, in a sentence; empty where there is none."""
    if not links:
        return ""
    newest, today = links[0], london_date(now)
    sent = f"A link was written to them ({at_in_words(newest.made_at, today)})"
    if newest.ended_at is not None:
        return f"{sent}. It was closed after too many wrong tries."
    if newest.opened_at is not None:
        return f"{sent} and opened ({at_in_words(newest.opened_at, today)})."
    return f"{sent}. Nobody has opened it{' and it is good no longer' if now >= newest.expires_at else ' yet'}."


def answered(answers: Sequence[FamilyAnswer], today: date, made: Mapping[UUID, MachineSaid]) -> list[Answered]:
    """Answers as they are read, with the translations there are; a rule of the rows alone. Their own words stand as
    they wrote them."""
    return [_answered(one, today, made[one.id]) for one in answers]


def _answered(one: FamilyAnswer, today: date, made: MachineSaid) -> Answered:
    tongue, words = _language(one.language), one.words or ""
    foreign = is_foreign(tongue.tag if tongue else "", words)
    written_in = f"Written on their page in {tongue.english_name}." if foreign and tongue else ""
    return Answered(
        id=one.id,
        what=_what(one),
        when=at_in_words(one.at, today),
        words=words,
        tag=tongue.tag if tongue else "und",
        written_in=f"{written_in} {made.said}".strip() if foreign else "",
        english=made.english if foreign else "",
        may_ask=foreign and made.may_ask,
    )


def _what(one: FamilyAnswer) -> str:
    detail, kind = one.detail or {}, AnswerKind(one.kind)
    if kind == AnswerKind.TIME:
        after = f", after {detail['hour']:02}:00" if detail.get("hour") is not None else ", at any time"
        return f"{SAID[kind]}: {weekday_in_words(date.fromisoformat(detail['day']))}{after}"
    if kind == AnswerKind.WHY:
        back = f", back on {weekday_in_words(date.fromisoformat(detail['back_on']))}" if detail.get("back_on") else ""
        return f"{SAID[kind]}: {REASONS.get(detail.get('why', ''), '')}{back}"
    return SAID[kind]


def _language(tag: str) -> Language | None:
    try:
        return language(tag) if tag else None
    except NotFound:
        return None
