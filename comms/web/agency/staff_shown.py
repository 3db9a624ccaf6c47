"""How colleagues and invitations stand on the screens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.staff import Staff
from comms.agencies.staffing import find
from comms.agencies.staffing.invitation import Invitation
from comms.agencies.viewer import Viewer
from comms.foundation.clock import LONDON
from comms.messages.find import messages_about_all
from comms.messages.inviting import ABOUT
from comms.messages.message import MessageState
from comms.web.wording import day_in_words

_S = MessageState
# What became of the e-mail with a link, as a sentence for who invited; nothing is known of one that was shown only.
EMAILED = {
    _S.WAITING: "It is being e-mailed to them.",
    _S.SENDING: "It is being e-mailed to them.",
    _S.SENT: "It was e-mailed to them.",
    _S.DELIVERED: "It was e-mailed to them.",
    _S.IN_OUTBOX: "It was not e-mailed: no mail server is set. Send it again to have the link shown.",
    _S.REFUSED: "The e-mail did not reach them. Check the address, or withdraw it and invite them anew.",
    _S.UNKNOWN: "It is not known whether the e-mail went. Ask them.",
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff in the list. ``last`` is when they last signed in, in words."""

    staff: Staff
    has_factor: bool
    last: str
    is_you: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation in the list. ``until`` is in words, ``over`` why it opens nothing any more, ``emailed`` what became
    of its e-mail."""

    invitation: Invitation
    until: str
    over: str
    emailed: str


def colleagues_shown(session: Session, viewer: Viewer) -> list[Colleague]:
    """Everybody who is, or was, staff of the viewer's agency, by name."""
    last = find.last_signed_in(session, viewer)
    having = find.with_second_factor(session, viewer)
    return [
        Colleague(
            one, one.id in having, in_words(last[one.id]) if one.id in last else "never", one.id == viewer.staff_id
        )
        for one in colleagues(session, viewer)
    ]


def invited_shown(session: Session, viewer: Viewer, now: datetime) -> list[Invited]:
    """The invitations that nobody used and nobody withdrew, the newest first."""
    found = [one for one in find.invitations(session, viewer) if one.withdrawn_at is None]
    mail = _emailed(session, viewer, [one.id for one in found])
    return [
        Invited(
            one, in_words(one.ends_at), one.why_not_open(now), "" if one.why_not_open(now) else mail.get(one.id, "")
        )
        for one in found
    ]


def _emailed(session: Session, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, str]:
    newest_first = messages_about_all(session, viewer, ABOUT, ids)
    return {one.about_id: EMAILED.get(MessageState(one.state), "") for one in reversed(newest_first)}


def in_words(moment: datetime) -> str:
    """A moment as in "23 November 2026, 08:40", by the clock in London."""
    return f"{day_in_words(moment)}, {moment.astimezone(LONDON):%H:%M}"
