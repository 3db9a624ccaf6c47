"""Follow-ups from the command line: which are due."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import click

from comms.cli.opening import agency_option, opened, viewer_for
from comms.families.actions import view_list
from comms.follow_ups.find import due_follow_ups
from comms.foundation.clock import LONDON, london_date, london_moment, utc_now
from comms.web.reaching.follow_up_rows import FollowUpRow, follow_up_rows
from comms.web.wording import counted

A_DAY = len("2026-11-30")


@click.group("follow-ups")
def follow_ups() -> None:
    """See what is due for families that were not reached. Only a person closes a follow-up, on its page."""


def _until(_: click.Context, __: click.Parameter, given: str | None) -> datetime:
    """The moment meant, by the clock in London: the end of a day, where no time is given; now, where nothing is."""
    if not given:
        return utc_now()
    try:
        meant = datetime.fromisoformat(given)
    except ValueError as fault:
        raise click.BadParameter("Give a day as 2026-11-30, or a moment as 2026-11-30T18:00.") from fault
    if len(given) == A_DAY:
        return london_moment(meant.date() + timedelta(days=1), time())
    return meant if meant.tzinfo else meant.replace(tzinfo=LONDON)


@follow_ups.command("due")
@click.option(
    "--until", callback=_until, metavar="DAY", help="Also what comes until the end of this day, or this moment."
)
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@agency_option
def due(until: datetime, agency_name: str | None, *, as_json: bool) -> None:
    """List the follow-ups whose next step is due: whom they are about, where each stands, and whose it is.

    That somebody looked at this is put into the audit.
    """
    now = utc_now()
    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        found = due_follow_ups(session, viewer, until)
        rows = follow_up_rows(session, viewer, found, london_date(now))
        view_list(session, viewer, "follow-ups due", [one.person.id for one in rows], now)
        said = [_row(one) for one in rows]
    if as_json:
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
        return
    for row in said:
        ring = f" Ring them on {row['proposed']}." if row["proposed"] else ""
        click.echo(f"{row['next_at']}  {row['person']}, {row['worker']}: {row['standing']}{ring}")
    click.echo(f"Due: {counted(len(said), 'follow-up', 'follow-ups')}." if said else "No follow-up is due.")


def _row(one: FollowUpRow) -> Mapping[str, Any]:
    row = one.follow_up
    at = row.next_action_at
    return {
        "id": str(row.id),
        "person": one.person.name,
        "because": row.because,
        "state": row.state,
        "next_step": row.next_step,
        "next_at": f"{at.astimezone(LONDON):%Y-%m-%d %H:%M}" if at else "",
        "away_until": row.away_until.isoformat() if row.away_until else None,
        "worker": one.worker,
        "standing": one.said,
        "proposed": one.proposed,
    }
