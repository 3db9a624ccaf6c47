"""The words of messages to those who are asked to interpret. They are in English, which every interpreter reads, hold
no name of a family, and say no place more exactly than its area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comms.bookings.offers.described import Described, moment_in_words
from comms.bookings.requests.request import InterpreterRequest
from comms.channels.sms import count_units

# A text of more parts costs more than a call, and parts get lost.
MOST_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says: ``text`` where it goes as a text message, ``subject`` and ``body`` by e-mail."""

    text: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Answering:
    """How an offer is answered: by its link, and by text with its code where we have a line for texts."""

    link: str
    code: int | None = None

    @property
    def by_text(self) -> str:
        """How, as a text says it."""
        if self.code is None:
            return self.link
        return f"Reply 1 {self.code} = yes, 2 {self.code} = no, or {self.link}"


def asking_interpreter(agency: str, of: Described, answer_by: datetime, how: Answering, now: datetime) -> Words:
    """Asks an interpreter."""
    what = f"{of.language}, {of.short_day} {of.begins}-{of.ends}, {_how(of)}"
    until = moment_in_words(answer_by, now)
    asked = f"can you interpret? {what}. Answer by {until}{': ' if how.code is None else '. '}{how.by_text}"
    named = f"{agency}: {asked}"
    return Words(
        # Letters beyond the telephones' own alphabet make a text three times as long; then the name goes first.
        named if count_units(named).segments <= MOST_SEGMENTS else asked[0].upper() + asked[1:],
        f"Can you interpret {of.language} on {of.short_day}?",
        _letter(f"{agency} asks whether you can interpret:", what + f" ({of.length}).",
                f"What is paid, and the answer, stand here: {how.link}", f"Please answer by {until}."),
    )  # fmt: skip


def asking_supplier(
    agency: str, of: Described, request: InterpreterRequest, cost_code: str, until: str, link: str
) -> Words:  # fmt: skip
    """Asks a supplier, with all it needs to choose somebody and to bill."""
    facts = [
        ("Our reference", request.reference), ("Cost code", cost_code),
        ("Language", of.language + (f", {request.dialect}" if request.dialect else "")),
        ("When", f"{of.day}, {of.begins} to {of.ends} ({of.length})"), ("How", of.mode), ("Where", _where(of)),
        ("Level", f"RQF level {of.level} or above" if of.level else ""),
        ("Checks that must be valid that day", ", ".join(of.checks)),
        ("Asked for", request.gender), ("Risk", of.risk),
    ]  # fmt: skip
    lines = "\n".join(f"{name}: {value}" for name, value in facts if value)
    return Words(
        "",
        f"Interpreter wanted: {of.language}, {of.short_day}, {request.reference}",
        _letter(f"{agency} asks for an interpreter.", lines, f"Accept or decline here: {link}",
                f"Please answer by {until}. When you accept, send us the interpreter’s name and registration; the "
                "booking is confirmed when we have both. Nobody’s relative, friend or acquaintance, please."),
    )  # fmt: skip


def somebody_was_first(of: Described) -> Words:
    """Tells those who were asked and did not answer that it is filled."""
    return _plain(of, f"{_about(of)}: somebody else was first. Thank you; nothing is asked of you.")


def offer_withdrawn(of: Described) -> Words:
    """Tells those who were asked that it is not needed any more."""
    return _plain(of, f"{_about(of)}: no interpreter is needed any more. Thank you; nothing is asked of you.")


def booked(of: Described, link: str) -> Words:
    """Tells whoever accepted that they are booked, and where the rest stands."""
    return _plain(of, f"You are booked: {_about(of)}. Where it is, and for whom, stands here: {link}")


def promised(of: Described, reference: str) -> Words:
    """Tells a supplier that its yes was taken, and what is still missing."""
    said = "Thank you. Please send us the interpreter’s name and registration number; then the booking is confirmed."
    return Words("", f"Name wanted: {of.language}, {of.short_day}, {reference}", _letter(_about(of) + ".", said))


def booking_cancelled(of: Described, pence: str) -> Words:
    """Tells whoever was booked that it is cancelled, and what is paid nevertheless."""
    paid = f" {pence} is paid all the same." if pence else ""
    return _plain(of, f"Cancelled: {_about(of)}. You need not come.{paid}")


def _plain(of: Described, said: str) -> Words:
    return Words(said, f"{of.language}, {of.short_day}, {of.begins}", _letter(said))


def _about(of: Described) -> str:
    return f"{of.language}, {of.short_day} {of.begins}-{of.ends}"


def _how(of: Described) -> str:
    return of.mode if of.is_remote or not of.area else f"{of.mode} in {of.area}"


def _where(of: Described) -> str:
    if of.is_remote:
        return "nobody travels"
    return ", ".join(part for part in (of.place, of.area) if part) or "told when you accept"


def _letter(*parts: str) -> str:
    return "\n\n".join(("Hello,", *parts, "This message was written by a service of the office that sends it."))
