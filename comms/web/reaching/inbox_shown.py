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
from comms.messages.find import open_incoming
from comms.web.reaching.follow_up_rows import FollowUpRow, follow_up_rows
from comms.web.reaching.incoming_card import IncomingCard, incoming_cards
from comms.web.reaching.stuck import Stuck, stuck
from comms.web.wording import counted


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that waits for a person."""

    cards: Sequence[IncomingCard]
    follow_ups: Sequence[FollowUpRow]
    stuck: Stuck
    callers: Sequence[Call]

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
        """The follow-ups that a person has to say something about, beside those whose answer stands above."""
        above = {one.incoming.about_id for one in self.cards if one.person is not None}
        return [one for one in self.follow_ups if one.is_due and one.follow_up.id not in above]

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
        """Everybody the list tells of."""
        cards = [one for card in self.cards for one in (card.thread.person_id, *(each.id for each in card.may_be))]
        rows = [one for row in self.due for one in (row.follow_up.person_id, row.follow_up.child_id)]
        return [*cards, *rows, *(one.person.id for one in self.stuck.texts if one.person)]

    @property
    def said(self) -> str:
        """The page in a sentence."""
        parts = [
            counted(len(self.answers), "answer is new", "answers are new") if self.answers else "",
            counted(len(self.shared), "text waits", "texts wait") + " for you to say who wrote" if self.shared else "",
            counted(len(self.unknown), "text is", "texts are") + " from a number nobody has" if self.unknown else "",
            counted(len(self.callers), "call", "calls") + " came from somebody we do not know" if self.callers else "",
            counted(len(self.interpreters), "text came", "texts came") + " from interpreters"
            if self.interpreters
            else "",
            counted(len(self.due), "follow-up is", "follow-ups are") + " due" if self.due else "",
            counted(self.stuck.count, "thing is", "things are") + " stuck" if self.stuck.anything else "",
        ]
        told = [one for one in parts if one]
        if not told:
            return f"Nobody{' else' if self.urgent else ''} waits for an answer from you."
        return f"{', '.join(told)}."


def inbox(session: Session, viewer: Viewer, now: datetime) -> Inbox:
    """The inbox of the viewer's agency."""
    today = london_date(now)
    cards = incoming_cards(session, viewer, open_incoming(session, viewer), today)
    rows = follow_up_rows(session, viewer, live_follow_ups(session, viewer), today)
    return Inbox(cards, rows, stuck(session, viewer, now), unknown_callers(session, viewer))
