"""Every kind of letter that only comes by hand: its questions, its gates, and what a form says of a wrong answer."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from browsers import District
from exported_school import take_in_the_school
from factories import a_need
from flask.testing import FlaskClient

from comms.agencies.viewer import viewer_of
from comms.families.find import people_called
from comms.families.language_need import Interpreter
from comms.foundation.clock import london_date, utc_now
from comms.foundation.work import Database
from comms.letters import find
from comms.letters.letter import LetterState
from comms.letters.templates.source import letter_kinds


def in_days(days: int) -> str:
    """A day that many days from today, as a form sends it."""
    return (london_date(utc_now()) + timedelta(days=days)).isoformat()


MEETING = {
    "kind": "L03", "purpose": "purpose.attendance", "day": in_days(14), "at": "17:30", "minutes": "45",
    "place": "Room 4", "people": ["people.attendance", "people.tutor"], "reply_by": in_days(7),
}  # fmt: skip
# What is typed for each kind that only comes by hand, to a mother who reads and speaks Lithuanian.
BY_HAND: dict[str, dict[str, str | list[str]]] = {
    "L01": {"kind": "L01", "day": in_days(0), "part": "part.morning", "closed_at": "09:15"},
    "L03": MEETING | {"interpreter": "interpreter.in_person", "interpreter-interpreter.in_person-language": "lt"},
    "L04": {
        "kind": "L04", "missed_day": in_days(-3), "missed_at": "09:00", "cause": "cause.not_known",
        "day": in_days(14), "at": "17:30", "place": "Room 4", "reply_by": in_days(7),
        "interpreter": "interpreter.telephone", "interpreter-interpreter.telephone-language": "lt",
    },
    "L05": {
        "kind": "L05", "from": in_days(1), "to": in_days(60), "review_on": in_days(30), "ours": ["ours.ring"],
        "yours": ["yours.ring", "yours.talk"], "interpreter": "interpreter.in_person",
        "interpreter-interpreter.in_person-language": "lt",
    },
    "L06": {
        "kind": "L06", "asked_on": in_days(-3), "first_day": in_days(20), "last_day": in_days(24),
        "decision": "decision.part", "decision-decision.part-first_day": in_days(20),
        "decision-decision.part-last_day": in_days(21), "reason": "reason.part", "back_on": in_days(22),
        "effect": "effect.counted", "head": "Martin Adeyemi",
    },
    "L13": {
        "kind": "L13", "last_seen": in_days(-20), "expected_on": in_days(-2), "tried": ["tried.rang"],
        "reply_by": in_days(5),
    },
}  # fmt: skip


@pytest.fixture
def people(database: Database, district: District) -> dict[str, UUID]:
    """The ids of a mother and her child, by name."""
    names = ("Rasa Kazlauskienė", "Ugnė Kazlauskaitė")
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        take_in_the_school(session, viewer, utc_now())
        return {name: people_called(session, viewer, name)[0].id for name in names}


def _issued(database: Database, district: District) -> list[tuple[str, str | None]]:
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        return [(one.kind, one.language) for one in find.letters_in_state(session, viewer, LetterState.ISSUED)]


@pytest.mark.parametrize("kind", BY_HAND)
def test_every_question_of_a_letter_by_hand_has_its_own_way_to_answer(
    client: FlaskClient, people: dict[str, UUID], kind: str
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    page = client.get(f"/letters/to/{rasa}/fill?kind={kind}&child={child}").text
    inputs = {name: tag for tag in re.findall(r"<input[^>]*>", page) for name in re.findall(r'name="([^"]+)"', tag)}
    kinds = {"date": "date", "time": "time", "phrase": "radio", "phrases": "checkbox"}
    for field in letter_kinds()[kind].fields.values():
        if (shown := kinds.get(field.type)) is not None:
            assert f'type="{shown}"' in inputs[field.name]
            assert f"{field.what[0].upper()}{field.what[1:]}" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("kind", BY_HAND)
def test_every_letter_by_hand_is_made_or_waits_only_for_its_words(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID], kind: str
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    page = client.post(f"/letters/to/{rasa}/fill", data=BY_HAND[kind] | {"child": str(child)}, follow_redirects=True)
    assert page.status_code == 200
    if letter_kinds()[kind].words == "draft_marked":
        assert _issued(database, district) == [(kind, "lt")]
    else:
        assert "Nobody qualified has approved the Lithuanian words of this letter." in page.text


def test_an_invitation_without_an_interpreter_waits_and_the_page_leads_to_the_question(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    form = client.get(f"/letters/to/{rasa}/fill?kind=L03&child={child}").text
    assert "Nobody has asked whether <bdi>Rasa</bdi> needs an interpreter." in form
    assert "None is held yet" in form
    held = client.post(f"/letters/to/{rasa}/fill", data=MEETING | {"child": str(child)}, follow_redirects=True).text
    assert "Nobody has asked whether this parent needs an interpreter, and none is held." in held
    assert "Book an interpreter for Lithuanian first" in held
    link = f"/letters/to/{rasa}/fill?kind=L03&amp;child={child}"
    assert f'href="{link}"' in held
    assert "Name the interpreter who is held" in held
    assert client.get(link.replace("&amp;", "&")).status_code == 200
    assert _issued(database, district) == []
    client.post(f"/letters/to/{rasa}/fill", data=BY_HAND["L03"] | {"child": str(child)})
    assert _issued(database, district) == [("L03", "lt")]
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        assert find.letters_in_state(session, viewer, LetterState.HELD) == []


def test_only_languages_the_parent_speaks_are_offered_for_the_interpreter(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        mother = people_called(session, viewer, "Rasa Kazlauskienė")[0]
        a_need(session, viewer, mother, utc_now(), spoken=["ru", "lt", "en"], interpreter=Interpreter.NEEDED)
    page = client.get(f"/letters/to/{rasa}/fill?kind=L03&child={child}").text
    chosen = re.search(r'<select[^>]*name="interpreter-interpreter.in_person-language".*?</select>', page, re.DOTALL)
    assert chosen is not None
    assert re.findall(r'value="(\w*)"', chosen[0]) == ["", "ru", "lt"]
    assert "<bdi>Rasa</bdi> needs an interpreter." in page


def test_no_interpreter_is_asked_for_where_they_said_that_none_is_needed(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    with database.work() as session:
        viewer = viewer_of(session.merge(district.head))
        mother = people_called(session, viewer, "Rasa Kazlauskienė")[0]
        a_need(session, viewer, mother, utc_now(), interpreter=Interpreter.NOT_NEEDED)
    page = client.get(f"/letters/to/{rasa}/fill?kind=L03&child={child}").text
    assert "How an interpreter will help (may be left)" in page
    assert "Say nothing of this" in page
    client.post(f"/letters/to/{rasa}/fill", data=MEETING | {"child": str(child)})
    assert _issued(database, district) == [("L03", "lt")]


def test_a_meeting_that_failed_because_of_us_leads_to_a_new_invitation(
    client: FlaskClient, database: Database, district: District, people: dict[str, UUID]
) -> None:
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    answers = BY_HAND["L04"] | {"child": str(child), "cause": "cause.interpreter"}
    held = client.post(f"/letters/to/{rasa}/fill", data=answers, follow_redirects=True).text
    assert "The meeting did not happen because there was no interpreter." in held
    assert "Nothing of this counts against the family." in held
    assert f'href="/letters/to/{rasa}/fill?kind=L03&amp;child={child}"' in held
    assert _issued(database, district) == []


@pytest.mark.parametrize(
    ("kind", "changed", "says"),
    [
        ("L03", {"reply_by": in_days(15)}, "The day to answer by is after the meeting."),
        ("L05", {"review_on": in_days(61)}, "The agreement ends before the day to look at it together."),
        ("L06", {"reason": "reason.exceptional"}, "This reason does not belong to this decision."),
        (
            "L06",
            {"decision-decision.part-last_day": in_days(25)},
            "The last day agreed is after the last day asked for.",
        ),
        (
            "L06",
            {"decision-decision.part-last_day": in_days(19)},
            "The last day agreed is before the first.",
        ),
        ("L13", {"expected_on": in_days(1)}, "The day of return has not come yet"),
    ],
)
def test_values_that_contradict_each_other_are_told_at_the_field_and_no_letter_is_held(
    client: FlaskClient,
    database: Database,
    district: District,
    people: dict[str, UUID],
    kind: str,
    changed: dict[str, str],
    says: str,
) -> None:
    (field,) = changed
    rasa, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    answers = BY_HAND[kind] | changed | {"child": str(child)}
    page = client.post(f"/letters/to/{rasa}/fill", data=answers)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text
    assert page.text.count(says) >= 2
    assert re.search(rf'name="{field}"[^>]*value="{changed[field]}"', page.text)
    with database.work() as session:
        assert find.letters_in_state(session, viewer_of(session.merge(district.head)), LetterState.HELD) == []


def test_the_last_day_a_child_was_seen_is_filled_in_from_the_register(
    client: FlaskClient, people: dict[str, UUID]
) -> None:
    parent, child = people["Rasa Kazlauskienė"], people["Ugnė Kazlauskaitė"]
    page = client.get(f"/letters/to/{parent}/fill?kind=L13&child={child}").text
    assert re.search(r'name="last_seen"[^>]*value="\d{4}-\d\d-\d\d"', page)
