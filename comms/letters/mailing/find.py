"""Questions about letters by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import Channel, Safety
from comms.families.find import contact_points, person
from comms.foundation.errors import NotFound
from comms.letters.find import visible_letters
from comms.letters.letter import Letter
from comms.letters.mailing.letter_email import EmailState, LetterEmail


def _visible(viewer: Viewer) -> Select[LetterEmail]:
    letters = visible_letters(viewer).with_only_columns(Letter.id)
    return select(LetterEmail).where(LetterEmail.agency_id == viewer.agency_id, LetterEmail.letter_id.in_(letters))


def email_of(session: Session, viewer: Viewer, letter_id: UUID) -> LetterEmail | None:
    """The e-mail that carries a letter, None where none does."""
    return session.scalar(_visible(viewer).where(LetterEmail.letter_id == letter_id))


def email(session: Session, viewer: Viewer, email_id: UUID) -> LetterEmail:
    """One e-mail. Raises ``NotFound`` when there is none the viewer may know of."""
    found = session.scalar(_visible(viewer).where(LetterEmail.id == email_id))
    if found is None:
        raise NotFound("There is no such e-mail.")
    return found


def may_go(session: Session, viewer: Viewer, email: LetterEmail) -> bool:
    """Whether its address is still among those its reader said are safe, be there newer ones or not. Raises
    ``NotFound`` for a reader the viewer may no longer know of."""
    who = person(session, viewer, email.recipient_id)
    return any(
        point.value == email.to
        for point in contact_points(session, viewer, who.id)
        if point.channel == Channel.EMAIL and point.reachable and point.safety == Safety.SAFE
    )


def in_outbox(session: Session, viewer: Viewer, limit: int = 500) -> Sequence[LetterEmail]:
    """The e-mails that lie in the outbox and are not sent, the newest first."""
    query = _visible(viewer).where(LetterEmail.state == EmailState.IN_OUTBOX)
    return session.scalars(query.order_by(LetterEmail.made_at.desc(), LetterEmail.id).limit(limit)).all()
