"""Texts from the command line: which were not sent and why, and trying what a family's answer comes to."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.bookings.appointments.find import people_of
from comms.cli.opening import agency_option, opened, viewer_for
from comms.families.actions import view_list
from comms.foundation.audit import note
from comms.foundation.clock import LONDON, london_date, utc_now
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.opening import Installation
from comms.foundation.pulse import last_sweep
from comms.foundation.settings import Settings
from comms.messages import find
from comms.messages.arriving import WEBHOOKS_WORK, store_webhook
from comms.messages.inbox.find import stuck_texts
from comms.messages.incoming import Incoming
from comms.messages.line import Line
from comms.messages.message import Message, Purpose
from comms.messages.new_text import LINE_WORK
from comms.messages.numbers import international, last_digits
from comms.messages.understanding import reading_of
from comms.messages.webhook import DESK, WebhookKind
from comms.web.reaching.delivery import where_it_stands
from comms.web.reaching.read_as import read_as
from comms.web.reaching.stuck import LOOKED_BACK
from comms.web.wording import counted
from comms.worker.working import Worker

THE_SERVICE = "the service"
# A worker sweeps each minute; it is taken to be gone as the check of readiness takes it.
A_WORKER_RUNS = timedelta(minutes=3)
PATIENCE, A_MOMENT = 5.0, 0.2
FAMILIES = frozenset({"person", "thread"})
TO = {"interpreter": "an interpreter", "supplier": "a supplier", "thread": "a number nobody has on record"}


@click.group()
def messages() -> None:
    """See which texts were not sent, and try an answer without a telephone."""


@messages.command("outbox")
@click.option("--words", "with_words", is_flag=True, help="With the words of each. They are personal.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@agency_option
def outbox(agency_name: str | None, *, with_words: bool, as_json: bool) -> None:
    """List the texts that were not sent: to whom, by whom and when they were written, and why they did not go.

    That somebody looked at this is put into the audit.
    """
    now = utc_now()
    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        texts = _not_sent(session, viewer, now)
        rows = list(_rows(session, viewer, texts, now, with_words=with_words))
        view_list(session, viewer, "texts not sent", [one.to_id for one in texts if one.to_kind == "person"], now)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['written_at']}  {row['to']}, {row['purpose']}, by {row['by']}: {row['why']}.")
        if with_words:
            click.echo(f"    [{row['language']}] {row['words']}")
    lying = f"Not sent: {counted(len(rows), 'text', 'texts')}."
    click.echo(lying if rows else "Every text was sent, or waits for its hour.")


def _not_sent(session: Session, viewer: Viewer, now: datetime) -> list[Message]:
    """Those in the outbox, those that wait to be sent by hand, and those that reached nobody of late; newest first."""
    found = [
        *find.outbox_texts(session, viewer),
        *find.waiting_texts(session, viewer),
        *stuck_texts(session, viewer, now - LOOKED_BACK, now),
    ]
    return sorted({one.id: one for one in found}.values(), key=lambda one: (one.made_at, one.id), reverse=True)


def _rows(
    session: Session, viewer: Viewer, texts: list[Message], now: datetime, *, with_words: bool
) -> Iterator[Mapping[str, Any]]:
    people = people_of(session, viewer, [one.to_id for one in texts if one.to_kind == "person"])
    staff = {one.id: one.name for one in colleagues(session, viewer)}
    for one in texts:
        row: dict[str, Any] = {
            "id": str(one.id),
            "written_at": f"{one.made_at.astimezone(LONDON):%Y-%m-%d %H:%M}",
            "by": staff.get(one.made_by, "a colleague") if one.made_by else THE_SERVICE,
            "to": people[one.to_id].name if one.to_id in people else TO.get(one.to_kind, one.to_kind),
            "purpose": one.purpose,
            "language": one.language,
            "state": one.state,
            "why": where_it_stands(one, london_date(now)).rstrip("."),
            "segments": one.segments,
        }
        yield row | ({"words": one.body or ""} if with_words else {})


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose answer is tried: one of the three is given."""

    to_last: bool
    thread_id: UUID | None
    number: str | None


@messages.command("simulate-reply")
@click.argument("words")
@click.option("--to-last", is_flag=True, help="As an answer to the last text to a family that lies in the outbox.")
@click.option("--thread", "thread_id", type=click.UUID, help="In this thread; its id stands in its page's address.")
@click.option("--number", help="From this telephone number.")
@click.option("--json", "as_json", is_flag=True, help="For another program.")
@agency_option
def simulate_reply(
    words: str, thread_id: UUID | None, number: str | None, agency_name: str | None, *, to_last: bool, as_json: bool
) -> None:
    """Let WORDS come in as if a family had sent them, to try it without a telephone.

    It goes through the same door as the carrier's request. Only in a demonstration or while developing, and only
    without a carrier: the service may answer by itself, and that answer must reach nobody.
    """
    wanted = Wanted(to_last, thread_id, number)
    if sum((to_last, thread_id is not None, number is not None)) != 1:
        raise click.UsageError("Say whose answer it is: --to-last, --thread ID or --number NUMBER.")
    installation = opened()
    _refuse_where_real(installation.settings)
    name, now = f"SM{secrets.token_hex(16)}", utc_now()
    with installation.database.work() as session:
        viewer = viewer_for(session, agency_name)
        line = _line(session, viewer)
        sender = _sender(session, viewer, line, wanted)
        fields = {"MessageSid": name, "From": sender, "To": line.number, "Body": words, "NumMedia": "0",
                  "SmsStatus": "received"}  # fmt: skip
        store_webhook(session, WebhookKind.TEXT, f"text:{name}", name, fields, now)
        note(session, viewer.actor, "simulate reply", ("line", line.id), now)
        line_id = line.id
    by_worker = _handled_by_worker(installation, name)
    if not by_worker:
        _handle_here(installation, line_id)
    _tell(installation, name, last_digits(sender), by_worker=by_worker, as_json=as_json)


def _refuse_where_real(settings: Settings) -> None:
    if settings.mode == "production":
        raise Refused("This is a service for real families.", "Try it in the demo: comms demo")
    if settings.has_twilio:
        said = "An account with Twilio is set, so what the service answers would really be sent."
        raise Refused(said, "Unset COMMS_TWILIO_ACCOUNT_SID and COMMS_TWILIO_AUTH_TOKEN first.")


def _line(session: Session, viewer: Viewer) -> Line:
    line = find.line_of(session, viewer)
    if line is None:
        raise Refused("This agency has no line, so nobody can write to it.", "Set one on the page of the agency.")
    return line


def _sender(session: Session, viewer: Viewer, line: Line, wanted: Wanted) -> str:
    """The number the words come from."""
    if wanted.number is not None:
        number = international(wanted.number)
        if number is None:
            raise BadInput(f"“{wanted.number}” cannot be a telephone number.", "Give it with its area code.")
        return number
    if wanted.thread_id is not None:
        thread = find.thread(session, viewer, wanted.thread_id)
        if thread.sender != line.number:
            raise Refused("Nobody can answer these texts: they have a name in place of a number.", "Choose another.")
        return thread.number or ""
    for text in find.outbox_texts(session, viewer):
        if text.to_kind in FAMILIES and text.purpose != Purpose.FIRST and text.sender == line.number:
            return text.to or ""
    raise NotFound("No text to a family that can be answered lies in the outbox.", "Give --number, or write one first.")


def _handled_by_worker(installation: Installation, name: str) -> bool:
    """Whether a worker runs and handled it within a few seconds."""
    swept = last_sweep(installation.settings.home)
    if swept is None or utc_now() - swept > A_WORKER_RUNS:
        return False
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with installation.database.reading() as session:
            if find.incoming_called(session, name) is not None:
                return True
        time.sleep(A_MOMENT)
    return False


def _handle_here(installation: Installation, line_id: UUID) -> None:
    """Do here what the worker does: take it in, and lay the answer into the outbox."""
    worker = Worker(installation)
    worker.act(WEBHOOKS_WORK, DESK)
    worker.act(LINE_WORK, line_id)


def _tell(installation: Installation, name: str, digits: str, *, by_worker: bool, as_json: bool) -> None:
    with installation.database.reading() as session:
        row = find.incoming_called(session, name)
        if row is None:
            raise Refused("It is stored and not handled yet.", "See that the worker runs: comms work")
        said = _as_json(row, by_worker=by_worker)
        lines = list(_as_text(row, installation.settings.address, digits, by_worker=by_worker))
    click.echo(json.dumps(said, indent=2, ensure_ascii=False) if as_json else "\n".join(lines))


def _as_text(row: Incoming, address: str, digits: str, *, by_worker: bool) -> Iterator[str]:
    yield f"It came in from the number that ends in {digits}, as the carrier would have brought it."
    yield "The worker has handled it." if by_worker else "No worker runs, so it was handled here at once."
    read = read_as(row)
    yield f"{read.trust}{f': {read.said}' if read.said else ''}. {read.why}"
    if row.urgent:
        yield "It needs somebody now: those on duty are told, one after the other, until one of them has it."
    yield f"See what came of it: {address}/messages/threads/{row.thread_id}"


def _as_json(row: Incoming, *, by_worker: bool) -> Mapping[str, Any]:
    reading = reading_of(row)
    return {
        "incoming": str(row.id), "thread": str(row.thread_id), "person": str(row.person_id) if row.person_id else None,
        "meaning": row.meaning, "option": reading.option, "hour": reading.hour, "sure": reading.sure,
        "language": row.language, "urgent": row.urgent, "about": row.about_kind,
        "handled": "by the worker" if by_worker else "here",
    }  # fmt: skip
