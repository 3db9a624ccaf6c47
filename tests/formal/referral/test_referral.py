from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from factories import a_child, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.actions import name_authority
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.attendance.actions import record_marks
from comms.attendance.find import marks_of
from comms.attendance.session_mark import SessionMark
from comms.families import find as families
from comms.families.access.closing import close_family
from comms.families.person import How, Person
from comms.families.pupil import Pupil
from comms.formal.case.actions import open_case, record
from comms.formal.case.case_record import RecordKind
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.telling import RecordGiven
from comms.formal.gates.upcoming import upcoming
from comms.formal.referral.actions import ReferralGiven, send_back, send_referral, take_referral
from comms.formal.referral.changes import changes_of, marks_now
from comms.formal.referral.find import of_case, referral, sent_by_us, sent_to_us
from comms.formal.referral.formal_referral import MOVES, FormalReferral, ReferralState
from comms.formal.referral.pack import Contact, marks_in, pack_hash
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.letters.actions import LetterAsked, issue_letter

TODAY = date(2026, 11, 23)
WHY = "Support did not change enough. The mother asked for a letter in Lithuanian."


@dataclass(frozen=True)
class There:
    """A school with a case about one child and parent, and the authority it stands under."""

    case: FormalCase
    child: Person
    mother: Person
    officer: Viewer


def school_days(count: int) -> list[date]:
    """The last so many weekdays before today, in order."""
    days = (TODAY - timedelta(days=number) for number in range(1, 3 * count))
    return sorted([day for day in days if day.weekday() < 5][:count])


@pytest.fixture
def there(session: Session, viewer: Viewer, now: datetime) -> There:
    authority = an_agency(session, now, "Fenshire County Council", "local_authority")
    name_authority(session, viewer, authority.id, now)
    child = a_child(session, viewer, now)
    session.add(Pupil(agency_id=viewer.agency_id, child_id=child.id, upn="A930000000001", year="9", recorded_at=now))
    mother = a_parent(session, viewer, now, child)
    a_need(session, viewer, mother, now, avoid="Nobody from Panevėžys")
    session.flush()
    days = school_days(30)
    marks = [SessionMark(day, half, "O" if n % 5 == 0 else "/\\"[half == "PM"]) for n, day in enumerate(days)
             for half in ("AM", "PM")]  # fmt: skip
    record_marks(session, viewer, {child.id: marks}, now)
    case = open_case(session, viewer, child.id, mother.id, now)
    officer = viewer_of(a_staff_member(session, authority, now, ("attendance legal officer",), "Lee Shaw"))
    return There(case, child, mother, officer)


def sent(session: Session, viewer: Viewer, there: There, now: datetime, *contacts: Contact) -> FormalReferral:
    """What the school sends."""
    return send_referral(session, viewer, ReferralGiven(there.case.id, "L09", WHY, contacts), now)


def part(row: FormalReferral, name: str) -> dict[str, object]:
    """One part of the pack."""
    found: dict[str, object] = next(one for one in row.pack["parts"] if one["part"] == name)
    return found


def test_a_pack_holds_what_the_authority_needs_in_its_order(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    told = RecordGiven(RecordKind.SUPPORT, TODAY, "talk", "A talk about the mornings.", None, "lt",
                       "an interpreter", "Ona Rimkienė", came="not taken up")  # fmt: skip
    record(session, viewer, there.case.id, told, now)
    values: dict[str, object] = {"before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86",
                                 "now_from": "2026-10-12", "now_to": "2026-11-20", "now_percent": "97.5",
                                 "review_on": "2027-01-11"}  # fmt: skip
    issue_letter(session, viewer, LetterAsked("L12", there.mother.id, there.child.id, values), now)
    rang = Contact(TODAY - timedelta(days=3), "call to them", "missed")
    row = sent(session, viewer, there, now, rang)
    assert [one["part"] for one in row.pack["parts"]] == [
        "about", "missing", "marks", "needs", "records", "safeguarding", "steps", "letters", "contacts",
    ]  # fmt: skip
    assert part(row, "about")["parent_address"] == ["12 Elm Road", "Wisbech", "PE13 1AA"]
    assert part(row, "marks")["unauthorised"] == 12
    assert (part(row, "needs")["written"], part(row, "needs")["avoid"]) == ("lt", "Nobody from Panevėžys")
    (support,) = part(row, "records")["rows"]  # type: ignore[misc]
    assert (support["kind"], support["told"]["language"], support["recorded_by"]) == ("support", "lt", "Jo Marsh")
    (letter,) = part(row, "letters")["rows"]  # type: ignore[misc]
    assert (letter["kind"], letter["understood"]) == ("L12", "nobody asked")
    assert part(row, "contacts")["rows"] == [rang.as_json()]
    assert row.pack_hash == pack_hash(row.pack)


def test_what_is_missing_goes_along_and_that_the_school_may_not_issue_is_not_missing(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    row = sent(session, viewer, there, now)
    keys = {one["key"] for one in part(row, "missing")["rows"]}  # type: ignore[attr-defined]
    assert {"support_first", "safeguarding"} <= keys
    assert "issuer" not in keys
    assert "parent's reason" in part(row, "records")["nothing_of"]  # type: ignore[operator]


def test_a_school_refers_only_what_it_may_not_issue_and_only_with_a_reason(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    with pytest.raises(Refused, match="may issue this letter itself"):
        send_referral(session, viewer, ReferralGiven(there.case.id, "L08", WHY), now)
    with pytest.raises(BadInput, match="does not say why"):
        send_referral(session, viewer, ReferralGiven(there.case.id, "L09", " "), now)
    name_authority(session, viewer, None, now)
    with pytest.raises(Refused, match="which local authority"):
        send_referral(session, viewer, ReferralGiven(there.case.id, "L09", WHY), now)


def test_one_at_a_time_is_under_way_and_what_was_sent_back_is_sent_anew(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    first = sent(session, viewer, there, now)
    with pytest.raises(Refused, match="sent this already|sent already"):
        sent(session, viewer, there, now)
    with pytest.raises(BadInput):
        send_back(session, there.officer, first.id, "", now)
    send_back(session, there.officer, first.id, "Please ask the child too.", now)
    assert referral(session, viewer, first.id).settled_because == "Please ask the child too."
    second = sent(session, viewer, there, now + timedelta(hours=1))
    assert [one.id for one in of_case(session, viewer, there.case.id)] == [second.id, first.id]
    assert sent_to_us(session, there.officer)[0].id == second.id


def test_before_it_is_taken_the_authority_sees_the_pack_and_nothing_else(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    row = sent(session, viewer, there, now)
    assert [one.id for one in sent_to_us(session, there.officer)] == [row.id]
    with pytest.raises(NotFound):
        families.person(session, there.officer, there.child.id)
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Rutland Council", "local_authority"), now,
                                     ("attendance legal officer",)))  # fmt: skip
    with pytest.raises(NotFound):
        referral(session, other, row.id)
    with pytest.raises(NotFound):
        take_referral(session, other, row.id, now)
    with pytest.raises(Refused, match="Only the authority"):
        take_referral(session, viewer, row.id, now)


def test_whoever_takes_it_works_with_the_family_and_has_a_case_of_its_own(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    row = sent(session, viewer, there, now)
    case = take_referral(session, there.officer, row.id, now)
    assert (case.agency_id, case.school_id, case.referral_id) == (there.officer.agency_id, viewer.agency_id, row.id)
    assert (row.state, row.settled_by) == (ReferralState.TAKEN, there.officer.staff_id)
    mother = families.person(session, there.officer, there.mother.id)
    home = families.household(session, there.officer, mother)
    assert home is not None
    assert home.address == ["12 Elm Road", "Wisbech", "PE13 1AA"]
    works = families.involvement(session, there.child.id, there.officer.agency_id)
    assert works is not None
    assert works.how == How.TOLD
    # The school's register stays the school's.
    found = marks_of(session, there.officer, [there.child.id], school_days(30)[0], TODAY)
    assert found == {there.child.id: []}
    for again in (lambda: take_referral(session, there.officer, row.id, now),
                  lambda: send_back(session, there.officer, row.id, "Too late.", now)):  # fmt: skip
        with pytest.raises(Refused, match="answered already"):
            again()


def test_a_later_pack_replaces_the_earlier_one_in_the_authoritys_open_case(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    first = take_referral(session, there.officer, sent(session, viewer, there, now).id, now)
    later = sent(session, viewer, there, now + timedelta(days=7))
    again = take_referral(session, there.officer, later.id, now + timedelta(days=7))
    assert again.id == first.id
    assert again.referral_id == later.id


def test_a_mark_corrected_since_shows_with_its_day_and_the_pack_stays(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    row = sent(session, viewer, there, now)
    before = marks_in(row.pack)
    assert not changes_of(session, there.officer, row)
    corrected = school_days(30)[5]
    later = now + timedelta(days=2)
    record_marks(session, viewer, {there.child.id: [SessionMark(corrected, "AM", "I")]}, later)
    (change,) = changes_of(session, there.officer, row)
    assert (change.changed.day, change.changed.was, change.changed.is_now) == (corrected, "O", "I")
    assert change.on == london_date(later)
    assert marks_in(row.pack) == before
    assert SessionMark(corrected, "AM", "I") in marks_now(session, there.officer, row)
    # What the school marks on other days is not the authority's to see.
    record_marks(session, viewer, {there.child.id: [SessionMark(TODAY + timedelta(days=1), "AM", "N")]}, later)
    assert len(changes_of(session, there.officer, row)) == 1


def test_an_authority_that_sent_a_pack_back_sees_no_more_of_the_register(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    row = sent(session, viewer, there, now)
    send_back(session, there.officer, row.id, "Please ask the child too.", now)
    corrected = {there.child.id: [SessionMark(school_days(30)[5], "AM", "I")]}
    record_marks(session, viewer, corrected, now + timedelta(days=2))
    assert not changes_of(session, there.officer, row)
    assert len(changes_of(session, viewer, row)) == 1


def test_a_family_that_the_authority_keeps_closed_is_referred_to_those_named_alone(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    take_referral(session, there.officer, sent(session, viewer, there, now).id, now)
    agency = session.get_one(Agency, there.officer.agency_id)
    named = viewer_of(a_staff_member(session, agency, now, ("head teacher",), "Kit Poole"))
    close_family(session, named, [there.child.id, there.mother.id], [], "Nobody else may know.", now)
    row = sent(session, viewer, there, now + timedelta(days=7))
    again = viewer_of(a_staff_member(session, agency, now, ("attendance legal officer",)))
    assert not sent_to_us(session, again)
    with pytest.raises(NotFound):
        take_referral(session, again, row.id, now)
    assert row.id in {one.id for one in sent_to_us(session, named)}


def test_the_school_sees_what_it_sent_and_another_school_nothing(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    row = sent(session, viewer, there, now)
    assert [one.id for one in sent_by_us(session, viewer)] == [row.id]
    other = viewer_of(a_staff_member(session, an_agency(session, now, "Marsh Academy"), now, ("head teacher",)))
    assert not sent_by_us(session, other)
    with pytest.raises(NotFound):
        referral(session, other, row.id)


def test_what_failed_through_us_is_told_as_ours() -> None:
    contact = Contact(TODAY, "appointment", "failed by us", interpreter=False, ours=True)
    assert contact.as_json()["ours"] is True


@pytest.mark.parametrize("state", list(ReferralState))
def test_only_a_sent_referral_moves(state: ReferralState) -> None:
    assert bool(MOVES[state]) is (state == ReferralState.SENT)


def test_the_schools_case_says_what_the_authority_does_with_it(
    session: Session, viewer: Viewer, there: There, now: datetime
) -> None:
    def says() -> tuple[str, date | None, bool]:
        found = upcoming(session, viewer, [there.case], TODAY)[there.case.id]
        return found.words, found.by, found.other

    assert not says()[2], "before it is sent, the letter's own gates come first"
    row = sent(session, viewer, there, now)
    assert says() == ("The authority has the referral. Ring it where no answer comes.", date(2026, 11, 30), True)
    send_back(session, there.officer, row.id, "Please add what the child says.", now)
    assert "sent the referral back" in says()[0]
    take_referral(session, there.officer, sent(session, viewer, there, now + timedelta(hours=1)).id, now)
    assert says() == ("The authority has taken the referral. Go on with the support.", None, True)
