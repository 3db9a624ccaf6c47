"""Certificates: one person signs off a whole letter, and it serves every agency with the same words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pytest
from factories import an_agency
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from words_made import a_translator, an_approver, cautions, packaged, written

from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer
from comms.foundation.errors import BadInput, NotAllowed, NotFound, Refused
from comms.foundation.work import Database
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import coverage, words_of
from comms.translation.actions import approve_words
from comms.translation.catalogues import Catalogue, Words
from comms.translation.certifying import STATEMENT, Use, certify
from comms.translation.find import approvals, approved_hashes, certificate, certificates, given_with, words
from comms.translation.withdrawing import withdraw_approval, withdraw_certificate

L12 = letter_kinds()["L12"]
USE = Use("L12", L12.title)


@pytest.fixture
def approver(session: Session, school: Agency, now: datetime) -> Viewer:
    """Somebody who approves Lithuanian."""
    return an_approver(session, school, now)


def _letter() -> list[Words]:
    return words_of(L12, Catalogue.of("lt").look_up)


def test_one_certificate_approves_a_whole_letter_for_every_agency(
    session: Session, approver: Viewer, now: datetime
) -> None:
    row = certify(session, approver, USE, _letter(), STATEMENT, now)
    other = an_agency(session, now, "Other School")
    assert coverage(L12, words(session, "lt", other.id)) == "approved"
    assert {one.certificate_id for one in approvals(session, "lt")} == {row.id}
    assert (row.approver_name, row.qualification) == ("Rimas Jonaitis", "DPSI Lithuanian, 2019")
    assert (row.language, row.use, row.title, row.statement) == ("lt", "L12", L12.title, STATEMENT)
    theirs = an_approver(session, other, now)
    assert certificate(session, theirs, row.id) is row
    assert certificates(session, theirs) == certificates(session, approver, "lt") == [row]
    assert certificates(session, theirs, "pl") == []


def test_it_lists_exactly_its_sentences_under_a_digest_anybody_can_work_out(
    session: Session, approver: Viewer, now: datetime
) -> None:
    letter = _letter()
    row = certify(session, approver, USE, [*letter, letter[0]], STATEMENT, now)
    assert [one["source_hash"] for one in row.sentences] == [one.source_hash for one in letter]
    listed = [
        {"context": one.context, "source_hash": one.source_hash, "translation_hash": one.translation_hash}
        for one in letter
    ]
    canonical = json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert row.digest == sha256(canonical.encode()).hexdigest()
    assert row.is_whole
    session.flush()
    row.sentences = row.sentences[:-1]
    assert not row.is_whole
    session.expire(row)


def test_what_others_approved_is_signed_off_too_and_stays_when_the_certificate_goes(
    session: Session, school: Agency, approver: Viewer, now: datetime
) -> None:
    letter, other = _letter(), an_approver(session, school, now, "Jūratė Petrauskienė")
    approve_words(session, other, letter[:2], now)
    session.flush()
    row = certify(session, approver, USE, letter, STATEMENT, now)
    assert len(given_with(session, approver, row.id)) == len(letter)
    withdraw_certificate(session, approver, row.id, "The greeting is wrong.", now)
    assert approved_hashes(session, "lt") == {one.pair for one in letter[:2]}


def test_withdrawing_keeps_everything_and_says_who_and_why(session: Session, approver: Viewer, now: datetime) -> None:
    row = certify(session, approver, USE, _letter(), STATEMENT, now)
    with pytest.raises(BadInput, match="Say why"):
        withdraw_certificate(session, approver, row.id, "", now)
    withdraw_certificate(session, approver, row.id, "The greeting is wrong.", now)
    assert (row.withdrawn_at, row.withdrawn_by, row.withdrawn_why) == (now, approver.staff_id, "The greeting is wrong.")
    given = given_with(session, approver, row.id)
    assert len(given) == len(_letter())
    assert {one.withdrawn_why for one in given} == {"The greeting is wrong."}
    assert coverage(L12, words(session, "lt")) == "draft"
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_certificate(session, approver, row.id, "Again.", now)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_approval(session, approver, given[0].id, "Again.", now)
    again = certify(session, approver, USE, _letter(), STATEMENT, now)
    assert coverage(L12, words(session, "lt")) == "approved", "and it may be signed off anew"
    assert certificates(session, approver)[0] is again


def test_whoever_is_qualified_withdraws_what_another_agency_approved(
    session: Session, approver: Viewer, now: datetime
) -> None:
    row = certify(session, approver, USE, _letter(), STATEMENT, now)
    other = an_agency(session, now, "Other School")
    with pytest.raises(Refused, match="qualification"):
        withdraw_certificate(session, an_approver(session, other, now, languages=["pl"]), row.id, "Wrong.", now)
    with pytest.raises(NotAllowed):
        withdraw_certificate(session, a_translator(session, other, now), row.id, "Wrong.", now)
    withdraw_certificate(session, an_approver(session, other, now), row.id, "Wrong.", now)
    assert approved_hashes(session, "lt") == frozenset()


def test_nobody_signs_off_what_they_wrote_unless_another_approved_it(
    session: Session, school: Agency, approver: Viewer, now: datetime
) -> None:
    own = written(session, approver, now)
    phrases = Use("phrases", "Phrases")
    with pytest.raises(Refused, match="You wrote"):
        certify(session, approver, phrases, [*packaged("phrase", at_most=2), own], STATEMENT, now)
    approve_words(session, an_approver(session, school, now, "Jūratė Petrauskienė"), [own], now)
    session.flush()
    row = certify(session, approver, phrases, [*packaged("phrase", at_most=2), own], STATEMENT, now)
    assert len(row.sentences) == 3
    assert own.pair not in {one.pair for one in given_with(session, approver, row.id)}


def test_legal_words_signed_off_by_one_wait_for_a_second_certificate(
    session: Session, school: Agency, approver: Viewer, now: datetime
) -> None:
    caution = Use("caution", "The caution before an interview")
    certify(session, approver, caution, cautions(), STATEMENT, now)
    assert approved_hashes(session, "lt") == frozenset()
    second = an_approver(session, school, now, "Jūratė Petrauskienė")
    certify(session, second, caution, cautions(), STATEMENT, now)
    assert approved_hashes(session, "lt") == {one.pair for one in cautions()}


def test_what_cannot_be_signed_off_is_refused(session: Session, approver: Viewer, now: datetime) -> None:
    letter = _letter()
    missing = Catalogue.of("lt").look_up("L12", "A sentence nobody wrote.")
    for chosen, statement, wrong in (
        ([], STATEMENT, "no sentence to sign off"),
        ([*letter, missing], STATEMENT, "nothing to approve"),
        ([*letter, replace(letter[0], language="pl")], STATEMENT, "for one language"),
        (letter, " ", "Say what you sign"),
        (letter, "x" * 501, "Shorten it to 500"),
    ):
        with pytest.raises(BadInput, match=wrong):
            certify(session, approver, USE, chosen, statement, now)
    assert certificates(session, approver) == []
    assert approvals(session, "lt") == []


def test_whoever_may_not_see_words_sees_no_certificate(session: Session, approver: Viewer, now: datetime) -> None:
    row = certify(session, approver, USE, _letter(), STATEMENT, now)
    blind = replace(approver, permissions=frozenset())
    assert certificates(session, blind) == given_with(session, blind, row.id) == ()
    with pytest.raises(NotFound):
        certificate(session, blind, row.id)


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE translation_approval SET translation_hash = 'another'",
        "UPDATE translation_approval SET approver_name = 'Somebody else'",
        "UPDATE translation_certificate SET digest = 'another'",
        "DELETE FROM translation_approval",
        "DELETE FROM translation_certificate",
    ],
)
def test_the_database_lets_an_approval_be_withdrawn_and_nothing_else(
    database: Database, now: datetime, attempt: str
) -> None:
    with database.work() as session:
        viewer = an_approver(session, an_agency(session, now), now)
        row = certify(session, viewer, USE, _letter(), STATEMENT, now).id
    with pytest.raises(DBAPIError, match="only ever added"), database.work() as session:
        session.execute(text(attempt))
    with database.work() as session:
        withdraw_certificate(session, viewer, row, "Wrong.", now)
    with database.reading() as session:
        assert approvals(session, "lt") == []
