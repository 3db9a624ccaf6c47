"""The reply slip: numbered tick boxes in each language of the letter, read by the office through their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from comms.channels.paper import Slip, SlipAnswer
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import frame, slip_answers
from comms.letters.text.sentence_writer import Say, SentenceWriter


def reply_slip(kind: LetterKind, writers: Sequence[SentenceWriter]) -> Slip | None:
    """The slip of this kind of letter, each label and answer once for each writer's language; None where it has none.

    What a language lacks is noted by its writer.
    """
    if not kind.slip:
        return None
    answers = tuple(SlipAnswer(number, _in_each(writers, Say("slip", slip_answers()[number]))) for number in kind.slip)
    return Slip(
        titles=_label(writers, "slip_title"),
        how=_label(writers, "slip_how"),
        name=_label(writers, "slip_name"),
        telephone=_label(writers, "slip_telephone"),
        words=_label(writers, "slip_words"),
        give_to=_label(writers, "slip_return"),
        answers=answers,
    )


def _label(writers: Sequence[SentenceWriter], key: str) -> tuple[str, ...]:
    return _in_each(writers, Say("frame", frame()[key].text))


def _in_each(writers: Sequence[SentenceWriter], say: Say) -> tuple[str, ...]:
    return tuple(writer.line(say) for writer in writers)
