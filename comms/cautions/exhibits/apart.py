"""Checking a file whose key came along with it: in a process of its own, with a limit on its time and its memory.

A file is opened by a reader of PDF files only after its seal was found to be of a given key. Where that is an agency's,
nobody else can have made it so that reading never ends. Where anybody brings file and key together, anybody can.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from comms.cautions.exhibits.fault import Fault, Rule, fault
from comms.cautions.exhibits.public_key import PublicKey
from comms.cautions.exhibits.verifying import Verified, verify_exhibit
from comms.foundation.apart import done_apart, keep_within

LONGEST_READING = 20
MOST_MEMORY = 512 * 1024 * 1024


def verify_apart(content: bytes, keys: Sequence[PublicKey]) -> Verified:
    """What checking the file comes to, as ``verify_exhibit`` answers; a file that needs more time or memory than any
    exhibit is said to be none that can be read."""
    order = json.dumps([key.raw.hex() for key in keys]).encode()
    told = done_apart("comms.cautions.exhibits.apart", order + b"\n" + content, LONGEST_READING)
    return _too_much(content) if told is None else _from_json(json.loads(told))


def _too_much(content: bytes) -> Verified:
    said = "The file cannot be read: it takes more time or memory than any exhibit."
    return Verified((fault(Rule.STRUCTURE, said),), hashlib.sha256(content).hexdigest())


def _as_json(found: Verified) -> dict[str, Any]:
    return {
        "faults": [[one.rule, one.what, one.meaning] for one in found.faults],
        "sha256": found.sha256,
        "key_name": found.key_name,
        "agency": found.agency,
        "sealed_at": found.sealed_at.isoformat() if found.sealed_at else None,
        "record": found.record,
        "record_sha256": found.record_sha256,
        "attachments": list(found.attachments),
    }


def _from_json(told: dict[str, Any]) -> Verified:
    faults = tuple(Fault(Rule(rule), what, meaning) for rule, what, meaning in told["faults"])
    sealed_at = datetime.fromisoformat(told["sealed_at"]) if told["sealed_at"] else None
    more = {"faults": faults, "sealed_at": sealed_at, "attachments": tuple(told["attachments"])}
    return Verified(**(told | more))


def _answer_an_order() -> None:
    """Check one file from standard input, and write what came of it to standard output."""
    keep_within(LONGEST_READING, MOST_MEMORY)
    order, _, content = sys.stdin.buffer.read().partition(b"\n")
    keys = [PublicKey(bytes.fromhex(one)) for one in json.loads(order)]
    sys.stdout.write(json.dumps(_as_json(verify_exhibit(content, keys))))


if __name__ == "__main__":
    _answer_an_order()
