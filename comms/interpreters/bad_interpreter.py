"""What is refused in the register, and at which answer."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from comms.foundation.errors import BadInput


class BadInterpreter(BadInput):
    """Something given for the register that cannot be. ``field`` is the answer to be corrected, by its name in what
    was given."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field


class AlsoOnRecord(BadInterpreter):
    """Somebody on record is reached by the same number or address. ``people`` are those whom the viewer may know of."""

    def __init__(self, field: str, people: Iterable[UUID]) -> None:
        """Say what to do; who it is, is for a screen that may show people."""
        what = "telephone number" if field == "telephone" else "e-mail address"
        super().__init__(
            field,
            f"Somebody on record is reached by this {what}.",
            "If this is the same person, register them as also being that person: they are then never asked to "
            f"interpret for those close to them. If it is not, check the {what}.",
        )
        self.people = tuple(people)
