"""Withdrawing an approval, or a certificate with everything it approved. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, Refused
from comms.foundation.writing import tidy_text
from comms.translation.approval import TranslationApproval
from comms.translation.approver import qualified
from comms.translation.certificate import TranslationCertificate
from comms.translation.find import approval, carried_over, certificate, given_with

LONGEST = 300


def withdraw_approval(session: Session, viewer: Viewer, approval_id: UUID, why: str, now: datetime) -> int:
    """Withdraw an approval, and those that were carried over from it after a typo. Returns how many were withdrawn.

    Whoever is qualified for the language may do so, of any agency: words serve every agency, and a mistake found must
    not wait for whoever made it. Raises ``Refused`` for anyone else and where it was withdrawn already, ``BadInput``
    without a reason.
    """
    row = approval(session, viewer, approval_id)
    staff_id = qualified(session, viewer, row.language).id
    said = _reason(why)
    if row.withdrawn_at is not None:
        raise Refused("This approval was withdrawn already.", "Nothing needs doing.")
    return _withdraw(session, viewer, [row], said, (now, staff_id))


def withdraw_certificate(
    session: Session, viewer: Viewer, certificate_id: UUID, why: str, now: datetime
) -> TranslationCertificate:
    """Withdraw a certificate with every approval it gave. Raises as ``withdraw_approval`` does."""
    row = certificate(session, viewer, certificate_id)
    staff_id = qualified(session, viewer, row.language).id
    said = _reason(why)
    if row.withdrawn_at is not None:
        raise Refused("This certificate was withdrawn already.", "Nothing needs doing.")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, staff_id, said
    given = [one for one in given_with(session, viewer, row.id) if one.withdrawn_at is None]
    count = _withdraw(session, viewer, given, said, (now, staff_id))
    detail = {"language": row.language, "use": row.use, "approvals": count}
    note(session, viewer.actor, "withdraw certificate", ("translation_certificate", row.id), now, detail)
    return row


def _reason(why: str) -> str:
    said = tidy_text(why).strip()
    if not said:
        raise BadInput("Say why it is withdrawn.", "Whoever writes the words anew has to know.")
    if len(said) > LONGEST:
        raise BadInput(f"This is {len(said)} characters long.", f"Shorten it to {LONGEST}.")
    return said


def _withdraw(
    session: Session, viewer: Viewer, rows: Iterable[TranslationApproval], why: str, by: tuple[datetime, UUID]
) -> int:
    now, staff_id = by
    count, waiting = 0, list(rows)
    while waiting:
        for row in waiting:
            row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = now, staff_id, why
            detail = {"language": row.language, "use": row.context, "translation": row.translation_hash}
            note(session, viewer.actor, "withdraw approval", ("translation_approval", row.id), now, detail)
        count += len(waiting)
        session.flush()
        waiting = list(carried_over(session, viewer, [row.id for row in waiting]))
    return count
