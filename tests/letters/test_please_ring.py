"""“Please ring us”: in which languages it is offered, and where it must not be."""

from __future__ import annotations

from datetime import datetime

from factories import a_need, a_parent
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.letters.please_ring import languages_for_please_ring


def test_it_is_offered_in_the_language_they_read(session: Session, viewer: Viewer, now: datetime) -> None:
    need = a_need(session, viewer, a_parent(session, viewer, now), now, "lv")
    assert languages_for_please_ring(need, "no_translation") == ["lv"]


def test_it_is_not_offered_where_any_letter_may_put_somebody_at_risk(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    need = a_need(session, viewer, a_parent(session, viewer, now), now, "lv")
    assert languages_for_please_ring(need, "post_not_safe") == []


def test_it_is_not_offered_to_somebody_of_whom_nothing_is_known() -> None:
    assert languages_for_please_ring(None) == []
