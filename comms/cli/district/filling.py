"""Filling an empty service with the demo district."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.find import every_agency
from comms.cli.district.approving import approve_demo_words
from comms.cli.district.happened import Story
from comms.cli.district.lines_made import set_lines
from comms.cli.district.people_at_work import open_agencies, school_name
from comms.cli.district.recording import record_families
from comms.cli.district.register_made import make_register
from comms.cli.district.school_calendar import school_calendar
from comms.cli.district.worked import look_after_requests
from comms.foundation.errors import Refused
from comms.foundation.settings import Settings

WEEKS_OPEN, WEEKS_ON_ROLL, WEEKS_APPROVED, WEEKS_REGISTERED = 60, 40, 39, 38


def is_filled(session: Session) -> bool:
    """Whether the district is there already. Raises ``Refused`` for a service of somebody else's."""
    names = {agency.name for agency in every_agency(session)}
    if names and school_name() not in names:
        raise Refused("There is another service here, and the demo would mix with it.", "Choose another COMMS_HOME.")
    return bool(names)


def fill_district(session: Session, password_hash: str, now: datetime, settings: Settings) -> dict[str, str]:
    """Make the district as it is at ``now``: the same people, marks and letters for the same day each time. Its
    e-mails and texts lie in the outbox, and none is ever sent. Returns the personal codes of some of its
    interpreters, by name."""
    calendar = school_calendar(now)
    at_work = open_agencies(session, password_hash, calendar.weeks_ago(WEEKS_OPEN))
    set_lines(session, at_work, calendar.weeks_ago(WEEKS_OPEN))
    recorded = record_families(session, at_work, calendar.weeks_ago(WEEKS_ON_ROLL), now)
    approve_demo_words(session, at_work, calendar.weeks_ago(WEEKS_APPROVED))
    register = make_register(session, at_work, calendar.weeks_ago(WEEKS_REGISTERED), now)
    Story(session, at_work, recorded, register, calendar, settings).play()
    look_after_requests(session, now)
    return register.codes
