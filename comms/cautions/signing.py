"""Who has to sign, and who has. A refusal is an answer too: it stands with its reason and a witness."""

from __future__ import annotations

from dataclasses import dataclass

from comms.cautions.standing import Standing
from comms.foundation.writing import fold

WAYS = ("drawn", "aloud", "refused", "unable")
_IN_WORDS = {
    "person": "the person", "officer": "the officer", "interpreter": "the interpreter",
    "adult": "the appropriate adult", "solicitor": "the solicitor",
}  # fmt: skip
SIGNERS = tuple(_IN_WORDS)


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who has to sign: as what, and their name."""

    who: str
    name: str

    @property
    def who_in_words(self) -> str:
        """As what they sign, in words."""
        return _IN_WORDS[self.who]


def signers(standing: Standing) -> tuple[Signer, ...]:
    """Everybody who has to sign: the person, the officer, and whoever interpreted, came as an appropriate adult or as
    a solicitor, each of them once."""
    found = [Signer("person", standing.name), Signer("officer", standing.officer)]
    found += [Signer("interpreter", one.who.name) for one in standing.interpreters]
    found += [Signer("adult", one.who.name) for one in standing.adults]
    if standing.solicitor is not None:
        found.append(Signer("solicitor", standing.solicitor.name))
    return tuple({(one.who, fold(one.name)): one for one in found}.values())


def missing_signatures(standing: Standing) -> tuple[Signer, ...]:
    """Those of whom there is neither a signature nor the reason why not."""
    signed = {(one.who, fold(one.name)) for one in standing.signatures}
    # Only one signs as person or officer, whatever spelling of the name they choose to sign with.
    alone = {one.who for one in standing.signatures} & {"person", "officer"}
    return tuple(
        one for one in signers(standing) if (one.who, fold(one.name)) not in signed and one.who not in alone
    )  # fmt: skip
