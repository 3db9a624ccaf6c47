"""How a person may be reached, in words: what they said is safe, what is not, and what nobody has asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comms.families.contact_point import Channel, ContactPoint, SafeContact, Safety, post_allowed

CHANNEL_WORDS = {Channel.MOBILE: "Mobile", Channel.LANDLINE: "Landline", Channel.EMAIL: "E-mail"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a person. ``may_use`` says whether anybody may use it now, ``words`` why."""

    channel: str
    value: str
    words: str
    may_use: bool

    @property
    def is_telephone(self) -> bool:
        """Whether it is a number to ring."""
        return self.channel != CHANNEL_WORDS[Channel.EMAIL]


def ways_to_reach(points: Iterable[ContactPoint], answer: SafeContact | None) -> list[Way]:
    """The ways to reach one person. Where a danger is on record, what nobody has asked about is not used."""
    flagged = answer is not None and answer.flagged
    return [_way(point, flagged=flagged) for point in points]


def _way(point: ContactPoint, *, flagged: bool) -> Way:
    words, may_use = _safety(point, flagged=flagged)
    if may_use and not point.reachable:
        words = f"{words} It did not work last time."
    return Way(CHANNEL_WORDS.get(Channel(point.channel), point.channel), point.value, words, may_use)


def _safety(point: ContactPoint, *, flagged: bool) -> tuple[str, bool]:
    if point.safety == Safety.UNSAFE:
        return "Not safe: do not use it.", False
    if point.safety == Safety.SAFE:
        return "They said it is safe.", True
    if flagged:
        return "Nobody has asked whether it is safe: do not use it.", False
    return "Nobody has asked whether it is safe.", True


def post_in_words(answer: SafeContact | None) -> str:
    """Whether letters may go to the home, in a sentence."""
    if not post_allowed(answer):
        return "Post is not used: a letter to this home may put somebody at risk."
    if answer is None or answer.post_is_safe is None:
        return "Letters go by post. Nobody has asked whether post is safe."
    return "Letters go by post. They said post is safe."
