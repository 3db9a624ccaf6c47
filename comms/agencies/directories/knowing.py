"""Who somebody is here whom an agency's directory says it knows.

By subject where they came before. The first time by an e-mail address that the directory vouches for: of a colleague of
that same agency, or of somebody its administrator has invited. Nobody comes in otherwise, and no directory speaks for
the staff of another agency.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.directories import find
from comms.agencies.directories.directory import AgencyDirectory
from comms.agencies.find import staff_with_email
from comms.agencies.staff import Staff
from comms.agencies.staffing.accepting import accept
from comms.agencies.staffing.find import invitation_to_come_in_by
from comms.agencies.staffing.invitation import Invitation
from comms.channels.directory import NotBelieved, SignedIn
from comms.foundation.audit import Actor, note


def who_came(
    session: Session, directory: AgencyDirectory, said: SignedIn, now: datetime
) -> tuple[Staff, Invitation | None]:
    """The member of staff a directory says has come, tied to it from now on; and the invitation they came in by, where
    it was one.

    Raises ``NotBelieved``, in the same words whatever was wrong; its code says what.
    """
    known = find.staff_of_subject(session, directory.id, said.subject)
    if known is not None and known.active:
        return known, None
    if not said.email:
        raise NotBelieved("left" if known else "e-mail not vouched for")
    if said.email.rpartition("@")[2] not in directory.email_domains:
        raise NotBelieved("domain")
    invitation = invitation_to_come_in_by(session, directory.agency_id, said.email, now)
    staff = staff_with_email(session, said.email)
    if staff is None or not staff.active:
        if invitation is None or (staff is not None and staff.id != invitation.staff_id):
            raise NotBelieved("left" if staff or known else "nobody here")
        staff = accept(session, invitation.id, None, now)
    else:
        invitation = None
    if known is not None and known.id != staff.id:
        raise NotBelieved("another subject")
    return _tied(session, directory, staff, said, now), invitation


def _tied(session: Session, directory: AgencyDirectory, staff: Staff, said: SignedIn, now: datetime) -> Staff:
    if staff.agency_id != directory.agency_id:
        raise NotBelieved("another agency")
    if staff.directory_id == directory.id and staff.directory_subject not in {None, said.subject}:
        # The address is a colleague's, and who came is somebody else: addresses are given to others, subjects are not.
        raise NotBelieved("another subject")
    staff.directory_id, staff.directory_subject = directory.id, said.subject
    actor = Actor("staff", staff.id, staff.agency_id, ", ".join(staff.role_names))
    note(session, actor, "tie to directory", ("staff", staff.id), now, {"directory": str(directory.id)})
    return staff
