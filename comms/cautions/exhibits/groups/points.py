"""The script, and each of its points: what was read, asked, answered and judged, round after round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from comms.cautions.exhibits.told import Told, as_recorded, moment_of, words_of
from comms.cautions.said import AskedByPerson, AskedFor, ExplainedToAdult, Judged, PointRead
from comms.cautions.standing import PointStanding, Round
from comms.translation.catalogues import is_english


def script(told: Told) -> dict[str, Any]:
    """The words that were to be explained, as they were on that day, and the languages in which they were drafts."""
    words = told.standing.opened.script
    reads = list(_reads(told))
    return {
        "kind": words.kind,
        "version": words.version,
        "sha256": words.digest,
        "words": words.to_json(),
        "not_approved": sorted({one.language for one in reads if one.words and not one.approved}),
        "without_words": sorted({one.language for one in reads if not one.words}),
    }


def _reads(told: Told) -> Iterator[PointRead]:
    return (one.said for one in told.every(PointRead) if one.said.language and not is_english(one.said.language))


def points(told: Told) -> list[dict[str, Any]]:
    """Every point that had to be understood, in the order of the script, conditions last."""
    return [_point(told, number, one) for number, one in enumerate(told.standing.points.values(), start=1)]


def _point(told: Told, number: int, point: PointStanding) -> dict[str, Any]:
    adult = next(
        (one for one in reversed(list(told.every(ExplainedToAdult))) if one.said.point == point.point.id), None
    )
    explained = None
    if adult is not None:
        explained = {
            "words": words_of(adult.said.words),
            "recorded_at": moment_of(adult.entry.at),
            "counts": point.adult is not None,
        }
    return {
        "number": number,
        "id": point.point.id,
        "text": point.point.text,
        "question": point.point.question,
        "source": point.point.source,
        "understood": point.understood,
        "explained_again": point.failed,
        "rounds": [_round(told, place, one) for place, one in enumerate(point.rounds, start=1)],
        "explained_to_adult": explained,
    }


def _round(told: Told, number: int, one: Round) -> dict[str, Any]:
    read = one.read.to_json()
    return {
        "round": number,
        "counts": one.valid,
        "why_not": one.void,
        "read": {
            **{name: read[name] for name in read if name not in {"point", "round", "english_hash", "words_hash"}},
            "english_sha256": one.read.english_hash,
            "words_sha256": one.read.words_hash,
            "at": moment_of(one.read_at),
            "by": _writer(told, PointRead, one.read.point, one.read.round),
        },
        "answers": [
            {
                "question": answer.question,
                "question_words": answer.question_words,
                "question_approved": answer.question_approved,
                "words": words_of(answer.words),
            }
            for answer in one.answers
        ],
        "answered_at": one.answered_at and moment_of(one.answered_at),
        "judgement": None if one.judgement is None or one.judged_at is None else {
            "result": one.judgement.result,
            "why": one.judgement.why,
            "at": moment_of(one.judged_at),
            "by": _writer(told, Judged, one.read.point, one.read.round),
        },
    }  # fmt: skip


def _writer(told: Told, kind: type[PointRead | Judged], point: str, number: int) -> str:
    """Who wrote down the newest entry of a kind about a round of a point."""
    found = ""
    for one in told.every(kind):
        if (one.said.point, one.said.round) == (point, number):
            found = told.by(one.entry)
    return found


def questions(told: Told) -> list[dict[str, Any]]:
    """What the person asked, and what they were told."""
    return [
        {"words": words_of(one.said.words), "answer": one.said.answer, "recorded_at": moment_of(one.entry.at)}
        for one in told.every(AskedByPerson)
    ]


def asked_for(told: Told) -> list[dict[str, Any]]:
    """What the person asked for: time, a second opinion, their consulate; and what was done about it."""
    return [as_recorded(told, one) or {} for one in told.every(AskedFor)]
