"""The pages behind a family's link: the gate, what it opens to, and that it is closed."""

from __future__ import annotations

from flask import g, render_template
from flask.typing import ResponseReturnValue

from comms.follow_ups.family_page.family_link import AnswerKind, FamilyLink
from comms.follow_ups.family_page.opening import subject_behind
from comms.follow_ups.ladder import AFTER_WORK
from comms.web.door import work
from comms.web.family.carried import MOST_TYPED, carried
from comms.web.family.shown import WHYS, gate_of, number_to_ring, page_of, say, words_behind
from comms.web.family.typed import ANY_TIME, field_of
from comms.web.forms import Form, filled_form

# After these somebody rings, and the page says so.
RINGS = frozenset({AnswerKind.CANNOT_READ, AnswerKind.WANT_INTERPRETER, AnswerKind.TIME})


def gate_page(token: str, link: FamilyLink, form: Form, status: int = 200) -> ResponseReturnValue:
    """What is asked before a page opens. An answer that is in the form goes along, and is shown to nobody here."""
    words, gate, kept = words_behind(work(), link), gate_of(work(), link, g.now), carried(form)
    return render_template(
        "family/gate.html", token=token, words=words, gate=gate, form=form, say=say, carried=kept,
        number=number_to_ring(work(), link), fault=next(iter(form.errors.values()), "kept" if kept else ""),
    ), status  # fmt: skip


def closed_page(link: FamilyLink, form: Form, told: str = "closed") -> ResponseReturnValue:
    """That the page is closed, and where to ring. An answer that was just sent there is said not to have arrived, and
    its words come back: they are the sender's own, and can be read out on the telephone."""
    words, number, kept = words_behind(work(), link), number_to_ring(work(), link), carried(form)
    return render_template(
        "family/closed.html", words=words, number=number, say=say, told=told, fault=told, carried=kept
    ), 410


def opened_page(token: str, link: FamilyLink, form: Form, thanks: str = "", status: int = 200) -> ResponseReturnValue:
    """What the link is about, with everything that is in the form."""
    subject, words = subject_behind(work(), link), words_behind(work(), link)
    if subject is None:
        return closed_page(link, form)
    shown = page_of(work(), link, subject, words, g.now)
    answered = AnswerKind.__members__.get(thanks)
    again = field_of(form) if carried(form) and not form.errors else ""
    return render_template(
        "family/page.html", token=token, words=words, page=shown, form=form, say=say, whys=WHYS, any_time=ANY_TIME,
        after_work=AFTER_WORK.hour, answered=answered, rings=answered in RINGS, most_typed=MOST_TYPED,
        chosen=form.text("answer"), again=again, number=shown.telephone,
        fault=next(iter(form.errors.values()), "send_again" if again else ""),
    ), status  # fmt: skip


def nothing_typed() -> Form:
    """A form in which nothing was typed yet."""
    return filled_form({})


def typed_before(form: Form) -> Form:
    """The answer in a form, and nothing else of it: no birth date and no code."""
    return filled_form(carried(form))
