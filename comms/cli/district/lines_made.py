"""Setting the line of each agency of the demo, as its administrator would on the page of the agency."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from comms.cli.district.described import agencies_described
from comms.cli.district.people_at_work import AtWork
from comms.messages.line_actions import LineGiven, set_line


def set_lines(session: Session, at_work: AtWork, now: datetime) -> None:
    """Set them all. The numbers are kept for drama, and nothing is ever sent from them."""
    for about in agencies_described().values():
        said = dict(about["line"])
        duty = [str(at_work.staff[key].id) for key in said.pop("duty")]
        [administrator, *_] = [one["key"] for one in about["staff"] if "administrator" in one["roles"]]
        set_line(session, at_work.viewer(administrator), LineGiven(**said, duty=duty), now)
