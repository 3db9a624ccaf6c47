"""What stands in the record of a caution, for a court that has nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from recorded_cautions import BEGAN, Session, a_session, a_session_that_lost_its_interpreter, written

from comms.cautions.exhibits.canonical import canonical, read_record
from comms.cautions.exhibits.groups.ending import NotDecided
from comms.cautions.exhibits.groups.keeping import FIRST_HASH, chained
from comms.cautions.exhibits.paper.presence import presence
from comms.cautions.exhibits.record import caution_record
from comms.cautions.exhibits.told import Earlier, Left
from comms.cautions.said import (
    Admitted,
    AdultBegan,
    AskedByPerson,
    AskedFor,
    Corrected,
    Decided,
    LanguageEstablished,
    NoInterpreter,
    OfficerChanged,
    Paused,
    Resumed,
)
from comms.channels.record_paper import Times

DOCUMENTED = (Path(__file__).parents[3] / "docs" / "exhibits.md").read_text(encoding="utf-8")


def groups() -> Iterator[tuple[int, list[str]]]:
    """Each row of the table of groups: its number, and where in the record it stands."""
    for row in re.findall(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|", DOCUMENTED, re.MULTILINE):
        yield int(row[0]), re.findall(r"`([a-z_.0-9]+)`", row[1])


def found(value: Any, path: str) -> bool:
    """Whether a record has this field; in a list each of its objects."""
    for name in path.split("."):
        value = value[0] if isinstance(value, list) and value else value
        if not isinstance(value, Mapping) or name not in value:
            return False
        value = value[name]
    return True


def test_all_thirty_groups_stand_in_the_record_where_the_documentation_says() -> None:
    record = a_session().record()
    rows = dict(groups())
    assert sorted(rows) == list(range(1, 31))
    assert [path for paths in rows.values() for path in paths if not found(record, path)] == []


def test_nothing_at_the_top_of_a_record_is_undocumented() -> None:
    assert [name for name in a_session().record() if f"`{name}" not in DOCUMENTED] == []


def test_a_record_has_one_canonical_form_and_is_read_back_from_it() -> None:
    record = a_session("ar").record()
    assert read_record(canonical(record)) == record


def test_every_own_words_in_the_record_name_a_file_that_is_there() -> None:
    record = json.loads(written(a_session().record()))
    named = {one["media_id"] for one in _objects(record) if "rendered_by" in one} - {None}
    assert len(named) == 2
    assert named < {one["id"] for one in record["media"]}
    assert [one["name"] for one in record["media"]] == [
        "media-01-handwriting.png", "media-02-audio.webm", "media-03-signature.png",
    ]  # fmt: skip


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)


def test_the_entries_are_chained_as_documented() -> None:
    record = a_session().record()
    before = bytes(32)
    for entry in record["entries"]:
        rest = {name: entry[name] for name in entry if name != "hash"}
        before = hashlib.sha256(before + canonical(rest)).digest()
        assert before.hex() == entry["hash"]
    assert record["audit"]["last_hash"] == before.hex()


def test_an_entry_that_is_left_out_changes_the_hash_of_every_later_one() -> None:
    kept = [{name: one[name] for name in one if name != "hash"} for one in a_session().record()["entries"]]

    def last(entries: list[dict[str, Any]]) -> str:
        before = FIRST_HASH
        for one in entries:
            before = chained(before, one)
        return before

    assert last(kept) != last(kept[:5] + kept[6:])


def test_the_script_in_the_record_is_the_one_its_hash_means() -> None:
    script = a_session().record()["script"]
    assert hashlib.sha256(canonical(script["words"])).hexdigest() == script["sha256"]


def test_each_point_has_its_rounds_with_words_answer_and_judgement() -> None:
    record = a_session(again=(2,)).record()
    third = record["points"][2]
    assert (third["number"], third["understood"], third["explained_again"]) == (3, True, True)
    assert [one["judgement"]["result"] for one in third["rounds"]] == ["partly", "understood"]
    assert third["rounds"][1]["read"]["changed"] == "Said with an example"
    assert third["rounds"][1]["read"]["english"] != third["rounds"][0]["read"]["english"]
    assert [one["explained_again"] for one in record["points"]].count(True) == 1


def test_points_that_were_read_while_the_interpreter_was_gone_do_not_count_and_say_why() -> None:
    record = a_session_that_lost_its_interpreter().record()
    first, second = record["points"][-1]["rounds"]
    assert not first["counts"]
    assert first["why_not"].startswith("The interpreter had left at")
    assert second["counts"]
    assert record["points"][-1]["understood"]


def test_an_interpreter_who_came_back_stands_once_with_both_stretches() -> None:
    (interpreter,) = a_session_that_lost_its_interpreter().record()["interpreters"]
    first, second = interpreter["present"]
    assert (first["why"], second["to"]) == ("Called away", None)
    assert first["from"] < first["to"] < second["from"]
    assert interpreter["confirmed"][0]["understood"]


@pytest.mark.parametrize(("approved", "drafts"), [(True, []), (False, ["lt"])])
def test_languages_whose_words_nobody_approved_are_named(approved: bool, drafts: list[str]) -> None:
    assert a_session(approved=approved).record()["script"]["not_approved"] == drafts


@pytest.mark.parametrize(("hours", "before"), [(-1, True), (5, False)])
def test_the_record_says_whether_the_admission_came_before_the_offer(hours: int, before: bool) -> None:
    session = a_session()
    session.say(Admitted(BEGAN + timedelta(hours=hours), "In interview", "On tape"))
    assert session.record()["admission"]["before_offer"] is before


def test_a_session_without_an_outcome_is_no_record() -> None:
    with pytest.raises(NotDecided, match="No outcome"):
        Session(a_session().speaker).opened().record()


def test_an_outcome_that_could_not_stand_stays_beside_the_one_that_followed() -> None:
    session = a_session()
    session.say(Decided("cannot proceed", "The interpreter had left"))
    outcome = session.record()["outcome"]
    assert (outcome["outcome"], outcome["counts"]) == ("cannot proceed", False)
    assert [one["outcome"] for one in outcome["overtaken"]] == ["accepts"]
    assert session.record()["signatures"] == []


def test_a_correction_names_the_version_it_takes_the_place_of() -> None:
    session = a_session()
    session.say(Corrected("The custody number", "NA/1234/27", "A figure was misread"))
    sealing = replace(session.told().sealing, earlier=Earlier(UUID(int=4), 1, "a" * 64, "A figure was misread"))
    record = session.record(sealing=sealing)["record"]
    assert record["version"] == 2
    assert record["supersedes"] == {"id": str(UUID(int=4)), "version": 1, "record_sha256": "a" * 64}
    assert record["why"] == "A figure was misread"
    assert record["corrections"][0]["says_now"] == "NA/1234/27"
    assert record["reference"] == a_session().record()["record"]["reference"]


def test_nobody_is_said_to_have_stayed_until_a_correction_that_came_weeks_later() -> None:
    session = a_session()
    (before,) = (one for one in presence(session.record()) if isinstance(one, Times))
    session.now += timedelta(days=20)
    session.say(Corrected("The custody number", "NA/1234/27", "A figure was misread"))
    (after,) = (one for one in presence(session.record()) if isinstance(one, Times))
    assert after == before


def test_what_happened_meanwhile_is_on_record_in_order() -> None:
    session = a_session()
    own = session.own("Kada galėsiu eiti namo?", "When may I go home?")
    session.say(
        AskedByPerson(own, "In an hour"), AskedFor("A second opinion", "A lawyer was rung"),
        NoInterpreter("None could come before noon", own), Paused("Waiting for a lawyer"), Resumed(),
        AdultBegan("Jonas Petraitis", "social worker", "", None, "lt", understands_english=True, not_involved=True,
                   began_at=session.now),
        OfficerChanged("Ann Bell", "sergeant", "End of shift"), LanguageEstablished("pl", how="They said so now"),
    )  # fmt: skip
    record = session.decided("declines").record()
    assert record["questions"][0]["answer"] == "In an hour"
    assert record["asked_for"][0]["response"] == "A lawyer was rung"
    assert record["no_interpreter"][0]["words"]["rendition"] == "When may I go home?"
    assert record["pauses"][0]["to"] > record["pauses"][0]["from"]
    assert record["age"]["appropriate_adults"][0]["name"] == "Jonas Petraitis"
    assert [one["name"] for one in record["officers"]] == ["Helen Green", "Ann Bell"]
    assert [one["spoken"] for one in record["language"]["changes"]] == ["lt"]
    assert record["language"]["spoken"] == "pl"


def test_a_device_whose_clock_was_off_is_named_with_the_seconds() -> None:
    session = a_session()
    session.entries[3] = replace(session.entries[3], device_at=session.entries[3].at + timedelta(minutes=7))
    session.entries[4] = replace(session.entries[4], device_at=session.entries[4].at + timedelta(minutes=3))
    (off,) = session.record()["audit"]["clock_differences"]
    assert (off["entry"], off["seconds"], off["device"]) == (4, 420, "tablet 4")


def test_copies_and_other_ways_in_which_a_record_left_are_told_apart() -> None:
    left = [Left("copy given", "Rūta Kazlauskienė", "lt", BEGAN), Left("downloaded", "Helen Green", "", BEGAN)]
    told = a_session().told(left=left)
    record = caution_record(told, {"language": "lt", "sha256": "c" * 64})
    assert record["copies_given"]["made"] == {"language": "lt", "sha256": "c" * 64}
    assert [one["to_whom"] for one in record["copies_given"]["given"]] == ["Rūta Kazlauskienė"]
    assert [one["way"] for one in record["disclosure"]["exports"]] == ["downloaded"]
