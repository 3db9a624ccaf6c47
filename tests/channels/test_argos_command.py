"""``comms translation``: packages from the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result
from tiny_engine.zipping import said_to_be

from comms.channels.argos.archive import checksum
from comms.cli import comms
from comms.foundation.errors import BadInput, NotFound, Refused


def _run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(comms, ["translation", *words], env={"COMMS_HOME": str(home)})


def test_packages_are_installed_listed_and_removed(tiny_packages: Mapping[str, Path], tmp_path: Path) -> None:
    polish, english = (str(tiny_packages[pair]) for pair in ("pl_en", "en_pl"))
    assert (
        "No translation package is installed. Install one with: comms translation install"
        in _run(tmp_path, "list").output
    )
    assert json.loads(_run(tmp_path, "list", "--json").output) == []
    done = _run(tmp_path, "install", polish, english)
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "Installed pl_en 1.0: it translates from Polish to English.",
        "Installed en_pl 1.0: it translates from English to Polish.",
    ]
    again = _run(tmp_path, "install", polish)
    assert again.output == "pl_en 1.0 was installed from this very file before: nothing changed.\n"
    listed = _run(tmp_path, "list").output.splitlines()
    assert [line.partition(",")[0] for line in listed] == [
        "en_pl 1.0: from English to Polish", "pl_en 1.0: from Polish to English",
    ]  # fmt: skip
    assert checksum(tiny_packages["pl_en"]) in listed[1]
    for_programs = json.loads(_run(tmp_path, "list", "--json").output)
    assert [(one["pair"], one["from"], one["to"], one["package_version"]) for one in for_programs] == [
        ("en_pl", "en", "pl", "1.0"), ("pl_en", "pl", "en", "1.0"),
    ]  # fmt: skip
    assert set(for_programs[0]) >= {"argos_version", "size", "sha256", "installed_at"}
    gone = _run(tmp_path, "remove", "pl_en")
    assert gone.output == "pl_en 1.0 is gone: nothing is translated from Polish to English any more.\n"
    assert "pl_en" not in _run(tmp_path, "list").output


def test_a_newer_version_says_what_it_replaced_and_an_older_one_how_to_have_it(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    polish = tiny_packages["pl_en"]
    newer = said_to_be(polish, tmp_path / "newer.argosmodel", package_version="1.2")
    assert _run(tmp_path, "install", str(polish)).exit_code == 0
    assert "Installed pl_en 1.2 in place of pl_en 1.0" in _run(tmp_path, "install", str(newer)).output
    refused = _run(tmp_path, "install", str(polish))
    assert isinstance(refused.exception, Refused)
    assert refused.exception.remedy == "To go back to the older one, add --older."
    assert "Installed pl_en 1.0 in place of pl_en 1.2" in _run(tmp_path, "install", "--older", str(polish)).output


def test_what_cannot_be_done_is_said(tiny_packages: Mapping[str, Path], tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    assert isinstance(_run(tmp_path, "install", str(tmp_path / "letter.pdf")).exception, BadInput)
    assert isinstance(_run(tmp_path, "install", str(tmp_path / "nowhere")).exception, BadInput)
    assert isinstance(_run(tmp_path, "remove", "pl_en").exception, NotFound)
    assert _run(tmp_path, "install").exit_code == 2


def test_the_table_of_languages_says_which_a_package_reads_and_writes(
    tiny_packages: Mapping[str, Path], tmp_path: Path
) -> None:
    nothing = {"COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    env = {"COMMS_HOME": str(tmp_path), **nothing}
    runner = CliRunner()
    assert runner.invoke(comms, ["init", "--agency", "Fen Edge Academy", "--kind", "school"], env=env).exit_code == 0
    lithuanian = said_to_be(tiny_packages["pl_en"], tmp_path / "lt.argosmodel", from_code="lt")
    files = [*map(str, tiny_packages.values()), str(lithuanian)]
    assert _run(tmp_path, "install", *files).exit_code == 0
    table = runner.invoke(comms, ["languages"], env=env).output.splitlines()
    machine = {line.split()[0]: line.split()[-1] for line in table}
    assert (machine["Polish"], machine["Lithuanian"], machine["Romanian"]) == ("both", "reads", "no")
