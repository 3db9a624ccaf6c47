"""What stands on the tablet when it is turned to the person: words of the session in their language, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comms.web.cautions.points_shown import Card
from comms.web.cautions.points_standing import Doing
from comms.web.cautions.their_words import Sentence


@dataclass(frozen=True, slots=True)
class Large:
    """One sentence with its label in the same language; no label where nobody translated it."""

    label: str
    words: str


def large_page(card: Card) -> dict[str, object]:
    """The words of a point as they are to be read, and the question too once it was read."""
    asks = card.doing in {Doing.ASK, Doing.JUDGE}
    calm = card.page.sentence("start.take_time")
    return {
        "spoken": card.text.language,
        "title": _label(card, "point.other_words" if card.one.failed else "point.means"),
        "said": list(_said(card, asks=asks)),
        "calm": _own(calm),
    }


def _said(card: Card, *, asks: bool) -> Iterator[Large]:
    if text := _own(card.text):
        yield Large("", text)
    if asks and (question := _own(card.question)):
        yield Large(_label(card, "point.question"), question)


def _label(card: Card, key: str) -> str:
    return _own(card.page.sentence(key))


def _own(said: Sentence | None) -> str:
    """The sentence in their language; empty where there is none in it."""
    if said is None:
        return ""
    return said.english if said.language.tag == "en" else said.own
