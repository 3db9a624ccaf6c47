"""What is refused of what is said of the person: who they are, their language, detention."""

from __future__ import annotations

from datetime import datetime

from comms.cautions.refusing.bad_said import BadSaid, NotNow, require_past, require_text
from comms.cautions.said import DetentionNoted, LanguageEstablished, OfficerChanged, Opened, PersonConfirmed, Screened
from comms.cautions.standing import Standing
from comms.foundation.clock import london_date
from comms.foundation.languages import LANGUAGES, canonical_tag
from comms.foundation.writing import fold

READS = ("alone", "with help", "cannot")


def opened(standing: Standing, said: Opened, at: datetime) -> None:  # noqa: ARG001 - each rule is asked alike
    """A session is opened once."""
    raise NotNow("This session is open already.", "Go on with it.")


def person_confirmed(standing: Standing, said: PersonConfirmed, at: datetime) -> None:  # noqa: ARG001
    """A name as they spell it, and a birth date: unknown is never adult."""
    if not said.names or not said.names[0].text.strip():
        raise BadSaid("names", "The name is missing.", "Ask how they spell it, and write it so.")
    if said.born is None:
        raise BadSaid("born", "The birth date is missing, and unknown is never adult.", "Find it out and record it.")
    if said.born > london_date(at):
        raise BadSaid("born", "The birth date is still to come.", "Check the year.")


def language_established(standing: Standing, said: LanguageEstablished, at: datetime) -> None:  # noqa: ARG001
    """Languages that are known here, how it was found out, and why where it changes."""
    for field in ("spoken", "written", "first"):
        tag = getattr(said, field)
        if tag or field == "spoken":
            _check_language(tag, field)
    require_text(said.how, "how", "It is not said how the language was established.", "Say who asked, and how.")
    if said.reads not in READS:
        raise BadSaid("reads", "It is not said whether they read it.", "Ask: alone, with help, or not at all.")
    before = standing.language
    if before and (before.spoken, before.of_words) != (said.spoken, said.of_words):
        require_text(said.changed_because, "changed_because", "Another language was established before.",
                     "Say why it is another one now. What was explained so far has to be explained again.")  # fmt: skip


def _check_language(tag: str, field: str) -> None:
    if not tag.strip():
        raise BadSaid(field, "The language is missing.", "Ask them; unknown is never English.")
    if canonical_tag(tag) not in LANGUAGES:
        raise BadSaid(field, f"There is no language “{tag}”.", "Choose one from the list.")


def screened(standing: Standing, said: Screened, at: datetime) -> None:  # noqa: ARG001
    """A reason why somebody may be vulnerable, and why not any more where it was said before."""
    if said.vulnerable:
        require_text(said.why, "why", "It is not said what suggests that they may be vulnerable.")
    elif standing.screening is not None and standing.screening.vulnerable:
        require_text(said.why, "why", "It was said before that they may be vulnerable.", "Say why they are not.")


def detention_noted(standing: Standing, said: DetentionNoted, at: datetime) -> None:  # noqa: ARG001
    """Since when they are detained, and until when at the latest."""
    if said.voluntary:
        return
    if said.since is None:
        raise BadSaid("since", "It is not said since when they are detained.", "Take it from the custody record.")
    require_past(said.since, at, "since")
    for field in ("review_at", "ends_at"):
        moment: datetime | None = getattr(said, field)
        if moment is None and field == "ends_at":
            raise BadSaid(field, "It is not said when detention ends.", "Take it from the custody record.")
        if moment is not None and moment <= said.since:
            raise BadSaid(field, "This lies before detention began.", "Take it from the custody record.")


def officer_changed(standing: Standing, said: OfficerChanged, at: datetime) -> None:  # noqa: ARG001
    """Who takes over, and why."""
    require_text(said.to_name, "to_name", "It is not said who takes the session over.", "Give the officer's name.")
    require_text(said.why, "why", "It is not said why another officer takes the session over.")
    there = [one.who.name for one in standing.interpreters] + [one.who.name for one in standing.adults]
    if any(fold(said.to_name) == fold(name) for name in there):
        raise NotNow("You interpret here, or are the appropriate adult.", "Let another officer take it over.")
