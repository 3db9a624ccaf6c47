"""What somebody typed into a form: read tidily, and shown again with what is wrong where, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import request

from comms.foundation.errors import BadInput
from comms.foundation.writing import tidy_name, tidy_text

Known = str | Sequence[str] | bool | None


class Form:
    """The answers of one form by the names of their fields, and what is wrong with each, in a sentence."""

    def __init__(self, answers: Mapping[str, Sequence[str]]) -> None:
        # Tidied when they are asked for: a recording in a hidden field is long, and no writing.
        self._answers = {name: list(values) for name, values in answers.items()}
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        """One answer as it was typed, without control characters; empty when there is none."""
        return tidy_text(self.carried(name)).strip()

    def carried(self, name: str) -> str:
        """One answer exactly as it came: what a script put into a hidden field."""
        return next(iter(self._answers.get(name, ())), "")

    def line(self, name: str) -> str:
        """One answer on one line, as names and numbers are."""
        return tidy_name(self.text(name))

    def many(self, name: str) -> list[str]:
        """Every answer to a question that takes several."""
        return [value for value in map(tidy_text, self._answers.get(name, ())) if value]

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def limited(self, name: str, most: int) -> str:
        """One line of at most ``most`` characters; a longer one is wrong, and stays to be shortened."""
        text = self.line(name)
        if len(text) > most:
            self.wrong(name, f"This is {len(text)} characters long. Shorten it to {most}.")
        return text

    def chosen(self, name: str, among: Iterable[str], missing: str) -> str:
        """The answer chosen from a list; ``missing`` is what to say when none of the list was."""
        value = self.text(name)
        if value not in set(among):
            self.wrong(name, missing)
        return value

    def wrong(self, name: str, message: str) -> None:
        """Note what is wrong at a field; the first thing said of it stands."""
        self.errors.setdefault(name, message)

    def refused(self, fault: BadInput, name: str) -> None:
        """Note at a field what a rule below the screen refused, in the rule's own words."""
        self.wrong(name, str(fault))

    def message(self, name: str) -> dict[str, str] | None:
        """What is wrong at a field, as the GOV.UK components take it."""
        return {"text": self.errors[name]} if name in self.errors else None

    @property
    def summary(self) -> list[dict[str, str]]:
        """Everything that is wrong, each leading to its field, as the GOV.UK error summary takes it."""
        return [{"text": message, "href": f"#{name}"} for name, message in self.errors.items()]


def sent_form() -> Form:
    """The form that was just sent."""
    return Form(request.form.to_dict(flat=False))


def filled_form(known: Mapping[str, Known]) -> Form:
    """A form shown for the first time, with what is known filled in."""
    return Form({name: _answers(value) for name, value in known.items()})


def _answers(value: Known) -> Sequence[str]:
    if isinstance(value, bool) or value is None:
        return ["yes"] if value else []
    return [value] if isinstance(value, str) else value
