"""What is about people is asked for with the eyes of whoever looks: every public question for a row that belongs to
somebody stands on the people a viewer may know of, or says here why it need not.

Which rows belong to somebody is read from the tables: those that name a person, and those that belong to such a row.
Which question stands on what is read from the syntax of every ``find.py``: a question stands on whatever it, or a
question it calls, refers to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import comms
from comms.foundation.db import Record
from comms.foundation.migrations import every_record  # noqa: F401

PACKAGE = Path(comms.__file__).parent
# Where it is decided whom a viewer may know of.
EYES = {
    "families.access.find": {"visible_people", "visible_ids"},
    "families.hidden.find": {"closed_to", "is_hidden", "nobody_hidden"},
}
# The rooms that decide it, and those that know no person.
NOT_ASKED = ("families/", "agencies/", "foundation/", "translation/")
# A row that says who interprets belongs to no family, even where the same human being is a parent on record: of that
# parent nothing stands in it.
NOBODYS = {"interpreter", "staff", "agency", "supplier", "place"}
# Named by an id without a foreign key, because what it is about may be a row of any room.
ABOUT_ANYTHING = {"message", "incoming", "family_link", "family_answer", "follow_up_event", "task"}
# What holds several rows that belong to somebody.
HOLDING = {"booking_plan", "letter_run", "appointment_series"}

# Questions for such rows that do not ask who is looking, each with the reason why nobody learns from it of a person
# they may not know of.
WITHOUT_EYES: dict[str, dict[str, str]] = {
    "attendance/find.py": {
        "school_days": "days on which any mark was made; no child is in it",
        "standing_marks": "asked by the action that records marks, once it has found the children on the viewer's roll",
    },
    "bookings/find.py": {
        "still_to_come": "bookings of every agency, so that none is left when an interpreter leaves; the screen counts "
        "what the viewer may know of",
        "holds_run_out": "holds of every agency are let go when their time is over, and shown to nobody",
    },
    "bookings/matching/find.py": {
        "booked_minutes": "minutes of an interpreter, whoever booked them",
        "objections": "for whom an interpreter must not interpret holds whoever looks; the rules are told ids alone",
        "served": "who served the other side of a matter; the rules are told ids alone",
        "taken": "times at which an interpreter is taken, so that nobody is booked twice",
    },
    "bookings/offers/find.py": {
        "offer_of_link": "whoever holds the signed link is whom it was sent to",
        "open_with_code": "whoever writes from the number is whom it was offered",
        "codes_of": "figures that tell nothing",
    },
    "bookings/own/find.py": {"own_offers": "an interpreter sees what they were asked themselves, whoever asked"},
    "bookings/plans/find.py": {
        "taken": "times at which an interpreter is taken, so that nobody is planned twice",
        "made_since": "moments at which plans were made, to slow down whoever makes many",
    },
    "cautions/exhibits/court/find.py": {
        "opened_by": "whoever holds the link sees its record alone",
        "media_behind": "the same",
        "version_of_file": "whoever holds the sealed file has it already",
    },
    "colleagues/find.py": {
        "texts_taken": "what somebody who leaves had taken on goes back to those who may see it, and is shown to nobody"
    },
    "follow_ups/calls/find.py": {
        "call_in_room": "the carrier, who was told the room, is nobody's viewer",
        "call_named": "the carrier named it",
    },
    "follow_ups/family_page/find.py": {"link_and_number": "whoever holds the signed link is whom it was sent to"},
    "formal/ledger/find.py": {
        "notices_anywhere": "days of notices that count for every agency; what they say of whom is asked as a viewer",
    },
    "formal/steps/find.py": {
        "steps_on_register": "letters of any agency that stand on the school's register, so that whoever sent one is "
        "asked to look again; they are shown to nobody",
    },
    "letters/find.py": {
        "count_everywhere": "a figure of the whole installation",
        "printed_everywhere": "a file for the command that has just made it",
    },
    "messages/find.py": {
        "held_about": "what waits about a row is taken back with it, whoever may read it",
        "incoming_called": "the carrier named it",
        "night_was_told": "a number is told once that nobody reads at night, whoever has it",
        "thread_between": "a number has one thread, whoever has it; who writes to it may not be who may read it",
        "threads_with_numbers": "that a number asked for no more texts holds whoever has it",
        "waiting_for_numbers": "the same",
    },
    "messages/sending/find.py": {"message_reported_to": "the carrier knows its token"},
    "records/looks/ties/find.py": {
        "tied_to": "ids alone; whoever is told a name asks as a viewer",
        "people_of": "the same",
    },
}


@cache
def _concerned() -> frozenset[str]:
    """The classes of rows that belong to somebody."""
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in Record.registry.mappers}
    found = {"person"} | ABOUT_ANYTHING | HOLDING
    while True:
        more = {
            name
            for name, record in tables.items()
            if name not in found | NOBODYS
            and any(key.column.table.name in found for key in record.__table__.foreign_keys)
        }
        if not more:
            return frozenset(tables[name].__name__ for name in found - {"person"} if not _of_the_families(tables[name]))
        found |= more


def _of_the_families(record: type[object]) -> bool:
    return record.__module__.startswith("comms.families")


@dataclass
class Module:
    """One ``find.py``: what each of its names refers to, by the name itself or as ``module.name``."""

    name: str
    uses: dict[str, set[str]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    public: list[str] = field(default_factory=list)


@cache
def _modules() -> dict[str, Module]:
    found = {}
    for path in sorted(PACKAGE.rglob("find.py")):
        name = path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
        found[name] = _read(name, path.read_text("utf-8"))
    return found


def _read(name: str, text: str) -> Module:
    tree, module = ast.parse(text), Module(name)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("comms."):
            for one in node.names:
                source = f"{node.module}.{one.name}".removeprefix("comms.")
                module.imported[one.asname or one.name] = source
        elif isinstance(node, ast.FunctionDef):
            module.uses[node.name] = set(_names_in(node))
            if not node.name.startswith("_"):
                module.public.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    module.uses[target.id] = set(_names_in(node))
    return module


def _names_in(node: ast.AST) -> Iterator[str]:
    annotations = {id(part) for each in ast.walk(node) for part in _annotated(each)}
    for one in ast.walk(node):
        if id(one) in annotations:
            continue
        if isinstance(one, ast.Name):
            yield one.id
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield f"{one.value.id}.{one.attr}"


def _annotated(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in annotations: a type that is named there is asked nothing."""
    written = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    for one in written:
        if isinstance(one, ast.AST):
            yield from ast.walk(one)


def _stands_on(module: Module, name: str) -> set[tuple[str, str]]:
    """Everything a name refers to, wherever it is written, as pairs of a module and a name."""
    seen: set[tuple[str, str]] = set()
    waiting = [(module.name, name)]
    while waiting:
        where, what = waiting.pop()
        if (where, what) in seen:
            continue
        seen.add((where, what))
        its = module if where == module.name else _modules().get(where)
        if its is None:
            continue
        waiting += [_resolved(its, used) for used in its.uses.get(what, ())]
        if what in its.imported:
            waiting.append(_parted(its.imported[what]))
    return seen


def _resolved(module: Module, used: str) -> tuple[str, str]:
    first, _, rest = used.partition(".")
    source = module.imported.get(first)
    if source is None:
        return module.name, used
    return (source, rest) if rest and source in _modules() else _parted(source)


def _parted(source: str) -> tuple[str, str]:
    where, _, what = source.rpartition(".")
    return where, what


def _own(module: Module, name: str) -> set[str]:
    """What a question refers to itself, or by names of its own module that are not public."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        waiting += [
            used
            for used in module.uses.get(one, ())
            if used in module.uses and (used.startswith("_") or used.isupper())
        ]
    return {
        module.imported.get(used.partition(".")[0], used).rpartition(".")[2]
        for one in seen
        for used in module.uses.get(one, ())
    }


def _without_eyes() -> dict[str, set[str]]:
    found = {}
    for module in _modules().values():
        path = f"{module.name.replace('.', '/')}.py"
        if path.startswith(NOT_ASKED):
            continue
        blind = _blind(module)
        if blind:
            found[path] = blind
    return found


def _blind(module: Module) -> set[str]:
    concerned = _concerned()
    return {name for name in module.public if _own(module, name) & concerned and not _sees(module, name)}


def _sees(module: Module, name: str) -> bool:
    return any(what in EYES.get(where, ()) for where, what in _stands_on(module, name))


def test_every_question_about_somebody_stands_on_whom_a_viewer_may_know_of_or_says_why_not() -> None:
    assert _without_eyes() == {path: set(names) for path, names in WITHOUT_EYES.items()}


def test_the_rows_that_belong_to_somebody_are_found() -> None:
    concerned = _concerned()
    assert {
        "Letter",
        "Message",
        "Appointment",
        "Booking",
        "Offer",
        "PlanLine",
        "CautionRecord",
        "ExhibitLink",
    } <= concerned
    assert not {"Interpreter", "Place", "Line", "ApiKey", "AgencyTemplate", "Supplier"} & concerned
    assert len(concerned) > 30


A_ROOM = """
from comms.letters.letter import Letter
from comms.letters.find import visible_letters
from comms.letters import find

def _of_ours(viewer):
    return select(Letter).where(Letter.agency_id == viewer.agency_id)

def ours(session, viewer):
    return session.scalars(_of_ours(viewer))

def seen(session, viewer):
    return session.scalars(visible_letters(viewer).order_by(Letter.made_at))

def seen_there(session, viewer):
    return session.scalars(find.visible_letters(viewer).where(Letter.kind == "L12"))

def typed(session, viewer) -> Letter:
    return seen(session, viewer)[0]
"""


def test_a_question_that_asks_by_the_agency_alone_is_found() -> None:
    assert _blind(_read("a.room.find", A_ROOM)) == {"ours"}
