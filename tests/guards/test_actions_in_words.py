"""Every action the code notes in the audit has words, so that whoever reads the audit is told what was done."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import comms
from comms.bookings.booking import BookingState
from comms.bookings.offers import withdrawing
from comms.bookings.telephone import _SAID_OF
from comms.letters.runs.letter_run import RunState
from comms.records.looks.action import TABLE, Kind, action_called, actions, of_kind

PACKAGE = Path(comms.__file__).parent

# Where an action is put together, or handed on: everything it can be there. Places that only hand on what their
# callers say are empty: their callers are asked.
PUT_TOGETHER: dict[str, set[str]] = {
    "agencies/signing_in/attempts.py": {"fail sign in", "fail second factor", "fail confirm"},
    "agencies/signing_in/factors.py": {"add second factor", "remove second factor"},
    "agencies/signing_in/sessions.py": {"sign in", "give the password"},
    "bookings/happening.py": {f"booking {state}" for state in (BookingState.COMPLETED, BookingState.CURTAILED)},
    "bookings/offers/withdrawing.py": {f"{verb} offer" for verb in withdrawing._VERBS.values()},
    "bookings/telephone.py": set(_SAID_OF.values()),
    "cautions/exhibits/court/actions.py": {"download caution record", "view caution record"},
    "cautions/exhibits/sealing.py": set(),
    "families/imports/writing.py": {"import pupils", "import contacts"},
    "follow_ups/calls/ending.py": set(),
    "letters/runs/actions.py": {f"run of letters {state}" for state in (RunState.MADE, RunState.STOPPED)},
    "translation/approver.py": {"keep approval after typo", "approve translation"},
    "translation/reviewing.py": {"ask for review", "send words back", "take question back"},
    "web/api/door.py": set(),
    "web/audit/trail.py": {"view audit", "download audit"},
    "web/door.py": set(),
    "web/faults.py": set(),
}  # fmt: skip
# What such helpers are told beside the action: the form of a file.
NO_ACTIONS = {"zip", "printer"}


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rsplit(".", 1)[-1]


def _noted() -> Iterator[tuple[str, ast.expr]]:
    """Every place where an action is said: the module, and what is said."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name.startswith("foundation/"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            whole = ast.unparse(node.func)
            if whole == "note" and len(node.args) >= 4:
                yield name, node.args[2]
            elif whole.endswith(".note") and node.args:
                yield name, node.args[0]
            elif _called(node) == "note_refusal":
                yield name, node.args[1]
            elif _called(node) in {"_note", "_noted", "_note_look"}:
                yield from ((name, one) for one in node.args if _said(one) - NO_ACTIONS)


def _said(node: ast.expr) -> set[str]:
    """What a word of the code says as it stands; nothing where it is put together."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.IfExp):
        return _said(node.body) | _said(node.orelse)
    return set()


def test_every_action_in_the_code_has_its_words() -> None:
    literal = {said for _, node in _noted() for said in _said(node)}
    assert len(literal) > 200
    together = set().union(*PUT_TOGETHER.values())
    assert sorted((literal | together) - set(actions())) == []


def test_every_place_that_puts_an_action_together_says_what_it_can_be() -> None:
    places = {name for name, node in _noted() if not _said(node) and not isinstance(node, ast.Constant)}
    assert sorted(places - set(PUT_TOGETHER)) == []


def test_no_words_are_left_of_actions_that_nothing_notes_any_more() -> None:
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    together = set().union(*PUT_TOGETHER.values())
    assert sorted(name for name in actions() if f'"{name}"' not in code and name not in together) == []


def test_the_table_is_in_order_and_its_words_follow_a_name() -> None:
    names = [line.split("\t")[0] for line in TABLE.read_text("utf-8").splitlines()[1:]]
    assert names == sorted(set(names))
    for one in actions().values():
        assert one.words, one.name
        assert one.words[0].islower(), one.words
        assert not one.words.endswith("."), one.words
    looks = {name for name in actions() if name.startswith("view ")}
    assert looks <= of_kind(Kind.LOOKED) | of_kind(Kind.TAKEN)
    assert {name for name in actions() if name.startswith("download ")} <= of_kind(Kind.TAKEN)


def test_an_action_of_an_earlier_version_is_told_by_its_own_name() -> None:
    assert action_called("view something old").kind is Kind.LOOKED
    assert action_called("do something old").words == "do something old"
