"""An outbox on this machine, for an installation without a mail server. Nothing is sent, and the answer says so."""

from __future__ import annotations

import os
from pathlib import Path

from comms.channels.email.message import Answer, Email, Outcome

NOT_SENT = "It lies in the outbox and is not sent: no mail server is set."


def outbox_file(home: Path, name: str) -> Path:
    """Where an e-mail of that name lies, in an outbox that only the service may read."""
    return home / "outbox" / f"{name}.eml"


class Outbox:
    """Writes each e-mail into a file of its own, readable by any mail program."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def send(self, email: Email) -> Answer:
        """Lay the e-mail down. The same one twice is one file."""
        path = outbox_file(self.home, email.name)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = path.with_suffix(".new")
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(bytes(email.as_message()))
            made.replace(path)
        except OSError as fault:
            return Answer(Outcome.LATER, f"The outbox could not be written: {fault.strerror}.")
        except ValueError:
            return Answer(Outcome.REFUSED, "The e-mail address is not one that mail programs take.")
        return Answer(Outcome.IN_OUTBOX, NOT_SENT)
