"""Translating and detecting from the command line, with and without an installation, as people and programs read it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.reached_from_here import run
from click.testing import CliRunner, Result
from tabled_engine import BROKEN, ILL, LETTER, POLISH, TabledEngine

from comms.agencies.agency import Agency
from comms.agencies.staff import Staff
from comms.channels import translating
from comms.channels.translator import NO_ENGINE
from comms.cli import comms, lines
from comms.cli.opening import opened
from comms.foundation.clock import utc_now
from comms.foundation.errors import CommsError
from comms.translation.approval import TranslationApproval
from comms.translation.catalogues import words_hash

MARKED = "pl_en 1.9: machine translation, not checked\n"
HELP, THEIRS = "We can help you with this.", "Możemy w tym pomóc."
ROOT = Path(__file__).parents[2]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> TabledEngine:
    made = TabledEngine()
    monkeypatch.setattr(translating, "translator_for", lambda settings: made)
    return made


def translated(home: Path, *words: str, given: str = "", **env: str | None) -> Result:
    own = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None} | env
    return CliRunner().invoke(comms, ["translate", *words], input=given, env=own)


def test_a_text_is_translated_without_any_installation_and_marked(tmp_path: Path, engine: TabledEngine) -> None:
    done = translated(tmp_path, "--from", "pl", "--to", "en", LETTER)
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{POLISH[LETTER]}\n", MARKED)
    assert list(tmp_path.iterdir()) == []


def test_each_line_has_one_answer_and_what_is_refused_is_printed_as_it_was(
    tmp_path: Path, engine: TabledEngine
) -> None:
    given = f"{LETTER}\n\nZupełnie nieznane zdanie.\r\n{BROKEN}\n18:30\n{ILL}"
    done = translated(tmp_path, "--from", "pl", "--to", "en", "-", given=given)
    assert done.exit_code == 1
    assert done.stdout.split("\n") == [
        POLISH[LETTER], "", "Zupełnie nieznane zdanie.", BROKEN, "18:30", POLISH[ILL], "",
    ]  # fmt: skip
    assert done.stderr == (
        f"{MARKED}Line 3: I do not know it.\n"
        "Line 4: The translation package failed on this text, so it was not translated.\n"
    )


def test_lines_go_to_the_engine_in_batches(
    tmp_path: Path, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_LINES", 3)
    monkeypatch.setattr(lines, "PATIENCE", 60.0)
    texts = [f"Zdanie numer {'a' * number}." for number in range(1, 8)]
    engine.known = {text: f"Sentence number {text[13:]}" for text in texts}
    done = translated(tmp_path, "--from", "pl", "--to", "en", "-", given="\n".join(texts))
    assert done.exit_code == 0, done.output
    assert [len(batch) for batch in engine.asked] == [3, 3, 1]


def test_another_program_reads_an_object_on_each_line(tmp_path: Path, engine: TabledEngine) -> None:
    done = translated(tmp_path, "--from", "pl", "--to", "EN", "--json", "-", given=f"{LETTER}\nNieznane zdanie.\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "from": "pl", "to": "en", "text": LETTER, "translation": POLISH[LETTER], "by": "pl_en 1.9",
        "mark": "machine translation, not checked", "from_memory": False, "why": "",
    }  # fmt: skip
    assert (second["translation"], second["mark"], second["why"]) == (None, "", "I do not know it.")
    assert (done.exit_code, done.stderr) == (1, "")


def test_names_are_not_given_to_the_engine(tmp_path: Path, engine: TabledEngine) -> None:
    translated(tmp_path, "--from", "pl", "--to", "en", "--names", "Rasa Kazlauskienė, Ugnė", "Dzwoniła Rasa do szkoły.")
    assert engine.texts_asked
    assert not any("Rasa" in text for text in engine.texts_asked)


def test_without_a_package_it_says_so(tmp_path: Path) -> None:
    done = translated(tmp_path, "--from", "pl", "--to", "en", LETTER)
    assert (done.exit_code, done.stdout, done.stderr) == (1, f"{LETTER}\n", f"{NO_ENGINE}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "pl", "--to", "pl", LETTER), ("--from", "zzz", "--to", "en", LETTER), ("--from", "pl", LETTER),
        ("--from", "pl", "--to", "en"),
    ],
)  # fmt: skip
def test_wrong_use_is_refused(tmp_path: Path, engine: TabledEngine, words: tuple[str, ...]) -> None:
    done = translated(tmp_path, *words)
    assert done.exit_code == 2 or isinstance(done.exception, CommsError)
    assert done.stdout == ""


def test_wrong_use_leaves_with_two(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "comms.cli", "translate", "--from", "pl", "--to", "pl", LETTER],
        env=os.environ | {"COMMS_HOME": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Both languages are the same" in done.stderr


def test_approved_words_are_used_before_any_engine_where_there_is_a_database(
    tmp_path: Path, engine: TabledEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(tmp_path, "init", "--agency", "Fen Edge Academy", "--kind", "school").exit_code == 0
    monkeypatch.setenv("COMMS_HOME", str(tmp_path))
    with opened().database.work() as session:
        school, who = session.query(Agency).one(), session.query(Staff).one()
        session.add(
            TranslationApproval(
                language="pl", context="phrase", source=HELP, forms=[THEIRS], approved_by=who.id, agency_id=school.id,
                source_hash=words_hash("phrase", (HELP,)), translation_hash=words_hash("phrase", (THEIRS,)),
                approver_name=who.name, qualification="DPSI", approved_at=utc_now(),
            )
        )  # fmt: skip
    done = translated(tmp_path, "--from", "en", "--to", "pl", HELP)
    assert (done.exit_code, done.stdout) == (0, f"{THEIRS}\n")
    assert done.stderr == "approved words: people have read and approved them.\n"
    assert engine.asked == []


def test_a_database_that_cannot_be_used_is_said_and_the_engine_translates_all_the_same(
    tmp_path: Path, engine: TabledEngine
) -> None:
    (tmp_path / "comms.sqlite").write_bytes(b"")
    engine.known = {HELP: THEIRS}
    engine.pairs = lambda: ()  # type: ignore[method-assign]
    done = translated(tmp_path, "--from", "en", "--to", "pl", HELP)
    assert done.stderr.startswith("Approved words were not looked for. There is no master key.")
    assert done.stdout == f"{HELP}\n"


def test_whoever_writes_a_line_and_waits_has_its_answer() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "comms.cli", "detect", "--family", "pl", "-"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        for text, told in (("proszę zadzwonić po osiemnastej", "pl  Polish, 99% sure."), ("18:30", "unsure  ")):
            child.stdin.write(f"{text}\n")
            child.stdin.flush()
            assert child.stdout.readline().startswith(told)
        child.stdin.close()
        assert child.stdout.read() == ""
    assert child.returncode == 0


def detected(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(comms, ["detect", *words], input=given)


def test_a_language_is_told_with_how_sure_it_is_and_why() -> None:
    done = detected("--family", "pl, en", "prosze zadzwonic po 18")
    assert done.exit_code == 0
    assert done.stdout.startswith("pl  Polish, 99% sure. Its letters follow one another as in Polish, which stands")


def test_what_is_unsure_says_why_and_is_no_failure() -> None:
    done = detected("18:30 👍")
    assert (done.exit_code, done.stdout) == (0, "unsure  There are too few letters to tell a language.\n")


def test_detection_speaks_to_programs_line_by_line() -> None:
    done = detected("--family", "lt", "--json", "-", given="Labas rytas, dukra serga\nok\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["language"], first["name"], second["language"], second["name"]) == ("lt", "Lithuanian", None, None)
    assert first["probability"] > 0.9
    assert second["why"] == "There are too few letters to tell a language."


def test_an_unknown_language_on_record_is_wrong_use() -> None:
    assert isinstance(detected("--family", "zzz", "Labas rytas").exception, CommsError)
