"""Taking in what was translated elsewhere: drafts in one's own name, and never an approval."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import a_staff_member
from sqlalchemy.orm import Session
from translation.exchange_made import CHILD, CHILD_PL, MISSED, MISSED_PL, RING, a_sentence

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.foundation.errors import NotAllowed, Refused
from comms.foundation.languages import language
from comms.translation.exchange.actions import take_in
from comms.translation.exchange.files import read, written
from comms.translation.exchange.report import Outcome, Row, figures
from comms.translation.exchange.sentence import FORMATS, Format, Scope
from comms.translation.exchange.weighing import weigh
from comms.translation.find import approvals, words, written_here

MISSING = [a_sentence(CHILD), a_sentence(MISSED), a_sentence(RING)]


@pytest.fixture
def translator(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody of the school who may translate."""
    return viewer_of(a_staff_member(session, school, now, roles=("translator",), name="Ewa Lis"))


def _rows(now: datetime, file_format: Format = "xliff") -> list[Row]:
    theirs = [
        a_sentence(CHILD, CHILD_PL, draft=False),
        a_sentence(MISSED, *MISSED_PL, draft=False),
        a_sentence(RING, "中"),
    ]
    return weigh(read(written(theirs, language("pl"), file_format, now, Scope.ALL), "pl"), MISSING, "pl")


@pytest.mark.parametrize("file_format", FORMATS)
def test_everything_comes_in_as_a_draft_in_the_name_of_whoever_imports(
    session: Session, translator: Viewer, now: datetime, file_format: Format
) -> None:
    done = take_in(session, translator, "pl", _rows(now, file_format), now)
    session.flush()
    assert (figures(done).new, figures(done).refused) == (2, 1)
    look_up = words(session, "pl", translator.agency_id)
    assert (look_up(*CHILD).text, look_up(*CHILD).draft) == (CHILD_PL, True)
    assert (look_up(*MISSED).text, look_up(*MISSED).draft) == (MISSED_PL, True)
    assert look_up(*RING).missing
    assert {row.made_by for row in written_here(session, translator, "pl")} == {translator.staff_id}
    assert approvals(session, "pl") == []


def test_taking_the_same_in_twice_writes_nothing_more(session: Session, translator: Viewer, now: datetime) -> None:
    rows = _rows(now)
    take_in(session, translator, "pl", rows, now)
    take_in(session, translator, "pl", rows, now)
    assert len(written_here(session, translator, "pl")) == 2


def test_what_cannot_be_written_after_all_is_refused_and_the_rest_comes_in(
    session: Session, translator: Viewer, now: datetime
) -> None:
    # A preview that is out of date, or one somebody made up, changes nothing of the rules.
    rows = [Row(Outcome.NEW, 1, "phrase", (RING[1],), (), ("Prosimy {child}",)), *_rows(now)[:1]]
    done = take_in(session, translator, "pl", rows, now)
    assert [row.outcome for row in done] == [Outcome.REFUSED, Outcome.NEW]
    assert "{child} stands in it 1 times" in done[0].what


def test_only_somebody_who_may_translate_takes_words_in(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    with pytest.raises(NotAllowed):
        take_in(session, viewer, "pl", _rows(now), now)
    with pytest.raises(Refused, match="Only a person"):
        take_in(session, system_viewer(school), "pl", _rows(now), now)
    assert written_here(session, viewer, "pl") == []
