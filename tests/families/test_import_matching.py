"""Who is whom in a school's contacts: the same name and something else, never the name alone."""

from __future__ import annotations

from datetime import datetime
from itertools import permutations
from uuid import UUID

import pytest
from factories import a_staff_member, an_agency
from imported import as_csv, counts, take_in
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer, viewer_of
from comms.families import find
from comms.families.imports import ImportOutcome

HEADINGS = ["UPN", "Relationship", "Title", "Forename", "Surname", "Address line 1", "Postcode", "Mobile", "E-mail",
            "Language"]  # fmt: skip
HOME, OTHER_HOME = "5 Elm Road", "9 Lynn Road"
PHONE, OTHER_PHONE = "07700 900821", "07700 900665"


@pytest.fixture(autouse=True)
def pupils(session: Session, viewer: Viewer, now: datetime) -> None:
    take_in(session, viewer, "pupils", "UPN,Surname,Forename\nA,O'Brien,Jack\nB,O'Brien,Jack\nC,O'Brien,Una\n", now)


def row(upn: str, name: str, home: str = "", phone: str = "", **more: str) -> list[str]:
    forename, _, surname = name.partition(" ")
    given = {"UPN": upn, "Relationship": "PAM", "Title": "Ms", "Forename": forename, "Surname": surname,
             "Address line 1": home, "Postcode": "PE13 1AA" if home else "", "Mobile": phone}  # fmt: skip
    return [(given | more).get(heading, "") for heading in HEADINGS]


def contacts(session: Session, viewer: Viewer, now: datetime, *rows: list[str]) -> ImportOutcome:
    return take_in(session, viewer, "contacts", as_csv([HEADINGS, *rows]), now)


def adult_ids(session: Session, viewer: Viewer) -> dict[str, list[UUID]]:
    return {
        pupil.upn: sorted(adult.id for _, adult in find.adults_of(session, viewer, pupil.child_id))
        for pupil in find.pupils(session, viewer)
    }


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (row("A", "Mary O'Brien", HOME, PHONE), row("B", "Mary O'Brien", OTHER_HOME, OTHER_PHONE), False),
        (row("A", "Mary O'Brien", HOME, PHONE), row("B", "Mary O'Brien"), False),
        (row("A", "Mary O'Brien"), row("B", "Mary O'Brien"), False),
        (row("A", "Mary O'Brien", HOME, PHONE), row("B", "Mary O'Brien", OTHER_HOME, "+44 7700 900821"), True),
        (row("A", "Mary O'Brien", HOME), row("B", "Mary O'Brien", "5 elm road,", OTHER_PHONE), True),
        (row("A", "Mary O'Brien", phone=PHONE), row("B", "Mary O’Brien", phone=PHONE), True),
        (row("A", "Małgorzata Łęcka", phone=PHONE), row("B", "MALGORZATA LECKA", phone=PHONE), True),
        (row("A", "Mary O'Brien", HOME, PHONE), row("B", "Maria O'Brien", HOME, PHONE), False),
        (row("A", "Mary O'Brien", **{"E-mail": "m@example.org"}),
         row("B", "Mary O'Brien", **{"E-mail": "M@Example.org"}), True),
        (row("A", "Sam Lee", HOME, PHONE, Title="Mrs"),
         row("B", "Sam Lee", HOME, OTHER_PHONE, Title="Mr", Relationship="PAF"), False),
    ],
    ids=["another home and number", "nothing else known", "only names", "same number", "same home", "apostrophes",
         "without marks", "two first names", "same e-mail", "a mother and a father at one home"],
)  # fmt: skip
def test_siblings_are_linked_by_name_and_number_or_home_and_never_by_name_alone(
    session: Session, viewer: Viewer, now: datetime, first: list[str], second: list[str], *, same: bool
) -> None:
    assert counts(contacts(session, viewer, now, first, second)) == (2, 0, 0)
    known = adult_ids(session, viewer)
    assert (known["A"] == known["B"]) is same
    assert counts(contacts(session, viewer, now, first, second)) == (0, 0, 2)
    assert adult_ids(session, viewer) == known


def test_siblings_are_found_through_their_parent(session: Session, viewer: Viewer, now: datetime) -> None:
    contacts(session, viewer, now, row("A", "Mary O'Brien", phone=PHONE))
    contacts(session, viewer, now, row("C", "Mary O'Brien", phone=PHONE))
    children = {pupil.upn: pupil.child_id for pupil in find.pupils(session, viewer)}
    assert [child.id for child in find.siblings_of(session, viewer, children["A"])] == [children["C"]]


def test_two_parents_who_share_a_number_stay_two_people_with_a_number_each(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, row("A", "Mary O'Brien", HOME, PHONE),
             row("A", "Sean O'Brien", OTHER_HOME, PHONE, Relationship="PAF"))  # fmt: skip
    [first, second] = adult_ids(session, viewer)["A"]
    for adult in (first, second):
        assert [point.value for point in find.contact_points(session, viewer, adult)] == [PHONE]


def test_a_mother_and_a_father_of_one_name_and_number_are_two_people(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    rows = [row("A", "Sam Lee", HOME, PHONE, Title="Mrs"),
            row("A", "Sam Lee", HOME, PHONE, Title="Mr", Relationship="PAF")]  # fmt: skip
    assert counts(contacts(session, viewer, now, *rows)) == (2, 0, 0)
    assert len(adult_ids(session, viewer)["A"]) == 2
    assert counts(contacts(session, viewer, now, *rows)) == (0, 0, 2)


def test_a_childs_own_contact_who_moved_and_changed_number_is_still_the_same(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, row("A", "Mary O'Brien", HOME, PHONE))
    assert counts(contacts(session, viewer, now, row("A", "Mary O'Brien", OTHER_HOME, OTHER_PHONE))) == (0, 1, 0)


def test_a_town_and_postcode_alone_make_nobody_the_same(session: Session, viewer: Viewer, now: datetime) -> None:
    headings = "UPN,Forename,Surname,Town,Postcode\n"
    text = f"{headings}A,Mary,O'Brien,Wisbech,PE13 1AA\nB,Mary,O'Brien,Wisbech,PE13 1AA\n"
    assert counts(take_in(session, viewer, "contacts", text, now)) == (2, 0, 0)
    known = adult_ids(session, viewer)
    assert known["A"] != known["B"]
    people = [find.person(session, viewer, adult) for [adult] in (known["A"], known["B"])]
    assert len(set(find.homes_of(session, viewer, [one.id for one in people]).values())) == 2
    assert counts(take_in(session, viewer, "contacts", text, now)) == (0, 0, 2)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_it_does_not_matter_in_which_order_siblings_stand(
    session: Session, viewer: Viewer, now: datetime, order: tuple[int, ...]
) -> None:
    rows = [row("A", "Mary O'Brien", HOME, PHONE, Language="LIT"), row("B", "Mary O'Brien", phone=PHONE, Title=""),
            row("C", "Mary O'Brien", HOME, Language="ZZZ")]  # fmt: skip
    shuffled = [rows[place] for place in order]
    contacts(session, viewer, now, *shuffled)
    known = adult_ids(session, viewer)
    assert known["A"] == known["B"] == known["C"]
    need = find.language_need(session, viewer, known["A"][0])
    assert need is not None
    assert need.written == "lt"
    assert counts(contacts(session, viewer, now, *rows)) == (0, 0, 3)


def test_rows_that_contradict_each_other_are_told_and_the_first_is_taken(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    rows = [row("A", "Mary O'Brien", HOME, PHONE, Language="LIT"),
            row("B", "Mary O'Brien", OTHER_HOME, PHONE, Language="POL")]  # fmt: skip
    outcome = contacts(session, viewer, now, *rows)
    assert [(bad.line, bad.column) for bad in outcome.faults] == [(3, "Address line 1"), (3, "Language")]
    again = contacts(session, viewer, now, *rows)
    assert counts(again) == (0, 0, 2)
    assert len(again.faults) == 2


def test_the_marks_of_a_name_are_never_lost_to_a_system_without_them(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    contacts(session, viewer, now, row("A", "Ziedrune Simkiene", phone=PHONE))
    better = row("A", "Žiedrūnė Šimkienė", phone=PHONE)
    assert counts(contacts(session, viewer, now, better)) == (0, 1, 0)
    outcome = contacts(session, viewer, now, row("A", "Ziedrune Simkiene", phone=PHONE))
    assert counts(outcome) == (0, 0, 1)
    assert any("spelled otherwise" in said for said in outcome.notes)
    [adult] = adult_ids(session, viewer)["A"]
    assert find.person(session, viewer, adult).name == "Žiedrūnė Šimkienė"


def test_a_parent_on_another_schools_record_is_not_matched(session: Session, viewer: Viewer, now: datetime) -> None:
    other = viewer_of(a_staff_member(session, an_agency(session, now, name="Other"), now, roles=("head teacher",)))
    take_in(session, other, "pupils", "UPN,Surname,Forename\nA,O'Brien,Jack\n", now)
    mary = row("A", "Mary O'Brien", HOME, PHONE)
    assert counts(contacts(session, viewer, now, mary)) == (1, 0, 0)
    assert counts(contacts(session, other, now, mary)) == (1, 0, 0)
    ours, theirs = adult_ids(session, viewer)["A"], adult_ids(session, other)["A"]
    assert ours != theirs
    homes = [find.homes_of(session, who, [adult])[adult] for who, [adult] in ((viewer, ours), (other, theirs))]
    assert homes[0] != homes[1]
