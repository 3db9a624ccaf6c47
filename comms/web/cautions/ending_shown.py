"""The outcomes as the screen offers them, and whose signatures are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from comms.cautions.gate import missing
from comms.cautions.kind import Outcome
from comms.cautions.said import Signed
from comms.cautions.signing import Signer, missing_signatures, signers
from comms.cautions.standing import Standing
from comms.foundation.writing import fold
from comms.web.cautions.page import MissingShown, SessionPage
from comms.web.cautions.their_words import Sentence

INDUCED = MappingProxyType({"yes": "They say that nobody did", "no": "They say that somebody did"})
# The outcome from the officer's side, and the key of the sentence that says it to the person.
SAID = MappingProxyType({
    Outcome.ACCEPTS: ("They accept", "end.accepts"),
    Outcome.DECLINES: ("They decline", "end.declines"),
    Outcome.ASKS_FOR_TIME: ("They ask for time", "end.asks_for_time"),
    Outcome.CANNOT_PROCEED: ("It cannot go on", "end.cannot_proceed"),
    Outcome.GIVEN: ("It is given", "end.given"),
    Outcome.NOT_GIVEN: ("It is not given", "end.not_given"),
    Outcome.UNDERSTOOD: ("They understood", "end.understood"),
    Outcome.NOT_UNDERSTOOD: ("They did not understand", "end.not_understood"),
})  # fmt: skip
WAYS = MappingProxyType({"drawn": "Signed on the screen", "aloud": "Confirmed aloud, heard by {heard_by}",
                         "refused": "Did not want to sign: {why} (witness: {witness})",
                         "unable": "Could not sign: {why} (witness: {witness})"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """One outcome: its words for the officer and for the person, and what is missing before it may be recorded."""

    value: str
    text: str
    theirs: Sentence | None
    missing: tuple[MissingShown, ...]


def outcomes(page: SessionPage) -> list[OutcomeShown]:
    """The outcomes of this kind in its order, none of them before the others in anything else."""
    return [_shown(page, one) for one in page.kind.outcomes]


def _shown(page: SessionPage, outcome: Outcome) -> OutcomeShown:
    text, key = SAID[outcome]
    lacks = missing(page.standing, outcome, page.now)
    return OutcomeShown(
        outcome, text, page.sentence(key),
        tuple(MissingShown(one.what, one.remedy, page.step_address(one.step)) for one in lacks),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignerShown:
    """Somebody who has to sign, and what is on record: their signature, or why there is none; None while it waits.
    ``number`` names them in a form."""

    number: str
    signer: Signer
    signed: Signed | None

    @property
    def said(self) -> str:
        """What is on record, in words."""
        one = self.signed
        return WAYS[one.way].format(heard_by=one.heard_by, why=one.why, witness=one.witness) if one else "Waits"


def signers_shown(standing: Standing) -> list[SignerShown]:
    """Everybody who was there, the person first."""
    waits = missing_signatures(standing)
    return [
        SignerShown(str(number), one, None if one in waits else _signature_of(standing, one))
        for number, one in enumerate(signers(standing), start=1)
    ]


def _signature_of(standing: Standing, one: Signer) -> Signed | None:
    """The last thing this person signed with; of the person and the officer whatever name they signed with."""
    alike = [each for each in standing.signatures if each.who == one.who]
    same = [each for each in alike if fold(each.name) == fold(one.name)]
    return next(reversed(same or alike), None)


def signer_named(among: Sequence[SignerShown], number: str) -> SignerShown | None:
    """The one whom a form names."""
    return next((one for one in among if one.number == number), None)
