"""The scripts of cautions: what each kind explains, that no word changes unseen, and that a fault names its place."""

from __future__ import annotations

import difflib
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.packaged import packaged
from comms.letters.templates.extraction import messages
from comms.translation.catalogues import Catalogue
from comms.translation.glossary import terms_in
from comms.translation.scripts import (
    KINDS,
    LAW,
    NotAScript,
    Point,
    Script,
    ScriptFault,
    caution_words,
    points_for,
    read_scripts,
    script,
    session_words,
)
from comms.translation.short_words import short_words
from comms.translation.uses import CAUTION, approvers_needed

POINTS = [(kind, point) for kind in KINDS for point in script(kind).points]
BY_NAME = [f"{kind}-{point.id}" for kind, point in POINTS]
# Whoever changes a word gives its script a new version, and adds a line here: an old record keeps the words it had.
VERSIONS = {
    ("simple", "2026-11-1"): "bbcf4a82400394d9037d463b1457871376bf146accb31f909b6f894ee4e72e54",
    ("conditional", "2026-11-1"): "97eec89e16112f47997f254728f9d7aa427625ae6cc75a8d73a612b61e92cf7f",
    ("youth", "2026-11-1"): "ce871cb536e4aca74b492b82ce24c4174e1bbdd2d2b6310d07e1dc2be36304a9",
    ("youth_conditional", "2026-11-1"): "1e2fea26ba07ecc73e2b2f090ceecee4c336480f43c95dd83574b7cdd32fefcf",
    ("interview", "2026-11-1"): "531d3ad0b7470850e4b0aac741a5684c4b1c255b1dba9515df16f0690f6752c5",
}
# What the domain's facts say must be explained of every disposal.
OF_EVERY_DISPOSAL = {
    "what_it_is", "admission", "record", "police_computers", "court_later", "spent", "checks", "notification",
    "barring", "jobs", "travel", "immigration", "fingerprints", "victim", "legal_advice",
}  # fmt: skip
HARM = "But it may harm your defence if you do not mention when questioned something which you later rely on in Court."
LAWS = re.compile(r"\b(Act|section|paragraph|PACE|Code|Rules|Order|DBS|PNC)\b")


def _ours(point: Point) -> tuple[str, ...]:
    """What is ours in a point: everything but the law's own sentence."""
    return tuple(text for text in point.messages if text not in {one.text for one in _law()})


def _law() -> list[Any]:
    return [one for key, one in short_words(CAUTION).items() if key.startswith("interview.") and key.count(".") == 1]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged("letter_templates"), tmp_path / "letter_templates"))


def test_each_kind_explains_what_the_domain_says_it_must() -> None:
    ids = {kind: {point.id for point in script(kind).points} for kind in KINDS}
    assert ids["simple"] == OF_EVERY_DISPOSAL | {"agreement", "refusal"}
    assert ids["conditional"] == ids["simple"] | {"conditions", "breach", "paper"}
    assert ids["youth"] == OF_EVERY_DISPOSAL | {"no_agreement", "youth_team", "plan", "not_the_first"}
    assert ids["youth_conditional"] == ids["conditional"] | {"youth_team"}
    assert ids["interview"] == {"silence", "harm", "evidence"}
    assert {kind for kind in KINDS if script(kind).condition is not None} == {"conditional", "youth_conditional"}


def test_the_interview_says_the_three_sentences_of_the_law_and_never_others() -> None:
    assert [point.text for point in script("interview").points] == [
        "You do not have to say anything.",
        HARM,
        "Anything you do say may be given in evidence.",
    ]
    assert "But it may harm" not in (packaged("letter_templates") / "cautions" / "interview.toml").read_text("utf-8")
    assert (packaged("letter_templates") / LAW).is_file()


def test_nobody_is_asked_to_agree_to_a_youth_caution_and_nothing_is_promised() -> None:
    said = " ".join(text for point in script("youth").points for text in point.messages).casefold()
    for words in ("if you agree", "you agree to", "you can say no", "refuse", "accept", "promise", "not go to court"):
        assert words not in said, words
    assert "Nobody asks you to agree" in script("youth").points[1].text


def test_what_is_said_of_a_sexual_crime_is_said_of_no_other() -> None:
    for kind in ("simple", "conditional", "youth", "youth_conditional"):
        every, others = points_for(script(kind), sexual=True), points_for(script(kind), sexual=False)
        assert every == script(kind).points
        assert [point.id for point in every if point not in others] == ["notification"]
    assert points_for(script("interview"), sexual=False) == script("interview").points


@pytest.mark.parametrize(("kind", "point"), POINTS, ids=BY_NAME)
def test_a_point_is_two_sentences_other_words_with_an_example_and_an_open_question(kind: str, point: Point) -> None:
    assert len(re.findall(r"[.?!](?:\s|$)", point.text)) <= 2
    assert ("For example" in point.again) is True
    assert difflib.SequenceMatcher(None, point.text, point.again).ratio() < 0.6, "again is in really other words"
    assert re.fullmatch(r"In your own words, (what|who|how|when|where|which|why) .+\?", point.question)
    assert point.source
    assert any(letter.isdigit() for letter in point.dated)
    assert not point.checked, f"{kind}: nobody has compared the law itself yet"


@pytest.mark.parametrize(("kind", "point"), POINTS, ids=BY_NAME)
def test_a_point_names_no_law_and_no_figure(kind: str, point: Point) -> None:
    for text in _ours(point):
        assert not LAWS.search(text), (kind, text)
        assert not any(letter.isdigit() for letter in text), (kind, text)
        assert not set(text) & set("{}*#"), (kind, text)


def test_words_that_have_changed_have_a_new_version() -> None:
    assert {(kind, script(kind).version): script(kind).digest for kind in KINDS} == VERSIONS


def test_a_script_can_be_kept_and_read_again() -> None:
    for kind in KINDS:
        kept = script(kind).to_json()
        assert Script.from_json(kept) == script(kind)
        assert Script.from_json(kept).digest == script(kind).digest


@given(st.sampled_from(KINDS), st.data())
def test_no_word_of_a_script_changes_without_its_digest(kind: str, data: st.DataObject) -> None:
    one = script(kind)
    at = data.draw(st.integers(0, len(one.points) - 1))
    part = data.draw(st.sampled_from(["text", "again", "question", "source", "id"]))
    word = data.draw(st.text(min_size=1))
    point: Any = replace(one.points[at], **{part: getattr(one.points[at], part) + word})  # type: ignore[arg-type]
    assert replace(one, points=(*one.points[:at], point, *one.points[at + 1 :])).digest != one.digest


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept.pop("version"),
        lambda kept: kept.update(more=1),
        lambda kept: kept.update(checked="no"),
        lambda kept: kept.update(points=None),
        lambda kept: kept.update(points=["record"]),
        lambda kept: kept.update(condition=[]),
        lambda kept: kept["points"][0].pop("again"),
        lambda kept: kept["points"][0].update(only_if=[1]),
        lambda kept: kept["points"][0].update(question=None),
    ],
)
def test_a_kept_script_that_is_damaged_is_refused(damage: Any) -> None:
    kept = script("conditional").to_json()
    damage(kept)
    with pytest.raises(NotAScript, match="cannot be read"):
        Script.from_json(kept)


FAULTS = [
    ("simple", "[points.record]", "[points.Record]", "points.Record", "no point"),
    ("simple", 'version = "2026-11-1"', 'version = "newest"', "version", "no version"),
    ("simple", 'version = "2026-11-1"', "", "version", "missing"),
    ("simple", 'version = "2026-11-1"', 'version = "2026-11-1"\nauthor = "x"', "author", "not known"),
    ("simple", "checked = false", 'checked = "no"', "checked", "wrong type"),
    ("simple", "checked = false", "checked false", "", "not TOML"),
    ("simple", 'only_if = ["sexual"]', 'only_if = ["violent"]', "points.notification.only_if", "not known"),
    ("simple", 'only_if = ["sexual"]', 'only_when = ["sexual"]', "points.notification.only_when", "not known"),
    ("simple", "In your own words, what is a caution?", "Do you understand?", "points.what_it_is.question", "no open"),
    ("simple", "In your own words, what is a caution?", "In your own words, do you see?", "points.what_it_is.question",
     "no open"),
    ("simple", "A caution is a formal", "A caution is a {kind}", "points.what_it_is.text", "mark"),
    ("interview", '"interview.harm"', '"interview.hurt"', "points.harm.words", "has no"),
    ("interview", 'words = "interview.harm"', "", "points.harm.text", "missing"),
    ("youth", '[points.admission]\nsame_as = "simple"', '[points.admission]\nsame_as = "court"',
     "points.admission.same_as", "no words of its own"),
    ("youth", '[points.admission]\nsame_as = "simple"', '[points.admission]\nsame_as = "youth_conditional"',
     "points.admission.same_as", "no words of its own"),
    ("youth", '[points.admission]\nsame_as = "simple"', '[points.admission]\nsame_as = "simple"\ntext = "x"',
     "points.admission.text", "takes its words over"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "was", "becomes", "key", "what"), FAULTS)
def test_a_faulty_script_names_its_file_and_key(
    templates: Path, kind: str, was: str, becomes: str, key: str, what: str
) -> None:
    path = templates / "cautions" / f"{kind}.toml"
    text = path.read_text("utf-8")
    assert was in text
    path.write_text(text.replace(was, becomes, 1), "utf-8")
    with pytest.raises(ScriptFault, match=what) as fault:
        read_scripts(templates)
    assert (fault.value.file, fault.value.key) == (f"cautions/{kind}.toml", key)
    assert fault.value.remedy


def test_a_script_that_is_not_there_is_named(templates: Path) -> None:
    (templates / "cautions" / "youth.toml").unlink()
    with pytest.raises(ScriptFault, match=r"cautions/youth\.toml: There is no such file"):
        caution_words(templates)


def test_the_same_words_of_several_kinds_are_one_sentence_to_translate() -> None:
    said = Counter(text for _, point in POINTS for text in set(point.messages))
    assert said[script("simple").points[0].text] == 4
    assert Counter((one.context, one.text) for one in messages())[CAUTION, script("simple").points[0].text] == 1


def test_everything_a_session_can_say_is_in_the_catalogues_and_needs_two_approvers() -> None:
    every = {text for _, point in POINTS for text in point.messages}
    every |= {text for kind in KINDS if (point := script(kind).condition) for text in point.messages}
    every |= {one.text for one in session_words().values()}
    assert every == {one.text for one in messages() if one.context == CAUTION}
    assert every == {text for context, text in Catalogue.of("lt").messages if context == CAUTION}
    assert approvers_needed(CAUTION) == 2


def test_each_sentence_tells_the_translator_what_it_is_for() -> None:
    for one in messages():
        if one.context == CAUTION:
            key, what = one.comments
            assert short_words(CAUTION)[key].what == what
            assert len(what) > 5, key


def test_the_disposal_and_the_words_before_an_interview_are_two_terms() -> None:
    for key, one in short_words(CAUTION).items():
        terms = {found.term.key for found in terms_in(one.text) if "caution" in found.term.key}
        assert terms <= ({"caution"} if "interview" in key else {"caution_instead_of_court"}), one.text
