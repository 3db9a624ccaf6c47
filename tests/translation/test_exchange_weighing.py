"""What becomes of each sentence of a file, and the report of it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from translation.exchange_made import (
    CHILD,
    CHILD_PL,
    MISSED,
    MISSED_PL,
    RING,
    RING_PL,
    a_sentence,
    packaged_sentences,
)

from comms.translation.exchange.entry import Entry, Said
from comms.translation.exchange.likeness import Likeness
from comms.translation.exchange.report import (
    COLUMNS,
    SAID_FINAL,
    Outcome,
    Row,
    as_json,
    figures,
    fingerprint,
    from_json,
    in_a_sentence,
    report_csv,
)
from comms.translation.exchange.sentence import Sentence
from comms.translation.exchange.weighing import weigh


def _entry(sentence: Sentence, *forms: str, said: Said = Said.DRAFT) -> Entry:
    return Entry(7, sentence.english, forms, said, key=sentence.words.source_hash)


def _one(sentence: Sentence, *forms: str, said: Said = Said.DRAFT) -> Row:
    [row] = weigh([_entry(sentence, *forms, said=said)], [sentence], "pl")
    return row


@pytest.mark.parametrize(
    ("message", "forms", "why"),
    [
        (CHILD, ("Dnia {day} nie było w szkole.",), "{child} stands in it 0 times, and in the English 1 times."),
        (CHILD, ("**{child}** {child}: nieobecność dnia {day}.",), "{child} stands in it 2 times"),
        (CHILD, ("**{dziecko}**: nieobecność w szkole {day}.",), "{dziecko} stands in it 1 times"),
        (CHILD, ("{child}: nieobecność w szkole dnia {day}.",), "** stands in it otherwise than in the English."),
        (CHILD, ("**{child}: nieobecność w szkole dnia {day}.",), "has a ** that is not closed"),
        (CHILD, ("**{child}**: 3 nieobecności w szkole, {day}.",), "Its numbers are not those of the English."),
        (RING, ("Prosimy zadzwonić 中",), "No font of this language prints U+4E2D"),
        (RING, ("Prosimy \u202ezadzwonić",), "It holds the direction mark U+202E; take it out."),
        (RING, ("Prosimy\x07 zadzwonić",), "It holds the control character U+0007; take it out."),
        (RING, ("Prosimy zadzwonić. " * 6,), "something may be lost or said twice."),
        (RING, ("Please ring us",), "The file has the English in the place of the translation."),
        (RING, ("",), "Still missing."),
        (MISSED, MISSED_PL[:2], "It has 2 of the language's 3 plural forms."),
        (MISSED, (MISSED_PL[0], "Dni nieobecności dziecka", MISSED_PL[2]), "{days} stands in it 0 times"),
        (MISSED, (MISSED_PL[0], "", MISSED_PL[2]), "Write every form"),
    ],
)  # fmt: skip
def test_words_with_a_fault_are_refused_with_the_reason(
    message: tuple[str, str, str | None], forms: tuple[str, ...], why: str
) -> None:
    row = _one(a_sentence(message), *forms)
    assert why in row.what
    assert row.outcome is (Outcome.SAME if why == "Still missing." else Outcome.REFUSED)
    assert bool(row.remedy) == (row.outcome is Outcome.REFUSED)


def test_words_are_new_where_there_were_none_and_changed_where_there_were_others() -> None:
    assert _one(a_sentence(RING), RING_PL) == Row(Outcome.NEW, 7, "phrase", (RING[1],), (), (RING_PL,))
    changed = _one(a_sentence(RING, RING_PL), "Prosimy o telefon")
    assert changed == Row(Outcome.CHANGED, 7, "phrase", (RING[1],), (RING_PL,), ("Prosimy o telefon",))
    assert _one(a_sentence(MISSED), *MISSED_PL).outcome is Outcome.NEW


def test_words_that_are_here_are_the_same_whoever_wrote_them() -> None:
    approved = a_sentence(RING, RING_PL, draft=False)
    assert _one(approved, RING_PL).outcome is Outcome.SAME
    waiting = replace(approved, waiting=("Prosimy o telefon",))
    assert _one(waiting, "Prosimy o telefon").outcome is Outcome.SAME, "a newer draft waits already"
    assert _one(waiting, RING_PL).outcome is Outcome.SAME
    assert _one(waiting, "Dzwońcie").outcome is Outcome.CHANGED


def test_what_is_said_to_be_final_waits_all_the_same() -> None:
    assert _one(a_sentence(RING), RING_PL, said=Said.FINAL).what == SAID_FINAL
    assert _one(a_sentence(RING, RING_PL), RING_PL, said=Said.FINAL).what == SAID_FINAL
    assert _one(a_sentence(RING, RING_PL, draft=False), RING_PL, said=Said.FINAL).what == ""


@pytest.mark.parametrize("said", [Said.UNTRANSLATED, Said.EARLIER])
def test_what_the_file_says_nobody_translated_does_not_come_in(said: Said) -> None:
    assert _one(a_sentence(RING), RING_PL, said=said).outcome is Outcome.REFUSED
    assert _one(a_sentence(RING, RING_PL), RING_PL, said=said).outcome is Outcome.SAME


def test_the_name_of_a_sentence_counts_before_its_use_and_its_english() -> None:
    sentence = a_sentence(RING)
    entry = replace(_entry(sentence, RING_PL), context="L01", english=(RING[1],))
    assert [row.outcome for row in weigh([entry], [sentence], "pl")] == [Outcome.NEW]
    moved = replace(entry, key="f" * 64)
    [row] = weigh([moved], [sentence], "pl")
    assert row.what == "No letter says this sentence any more. It resembles “Please ring us” (phrase)."


def test_a_changed_plural_alone_is_another_sentence() -> None:
    sentence = a_sentence(MISSED)
    entry = Entry(1, (MISSED[1], "Your child missed {days} whole days."), MISSED_PL, context="L02")
    [row] = weigh([entry], [sentence], "pl")
    assert row.outcome is Outcome.REFUSED
    assert "It resembles “Your child missed {days} day.” / “Your child missed {days} days.”" in row.what


def test_letters_composed_otherwise_are_the_same_letters() -> None:
    sentence = a_sentence(("L01", "Cafe\u0301 is open", None), "Kawiarnia jest otwarta")
    entry = Entry(1, ("Caf\u00e9 is open",), ("Kawiarnia jest otwarta",), context="L01")
    assert [row.outcome for row in weigh([entry], [sentence], "pl")] == [Outcome.SAME]


def test_every_packaged_sentence_resembles_itself_with_a_word_more() -> None:
    sentences = [one for one in packaged_sentences("pl") if len(one.english[0].split()) > 3]
    likeness = Likeness(sentences)
    found = [likeness.nearest(f"{one.english[0]} now", one.words.context) for one in sentences]
    assert [one.english[0] for one in found if one] == [one.english[0] for one in sentences]
    assert likeness.nearest("Kwiaty więdną nad rzeką", "L02") is None
    assert likeness.nearest("", None) is None


ROWS = [
    Row(Outcome.NEW, 1, "phrase", ("Ring us",), (), ("=HYPERLINK()",)),
    Row(Outcome.CHANGED, 2, "L02", MISSED[1:], MISSED_PL, ("a", "b", "c")),  # type: ignore[arg-type]
    Row(Outcome.REFUSED, 3, "L02", (CHILD[1],), (CHILD_PL,), ("x",), "It is wrong.", "Correct it."),
    Row(Outcome.SAME, 4, "L02", ("A",), ("B",), ("B",)),
    Row(Outcome.SAME, 5, "L02", ("C",), ("D",), ("D",)),
]


def test_the_report_counts_what_becomes_of_the_sentences() -> None:
    assert figures(ROWS).brings == 2
    assert in_a_sentence(ROWS, taken=False) == "To be taken in as drafts: 1 new, 1 changed; 2 the same; 1 refused"
    assert in_a_sentence(ROWS, taken=True) == "Taken in as drafts: 1 new, 1 changed; 2 the same; 1 refused"
    assert in_a_sentence(ROWS[3:], taken=False) == "Nothing new; 2 the same"


def test_the_report_opens_in_a_spreadsheet_and_no_cell_becomes_a_formula() -> None:
    heading, *lines = csv.reader(io.StringIO(report_csv(ROWS).decode("utf-8-sig")))
    assert tuple(heading) == COLUMNS
    assert len(lines) == len(ROWS)
    assert lines[0][5].endswith("=HYPERLINK()")
    assert not lines[0][5].startswith("=")
    assert lines[1][3] == " | ".join(MISSED[1:])  # type: ignore[arg-type]
    assert lines[2][6:] == ["It is wrong.", "Correct it."]


def test_a_row_that_is_kept_comes_back_as_it_was() -> None:
    assert [from_json(json.loads(json.dumps(as_json(row)))) for row in ROWS] == ROWS


def test_another_preview_has_another_fingerprint() -> None:
    assert fingerprint(ROWS) == fingerprint(list(ROWS))
    assert len({fingerprint(ROWS), fingerprint(ROWS[1:]), fingerprint([replace(ROWS[0], here=("x",)), *ROWS[1:]])}) == 3
