"""Gathering what is known of numbers, for many texts at once: whoever sends a hundred asks five questions, not five
hundred."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.families.contact_point import ContactPoint
from comms.families.protection.find import safeties_in_force
from comms.families.protection.in_force import Protection
from comms.messages import find
from comms.messages.safety import Facts
from comms.messages.thread import Thread

# A person and the hash of one number.
Number = tuple[UUID, bytes]


def facts_of(session: Session, viewer: Viewer, numbers: Collection[Number]) -> Mapping[Number, Facts]:
    """What is known of each number of each person, as this agency has it."""
    people, hashes = {person for person, _ in numbers}, {hashed for _, hashed in numbers}
    points = find.mobiles_of(session, viewer, people)
    answers = safeties_in_force(session, viewer, people)
    counts = find.how_many_have(session, hashes)
    threads = find.threads_with_numbers(session, viewer, hashes)
    return {
        (person, hashed): _facts(
            points.get((person, hashed)), answers.get(person), counts.get(hashed, 0), threads.get(hashed, ())
        )
        for person, hashed in numbers
    }


def _facts(
    point: ContactPoint | None, answer: Protection | None, count: int, threads: Collection[Thread]
) -> Facts:  # fmt: skip
    opted_out, asked = any(one.opted_out_at for one in threads), any(one.asked_to_stop_at for one in threads)
    if point is None:
        # Of an interpreter's number too it is known whether it opted out.
        return Facts(on_record=False, opted_out=opted_out, asked_to_stop=asked)
    return Facts(
        flagged=answer is not None and answer.flagged,
        hours_asked=answer is not None and answer.hours_asked,
        point_safety=point.safety,
        point_read_by=point.read_by,
        point_fault=point.fault,
        reachable=point.reachable,
        opted_out=opted_out,
        asked_to_stop=asked,
        people_with_number=count,
        alias=answer is not None and answer.alias,
        answer=answer,
    )
