"""What every agency that worked with somebody saw of them until now, carried to where each agency's own stands.

Until schema 0007 a home, a number and a word about safe contact were the person's, seen by whoever worked with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from comms.foundation.db.record import new_id

AT_ONCE = 5_000
CONTACT_POINT = sa.table(
    "contact_point",
    sa.column("id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("recorded_at", sa.DateTime(timezone=True)),
)
INVOLVEMENT = sa.table(
    "involvement",
    sa.column("agency_id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("since", sa.DateTime(timezone=True)),
)
CONTACT_KNOWN = sa.table(
    "contact_known",
    sa.column("id", sa.Uuid()),
    sa.column("contact_point_id", sa.Uuid()),
    sa.column("agency_id", sa.Uuid()),
    sa.column("since", sa.DateTime(timezone=True)),
)


def carry_homes() -> None:
    """Each agency that works or worked with a person knows them to live where they were said to live."""
    op.execute(
        "UPDATE involvement SET household_id = "
        "(SELECT person.household_id FROM person WHERE person.id = involvement.person_id)"
    )


def carry_contact_points() -> None:
    """Each agency that works or worked with a person knows all their numbers and addresses, from the day on on which
    it could see them."""
    bind = op.get_bind()
    query = sa.select(
        CONTACT_POINT.c.id, CONTACT_POINT.c.recorded_at, INVOLVEMENT.c.agency_id, INVOLVEMENT.c.since
    ).join_from(CONTACT_POINT, INVOLVEMENT, INVOLVEMENT.c.person_id == CONTACT_POINT.c.person_id)
    known = [
        {"id": new_id(), "contact_point_id": point, "agency_id": agency, "since": max(recorded, since)}
        for point, recorded, agency, since in bind.execute(query)
    ]
    for lot in _lots(known):
        bind.execute(sa.insert(CONTACT_KNOWN), lot)


def carry_safe_contact() -> None:
    """An answer is that of the agency whose staff recorded it; of the one that worked with the person first where the
    system did. Nobody is without an agency whose answer could be recorded; should one be, it is kept all the same."""
    op.execute(
        "UPDATE safe_contact SET agency_id = COALESCE("
        "(SELECT staff.agency_id FROM staff WHERE staff.id = safe_contact.recorded_by), "
        "(SELECT involvement.agency_id FROM involvement WHERE involvement.person_id = safe_contact.person_id "
        "ORDER BY involvement.since, involvement.id LIMIT 1), "
        "(SELECT agency.id FROM agency ORDER BY agency.made_at, agency.id LIMIT 1))"
    )


def _lots(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for begin in range(0, len(rows), AT_ONCE):
        yield rows[begin : begin + AT_ONCE]
