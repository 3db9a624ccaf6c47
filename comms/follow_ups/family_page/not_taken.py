"""Why an answer on a family's page is not taken, in the words of that page."""

from __future__ import annotations

from comms.foundation.errors import BadInput


class NotTaken(BadInput):
    """An answer that cannot be taken as it stands. ``words`` is the key of the page's words that say so to whoever gave
    it, in their language; message and remedy say the same to everybody else."""

    def __init__(self, words: str, message: str, remedy: str) -> None:
        super().__init__(message, remedy)
        self.words = words
