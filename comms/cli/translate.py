"""Machine translation from the command line: from the memory first, then by the installation's packages, marked."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comms.agencies.find import every_agency
from comms.agencies.viewer import system_viewer
from comms.cli.lines import STANDARD_INPUT, given_texts
from comms.cli.opening import opened
from comms.foundation.errors import CommsError
from comms.foundation.settings import Settings, load_settings

if TYPE_CHECKING:
    # Loading these loads what detects languages and guards facts, which the other commands do not need.
    from comms.translation.machine import Answer
    from comms.translation.memory import Memory

OF_PEOPLE = "approved words: people have read and approved them."


@click.command()
@click.argument("text")
@click.option("--from", "source", required=True, metavar="TAG", help="The language of the text, like pl.")
@click.option("--to", "target", required=True, metavar="TAG", help="The language it is wanted in, like en.")
@click.option("--names", default="", metavar="NAMES", help="Names it may speak of, commas between.")
@click.option("--json", "as_json", is_flag=True, help="For another program: one object on each line.")
def translate(text: str, source: str, target: str, names: str, *, as_json: bool) -> None:
    """Translate TEXT with the packages of this installation. With - each line of the standard input is a text.

    What people have approved is used before any engine, where there is a database. An answer of which a date, a sum, a
    time, a name or a number does not come out equal is refused: then the original is printed, and why on the standard
    error. What a machine wrote is marked there too: it is not checked.

    Exit status 0 when everything was translated, 1 when something was refused.
    """
    from comms.channels.translating import translator_for
    from comms.translation.machine.asking import direction
    from comms.translation.machine.translating import translate_with

    source, target = direction(source, target)
    settings = load_settings()
    known, translator = _memory(settings, source, target), translator_for(settings)
    told = _Told(source, target, many=text == STANDARD_INPUT, as_json=as_json)
    for batch in given_texts(text):
        answers = translate_with(known, translator, batch, source, target, names.split(","))
        for one, answer in zip(batch, answers, strict=True):
            told.tell(one, answer)
    if told.refused:
        sys.exit(1)


def _memory(settings: Settings, source: str, target: str) -> Memory | None:
    """What was approved in this installation; None where it has no database, or one that cannot be used now."""
    from sqlalchemy.exc import SQLAlchemyError

    from comms.translation.machine.translating import memory_for

    file = settings.database.removeprefix("sqlite:///")
    if file != settings.database and not Path(file).exists():
        return None
    try:
        database = opened().database
        with database.reading() as session:
            agencies = every_agency(session)
            return memory_for(session, system_viewer(agencies[0]), source, target) if agencies else None
    except (CommsError, SQLAlchemyError) as fault:
        why = fault.message if isinstance(fault, CommsError) else "The database does not answer."
        click.echo(f"Approved words were not looked for. {why}", err=True)
        return None


@dataclass
class _Told:
    """Tells each answer as it comes, and whose it is once for each package."""

    source: str
    target: str
    many: bool
    as_json: bool
    number: int = 0
    refused: int = 0
    said: set[str] = field(default_factory=set)

    def tell(self, text: str, answer: Answer) -> None:
        """One text and its answer."""
        self.number += 1
        self.refused += answer.text is None
        if self.as_json:
            click.echo(json.dumps(self._as_json(text, answer), ensure_ascii=False))
            return
        self._say_whose(answer)
        given = text if answer.text is None else answer.text
        # One line for each: whoever reads them counts on it.
        click.echo(" ".join(given.splitlines()) if self.many else given)

    def _say_whose(self, answer: Answer) -> None:
        if answer.text is None:
            click.echo(f"Line {self.number}: {answer.why}" if self.many else answer.why, err=True)
        elif answer.by and answer.by not in self.said:
            self.said.add(answer.by)
            click.echo(f"{answer.by}: {answer.mark}" if answer.mark else OF_PEOPLE, err=True)

    def _as_json(self, text: str, answer: Answer) -> dict[str, object]:
        return {
            "from": self.source, "to": self.target, "text": text, "translation": answer.text, "by": answer.by,
            "mark": answer.mark, "from_memory": answer.from_memory, "why": answer.why,
        }  # fmt: skip
