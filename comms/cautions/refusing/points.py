"""What is refused of explaining, answering and judging a point, of questions, and of pauses."""

from __future__ import annotations

from datetime import datetime

from comms.cautions.gate import missing_before_points, missing_presence
from comms.cautions.refusing.bad_said import BadSaid, NotNow, require_all, require_text
from comms.cautions.refusing.own_words import check_words, refuse_yes_alone, require_own_language
from comms.cautions.rounds import MOST_AT_ONCE, MOST_ROUNDS
from comms.cautions.said import (
    Answered,
    AskedByPerson,
    AskedFor,
    ExplainedToAdult,
    Judged,
    Paused,
    PointRead,
    Resumed,
)
from comms.cautions.standing import UNDERSTOOD, PointStanding, Round, Standing
from comms.translation.catalogues import is_english

RESULTS = (UNDERSTOOD, "partly", "not understood")
INSTEAD = "Ask them to tell you in their own words what it means for them."


def point_read(standing: Standing, said: PointRead, at: datetime) -> None:
    """A point of this session's own script, in its own words, while everybody who is needed is there; so many at once
    and so many times as ``data/rounds.toml`` says."""
    require_all(missing_before_points(standing, at))
    point = _point(standing, said.point)
    _check_may_be_read(standing, point)
    if said.round != point.next_round:
        raise NotNow("This reading was recorded already.", "Look at the page again.")
    if said.english != point.next_words:
        raise BadSaid("english", "These are not the words of this session's script.", "Read the point as it stands.")
    if not said.approved and not is_english(said.language) and not standing.interpreter_confirmed:
        raise NotNow("Nobody approved these words in their language, and no interpreter is there.",
                     "Find an interpreter, or pause until one is there.")  # fmt: skip
    require_text(said.read_aloud_by, "read_aloud_by", "It is not said who read it aloud.", "Say who did.")
    if point.failed:
        require_text(said.changed, "changed", "It is not said what was explained differently this time.")


def _check_may_be_read(standing: Standing, point: PointStanding) -> None:
    if point.judged_understood:
        raise NotNow("This point is understood already.", "Go on with the next.")
    if point.last is not None and point.last.waits:
        raise NotNow("This point was read and waits for an answer.", "Ask what they understood, and judge it.")
    if len(standing.waiting) >= MOST_AT_ONCE:
        raise NotNow(f"{MOST_AT_ONCE} points were read and are not judged yet.",
                     "Ask about those first: nobody keeps more in mind at once.")  # fmt: skip
    if point.rounds_in(standing.series) >= MOST_ROUNDS:
        raise NotNow(f"This point was explained {MOST_ROUNDS} times without being understood.",
                     "Pause, and go on later; or end with another outcome.")  # fmt: skip


def answered(standing: Standing, said: Answered, at: datetime) -> None:
    """To an open question, in their own words; “yes” alone is not an answer."""
    _waiting(standing, said.point, said.round)
    require_all(missing_presence(standing, at))
    require_text(said.question, "question", "It is not said what they were asked.", "Write down the question.")
    check_words(standing, said.words)
    require_own_language(standing, said.words, "words", "They answer in their own language.")
    refuse_yes_alone(said.words, "words", INSTEAD)


def judged(standing: Standing, said: Judged, at: datetime) -> None:
    """After an answer to that reading, and with the reason."""
    current = _waiting(standing, said.point, said.round)
    if current.answer is None:
        raise NotNow("They have not answered yet.", INSTEAD)
    require_all(missing_presence(standing, at))
    if said.result not in RESULTS:
        raise BadSaid("result", "It is not said how far they understood.", f"It is one of: {', '.join(RESULTS)}.")
    require_text(said.why, "why", "It is not said why you judge so.", "Say what in their answer shows it.")


def _point(standing: Standing, name: str) -> PointStanding:
    if name not in standing.points:
        raise BadSaid("point", "This caution has no such point.", "Choose one of its points.")
    return standing.points[name]


def _waiting(standing: Standing, name: str, number: int) -> Round:
    """The reading of a point that waits to be answered and judged, which has to be the one that is meant."""
    last = _point(standing, name).last
    if last is None:
        raise NotNow("This point was not read yet.", "Read it first.")
    if not last.valid:
        raise NotNow(f"This reading does not count. {last.void}", "Read the point again.")
    if last.judgement is not None or last.read.round != number:
        raise NotNow("This reading was judged already.", "Look at the page again.")
    return last


def explained_to_adult(standing: Standing, said: ExplainedToAdult, at: datetime) -> None:  # noqa: ARG001 - asked alike
    """To an adult who is there, of a point that was read; with the interpreter where they do not follow English."""
    adult = standing.adult
    if adult is None:
        raise NotNow("No appropriate adult is there.", "Record first who it is.")
    if not _point(standing, said.point).rounds:
        raise NotNow("This point was not read yet.", "Read it first.")
    if not adult.who.understands_english and not standing.interpreter_confirmed:
        raise NotNow("The appropriate adult does not follow English, and no interpreter is there.",
                     "Explain it to them once an interpreter is there.")  # fmt: skip
    check_words(standing, said.words)


def asked_by_person(standing: Standing, said: AskedByPerson, at: datetime) -> None:  # noqa: ARG001
    """What they asked, and what was answered."""
    check_words(standing, said.words, rendered=False)
    require_text(said.answer, "answer", "It is not said what was answered.", "Write down the answer.")


def asked_for(standing: Standing, said: AskedFor, at: datetime) -> None:  # noqa: ARG001
    """What they asked for, and what was done about it."""
    require_text(said.what, "what", "It is not said what they asked for.")
    require_text(said.response, "response", "It is not said what was done about it.")


def paused(standing: Standing, said: Paused, at: datetime) -> None:
    """With the reason; never beyond the end of detention, which runs on."""
    if standing.paused is not None:
        raise NotNow("The session is paused already.", "Resume it first.")
    require_text(said.why, "why", "It is not said why the session pauses.")
    if said.until is None:
        return
    if said.until <= at:
        raise BadSaid("until", "This time has passed.", "Give a time to come, or leave it out.")
    detention = standing.detention
    if detention and not detention.voluntary and detention.ends_at and said.until > detention.ends_at:
        raise BadSaid("until", "Detention ends before that, and a pause never prolongs it.",
                      "Give an earlier time; if none will do, end this session and open another later.")  # fmt: skip


def resumed(standing: Standing, said: Resumed, at: datetime) -> None:  # noqa: ARG001
    """Only what is paused can go on."""
    if standing.paused is None:
        raise NotNow("The session is not paused.", "Go on with it.")
