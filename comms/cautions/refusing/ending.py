"""What is refused at the end: of promises and threats, the outcome, signatures, corrections."""

from __future__ import annotations

from datetime import datetime

from comms.cautions.gate import missing, missing_before_points, missing_presence
from comms.cautions.kind import COUNTS
from comms.cautions.refusing.bad_said import BadSaid, NotNow, require_all, require_text
from comms.cautions.refusing.own_words import check_words, refuse_yes_alone, require_own_language
from comms.cautions.said import Corrected, Decided, Inducement, Signed
from comms.cautions.signing import WAYS, signers
from comms.cautions.standing import Standing
from comms.foundation.writing import fold


def inducement(standing: Standing, said: Inducement, at: datetime) -> None:
    """Asked of the person while everybody who is needed is there, and answered in their own words."""
    if not standing.kind.disposal:
        raise NotNow(f"This does not belong to a {standing.kind.title}.", "Go on with the next step.")
    # That something was promised is heard at any moment; that nothing was says nothing before there is an offer.
    require_all(missing_before_points(standing, at) if said.none else missing_presence(standing, at))
    check_words(standing, said.words)
    require_own_language(standing, said.words, "words", "They are asked in their own language.")
    if not said.none:
        require_text(said.what, "what", "It is not said what was promised or threatened.", "Write down what they said.")


def decided(standing: Standing, said: Decided, at: datetime) -> None:
    """Any outcome of the kind; those that say that the person understood only when everything holds, the others with
    no more than a reason."""
    if said.outcome not in standing.kind.outcomes:
        outcomes = ", ".join(standing.kind.outcomes)
        said_so = f"“{said.outcome}” is no outcome of a {standing.kind.title}."
        raise BadSaid("outcome", said_so, f"It is one of: {outcomes}.")
    require_all(missing(standing, said.outcome, at))
    if said.outcome not in COUNTS:
        require_text(said.why, "why", "It is not said why.", "Give the reason, in their words if it is theirs.")
        if said.words is not None:
            check_words(standing, said.words, rendered=False)
    elif standing.kind.needs_consent:
        _check_consent(standing, said)


def _check_consent(standing: Standing, said: Decided) -> None:
    words = said.words
    if words is None:
        raise BadSaid(
            "words.text", "Their own words are missing.", "Ask them to say in their words what they agree to."
        )
    check_words(standing, words)
    require_own_language(standing, words, "words", "Consent is given in their own language.")
    refuse_yes_alone(words, "words", "Ask them to say in their own words what they agree to.")


def signed(standing: Standing, said: Signed, at: datetime) -> None:  # noqa: ARG001 - each rule is asked alike
    """By somebody who was there, after the outcome; drawn, confirmed aloud, or not at all, and then why."""
    if standing.decided is None:
        raise NotNow("No outcome is recorded yet.", "Record the outcome first.")
    require_text(said.name, "name", "The name is missing.", "Write the name of whoever signs.")
    those = [one for one in signers(standing) if one.who == said.who]
    if not those:
        raise BadSaid("who", "Nobody was there as that.", "Choose one of those who were there.")
    known = {fold(one.name) for one in those}
    if said.who not in {"person", "officer"} and fold(said.name) not in known:
        raise BadSaid("name", f"{said.name} is not on record as one who was there.", "Write the name as recorded.")
    _check_way(said)
    drawn = [one for one in standing.signatures if one.media_id == said.media_id is not None]
    if any((one.who, fold(one.name)) != (said.who, fold(said.name)) for one in drawn):
        raise BadSaid("way", "This drawing is somebody else's signature.", "Clear it, and let them sign themselves.")


def _check_way(said: Signed) -> None:
    if said.way not in WAYS:
        raise BadSaid("way", "It is not said how they signed.", f"It is one of: {', '.join(WAYS)}.")
    if said.way == "drawn" and said.media_id is None:
        raise BadSaid("media_id", "Nothing was drawn.", "Let them sign on the screen, or choose another way.")
    if said.way == "aloud":
        require_text(said.heard_by, "heard_by", "It is not said who heard it.", "Name who heard them confirm it.")
    if said.way in {"refused", "unable"}:
        require_text(said.why, "why", "It is not said why they do not sign.")
        require_text(said.witness, "witness", "No witness is named.", "Name somebody else who was there.")


def corrected(standing: Standing, said: Corrected, at: datetime) -> None:  # noqa: ARG001
    """What is wrong, what it should say, and why."""
    require_text(said.what, "what", "It is not said what is wrong.", "Say which part of the record.")
    require_text(said.says_now, "says_now", "It is not said what it should say.")
    require_text(said.why, "why", "It is not said why.")
