"""Translates texts so that their facts come out equal, or says of a text why it was not translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comms.channels.translator import Hypotheses, NotTranslated, Translated, Translator
from comms.foundation.writing import tidy_text
from comms.translation.guard.comparing import kind_that_differs
from comms.translation.guard.fact import FactKind, Found
from comms.translation.guard.judging import (
    Way,
    cannot_be_written,
    fault_of_answer,
    fault_of_halves,
    fault_of_kind,
    fault_of_language,
)
from comms.translation.guard.letters import cleaned
from comms.translation.guard.masking import CannotBeWritten, Masked, masked, restored
from comms.translation.guard.named import Names, names_of
from comms.translation.guard.pieces import fitting, pieces_of, put_together
from comms.translation.guard.reading import found_in

# Beyond the fourth, a machine's wordings differ in a comma.
HYPOTHESES = 4
READ_THE_ORIGINAL = "Read the original."
_MISCOUNTED = "The machine answered otherwise than it was asked."


@dataclass(frozen=True, slots=True)
class Asked:
    """A text to translate, and the names on record of the family that it is about."""

    text: str
    names: Sequence[str] = ()


@dataclass(slots=True)
class _Task:
    """A text on its way: its facts, the names to read its translation with, and what came of it.

    ``why`` is the first thing that was wrong, which says most: what comes after it was only a second choice.
    """

    text: str
    found: list[Found]
    names: Names
    why: str = ""
    answer: Translated | NotTranslated | None = None

    def refuse(self, why: str) -> None:
        self.why = self.why or why


def translate_guarded(
    translator: Translator, texts: Sequence[str], source: str, target: str, names: Sequence[str] = ()
) -> list[Translated | NotTranslated]:
    """One answer for each text, in their order: with every fact equal, or NotTranslated with a sentence why.

    ``names`` are looked for in every text; where texts are about several families, see ``translate_each_guarded``.
    """
    return translate_each_guarded(translator, [Asked(text, names) for text in texts], source, target)


def translate_each_guarded(
    translator: Translator, asked: Sequence[Asked], source: str, target: str
) -> list[Translated | NotTranslated]:
    """One answer for each text, in their order: with every fact equal, or NotTranslated with a sentence why.

    All texts go to the engine together, their facts masked. Only those whose answer is refused are asked again,
    together: first for more wordings, then split around their facts. The sentence names kinds of facts and never a
    fact: it may be kept where texts are not. The text is tidied first (NFC, no controls); the tags are BCP 47. Never
    raises for what a text holds.
    """
    way = Way(source, target)
    tasks = [_task(one, source) for one in asked]
    asks = [_Ask(task, split) for task in tasks if (split := _masked(task, way)) is not None]
    _answer_without_words(translator, asks, way)
    for count in (1, HYPOTHESES):
        _ask_whole(translator, [ask for ask in asks if ask.task.answer is None], way, count)
    _ask_in_pieces(translator, [task for task in tasks if task.answer is None], way)
    return [task.answer or NotTranslated(f"{task.why} {READ_THE_ORIGINAL}") for task in tasks]


@dataclass(frozen=True, slots=True)
class _Ask:
    task: _Task
    masked: Masked


def _task(asked: Asked, source: str) -> _Task:
    text = cleaned(tidy_text(asked.text))
    found = found_in(text, source, names_of(asked.names))
    # An inflected name is a fact with the writing it has, and is looked for in the translation as such.
    forms = [one.fact.value for one in found if one.fact.kind is FactKind.NAME and one.sure]
    return _Task(text, found, names_of([*asked.names, *forms]))


def _masked(task: _Task, way: Way, *, words: bool = False) -> Masked | None:
    try:
        return masked(task.text, task.found, way.target, task.names, words=words)
    except CannotBeWritten as unwritten:
        task.answer = NotTranslated(f"{cannot_be_written(unwritten.kind, way.target)} {READ_THE_ORIGINAL}")
        return None


def _answer_without_words(translator: Translator, asks: Sequence[_Ask], way: Way) -> None:
    """Write the facts of texts that have nothing else; an engine would make words up for them.

    Where there is no engine for the languages it is still asked, so that it says so.
    """
    by = next((pair.by for pair in translator.pairs() if (pair.source, pair.target) == way), None)
    for ask in asks:
        if by is not None and not any(map(str.isalpha, ask.masked.outside)):
            _accept(ask.task, restored(ask.masked.text, ask.masked, way.target), by, way)


def _ask_whole(translator: Translator, asks: Sequence[_Ask], way: Way, count: int) -> None:
    answers = _answers(translator, [ask.masked.text for ask in asks], way, count)
    for ask in asks:
        answer = answers[ask.masked.text]
        if isinstance(answer, NotTranslated):
            ask.task.answer = answer
            continue
        for wording in answer.texts:
            given = cleaned(wording).strip()
            fault = fault_of_answer(given, ask.masked, way)
            if fault:
                ask.task.refuse(fault)
            elif _accept(ask.task, restored(given, ask.masked, way.target), answer.by, way):
                break


def _ask_in_pieces(translator: Translator, tasks: Sequence[_Task], way: Way) -> None:
    splits = [(task, split) for task in tasks if (split := _masked(task, way, words=True)) is not None and split.runs]
    wanted = [piece.words for _, split in splits for piece in pieces_of(split) if not piece.is_empty]
    answers = _answers(translator, wanted, way, HYPOTHESES)
    by = next((answer.by for answer in answers.values() if isinstance(answer, Hypotheses)), "")
    translated = {piece: fit for piece, answer in answers.items() if (fit := _first_fitting(answer, piece, way))}
    for task, split in splits:
        pieces = [piece.words for piece in pieces_of(split) if not piece.is_empty]
        if all(piece in translated for piece in pieces):
            fault = fault_of_language(" ".join(translated[piece] for piece in pieces), " ".join(pieces), way)
            if fault:
                task.refuse(fault)
            else:
                _accept(task, put_together(split, translated, way.target), by, way)


def _first_fitting(answer: Hypotheses | NotTranslated, piece: str, way: Way) -> str | None:
    if isinstance(answer, NotTranslated):
        return None
    return next((fit for wording in answer.texts if (fit := fitting(wording, piece, way)) is not None), None)


def _accept(task: _Task, text: str, by: str, way: Way) -> bool:
    """Keep a translation whose facts, read again by the target's rules, are those of the original."""
    clean = cleaned(text)
    differs = kind_that_differs(task.found, found_in(clean, way.target, task.names, translated=True))
    fault = fault_of_kind(differs) if differs is not None else fault_of_halves(clean, task.text, way)
    if fault:
        task.refuse(fault)
        return False
    task.answer = Translated(text, by)
    return True


def _answers(
    translator: Translator, texts: Sequence[str], way: Way, count: int
) -> Mapping[str, Hypotheses | NotTranslated]:
    """What the engine says to each text. Texts that are the same once their facts are masked are asked once."""
    once = list(dict.fromkeys(texts))
    if not once:
        return {}
    answers = translator.hypotheses(once, way.source, way.target, count)
    if len(answers) != len(once):
        return dict.fromkeys(once, NotTranslated(f"{_MISCOUNTED} {READ_THE_ORIGINAL}"))
    return dict(zip(once, answers, strict=True))
