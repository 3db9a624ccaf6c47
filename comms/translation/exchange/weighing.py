"""What becomes of each sentence of a file: nothing is written here, so it is the preview and the rule in one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from comms.foundation.languages import language
from comms.translation.actions import WordsGiven, translation_faults
from comms.translation.exchange.entry import Entry, Said
from comms.translation.exchange.likeness import Likeness
from comms.translation.exchange.report import NOT_OURS, SAID_FINAL, Outcome, Row
from comms.translation.exchange.sentence import Sentence
from comms.translation.exchange.speaking import same_words

# A memory from elsewhere may hold thousands of sentences that are none of ours, and somebody waits for the answer.
MOST_COMPARED = 1000
_AGAIN = "Correct it in the file, and import it again."
_EXPORT_AGAIN = "Export the words again, and have it translated anew."
_NOT_TAKEN = {
    Said.UNTRANSLATED: "The file says that it is still to be translated.",
    Said.EARLIER: "The file carried these words over from an earlier English, and nobody has looked at them since.",
}


def weigh(entries: Iterable[Entry], sentences: Sequence[Sentence], tag: str) -> list[Row]:
    """What becomes of every entry of a file, in its order, given the sentences of the letters in a language.

    Words that are here already are the same, whoever wrote them. Everything else comes in as a draft or is refused
    with the reason: a program's own word that it is final counts for nothing here.
    """
    known = _Known(sentences)
    weighed = [(sentence, row) for entry in entries for sentence, row in _weighed(entry, known, tag)]
    return list(_once(weighed))


class _Known:
    """The sentences of the letters, to be found by what a file says of them."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.by_key = {one.words.source_hash: one for one in sentences}
        self.likeness = Likeness(sentences)
        self.by_use: dict[tuple[str, tuple[str, ...]], Sentence] = {}
        self.by_text: dict[tuple[str, ...], list[Sentence]] = {}
        for one in self.by_key.values():
            english = _composed(one.english)
            self.by_use[one.words.context, english] = one
            self.by_text.setdefault(english, []).append(one)
        self.compared = 0
        self.counting = {text for one in self.by_key.values() if one.counts for text in _composed(one.english)}

    def meant(self, entry: Entry) -> list[Sentence]:
        """The sentences an entry means: the one of its key or its use, else every one of just that English."""
        if entry.key in self.by_key:
            return [self.by_key[entry.key]]
        if entry.context is not None:
            one = self.by_use.get((entry.context, entry.english))
            return [one] if one else []
        return self.by_text.get(entry.english, [])

    def resembling(self, entry: Entry) -> Sentence | None:
        """The sentence that one which is in no letter resembles; looked for a limited number of times."""
        self.compared += 1
        return self.likeness.nearest(entry.english[0], entry.context) if self.compared <= MOST_COMPARED else None


def _composed(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", form) for form in forms)


def _weighed(entry: Entry, known: _Known, tag: str) -> Iterator[tuple[Sentence | None, Row]]:
    if entry.language and not same_words(entry.language, tag):
        what = f"The file has it in another language (“{entry.language}”), not in {language(tag).english_name}."
        yield None, _refused(entry, what, "Choose the language the file is in.")
        return
    meant = known.meant(entry)
    if not meant:
        yield None, _unknown(entry, known)
    for sentence in meant:
        yield sentence, _row(entry, sentence, tag)


def _unknown(entry: Entry, known: _Known) -> Row:
    if len(entry.english) == 1 == len(entry.forms) and entry.english[0] in known.counting:
        what = "This sentence has plural forms, and the file does not say which of them this is."
        return _refused(entry, what, "Keep the identifiers and groups of the export, and import it again.")
    like = known.resembling(entry)
    if like is None:
        return _refused(entry, NOT_OURS, "Nothing needs doing, unless it should be there.")
    what = f"No letter says this sentence any more. It resembles “{_said(like.english)}” ({like.words.context})."
    return _refused(entry, what, _EXPORT_AGAIN)


def _row(entry: Entry, sentence: Sentence, tag: str) -> Row:
    """What becomes of an entry whose sentence is known."""
    if not set(entry.english) <= set(_composed(sentence.english)):
        what = f"The English has changed. In the file: “{_said(entry.english)}”. Here: “{_said(sentence.english)}”."
        return _refused(entry, what, _EXPORT_AGAIN, sentence)
    given = entry.forms
    if not sentence.forms and (not any(given) or (entry.said is Said.EARLIER and given == _before(sentence))):
        return _of(Outcome.SAME, entry, sentence, "Still missing.")
    final = SAID_FINAL if entry.said is Said.FINAL else ""
    here = {_composed(sentence.forms), _composed(sentence.waiting)} - {()}
    if given in here:
        return _of(Outcome.SAME, entry, sentence, final if sentence.words.draft else "")
    if fault := _fault(entry, sentence, tag):
        return _refused(entry, *fault, sentence)
    return _of(Outcome.CHANGED if sentence.forms else Outcome.NEW, entry, sentence, final)


def _before(sentence: Sentence) -> tuple[str, ...]:
    """What a missing sentence was before its English changed, as our own file holds it to begin from."""
    return _composed(sentence.earlier.forms) if sentence.earlier else ()


def _fault(entry: Entry, sentence: Sentence, tag: str) -> tuple[str, str] | None:
    """What keeps words from coming in, and what to do; None where nothing does."""
    if entry.said in _NOT_TAKEN and any(entry.forms):
        return _NOT_TAKEN[entry.said], "Translate it, mark it as translated, and import the file again."
    if not any(entry.forms):
        return "The file leaves it empty. The words here stay.", "Translate it in the file, and import it again."
    if set(entry.forms) <= set(entry.english):
        return ("The file has the English in the place of the translation.",
                "Translate it. If it is the same in both languages, write it on its page.")  # fmt: skip
    given = WordsGiven(tag, sentence.words.context, sentence.words.source, sentence.words.source_plural, entry.forms)
    faults = translation_faults(given)
    if entry.fault and not faults:
        faults = [entry.fault]
    return (" ".join(faults), _AGAIN) if faults else None


def _once(weighed: Iterable[tuple[Sentence | None, Row]]) -> Iterator[Row]:
    """Each sentence once: told twice alike it counts once, and told in several ways it is refused each time."""
    found = list(weighed)
    told: dict[str, set[tuple[str, ...]]] = {}
    for sentence, row in found:
        if sentence is not None and row.outcome is not Outcome.REFUSED:
            told.setdefault(sentence.words.source_hash, set()).add(row.given)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for sentence, row in found:
        if sentence is None or row.outcome is Outcome.REFUSED:
            yield row
        elif len(told[sentence.words.source_hash]) > 1:
            what, remedy = "The file says this sentence in several ways.", "Leave only the right one in the file."
            yield replace(row, outcome=Outcome.REFUSED, what=what, remedy=remedy)
        elif (sentence.words.source_hash, row.given) not in seen:
            seen.add((sentence.words.source_hash, row.given))
            yield row


def _of(outcome: Outcome, entry: Entry, sentence: Sentence, what: str = "") -> Row:
    return Row(outcome, entry.line, sentence.words.context, sentence.english, sentence.forms, entry.forms, what)


def _refused(entry: Entry, what: str, remedy: str, sentence: Sentence | None = None) -> Row:
    context = sentence.words.context if sentence else entry.context or ""
    english, here = (sentence.english, sentence.forms) if sentence else (entry.english, ())
    return Row(Outcome.REFUSED, entry.line, context, english, here, entry.forms, what, remedy)


def _said(english: Iterable[str]) -> str:
    return "” / “".join(english)
