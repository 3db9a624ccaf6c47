"""The inbox: what needs somebody now, what came in, what is due and what is stuck, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.follow_ups.call import Call
from comms.follow_ups.calls.find import unknown_callers
from comms.follow_ups.find import live_follow_ups
from comms.foundation.clock import london_date
from comms.messages.inbox.find import Waiting, incoming_by_id, waiting
from comms.web.reaching.follow_up_rows import FollowUpRow, follow_up_rows
from comms.web.reaching.incoming_card import IncomingCard, incoming_cards
from comms.web.reaching.stuck import Stuck, stuck
from comms.web.wording import counted

# So many texts, and so many follow-ups, are on a page: more nobody looks through, and a telephone is slow to show.
A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits for a person, a page at a time: ``cards`` are the texts of ``page``, ``waiting`` all of
    them. The rest stands on the first page."""

    cards: Sequence[IncomingCard]
    follow_ups: Sequence[FollowUpRow]
    stuck: Stuck
    callers: Sequence[Call]
    waiting: Sequence[Waiting] = ()
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-len(self.waiting) // A_PAGE))

    @property
    def which(self) -> str:
        """Which of the texts are on the page, where they are not all of them."""
        if self.pages == 1:
            return ""
        first = (self.page - 1) * A_PAGE
        return f"Texts {first + 1} to {first + len(self.cards)} of {len(self.waiting)}, what is urgent first"

    @property
    def now(self) -> int:
        """How many texts need somebody now, on whichever page."""
        return sum(one.urgent for one in self.waiting)

    @property
    def urgent(self) -> list[IncomingCard]:
        """What needs somebody now, whoever it is from."""
        return [one for one in self.cards if one.incoming.urgent]

    @property
    def answers(self) -> list[IncomingCard]:
        """What came from somebody we know."""
        return [one for one in self._others if one.person is not None]

    @property
    def shared(self) -> list[IncomingCard]:
        """What came from a number that several people have."""
        return [one for one in self._others if one.is_shared]

    @property
    def unknown(self) -> list[IncomingCard]:
        """What came from a number that nobody on record has."""
        return [one for one in self._others if not (one.person or one.may_be or one.interpreter)]

    @property
    def interpreters(self) -> list[IncomingCard]:
        """What interpreters wrote about what they were asked."""
        return [one for one in self._others if one.interpreter is not None]

    @property
    def due(self) -> list[FollowUpRow]:
        """The follow-ups that a person has to say something about, beside those whose answer waits above."""
        above = {one.about_id for one in self.waiting if one.person_id is not None}
        return [one for one in self.follow_ups if one.is_due and one.follow_up.id not in above]

    @property
    def due_shown(self) -> list[FollowUpRow]:
        """Those of them on the page."""
        return self.due[:A_PAGE]

    @property
    def calls(self) -> dict[UUID, str]:
        """The calls that are proposed, by the follow-up."""
        return {one.follow_up.id: one.proposed for one in self.follow_ups if one.proposed}

    @property
    def tags(self) -> list[str]:
        """The languages in which something stands on the page."""
        return [tag for card in self.cards for tag in card.tags]

    @property
    def _others(self) -> list[IncomingCard]:
        return [one for one in self.cards if not one.incoming.urgent]

    @property
    def people(self) -> list[UUID | None]:
        """Everybody the page tells of."""
        cards = [one for card in self.cards for one in (card.thread.person_id, *(each.id for each in card.may_be))]
        if self.page > 1:
            return cards
        rows = [one for row in self.due_shown for one in (row.follow_up.person_id, row.follow_up.child_id)]
        return [*cards, *rows, *(one.person.id for one in self.stuck.texts if one.person)]

    @property
    def said(self) -> str:
        """The page in a sentence."""
        texts = [
            counted(len(self.answers), "answer is new", "answers are new") if self.answers else "",
            counted(len(self.shared), "text waits", "texts wait") + " for you to say who wrote" if self.shared else "",
            counted(len(self.unknown), "text is", "texts are") + " from a number nobody has" if self.unknown else "",
            counted(len(self.interpreters), "text came", "texts came") + " from interpreters"
            if self.interpreters
            else "",
        ]
        rest = [
            counted(len(self.callers), "call", "calls") + " came from somebody we do not know" if self.callers else "",
            counted(len(self.due), "follow-up is", "follow-ups are") + " due" if self.due else "",
            counted(self.stuck.count, "thing is", "things are") + " stuck" if self.stuck.anything else "",
        ]
        # Of several pages no one can tell how many texts there are of each kind; all of them are counted.
        told = [one for one in (*(texts if self.pages == 1 else [f"{len(self.waiting)} texts wait"]), *rest) if one]
        if not told:
            return f"Nobody{' else' if self.urgent else ''} waits for an answer from you."
        return f"{', '.join(told)}."


def inbox(session: Session, viewer: Viewer, now: datetime, page: int = 1, at: UUID | None = None) -> Inbox:
    """One page of the inbox of the viewer's agency; the one on which the text ``at`` stands, where it waits still. A
    page beyond the last is the last."""
    today, all_of_it = london_date(now), waiting(session, viewer)
    place = next((place for place, one in enumerate(all_of_it) if one.id == at), None)
    last = max(1, -(-len(all_of_it) // A_PAGE))
    page = min(max(1, page), last) if place is None else place // A_PAGE + 1
    ids = [one.id for one in all_of_it[(page - 1) * A_PAGE : page * A_PAGE]]
    cards = incoming_cards(session, viewer, incoming_by_id(session, viewer, ids), today)
    rows = follow_up_rows(session, viewer, live_follow_ups(session, viewer), today)
    return Inbox(cards, rows, stuck(session, viewer, now), unknown_callers(session, viewer), all_of_it, page)
