"""Laws of the tree: sizes, floors, and where questions, clocks, commits and words may stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import comms

PACKAGE = Path(comms.__file__).parent
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40

# The doors: each reads the clock once and hands the moment down.
DOORS = ("cli/", "web/door.py", "web/health.py", "worker/working.py", "worker/metrics.py")
# Where a unit of work is committed: the one place that knows how, and doors that cannot use it as it stands.
COMMITS = ("foundation/work.py", "web/door.py", "cli/imports.py")
# The wall clock itself, and an identifier that sorts by the time it was made.
CLOCKS = ("foundation/clock.py", "foundation/db/record.py", "cli/")

# Questions without a viewer, each with the reason why nobody can learn by it what they may not.
WITHOUT_A_VIEWER = {
    "agencies/find.py": {
        "agency_called", "agency_named", "every_agency",  # commands and jobs of the installation itself
        "authorities",  # which agencies there are is no secret
        "staff_with_email",  # before sign-in there is no viewer
    },
    "agencies/signing_in/find.py": {
        # Who signs in is no viewer yet.
        "session_with", "hold_sessions", "open_sessions", "keys_of", "key_called", "has_second_factor",
        "long_over",  # swept for everybody, by nobody
    },
    "agencies/staffing/find.py": {
        "invitation_with", "invitation_in_use", "invitation_to_come_in_by",  # who is invited is no viewer yet
    },
    "agencies/directories/find.py": {
        "is_any", "directories_for", "directory_in_use", "agency_of", "staff_of_subject",  # nor is who comes by one
    },
    "agencies/api_keys/find.py": {"key_with"},  # whoever shows a key becomes a viewer by it
    "attendance/find.py": {"children_in_lots"},  # asks nothing
    "bookings/calendars/find.py": {"feed_with"},  # whoever knows a calendar's secret is nobody's viewer
    "bookings/offers/find.py": {
        "offer_of_link", "open_with_code",  # whoever holds an offer's signed link, or its code, is nobody's viewer
        "codes_of",  # figures that tell nothing
    },
    "cautions/exhibits/court/find.py": {
        "opened_by", "media_behind",  # whoever holds a link is nobody's viewer
        "version_of_file",  # nor is whoever holds the file itself
    },
    "cautions/exhibits/keys/find.py": {"published"},  # certificates are public, so that anybody can check a seal
    "cautions/find.py": {"standing_of"},  # asks nothing
    "families/find.py": {
        "contact_hash", "address_hash",  # ask nothing of anybody
        "relationship", "involvement",  # whether two are tied, asked by actions that have found both as a viewer
        "point_on_record", "known_by",  # whether somebody's number is known, asked by actions that have the number
    },
    "follow_ups/calls/find.py": {"call_in_room", "call_named"},  # the carrier, who knows its name, is nobody's viewer
    "follow_ups/find.py": {
        "webhooks_to_handle", "webhooks_wait", "webhook_came_since",  # nor is the desk, which serves every agency
    },
    "follow_ups/family_page/find.py": {"link_and_number"},  # whoever holds a signed link is nobody's viewer
    "formal/ledger/find.py": {
        "mistake_in", "entry_of",  # ask nothing
        "notices_anywhere",  # days of notices that count for every agency, without a name
    },
    "letters/find.py": {"count_everywhere", "printed_everywhere"},  # a figure; a file for the command that made it
    "messages/find.py": {
        "line_with_number", "incoming_called", "open_webhooks",  # the carrier is nobody's viewer
        "desk_is_busy",  # whether a worker is there
        "how_many_have",  # a figure: whoever it is, a text to a number that several have names nobody
    },
    "messages/sending/find.py": {"message_reported_to"},  # the carrier knows its token and is nobody's viewer
    "records/looks/find.py": {"people_in"},  # ids of whom an entry is about; names are asked for as a viewer
    "records/looks/ties/find.py": {"tied_to", "people_of"},  # nor do ids beside ids tell anybody's name
    "translation/machine/find.py": {"waiting_beside", "jobs_held", "answered_long_ago"},  # of every agency
    "translation/find.py": {"words", "approved_hashes", "approvals"},  # words of the installation, nobody's record
}  # fmt: skip


@cache
def _modules() -> tuple[tuple[str, ast.Module, int], ...]:
    """Every module of the package with its path, its syntax and how many lines it has; migrations stand as made."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith("foundation/migrations/versions/"):
            text = path.read_text("utf-8")
            found.append((name, ast.parse(text), len(text.splitlines())))
    return tuple(found)


def _calls() -> Iterator[tuple[str, str, int]]:
    """Every call: the module, what is called, and the line."""
    for name, tree, _ in _modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield name, ast.unparse(node.func), node.lineno


def _in(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or (place.endswith("/") and name.startswith(place)) for place in places)


def test_no_file_has_more_than_three_hundred_lines() -> None:
    assert [(name, lines) for name, _, lines in _modules() if lines > MOST_LINES] == []


def test_no_function_has_more_than_forty_lines() -> None:
    long = [
        f"{name}: {node.name}"
        for name, tree, _ in _modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("banned", ["utils", "helpers", "helper", "common", "manager", "base", "misc"])
def test_no_room_or_file_has_a_name_that_says_nothing(banned: str) -> None:
    names = {part.removesuffix(".py") for name, _, _ in _modules() for part in name.split("/")}
    assert banned not in names


def test_questions_are_asked_only_where_they_belong() -> None:
    asked = [
        f"{name}:{line}"
        for name, called, line in _calls()
        if called in {"select", "sa.select", "sqlalchemy.select"}
        and not (name.endswith("/find.py") or name.startswith("foundation/"))
    ]
    assert asked == []


def test_every_question_takes_the_viewer_or_says_why_not() -> None:
    without: dict[str, set[str]] = {}
    for name, tree, _ in _modules():
        if not name.endswith("/find.py"):
            continue
        public = (node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))
        found = {node.name for node in public if "viewer" not in {argument.arg for argument in node.args.args}}
        if found:
            without[name] = found
    assert without == WITHOUT_A_VIEWER


def test_only_the_clock_reads_the_time_and_only_doors_read_the_clock() -> None:
    wall = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns")
    read = [f"{name}:{line} {called}" for name, called, line in _calls() if called.endswith(wall)]
    assert [one for one in read if not _in(one.partition(":")[0], CLOCKS)] == []
    asked = [f"{name}:{line}" for name, called, line in _calls() if called.split(".")[-1] == "utc_now"]
    assert [one for one in asked if not _in(one.partition(":")[0], DOORS)] == []


def test_only_doors_commit_and_nothing_has_savepoints() -> None:
    committed = [f"{name}:{line}" for name, called, line in _calls() if called.endswith(".commit")]
    assert [one for one in committed if not _in(one.partition(":")[0], COMMITS)] == []
    assert [name for name, called, _ in _calls() if called.endswith(".begin_nested")] == []


def test_only_the_command_line_speaks_to_the_terminal() -> None:
    assert [f"{name}:{line}" for name, called, line in _calls() if called == "print"] == []


def test_nothing_below_the_screens_knows_them() -> None:
    above = ("web/", "cli/", "app.py")
    knows = [
        name
        for name, tree, _ in _modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("comms.web") and not _in(name, above)
    ]
    assert knows == []


def test_data_is_read_from_inside_the_package() -> None:
    # It knows both homes of the packaged words.
    may_look_out = {"foundation/packaged.py"}
    out = []
    for name, tree, _ in _modules():
        for node in ast.walk(tree):
            said = ast.unparse(node) if isinstance(node, (ast.Attribute, ast.Subscript)) else ""
            if "__file__" in said and _steps_up(said) > name.count("/") + 1 and name not in may_look_out:
                out.append(f"{name}:{node.lineno}")
    assert out == []


def _steps_up(said: str) -> int:
    if ".parents[" in said:
        return int(said.split(".parents[")[1].partition("]")[0]) + 1
    return said.count(".parent")


def test_no_file_is_looked_for_where_somebody_happens_to_stand() -> None:
    found = []
    for name, tree, _ in _modules():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in {"Path", "open", "pathlib.Path"}):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and not first.value.startswith("/"):
                found.append(f"{name}: {first.value}")
    # The one exception is the default home, which COMMS_HOME replaces.
    assert set(found) == {"foundation/settings.py: var"}


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, tree, lines in _modules() if lines and not ast.get_docstring(tree)] == []
