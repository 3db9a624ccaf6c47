"""The points on the screen: each is read in both languages, asked about, answered in the person's own words, judged,
and explained anew in other words where it was not understood; and what the person asks or asks for meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.cautions.actions import Reading, read_point, record
from comms.cautions.said import Answered, AskedByPerson, AskedFor, ExplainedToAdult, Judged, Said, Words
from comms.cautions.standing import PointStanding
from comms.foundation.errors import NotFound
from comms.web.cautions.large import large_page
from comms.web.cautions.media import media_kinds
from comms.web.cautions.own_words import read_words, rendered_by, require_english
from comms.web.cautions.page import SessionPage, session_page, show_page
from comms.web.cautions.points_shown import Card, Points
from comms.web.cautions.who import LONGEST_WORDS
from comms.web.cautions.writing import device_of, seen_in, written
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("caution_points", __name__, url_prefix="/cautions/<uuid:session_id>")

POINTS, ASKED = "points", "asked"
RESULTS = {"understood": "Understood", "partly": "Partly", "not understood": "Not understood"}
# What somebody may ask for, as it stands on the record, and the key of the sentence in which they ask for it.
MAY_ASK_FOR = {
    "more time": "ask.time",
    "a break": "ask.break",
    "a lawyer": "ask.lawyer",
    "another interpreter": "ask.interpreter",
    "a second opinion": "ask.second_opinion",
    "their consulate": "ask.consulate",
}


@bp.get("/points")
@needs(Permission.SEE_CAUTIONS)
def show(session_id: UUID) -> ResponseReturnValue:
    """The point to go on with, and how all of them stand."""
    page = session_page(session_id, POINTS)
    return _page(page, _begun(page))


@bp.get("/points/<point>")
@needs(Permission.SEE_CAUTIONS)
def one(session_id: UUID, point: str) -> ResponseReturnValue:
    """One point that the officer chose."""
    page = session_page(session_id, POINTS)
    _standing_of(page, point)
    return _page(page, _begun(page), point)


def _begun(page: SessionPage) -> Form:
    """Where an interpreter is there, they read."""
    there = page.standing.interpreter
    return filled_form({"read_aloud_by": there.who.name if there else page.officer})


def _page(page: SessionPage, form: Form, point: str = "") -> str:
    kinds = media_kinds(work(), viewer(), page.session.id)
    return show_page("cautions/points.html", page, form, points=Points(page, point), kinds=kinds, results=RESULTS)


def _standing_of(page: SessionPage, point: str) -> PointStanding:
    if point not in page.standing.points:
        raise NotFound("There is no such point in this session.", "Look at the list of points.")
    return page.standing.points[point]


@bp.post("/points/<point>/read")
@needs(Permission.TAKE_CAUTIONS)
def read(session_id: UUID, point: str) -> ResponseReturnValue:
    """It was read aloud. Its words are those of the session's script and of the catalogue; none come from the form."""
    page, form = session_page(session_id, POINTS), sent_form()
    card = Card(page, _standing_of(page, point), 0)
    reader = form.chosen("read_aloud_by", [name for name, _ in card.readers], "Choose who read it aloud.")
    changed, note = form.limited("changed", LONGEST_WORDS), form.limited("note", LONGEST_WORDS)

    def act() -> None:
        shown = form.text("shown")
        reading = Reading(point, card.one.next_round, reader, card.adult is not None, changed, note, shown)
        read_point(work(), viewer(), session_id, seen_in(form), reading, g.now, device_of(form))

    return _kept(page, form, point, act, "It was read. That stands on record.")


@bp.post("/points/<point>/answer")
@needs(Permission.TAKE_CAUTIONS)
def answer(session_id: UUID, point: str) -> ResponseReturnValue:
    """What they answered in their own words, and what the officer makes of it; the answer alone where that is open."""
    page, form = session_page(session_id, POINTS), sent_form()
    standing = _standing_of(page, point)
    round_ = len(standing.rounds)
    words = _words_of(page, form, Points(page).spoken_tag)
    said: list[Said] = [Answered(point, round_, standing.point.question, words)]
    if form.text("result") or form.text("why"):
        said.append(_judged(form, point, round_))

    return _kept(page, form, point, lambda: _record(session_id, form, *said), "Their answer stands on record.")


@bp.post("/points/<point>/judge")
@needs(Permission.TAKE_CAUTIONS)
def judge(session_id: UUID, point: str) -> ResponseReturnValue:
    """What the officer makes of the answer."""
    page, form = session_page(session_id, POINTS), sent_form()
    said = _judged(form, point, len(_standing_of(page, point).rounds))
    return _kept(page, form, point, lambda: _record(session_id, form, said), "What you make of it stands on record.")


def _judged(form: Form, point: str, round_: int) -> Judged:
    result = form.chosen("result", RESULTS, "Say what they understood.")
    if not form.text("why"):
        form.wrong("why", "Say what in the answer shows it, in a few words.")
    return Judged(point, round_, result, form.limited("why", LONGEST_WORDS))


@bp.post("/points/<point>/adult")
@needs(Permission.TAKE_CAUTIONS)
def adult(session_id: UUID, point: str) -> ResponseReturnValue:
    """It was explained to the appropriate adult too, and what they said."""
    page, form = session_page(session_id, POINTS), sent_form()
    card = Card(page, _standing_of(page, point), 0)
    said = ExplainedToAdult(point, _words_of(page, form, card.adult_language.tag))
    return _kept(page, form, point, lambda: _record(session_id, form, said), "It was explained to them too.")


def _words_of(page: SessionPage, form: Form, tag: str) -> Words:
    found = read_words(page, form, "words", tag, rendered_by(page))
    require_english(form, "words", found)
    return found


def _record(session_id: UUID, form: Form, *said: Said) -> None:
    """Each is an entry of its own, in their order; all of them are kept, or none."""
    seen = seen_in(form)
    for one_of_them in said:
        seen = record(work(), viewer(), session_id, seen, one_of_them, g.now, device_of(form)).last


def _kept(page: SessionPage, form: Form, point: str, act: Callable[[], None], told: str) -> ResponseReturnValue:
    return written(page, form, act, lambda shown: _page(shown, form, point), told, _go_on)


def _go_on(page: SessionPage) -> str:
    """To the next point, or to the next step when all of them are understood."""
    return page.step_address(POINTS) if page.standing.open_points else page.next_address


@bp.get("/words/<point>")
@needs(Permission.SEE_CAUTIONS)
def words(session_id: UUID, point: str) -> ResponseReturnValue:
    """The tablet turned to the person: the words of one point in their language, as large as it fits."""
    page = session_page(session_id, POINTS)
    card = Card(page, _standing_of(page, point), 0)
    return render_template(
        "cautions/words.html", **large_page(card), back=url_for(".one", session_id=session_id, point=point)
    )


@bp.get("/asked")
@needs(Permission.SEE_CAUTIONS)
def asked(session_id: UUID) -> ResponseReturnValue:
    """What the person asked, and what they asked for."""
    return _asked_page(session_page(session_id, ASKED), filled_form({}))


def _asked_page(page: SessionPage, form: Form) -> str:
    kinds = media_kinds(work(), viewer(), page.session.id)
    return show_page(
        "cautions/asked.html", page, form, points=Points(page), kinds=kinds,
        may_ask_for=[(what, page.sentence(key)) for what, key in MAY_ASK_FOR.items()],
    )  # fmt: skip


@bp.post("/asked/question")
@needs(Permission.TAKE_CAUTIONS)
def question(session_id: UUID) -> ResponseReturnValue:
    """A question of theirs, and what was answered."""
    page, form = session_page(session_id, ASKED), sent_form()
    own = read_words(page, form, "words", Points(page).spoken_tag, rendered_by(page))
    if not form.text("answer"):
        form.wrong("answer", "Say what you answered.")
    said = AskedByPerson(own, form.limited("answer", LONGEST_WORDS))
    return written(
        page, form, lambda: _record(session_id, form, said), lambda shown: _asked_page(shown, form),
        "Their question stands on record.", _back_to_points,
    )  # fmt: skip


@bp.post("/asked/for")
@needs(Permission.TAKE_CAUTIONS)
def asked_for(session_id: UUID) -> ResponseReturnValue:
    """Something they asked for, and what was done about it."""
    page, form = session_page(session_id, ASKED), sent_form()
    what = form.chosen("what", MAY_ASK_FOR, "Say what they asked for.")
    if not form.text("response"):
        form.wrong("response", "Say what you did about it.")
    said = AskedFor(what, form.limited("response", LONGEST_WORDS))
    return written(
        page, form, lambda: _record(session_id, form, said), lambda shown: _asked_page(shown, form),
        "What they asked for stands on record.", _back_to_points,
    )  # fmt: skip


def _back_to_points(page: SessionPage) -> str:
    return page.step_address(POINTS)
