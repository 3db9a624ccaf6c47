"""What the carrier tells about a call, and whether it was missed by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NO_ANSWER = "no answer"
BUSY = "busy"
FAILED = "the call could not be put through"
MACHINE = "a machine answered"
GIVEN_UP = "given up"

# The carrier's words for a call that is over without anybody having talked. "canceled" is our own hanging up before
# anybody could answer, and no missed call. Source: Twilio's call resource, November 2026.
_WHY = {"no-answer": NO_ANSWER, "busy": BUSY, "failed": FAILED, "canceled": GIVEN_UP}
_MACHINES = ("machine_", "fax")
_ENDED = frozenset({"completed", *_WHY})
NOT_SAID = -1


@dataclass(frozen=True, slots=True)
class CallReport:
    """One report about one call. Reports overtake each other: the highest ``sequence`` counts, and it is -1 where the
    carrier gives none, as when it tells that a machine answered. ``status`` is empty there. ``answered_by`` is human,
    machine_…, fax, unknown, or empty; ``seconds`` how long they talked, where it has ended; ``parent`` the call that
    this one belongs to."""

    provider_id: str
    status: str
    sequence: int
    answered_by: str
    seconds: int | None
    parent: str

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> CallReport:
        """The report in the fields of a request. A figure that is none counts as not said."""
        sequence = _figure(fields.get("SequenceNumber", ""))
        return cls(
            provider_id=fields.get("CallSid", ""),
            status=fields.get("CallStatus", ""),
            sequence=NOT_SAID if sequence is None else sequence,
            answered_by=fields.get("AnsweredBy", ""),
            seconds=_figure(fields.get("CallDuration", "")),
            parent=fields.get("ParentCallSid", ""),
        )

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self.status in _ENDED

    @property
    def by_machine(self) -> bool:
        """Whether a machine answered. Where the carrier cannot tell it says ``unknown``, and that is no machine."""
        return self.answered_by.startswith(_MACHINES)


def missed_why(report: CallReport) -> str | None:
    """Why nobody was reached: "no answer", "busy", "the call could not be put through", "a machine answered", or
    "given up" where we hung up ourselves; None where they talked, or where it is not over (see ``ended``) and no
    machine answered."""
    if report.by_machine:
        return MACHINE
    return _WHY.get(report.status)


def _figure(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
