"""Installing, listing and removing translation packages, with real ones and with files that are none."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_engine.zipping import said_to_be, unzipped, write_zip

from comms.channels.argos import archive, install, installed_packages, remove
from comms.channels.argos.archive import checksum
from comms.channels.argos.installing import GOING, UNFINISHED
from comms.channels.argos.packages import NOTE, package_for, tag_of
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.languages import LANGUAGES

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "translation"


@pytest.fixture
def polish(tiny_packages: Mapping[str, Path]) -> Path:
    return tiny_packages["pl_en"]


def _seen(folder: Path) -> list[str]:
    """What lies in the folder that is not the lock."""
    return sorted(one.name for one in folder.iterdir() if one.name != ".lock") if folder.exists() else []


def test_an_installed_package_is_listed_with_where_it_came_from(folder: Path, polish: Path) -> None:
    done = install(folder, polish, NOW)
    assert (done.changed, done.replaced) == (True, None)
    (package,) = installed_packages(folder)
    assert package == done.package
    assert (package.source, package.target, package.by, package.argos_version) == ("pl", "en", "pl_en 1.0", "1.9.0")
    assert package.sha256 == checksum(polish)
    assert package.installed_at == NOW
    assert package.size == sum(one.stat().st_size for one in package.content.rglob("*") if one.is_file())
    assert json.loads((package.folder / NOTE).read_text("utf-8"))["sha256"] == checksum(polish)
    assert _seen(folder) == ["pl_en-1.0"]


def test_the_same_file_again_changes_nothing(folder: Path, polish: Path) -> None:
    first = install(folder, polish, NOW)
    before = {one: one.stat().st_mtime_ns for one in first.package.folder.rglob("*")}
    again = install(folder, polish, LATER)
    assert (again.changed, again.package) == (False, first.package)
    assert {one: one.stat().st_mtime_ns for one in first.package.folder.rglob("*")} == before


def test_a_newer_version_takes_the_place_of_the_older_and_an_older_one_is_refused(
    folder: Path, polish: Path, tmp_path: Path
) -> None:
    install(folder, polish, NOW)
    newer = said_to_be(polish, tmp_path / "newer.argosmodel", package_version="1.10")
    done = install(folder, newer, LATER)
    assert (done.package.by, done.replaced and done.replaced.by) == ("pl_en 1.10", "pl_en 1.0")
    assert _seen(folder) == ["pl_en-1.10"]
    older = said_to_be(polish, tmp_path / "older.argosmodel", package_version="1.9")
    with pytest.raises(Refused, match=r"pl_en 1\.10 is installed, which is newer than version 1\.9\..*--older"):
        install(folder, older, LATER)
    assert _seen(folder) == ["pl_en-1.10"]
    assert install(folder, older, LATER, older=True).package.by == "pl_en 1.9"
    assert _seen(folder) == ["pl_en-1.9"]


def test_another_file_of_the_same_version_is_refused(folder: Path, polish: Path, tmp_path: Path) -> None:
    install(folder, polish, NOW)
    other = said_to_be(polish, tmp_path / "other.argosmodel", argos_version="2", package_version="1.0.0")
    with pytest.raises(Refused, match=r"Another file of pl_en 1\.0 is installed.*comms translation remove pl_en"):
        install(folder, other, LATER)


def test_each_direction_is_a_package_of_its_own(folder: Path, tiny_packages: Mapping[str, Path]) -> None:
    for file in tiny_packages.values():
        install(folder, file, NOW)
    assert [package.pair for package in installed_packages(folder)] == ["en_pl", "pl_en"]
    assert remove(folder, "pl_en").by == "pl_en 1.0"
    assert [package.pair for package in installed_packages(folder)] == ["en_pl"]
    with pytest.raises(NotFound, match=r"There is no translation package pl_en\. There are: en_pl\."):
        remove(folder, "pl_en")
    remove(folder, "en_pl")
    assert _seen(folder) == []
    with pytest.raises(NotFound, match="None is installed"):
        remove(folder, "en_pl")


def test_what_an_interrupted_command_left_counts_for_nothing_and_is_cleared_away(folder: Path, polish: Path) -> None:
    install(folder, polish, NOW)
    for left in (f"{UNFINISHED}1", f"{GOING}1", "notes"):
        (folder / left / "package").mkdir(parents=True)
    (folder / "pl_en-0.9").mkdir()
    (folder / "pl_en-0.9" / NOTE).write_text('{"from_code": "pl"}', "utf-8")
    assert [package.by for package in installed_packages(folder)] == ["pl_en 1.0"]
    install(folder, polish, LATER)
    assert _seen(folder) == ["notes", "pl_en-0.9", "pl_en-1.0"]


def test_where_replacing_was_interrupted_the_package_that_came_last_serves(
    folder: Path, polish: Path, tmp_path: Path
) -> None:
    install(folder, polish, NOW)
    aside = folder / "pl_en-1.0"
    kept = aside.rename(tmp_path / "kept")
    install(folder, said_to_be(polish, tmp_path / "newer.argosmodel", package_version="1.1"), LATER)
    kept.rename(aside)
    assert [package.by for package in installed_packages(folder)] == ["pl_en 1.1"]
    assert remove(folder, "pl_en").by == "pl_en 1.1"
    assert _seen(folder) == []


@pytest.mark.parametrize(
    ("code", "tag"), [("zh", "zh-Hans"), ("zt", "zh-Hant"), ("pb", "pt-BR"), ("pt", "pt"), ("ur", "ur"), ("nb", "nb")]
)
def test_languages_as_argos_names_them_have_their_tags(code: str, tag: str) -> None:
    assert tag_of(code) == tag
    assert tag in LANGUAGES


def test_a_package_serves_the_regional_forms_that_its_language_stands_for(
    folder: Path, polish: Path, tmp_path: Path
) -> None:
    for codes in ({"from_code": "ro"}, {"from_code": "pb"}, {"from_code": "zh"}):
        install(folder, said_to_be(polish, tmp_path / "one.argosmodel", **codes), NOW)
    served = {tag: package_for(folder, tag, "en") for tag in ("ro-MD", "pt-BR", "pt_br", "pt", "zh-Hans", "zh-Hant")}
    found = {tag: package and package.pair for tag, package in served.items()}
    assert found == {
        "ro-MD": "ro_en", "pt-BR": "pb_en", "pt_br": "pb_en", "pt": None, "zh-Hans": "zh_en", "zh-Hant": None,
    }  # fmt: skip
    assert package_for(folder, "en", "ro") is None
    assert package_for(folder, "no such tag", "en") is None
    assert remove(folder, "pt-BR_en").pair == "pb_en"


Inside = dict[str, bytes]


def _without(inside: Inside, ending: str) -> Inside:
    return {name: data for name, data in inside.items() if not name.endswith(ending)}


def _with_metadata(inside: Inside, **changed: object) -> Inside:
    given = json.loads(inside["pl_en/metadata.json"]) | changed
    return inside | {"pl_en/metadata.json": json.dumps(given).encode()}


SPOILED: dict[str, tuple[Callable[[Inside], Inside], str]] = {
    "no metadata": (lambda one: _without(one, "metadata.json"), "no metadata.json"),
    "no model": (lambda one: _without(one, "model.bin"), "no model"),
    "no pieces of words": (lambda one: _without(one, "sentencepiece.model"), "nothing that reads words"),
    "metadata that is a list": (lambda one: one | {"pl_en/metadata.json": b"[]"}, "says nothing"),
    "metadata that is no JSON": (lambda one: one | {"pl_en/metadata.json": b"{"}, "damaged"),
    "metadata in no encoding": (lambda one: one | {"pl_en/metadata.json": b"\xff\xfe{"}, "damaged"),
    "another kind": (lambda one: _with_metadata(one, type="sbd"), "translates nothing"),
    "no language": (lambda one: _with_metadata(one, from_code=None), "from which language"),
    "a language that is a path": (lambda one: _with_metadata(one, to_code="../en"), "from which language"),
    "a language nobody knows": (lambda one: _with_metadata(one, to_code="xx"), "“xx”"),
    "no version": (lambda one: _with_metadata(one, package_version=""), "which version"),
    "a version that is a path": (lambda one: _with_metadata(one, package_version="1/../.."), "which version"),
    "a model that is none": (lambda one: one | {"pl_en/model/model.bin": b"nothing"}, "cannot be loaded"),
    "half a model": (
        lambda one: one | {"pl_en/model/model.bin": one["pl_en/model/model.bin"][:90_000]}, "cannot be loaded",
    ),
    "pieces of words that are none": (lambda one: one | {"pl_en/sentencepiece.model": b"\x00"}, "cannot be loaded"),
    "a way out": (lambda one: one | {"../outside": b"x"}, "outside its own folder"),
    "a way out of its folder": (lambda one: one | {"pl_en/model/../../../outside": b"x"}, "outside its own folder"),
    "a whole path": (lambda one: one | {"/outside": b"x"}, "outside its own folder"),
    "a path of Windows": (lambda one: one | {"pl_en\\..\\..\\outside": b"x"}, "outside its own folder"),
    "a drive": (lambda one: one | {"C:outside": b"x"}, "outside its own folder"),
    "a prefix that is no word": (lambda one: _with_metadata(one, target_prefix=5), "does not work"),
    "a name without end": (lambda one: one | {"pl_en/" + "x" * 300: b""}, "packed in a way"),
    "a file that is a folder too": (lambda one: one | {"pl_en/model/model.bin/x": b"x"}, "damaged"),
    "two packages": (lambda one: one | {"other/metadata.json": b"{}"}, "no metadata.json"),
}  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_a_file_that_is_no_good_package_is_refused_and_leaves_nothing(
    how: str, folder: Path, polish: Path, tmp_path: Path
) -> None:
    spoil, said = SPOILED[how]
    install(folder, said_to_be(polish, tmp_path / "old.argosmodel", package_version="0.9"), NOW)
    file = write_zip(tmp_path / "spoiled.argosmodel", spoil(unzipped(polish)))
    with pytest.raises(BadInput, match=said) as refused:
        install(folder, file, LATER)
    assert refused.value.remedy
    assert _seen(folder) == ["pl_en-0.9"]
    assert not list(tmp_path.rglob("outside*"))


def test_a_link_or_a_device_in_a_package_is_refused(folder: Path, polish: Path, tmp_path: Path) -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO):
        file = write_zip(tmp_path / "linked.argosmodel", unzipped(polish))
        entry = zipfile.ZipInfo("pl_en/model/extra")
        entry.external_attr = (kind | 0o777) << 16
        with zipfile.ZipFile(file, "a") as opened:
            opened.writestr(entry, "/etc/passwd")
        with pytest.raises(BadInput, match="a link or a device"):
            install(folder, file, NOW)
    assert _seen(folder) == []


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x03\x04" + b"\x00" * 40])
def test_a_file_of_another_kind_is_refused(content: bytes, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=r"letter\.pdf is not a translation package"):
        install(folder, file, NOW)
    with pytest.raises(BadInput, match="There is no file"):
        install(folder, tmp_path / "nowhere.argosmodel", NOW)
    assert _seen(folder) == []


def test_a_damaged_file_is_refused(folder: Path, polish: Path, tmp_path: Path) -> None:
    data = bytearray(polish.read_bytes())
    data[len(data) // 3] ^= 0xFF
    file = tmp_path / "damaged.argosmodel"
    file.write_bytes(data)
    with pytest.raises(BadInput, match=r"damaged\.argosmodel is damaged"):
        install(folder, file, NOW)
    assert _seen(folder) == []


@given(flips=st.dictionaries(st.integers(0, 10_000), st.integers(1, 255), min_size=1, max_size=6))
def test_whatever_is_wrong_with_a_file_it_is_refused_and_writes_nothing_elsewhere(
    small: Path, flips: dict[int, int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(small.read_bytes())
    for place, flip in flips.items():
        data[place % len(data)] ^= flip
    folder = tmp_path_factory.mktemp("flipped")
    (folder / "flipped.argosmodel").write_bytes(data)
    with suppress(BadInput):
        archive.unpack(archive.look_into(folder / "flipped.argosmodel"), folder / "into")
    assert {one.name for one in folder.iterdir()} <= {"flipped.argosmodel", "into"}


@pytest.fixture(scope="module")
def small(polish_inside: Inside, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose model is short, so that most of the file is names and sizes."""
    shortened = {name: data[:300] for name, data in polish_inside.items()}
    return write_zip(tmp_path_factory.mktemp("small") / "small.argosmodel", shortened)


@pytest.fixture(scope="module")
def polish_inside(tiny_packages: Mapping[str, Path]) -> Inside:
    return unzipped(tiny_packages["pl_en"])


def test_a_package_that_is_packed_in_another_way_is_refused(folder: Path, polish: Path, tmp_path: Path) -> None:
    file = tmp_path / "packed.argosmodel"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as opened:
        for name, data in unzipped(polish).items():
            opened.writestr(name, data)
    with pytest.raises(BadInput, match="packed in a way"):
        install(folder, file, NOW)


def test_a_package_that_is_too_large_is_refused_by_what_it_says_and_by_what_it_holds(
    folder: Path, polish: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = write_zip(tmp_path / "large.argosmodel", unzipped(polish) | {"pl_en/stanza/zeros": bytes(5_000_000)})
    monkeypatch.setattr(archive, "MOST_BYTES", 4_000_000)
    with pytest.raises(BadInput, match="larger than"):
        install(folder, large, NOW)
    opened = archive.look_into(polish)
    monkeypatch.setattr(archive, "MOST_BYTES", 100_000)
    with pytest.raises(BadInput, match="larger than"):
        archive.unpack(opened, tmp_path / "into")
    monkeypatch.setattr(archive, "MOST_BYTES", 2 * 1024**3)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    with pytest.raises(BadInput, match="3 are the most"):
        install(folder, polish, NOW)
    assert _seen(folder) == []


def test_what_splits_sentences_stays_in_the_file(folder: Path, polish: Path, tmp_path: Path) -> None:
    more = {"pl_en/stanza/pl/tokenize/pdb.pt": b"pickled", "pl_en/minisbd/pl.onnx": b"x", "pl_en/README.md": b"# Hi"}
    file = write_zip(tmp_path / "full.argosmodel", unzipped(polish) | more)
    content = install(folder, file, NOW).package.content
    assert sorted(one.name for one in content.iterdir()) == [
        "README.md",
        "metadata.json",
        "model",
        "sentencepiece.model",
    ]


def test_a_package_without_a_folder_of_its_own_is_taken_too(folder: Path, polish: Path, tmp_path: Path) -> None:
    flat = {name.removeprefix("pl_en/"): data for name, data in unzipped(polish).items()}
    assert install(folder, write_zip(tmp_path / "flat.argosmodel", flat), NOW).package.by == "pl_en 1.0"
