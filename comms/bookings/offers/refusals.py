"""What whoever answers too late, twice or differently is told: plainly, and without blame."""

from __future__ import annotations

from comms.foundation.errors import BadInput, Refused


class AnswerTooLate(Refused):
    """The answer no longer changes anything. Nothing is asked of whoever gave it."""


class SomebodyWasFirst(AnswerTooLate):
    """Somebody else has accepted."""

    def __init__(self) -> None:
        """Say it as one would on the telephone."""
        super().__init__(
            "Somebody else was first, so this appointment is filled.", "Thank you. Nothing is asked of you."
        )


class OfferWithdrawn(AnswerTooLate):
    """The office took the offer back."""

    def __init__(self) -> None:
        """Say it as one would on the telephone."""
        super().__init__("This offer was withdrawn: it is not needed any more.", "Thank you. Nothing is asked of you.")


class NotNeeded(AnswerTooLate):
    """The request was settled in another way, or its time has come."""

    def __init__(self) -> None:
        """Say it as one would on the telephone."""
        super().__init__("An interpreter is not needed for this any more.", "Thank you. Nothing is asked of you.")


class BegunAlready(AnswerTooLate):
    """The time the offer is for has begun."""

    def __init__(self) -> None:
        """Say it as one would on the telephone."""
        super().__init__("The time of this appointment has come.", "If you could still come, ring the office.")


class GaveItBack(AnswerTooLate):
    """They had accepted, and gave it back."""

    def __init__(self) -> None:
        """Say whom to ring."""
        super().__init__("You gave this appointment back.", "If you could come after all, ring the office.")


class NotYetAsked(AnswerTooLate):
    """Others are asked before them; only staff can come across this."""

    def __init__(self) -> None:
        """Say what can be done."""
        super().__init__(
            "They have not been asked yet: others come first.", "Offer it to them alone, then record their yes."
        )


class NoLongerPossible(AnswerTooLate):
    """Since they were asked something came up that rules them out. ``reasons`` are for staff alone."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        """Say it without the reasons, which may tell of a family."""
        super().__init__(
            "This appointment cannot be given to you any more.", "Thank you. If that surprises you, ring the office."
        )
        self.reasons = reasons


class BadOffer(BadInput):
    """Something about the offers to be made cannot be. ``field`` is the answer to be corrected."""

    def __init__(self, field: str, message: str, remedy: str) -> None:
        """Keep which answer is wrong."""
        super().__init__(message, remedy)
        self.field = field
