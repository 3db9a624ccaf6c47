"""Two people who take in the same file at once."""

from __future__ import annotations

from datetime import datetime
from threading import Thread

from factories import a_staff_member, an_agency
from imported import counts
from imported_contacts import RASA, contacts, enrol

from comms.agencies.viewer import viewer_of
from comms.foundation.work import Database


def test_of_two_who_take_in_the_same_file_at_once_the_second_finds_the_firsts_people(
    database: Database, now: datetime
) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now))
        enrol(session, viewer, now)
    second: list[tuple[int, int, int]] = []

    def again() -> None:
        with database.work() as other:
            second.append(counts(contacts(other, viewer, now, RASA)))

    with database.work() as session:
        assert counts(contacts(session, viewer, now, RASA)) == (1, 0, 0)
        thread = Thread(target=again)
        thread.start()
        # Without waiting for each other the second is done in this time, and has not seen what is not committed.
        thread.join(timeout=1)
    thread.join()
    assert second == [(0, 0, 1)]
