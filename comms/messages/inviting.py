"""The e-mail with an invitation's link, for whoever is to sign in with it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.agencies.staffing.invitation import Invitation
from comms.agencies.staffing.inviting import link_of
from comms.agencies.viewer import Viewer
from comms.foundation.clock import LONDON
from comms.messages.actions import MessageGiven, write_message
from comms.messages.message import Message, MessageChannel, Purpose

ABOUT = "invitation"
SUBJECT = "Sign in for {agency}"
NEW = """{agency} has invited you to sign in to comms, with which it writes to families in words they understand.

Open this link, and choose a password. It is good once, until {until}:

{link}

Nobody else needs the link: do not pass it on. If you did not expect it, leave it, and tell {agency}.
"""
AGAIN = """An administrator of {agency} has sent you a link with which you set a new password for comms.

It is good once, until {until}:

{link}

If you did not ask for it, leave it, and tell your administrator.
"""


def email_invitation(session: Session, viewer: Viewer, invitation: Invitation, token: str, now: datetime) -> Message:
    """Write the e-mail with a link, to whom it is for. It is shown in no list: whoever reads the link may use it.

    Raises ``NotAllowed`` for whoever may not invite.
    """
    viewer.require(Permission.MANAGE_STAFF)
    agency = own_agency(session, viewer)
    until = invitation.ends_at.astimezone(LONDON)
    body = (AGAIN if invitation.is_return else NEW).format(
        agency=agency.name, link=link_of(session, token), until=f"{until.day} {until:%B %Y at %H:%M}"
    )
    given = MessageGiven(
        MessageChannel.EMAIL, "invited", invitation.id, invitation.email, ABOUT, invitation.id, body,
        SUBJECT.format(agency=agency.name)[:200], purpose=Purpose.INVITATION,
    )  # fmt: skip
    return write_message(session, viewer, given, now)
