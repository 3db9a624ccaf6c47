"""Home: what needs doing today, and what waits beside it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.families import find
from comms.families.actions import view_list
from comms.families.language_need import Interpreter
from comms.foundation.clock import london_date
from comms.letters.afterwards.find import count_unchecked
from comms.letters.find import count_in_state
from comms.letters.letter import LetterState
from comms.messages.inbox.find import count_urgent
from comms.tasks.find import open_tasks
from comms.web.cautions.listed import rows_going_on
from comms.web.door import work
from comms.web.tasks.card import most_urgent_first, task_cards
from comms.web.viewing import own, viewer

bp = Blueprint("home", __name__)

# Where somebody begins whose work is not tasks: a translator with words, a legal adviser with letters, an interpreter
# with their own bookings.
OTHER_BEGINNINGS = (
    (Permission.SEE_WORDS, "words.overview"),
    (Permission.SEE_LETTERS, "letters.due"),
    (Permission.SEE_OWN_BOOKINGS, "own_bookings.show"),
    (Permission.MANAGE_AGENCY, "agency.show"),
)


@dataclass(frozen=True, slots=True)
class Unasked:
    """How much is not known about the languages of the families, as counts of people."""

    to_confirm: int
    unknown: int
    interpreter_not_asked: int
    to_review: int

    @property
    def nothing(self) -> bool:
        """Whether everybody was asked, and not too long ago."""
        return not (self.to_confirm or self.to_review)


@bp.get("/")
@own("what needs doing today, as far as their permissions allow")
def today() -> ResponseReturnValue:
    """What needs doing today; for somebody without tasks, the screen their work begins on."""
    seen = viewer()
    if not seen.may(Permission.DO_TASKS):
        for permission, endpoint in OTHER_BEGINNINGS:
            if seen.may(permission):
                return redirect(url_for(endpoint), 303)
        seen.require(Permission.DO_TASKS)
    on = london_date(g.now)
    tasks = open_tasks(work(), seen)
    view_list(work(), seen, "today", [person for task in tasks for person in (task.person_id, task.child_id)], g.now)
    cards = task_cards(work(), seen, tasks, on)
    sees_letters = seen.may(Permission.SEE_LETTERS)
    held = count_in_state(work(), seen, LetterState.HELD) if sees_letters else 0
    unchecked, overdue = count_unchecked(work(), seen, on) if sees_letters else (0, 0)
    return render_template(
        "home/today.html",
        on=on,
        due=most_urgent_first(card for card in cards if card.is_due),
        later=[card for card in cards if not card.is_due],
        unasked=_unasked() if seen.may(Permission.SEE_FAMILIES) else None,
        held=held,
        unchecked=unchecked,
        overdue=overdue,
        urgent=count_urgent(work(), seen) if seen.may(Permission.SEE_MESSAGES) else 0,
        cautions=rows_going_on(work(), seen, g.now) if seen.may(Permission.TAKE_CAUTIONS) else (),
    )


def _unasked() -> Unasked:
    people = find.needs_to_confirm(work(), viewer())
    needs = find.language_needs(work(), viewer(), [person.id for person in people])
    known = [needs[person.id] for person in people if person.id in needs]
    return Unasked(
        to_confirm=len(people),
        unknown=len(people) - sum(need.written is not None for need in known),
        interpreter_not_asked=len(people) - sum(need.interpreter != Interpreter.NOT_ASKED for need in known),
        to_review=len(find.needs_to_review(work(), viewer(), g.now)),
    )
