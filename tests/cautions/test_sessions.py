"""A session is opened, everything that is said in it is added to it, and nothing that was said is ever lost."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from caution_factories import (
    AT,
    CHILD,
    a_police,
    a_police_officer,
    a_session,
    an_officer,
    put_down,
    somebody_suspected,
    taken_on,
    taken_to,
    usually_said,
)
from factories import a_staff_member, an_agency
from sqlalchemy import text
from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.viewer import Viewer, system_viewer, viewer_of
from comms.cautions import find, opening
from comms.cautions.actions import Reading, open_session, read_point, record, view_session
from comms.cautions.entry import Device
from comms.cautions.gate import missing_to_seal
from comms.cautions.kind import NoSuchKind
from comms.cautions.moments import ClockWrong
from comms.cautions.opening import CannotContinue
from comms.cautions.refusing import NotNow, WrittenMeanwhile, WrongAge
from comms.cautions.said import Corrected, Decided, Judged, OfficerChanged, Paused, PointRead, Resumed, Said, Screened
from comms.cautions.session import SessionState
from comms.cautions.step import Step
from comms.families.find import person as find_person
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.foundation.packaged import packaged
from comms.foundation.work import Database
from comms.translation.catalogues import Catalogue
from comms.translation.scripts import read_scripts, script


@pytest.fixture
def officer(session: Session, now: datetime) -> Viewer:
    """A police officer who takes caution sessions."""
    return a_police_officer(session, now)


@pytest.mark.parametrize("kind", ["simple", "interview"])
def test_a_caution_is_taken_to_signatures(session: Session, officer: Viewer, now: datetime, kind: str) -> None:
    row = a_session(session, officer, now, kind)
    taken_on(session, officer, row, Step.SIGNATURES, now)
    standing = find.standing(session, officer, row.id)
    assert standing.decided is not None
    assert row.outcome == standing.decided.outcome == standing.kind.counting
    assert row.state == SessionState.ENDED
    assert missing_to_seal(standing) == ()


def test_what_is_made_for_tests_is_what_the_verbs_make(session: Session, officer: Viewer, now: datetime) -> None:
    made = taken_to(session, officer, Step.SIGNATURES, now, "interview")
    written = a_session(session, officer, now, "interview", find_person(session, officer, made.person_id))
    taken_on(session, officer, written, Step.SIGNATURES, now)
    said = [[one.said for one in find.entries(session, officer, row.id)][1:] for row in (made, written)]
    assert said[0] == said[1]
    assert (made.state, made.outcome, made.language, made.last_entry) == (
        written.state, written.outcome, written.language, written.last_entry,
    )  # fmt: skip


def test_two_officers_at_one_session_lose_nothing(database: Database, now: datetime) -> None:
    with database.work() as session:
        first = a_police_officer(session, now)
        other = an_officer(session, own_agency(session, first), now, "Tom Reed")
        row = a_session(session, first, now)
    with database.session() as theirs:
        seen = find.session(theirs, other, row.id).last_entry
        theirs.commit()
        with database.work() as session:
            record(session, first, row.id, seen, Screened(vulnerable=False), now)
        with pytest.raises(WrittenMeanwhile, match=r"Ellen Ward wrote in this session at 08:40") as refused:
            record(theirs, other, row.id, seen, OfficerChanged("", "sergeant", "Shift ends."), now)
        assert "Nothing of yours was stored" in refused.value.remedy
        theirs.rollback()
        standing = record(theirs, other, row.id, seen + 1, OfficerChanged("", "sergeant", "Shift ends."), now)
        assert standing.officer == "Tom Reed", "whoever takes over does so in their own name"
        theirs.commit()
    with database.work() as session:
        with pytest.raises(WrittenMeanwhile, match="Tom Reed"):
            record(session, first, row.id, seen + 1, Paused("Tea."), now)
        with pytest.raises(NotNow, match="Tom Reed is the officer"):
            record(session, first, row.id, seen + 2, Paused("Tea."), now)
        record(session, other, row.id, seen + 2, Paused("Tea."), now)
        assert [one.number for one in find.entries(session, first, row.id)] == [1, 2, 3, 4]


def test_of_two_who_write_at_the_same_moment_one_is_told(database: Database, now: datetime) -> None:
    with database.work() as session:
        officer = a_police_officer(session, now)
        row = a_session(session, officer, now)
    together = Barrier(2)

    def write(said: Said) -> str:
        together.wait(timeout=30)
        try:
            with database.work() as session:
                record(session, officer, row.id, 1, said, now)
        except WrittenMeanwhile:
            return "told"
        return "stored"

    with ThreadPoolExecutor(2) as officers:
        found = list(officers.map(write, [Screened(vulnerable=False), Paused("Tea.")]))
    assert sorted(found) == ["stored", "told"]
    with database.reading() as session:
        assert len(find.entries(session, officer, row.id)) == 2


def test_a_power_cut_at_any_step_leaves_what_was_recorded_before_and_no_more(database: Database, now: datetime) -> None:
    with database.work() as session:
        officer = a_police_officer(session, now)
        row = a_session(session, officer, now)
    steps = [step for step in Step if step != Step.SEAL]
    for step in steps:
        for said in _said_at(database, officer, row.id, step, now):
            with database.reading() as session:
                before = find.standing(session, officer, row.id)
            # The power goes before the commit, and after it.
            with pytest.raises(ZeroDivisionError), database.work() as session:
                _record(session, officer, row.id, said, now)
                raise ZeroDivisionError
            with database.reading() as session:
                assert find.standing(session, officer, row.id) == before
                assert find.session(session, officer, row.id).last_entry == before.last
            with database.work() as session:
                after = _record(session, officer, row.id, said, now)
            with database.reading() as session:
                assert find.standing(session, officer, row.id) == after
                assert find.session(session, officer, row.id).last_entry == before.last + 1


def _said_at(database: Database, officer: Viewer, session_id: UUID, step: Step, now: datetime) -> list[Said]:
    with database.reading() as session:
        standing = find.standing(session, officer, session_id)
    usual = list(usually_said(step, standing, now, Catalogue.of("lt").look_up))
    # Of the points one stands for all; no outcome needs more than a reason but the one that counts.
    return {Step.POINTS: usual[:3], Step.OUTCOME: [Decided("asks for time", "They want to ask a lawyer.")]}.get(
        step, usual
    )


def _record(session: Session, officer: Viewer, session_id: UUID, said: Said, now: datetime) -> object:
    seen = find.session(session, officer, session_id).last_entry
    if isinstance(said, PointRead):
        return read_point(session, officer, session_id, seen, Reading(said.point, said.round, said.read_aloud_by), now)
    return record(session, officer, session_id, seen, said, now)


def test_a_clock_that_is_a_little_behind_stands_still_and_one_that_is_wrong_is_refused(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = a_session(session, officer, now)
    put_down(session, officer, row, Screened(vulnerable=False), now + timedelta(minutes=10))
    put_down(session, officer, row, Paused("Tea."), now + timedelta(minutes=9, seconds=30))
    last = find.entries(session, officer, row.id)[-1]
    assert last.at == now + timedelta(minutes=10)
    with pytest.raises(ClockWrong, match="stands at 08:40 on 23 November 2026, before the last entry of 08:50"):
        put_down(session, officer, row, Resumed(), now)
    assert row.last_entry == last.number


def test_the_tablets_own_time_is_kept_beside_that_of_the_service(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = a_session(session, officer, now)
    tablet = Device("Custody tablet 4" * 30, now - timedelta(minutes=17))
    record(session, officer, row.id, 1, Screened(vulnerable=False), now, tablet)
    last = find.entries(session, officer, row.id)[-1]
    assert (last.at, last.clock_off_by) == (now, timedelta(minutes=-17))
    assert len(last.device) == 200


def test_a_wording_that_changes_between_two_sessions_changes_neither_of_them(
    session: Session, officer: Viewer, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = taken_to(session, officer, Step.OFFER, now)
    later = _changed_script(tmp_path)
    monkeypatch.setattr(opening, "script", later.__getitem__)
    new = taken_to(session, officer, Step.OFFER, now)
    before = script("simple").points[0].text
    for row, words, version in ((old, before, "2026-11-1"), (new, "A caution is a warning on paper.", "2026-12-1")):
        standing = read_point(session, officer, row.id, row.last_entry, Reading("what_it_is", 1, "Daiva"), now)
        said = standing.points["what_it_is"].rounds[0].read
        assert (said.english, row.script_version) == (words, version)
    digests = {find.standing(session, officer, row.id).opened.script.digest for row in (old, new)}
    assert digests == {script("simple").digest, later["simple"].digest}


def _changed_script(tmp_path: Path) -> dict[str, object]:
    shutil.copytree(packaged("letter_templates"), tmp_path / "templates")
    path = tmp_path / "templates" / "cautions" / "simple.toml"
    words = path.read_text(encoding="utf-8").replace('version = "2026-11-1"', 'version = "2026-12-1"')
    path.write_text(words.replace(script("simple").points[0].text, "A caution is a warning on paper."), "utf-8")
    return dict(read_scripts(tmp_path / "templates"))


def test_a_child_is_not_cautioned_as_an_adult_nor_is_anybody_whose_age_is_not_known(
    session: Session, officer: Viewer, now: datetime
) -> None:
    for born, match in ((CHILD, "15 years old"), (None, "unknown is never adult")):
        person = somebody_suspected(session, officer, now, born)
        with pytest.raises(WrongAge, match=match):
            open_session(session, officer, person.id, "simple", now)


def test_no_session_is_opened_of_a_kind_not_in_force_or_beside_another_of_its_kind(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = a_session(session, officer, now)
    person = find_person(session, officer, row.person_id)
    with pytest.raises(NotNow, match="Go on with that one"):
        a_session(session, officer, now, person=person)
    with pytest.raises(NotNow, match="2022"):
        a_session(session, officer, now, "community", person)
    with pytest.raises(NoSuchKind):
        open_session(session, officer, person.id, "warning", now)
    a_session(session, officer, now, "interview", person)


def test_a_session_goes_on_from_one_that_ended_without_an_answer(
    session: Session, officer: Viewer, now: datetime
) -> None:
    earlier = taken_to(session, officer, Step.POINTS, now)
    person = find_person(session, officer, earlier.person_id)
    with pytest.raises(CannotContinue):
        open_session(session, officer, person.id, "interview", now, earlier.id)
    put_down(session, officer, earlier, Decided("asks for time", "They want to ask a lawyer."), now)
    row = open_session(session, officer, person.id, "simple", now + timedelta(days=2), earlier.id)
    standing, before = (find.standing(session, officer, one.id) for one in (row, earlier))
    carried = standing.opened.carried
    assert carried is not None
    assert (carried.admission, carried.rights, carried.offence) == (before.admission, before.rights, before.offence)
    assert standing.admission is None, "each is confirmed again"
    assert all(not one.rounds for one in standing.points.values())
    assert standing.interpreters == ()


def test_words_come_from_the_script_and_the_catalogue_and_never_from_a_form(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.OFFER, now)
    forged = PointRead("record", 1, "Sign, and you may go.", "", "", "", "lt", True, "Daiva", to_adult=False)
    with pytest.raises(NotNow, match="script alone"):
        put_down(session, officer, row, forged, now)
    standing = read_point(session, officer, row.id, row.last_entry, Reading("record", 1, "Daiva"), now)
    said = standing.points["record"].rounds[0].read
    found = Catalogue.of("lt").look_up("caution", standing.points["record"].point.text)
    assert (said.words, said.words_hash, said.approved) == (found.text, found.translation_hash, False)


def test_only_officers_of_the_agency_take_part(session: Session, officer: Viewer, now: datetime) -> None:
    row = a_session(session, officer, now)
    stranger = an_officer(session, a_police(session, now, "Another Suite"), now, "Ann Bell")
    with pytest.raises(NotFound):
        view_session(session, stranger, row.id, now)
    with pytest.raises(NotFound):
        record(session, stranger, row.id, 1, Paused("Tea."), now)
    with pytest.raises(NotFound):
        find.entries(session, stranger, row.id)
    school = an_agency(session, now)
    head = viewer_of(a_staff_member(session, school, now, roles=("head teacher",)))
    with pytest.raises(NotAllowed):
        a_session(session, head, now, person=find_person(session, officer, row.person_id))
    with pytest.raises(Refused, match="Only a person"):
        record(session, system_viewer(own_agency(session, officer)), row.id, 1, Paused("Tea."), now)


def test_an_authorising_officer_decides_on_their_own_screen_and_an_officer_not_for_themselves(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.OFFENCE, now)
    standing = find.standing(session, officer, row.id)
    [said] = usually_said(Step.AUTHORITY, standing, now, Catalogue.of("lt").look_up)
    with pytest.raises(Exception, match="may not decide this yourself"):
        put_down(session, officer, row, replace(said, by_name="ellen ward"), now)
    colleague = an_officer(session, own_agency(session, officer), now, "Tom Reed")
    with pytest.raises(NotNow, match="Ellen Ward is the officer"):
        put_down(session, colleague, row, said, now)
    inspector = an_officer(session, own_agency(session, officer), now, "Ruth Okafor", ("authorising officer",))
    after = put_down(session, inspector, row, replace(said, by_name="Somebody Else"), now)
    assert after.authority is not None
    assert after.authority.by_name == "Ruth Okafor"
    assert row.officer_id == officer.staff_id


def test_a_correction_is_added_by_whoever_finds_the_slip(session: Session, officer: Viewer, now: datetime) -> None:
    row = taken_to(session, officer, Step.SIGNATURES, now, "interview")
    colleague = an_officer(session, own_agency(session, officer), now, "Tom Reed")
    put_down(session, colleague, row, Corrected("Place", "March", "A slip."), now)
    assert row.state == SessionState.ENDED


def test_neither_the_audit_nor_the_open_columns_hold_a_name_or_a_word(
    session: Session, officer: Viewer, now: datetime
) -> None:
    row = taken_to(session, officer, Step.OFFER, now)
    reading = Reading("record", 1, "Daiva Canary", note="Canary")
    read_point(session, officer, row.id, row.last_entry, reading, now, Device("tablet"))
    put_down(session, officer, row, Corrected("Canary", "Canary", "Canary"), now)
    view_session(session, officer, row.id, now)
    session.flush()
    waiting = "".join(map(repr, session.info["audit_waiting"]))
    for secret in ("Canary", "Kazlauskas", "Mindaugas", "coat"):
        assert secret not in waiting
        for table in ("caution_session", "caution_entry"):
            for stored in session.execute(text(f"SELECT * FROM {table}")):
                assert secret not in repr(tuple(stored)), table


def test_findings_can_count_what_stands_in_the_open(session: Session, officer: Viewer, now: datetime) -> None:
    row = taken_to(session, officer, Step.POINTS, now, "interview")
    query = "SELECT kind, point, round, result, language FROM caution_entry WHERE point = 'harm' ORDER BY number"
    found = [tuple(one) for one in session.execute(text(query))]
    assert found == [
        (PointRead.KIND, "harm", 1, "", "lt"), ("answered", "harm", 1, "", "lt"),
        (Judged.KIND, "harm", 1, "understood", ""),
    ]  # fmt: skip
    assert row.language == "lt"
    assert now == AT
