"""Interpreters from the command line: proposing who could take which request, and asking them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import LONDON, utc_now
from comms.foundation.languages import LANGUAGES

if TYPE_CHECKING:
    # Loading these loads the solver, which the other commands do not need.
    from comms.bookings.plans.proposing import Proposal, ProposedLine


@click.group()
def bookings() -> None:
    """Propose who could interpret where, and ask them."""


def _day(_: click.Context, __: click.Parameter, moment: datetime) -> date:
    return moment.date()


day = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@bookings.command("plan")
@click.option("--from", "from_day", type=day, callback=_day, required=True, help="The first day.")
@click.option("--to", "until_day", type=day, callback=_day, required=True, help="The last day.")
@click.option("--apply", "ask_them", is_flag=True, help="Ask everybody it proposes. Without this, nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@agency_option
def plan(from_day: date, until_day: date, agency_name: str | None, *, ask_them: bool, as_json: bool) -> None:
    """Propose interpreters for all open requests of some days at once, and say what cannot be filled and why.

    What is booked stays. Nothing is booked by a plan: with --apply each interpreter it names is asked. Exit status 0
    when everything could be filled, 1 when something could not.
    """
    from comms.bookings.plans.actions import apply_plan, keep_plan, refuse_too_often
    from comms.bookings.plans.find import lines
    from comms.bookings.plans.proposing import propose

    database, now = opened().database, utc_now()
    with database.reading() as session:
        viewer = viewer_for(session, agency_name)
        if ask_them:
            refuse_too_often(session, viewer, now)
        proposal = propose(session, viewer, from_day, until_day, now)
    outcomes: dict[UUID, str] = {}
    if ask_them:
        with database.work() as session:
            kept = apply_plan(session, viewer, keep_plan(session, viewer, proposal, now).id, now)
            outcomes = {line.request_id: line.outcome for line, _ in lines(session, viewer, kept.id)}
    if as_json:
        click.echo(json.dumps(_as_json(proposal, outcomes), indent=2, ensure_ascii=False))
    else:
        for text in _as_text(proposal, outcomes):
            click.echo(text)
    if proposal.figures["filled"] < proposal.figures["wanted"]:
        sys.exit(1)


def _as_text(proposal: Proposal, outcomes: Mapping[UUID, str]) -> Iterator[str]:
    from comms.bookings.plans.why import in_words

    figures, references = proposal.figures, {str(line.request_id): line.about.reference for line in proposal.lines}
    left = [line for line in proposal.lines if line.interpreter_id is None]
    yield (
        f"Of {figures['wanted']} open requests from {proposal.from_day} to {proposal.until_day}, {figures['filled']} "
        f"can be filled: {figures['status']}. First come first served would fill {figures['first_come']}."
    )
    if figures["asked"]:
        yield f"For {figures['asked']} more somebody is being asked; they are left as they are."
    yield from _counted("By risk", figures["by_risk"], {})
    yield from _counted(
        "By language", figures["by_language"], {tag: one.english_name for tag, one in LANGUAGES.items()}
    )
    for line in proposal.lines:
        if line.interpreter_id is not None:
            yield f"  {_named(line)}: {outcomes.get(line.request_id, 'somebody is proposed')}"
    if left:
        yield "Not filled:"
    for line in left:
        yield f"  {_named(line)}: {in_words(line.why_not, line.about.language, references)}"
    yield from _moving(proposal)


def _named(line: ProposedLine) -> str:
    about = line.about
    spoken = LANGUAGES[about.language].english_name if about.language in LANGUAGES else about.language
    return f"{about.reference}, {spoken}, {about.starts_at.astimezone(LONDON):%a %d %b %H:%M}, {about.risk} risk"


def _counted(heading: str, counts: Mapping[str, list[int]], names: Mapping[str, str]) -> Iterator[str]:
    if counts:
        said = (f"{names.get(name, name)} {filled} of {wanted}" for name, (filled, wanted) in sorted(counts.items()))
        yield f"{heading}: {', '.join(said)}."


def _moving(proposal: Proposal) -> Iterator[str]:
    from comms.bookings.plans.proposing import moving_sentence

    moved = [line for line in proposal.lines if line.move_minutes]
    if sentence := moving_sentence(proposal.figures, max((abs(line.move_minutes) for line in moved), default=0)):
        yield sentence
        for line in moved:
            way = "later" if line.move_minutes > 0 else "earlier"
            yield f"  {_named(line)}: {abs(line.move_minutes)} minutes {way}"


def _as_json(proposal: Proposal, outcomes: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "from": str(proposal.from_day),
        "to": str(proposal.until_day),
        "figures": dict(proposal.figures),
        "requests": [
            {
                "reference": line.about.reference, "language": line.about.language, "risk": line.about.risk,
                "starts_at": line.about.starts_at.isoformat(), "interpreter": _id(line.interpreter_id),
                "why_not": dict(line.why_not), "move_minutes": line.move_minutes,
                "outcome": outcomes.get(line.request_id, ""),
            }
            for line in proposal.lines
        ],
    }  # fmt: skip


def _id(one: UUID | None) -> str | None:
    return None if one is None else str(one)
