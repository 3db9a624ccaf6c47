from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from factories import a_staff_member, an_agency
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from comms.agencies.actions import name_authority
from comms.agencies.viewer import Viewer, viewer_of
from comms.formal.code.actions import CodeGiven, make_version
from comms.formal.code.default import default_code
from comms.formal.code.find import code_on, letter_terms, may_issue, versions
from comms.formal.code.terms import PAY_VALUES, Officer, Terms
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.letters.templates.source import letter_kinds, phrases

TODAY = date(2026, 11, 23)
BY_DEFAULT = {kind: rule.issuers for kind, rule in default_code().rules.items()}
TERMS = Terms(
    pay=({"key": "pay.online", "address": "fenshire.example/pay"},),
    officers=(Officer("Lee Shaw", "attendance legal officer"),),
    address=("Shire Hall", "March", "PE15 9AA"),
)
GIVEN = CodeGiven(date(2026, 9, 1), BY_DEFAULT, TERMS, "Fenshire code of conduct, 1 September 2026, page 4")


def administrator(session: Session, now: datetime, name: str, kind: str) -> Viewer:
    """Somebody who may set what an agency is."""
    return viewer_of(a_staff_member(session, an_agency(session, now, name, kind), now, ("administrator",)))


@pytest.fixture
def school(session: Session, now: datetime) -> Viewer:
    return administrator(session, now, "Marsh Academy", "school")


@pytest.fixture
def authority(session: Session, now: datetime) -> Viewer:
    return administrator(session, now, "Fenshire County Council", "local_authority")


def test_a_school_that_named_no_authority_may_issue_only_the_letter_without_legal_weight(
    session: Session, school: Viewer
) -> None:
    allowed = {kind for kind in BY_DEFAULT if may_issue(session, school, kind, TODAY).allowed}
    assert allowed == {"L05"}
    refused = may_issue(session, school, "L08", TODAY)
    assert "has not said" in refused.why
    assert "Our agency" in refused.remedy


def test_by_default_a_school_gives_the_notice_to_improve_and_the_authority_the_penalty(
    session: Session, school: Viewer, authority: Viewer, now: datetime
) -> None:
    """Source: letter kinds, November 2026: L08 school or authority, L09 usually the authority, L10 and L11 only it."""
    name_authority(session, school, authority.agency_id, now)
    assert {kind for kind in BY_DEFAULT if may_issue(session, school, kind, TODAY).allowed} == {"L05", "L08"}
    assert all(may_issue(session, authority, kind, TODAY).allowed for kind in BY_DEFAULT)
    refused = may_issue(session, school, "L09", TODAY)
    assert (refused.source, refused.in_force_from) == (default_code().source, default_code().in_force_from)
    assert "referral" in refused.remedy


def test_a_local_code_may_let_head_teachers_give_penalty_notices_from_its_day_on(
    session: Session, school: Viewer, authority: Viewer, now: datetime
) -> None:
    name_authority(session, school, authority.agency_id, now)
    own = replace(GIVEN, issuers={**BY_DEFAULT, "L09": ("school", "local_authority")})
    make_version(session, authority, own, now)
    assert not may_issue(session, school, "L09", date(2026, 8, 31)).allowed
    allowed = may_issue(session, school, "L09", date(2026, 9, 1))
    assert allowed.allowed
    assert allowed.source == GIVEN.source
    # No local code gives away what is the authority's alone.
    assert not may_issue(session, school, "L10", TODAY).allowed


def test_a_local_code_may_keep_the_notice_to_improve_to_the_authority(
    session: Session, school: Viewer, authority: Viewer, now: datetime
) -> None:
    name_authority(session, school, authority.agency_id, now)
    make_version(session, authority, replace(GIVEN, issuers={**BY_DEFAULT, "L08": ("local_authority",)}), now)
    refused = may_issue(session, school, "L08", TODAY)
    assert not refused.allowed
    assert "Fenshire County Council" in refused.why


@pytest.mark.parametrize("kind", ["L10", "L11"])
def test_no_local_code_lets_a_school_do_what_only_the_authority_does(
    session: Session, authority: Viewer, now: datetime, kind: str
) -> None:
    with pytest.raises(BadInput, match="No local code"):
        make_version(session, authority, replace(GIVEN, issuers={**BY_DEFAULT, kind: ("school",)}), now)


def test_a_later_version_replaces_an_earlier_one_whose_day_was_mistyped(
    session: Session, authority: Viewer, now: datetime
) -> None:
    make_version(session, authority, replace(GIVEN, in_force_from=date(2027, 9, 1), source="mistyped"), now)
    make_version(session, authority, replace(GIVEN, source="as it is"), now)
    assert code_on(session, authority, TODAY).source == "as it is"
    assert code_on(session, authority, date(2028, 1, 1)).source == "as it is"
    assert [one.version for one in versions(session, authority)] == [2, 1]


def test_a_version_is_never_changed(session: Session, authority: Viewer, now: datetime) -> None:
    make_version(session, authority, GIVEN, now)
    session.flush()
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE local_code SET source = 'another'"))


def test_a_code_without_its_source_or_with_a_letter_nobody_issues_is_refused(
    session: Session, authority: Viewer, now: datetime
) -> None:
    for wrong in (
        replace(GIVEN, source="  "),
        replace(GIVEN, source="p" * 401),
        replace(GIVEN, issuers={**BY_DEFAULT, "L08": ()}),
        replace(GIVEN, issuers={**BY_DEFAULT, "L07": ("school",)}),
        replace(GIVEN, terms=replace(TERMS, pay=({"key": "pay.cash", "address": "here"},))),
        replace(GIVEN, terms=replace(TERMS, pay=({"key": "pay.online", "address": " "},))),
        replace(GIVEN, terms=replace(TERMS, pay=({"key": "pay.telephone", "number": "ask us"},))),
        replace(GIVEN, terms=replace(TERMS, officers=(Officer("Lee Shaw", ""),))),
        replace(GIVEN, terms=replace(TERMS, address=("line",) * 7)),
    ):
        with pytest.raises(BadInput):
            make_version(session, authority, wrong, now)
    assert not versions(session, authority)


def test_only_the_authoritys_administrator_makes_a_version(
    session: Session, school: Viewer, authority: Viewer, now: datetime
) -> None:
    with pytest.raises(Refused, match="local authority"):
        make_version(session, school, GIVEN, now)
    agency = session.get_one(type(an_agency(session, now, "Other Council", "local_authority")), authority.agency_id)
    officer = viewer_of(a_staff_member(session, agency, now, ("attendance legal officer",)))
    with pytest.raises(NotAllowed):
        make_version(session, officer, GIVEN, now)


def test_letters_say_how_to_pay_as_their_phrases_take_it(
    session: Session, school: Viewer, authority: Viewer, now: datetime
) -> None:
    with pytest.raises(NotFound, match="has not said"):
        letter_terms(session, school, TODAY)
    name_authority(session, school, authority.agency_id, now)
    assert letter_terms(session, school, TODAY).address == "Ramnoth Road, Wisbech, PE13 2XX"
    make_version(session, authority, GIVEN, now)
    terms = letter_terms(session, school, TODAY)
    assert terms.authority == "Fenshire County Council"
    assert terms.address == "Shire Hall, March, PE15 9AA"
    assert terms.pay == TERMS.pay
    assert terms.officers == TERMS.officers


def test_the_ways_to_pay_are_those_letters_have_words_for() -> None:
    known = {key: tuple(phrase.values) for key, phrase in phrases().items() if phrase.phrase_list == "pay"}
    assert known == {key: (value,) for key, value in PAY_VALUES.items()}


def test_nobody_may_be_let_issue_what_the_letter_itself_forbids() -> None:
    for kind, rule in default_code().rules.items():
        assert set(rule.issuers) <= set(rule.may_be) <= set(letter_kinds()[kind].issuers), kind


def test_only_a_school_stands_under_an_authority_and_only_under_one(
    session: Session, school: Viewer, authority: Viewer, now: datetime
) -> None:
    with pytest.raises(Refused):
        name_authority(session, authority, authority.agency_id, now)
    with pytest.raises(BadInput):
        name_authority(session, school, school.agency_id, now)
    name_authority(session, school, authority.agency_id, now)
    name_authority(session, school, None, now)
    assert code_on(session, school, TODAY).authority is None
