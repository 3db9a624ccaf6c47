"""An agency's own letters and phrases: what an edit may not lose, when it counts, what it holds until translated."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import a_child, a_letter, a_need, a_parent, a_staff_member, an_agency
from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff
from comms.agencies.agency import Agency
from comms.agencies.viewer import Viewer, viewer_of
from comms.channels.paper import paper_from_json
from comms.foundation.errors import NotAllowed, NotFound, Refused
from comms.letters.desk import desk_of
from comms.letters.letter import Letter
from comms.letters.own.actions import (
    LetterEdit,
    PhraseEdit,
    SavedMeanwhile,
    StillFaulty,
    go_back,
    put_in_force,
    save_draft,
    write_phrase,
)
from comms.letters.own.agency_template import AgencyTemplate
from comms.letters.own.checking import letter_faults, phrase_faults
from comms.letters.own.effects import changes, effect
from comms.letters.own.find import book_of, own_phrases, versions
from comms.letters.own.reading import open_lists, own_kind, why_not_edit
from comms.letters.templates.book import EASY_READ, packaged_book
from comms.letters.templates.source import letter_kinds, packaged_body
from comms.letters.text.as_text import as_text
from comms.translation.actions import WordsGiven, approve_words, write_translation
from comms.translation.find import words

L02, L12 = packaged_body("L02"), packaged_body("L12")
CALM = "This letter is not a fine, and it is not a warning."
OWN = "We are glad that things go well."
VALUES = {
    "before_from": "2026-09-07", "before_to": "2026-10-09", "before_percent": "86", "now_from": "2026-10-12",
    "now_to": "2026-11-20", "now_percent": "97.5", "review_on": "2027-01-11",
}  # fmt: skip
SIXTY = "We would like to help you and your child " * 6 + "and more than that too."


def _said(body: str, form: str = "") -> list[str]:
    return [str(fault) for fault in letter_faults("L02", body, form)]


OPEN = [name for name, kind in letter_kinds().items() if not why_not_edit(kind, "local_authority")]


@pytest.mark.parametrize("kind", OPEN)
def test_every_packaged_letter_passes_its_own_checks(kind: str) -> None:
    assert letter_faults(kind, packaged_body(kind)) == []
    assert own_kind(kind, packaged_body(kind)) is not None


@pytest.mark.parametrize(
    ("was", "becomes", "begins"),
    [
        ("Child: {child}", "Child: your child", "Line 5: {child} is gone. It stood in “Child: {child}”"),
        ("Child: {child}", "::: if pattern\nChild: {child}\n:::", "Line 6: {child} stands only inside ::: if pattern"),
        ("Child: {child}", "Child: {pupil}", "Line 5: {child} is gone."),
        ("Child: {child}", "Child: {child", "Line 5: The sentence «Child: {child» has a brace"),
        ("Your child missed {absent} session.\n", "", "Line 19: A plural needs two lines."),
        ("{absent} sessions.", "some sessions.", "Line 19: «Your child missed some sessions.» does not hold {absent}"),
        (
            "::: plural absent\nYour child missed {absent} session.\nYour child missed {absent} sessions.\n:::",
            "Your child missed {absent} sessions.",
            "Line 19: {absent} counts something inside a sentence.",
        ),
        (CALM, SIXTY, "Line 11: 59 words in one sentence"),
        (CALM, "a" * 501, "Line 11: It is 501 characters long."),
        (CALM, "Please ring Mrs Marsh.", "Line 11: “Mrs Marsh” names a person."),
        (CALM, "Please ask for Helen.", "Line 11: “Helen” may be a name."),
        (CALM, "Ring us on 01632 960100.", "Line 11: It holds the number 01632."),
        (CALM, "Please come in December.", "Line 11: “December” is part of a date."),
        (CALM, "See www.school.example for more.", "Line 11: It holds an address of a website"),
        (CALM, "This is <b>not</b> a fine.", "Line 11: It holds a mark of a web page."),
        (CALM, "This is not a fine 😀.", "Line 11: It holds a character that no font prints: U+1F600"),
        ("::: include reply", "", "The shared part “reply” is gone"),
        ("::: include reply", "::: include nothing", "There is no shared/nothing.md."),
        (
            "::: include reply",
            "::: if pattern\n::: include reply\n:::",
            "Line 41: The shared part “reply” stands inside ::: if pattern",
        ),
        ("::: include reply", "  ::: include reply", "The shared part “reply” is gone"),
        ("::: each support\n{support}\n:::", "{support}", "Line 36: {support} holds several phrases."),
        ("::: if pattern", "::: when pattern", "Line 30: «::: when pattern» is no directive."),
        ("# We would like to help your child come to school\n", "", "A letter begins with its heading."),
    ],
)  # fmt: skip
def test_an_edit_that_breaks_the_letter_is_refused_at_its_line(was: str, becomes: str, begins: str) -> None:
    assert was in L02
    found = _said(L02.replace(was, becomes))
    assert any(begins in fault for fault in found), found


@pytest.mark.parametrize("kind", ["L01", "L05", "L06", "L12"])
def test_the_part_that_says_where_to_ring_stands_in_every_letter(kind: str) -> None:
    body = packaged_body(kind)
    inside = body.replace("::: include talk", "::: if contact\n::: if telephone\nRing us.\n:::\n::: include talk\n:::")
    found = [str(fault) for fault in letter_faults(kind, inside)]
    number = inside.splitlines().index("::: include talk") + 1
    assert any(f"Line {number}: The shared part “talk” stands inside ::: if contact" in one for one in found), found
    after = body.replace("::: include talk", "::: if telephone\nPlease ring.\n:::\n\n::: include talk")
    assert not any("shared part" in fault.what for fault in letter_faults(kind, after))


def test_everything_wrong_is_said_at_once_and_by_line() -> None:
    body = L02.replace("Child: {child}", "Child 12").replace("::: if pattern", "::: when pattern").replace(CALM, SIXTY)
    lines = [fault.line for fault in letter_faults("L02", body)]
    assert {5, 11, 30} <= set(lines)
    assert lines == sorted(lines)


def test_words_that_are_hard_on_the_whole_are_refused_though_no_sentence_is_too_long() -> None:
    hard = "Unauthorised circumstances necessitate administrative consideration. " * 12
    body = L02.replace(CALM, "\n\n".join([hard[:480].rpartition(". ")[0] + "."] * 4))
    assert any(fault.startswith("The whole letter: Reading grade") for fault in _said(body))


def test_easy_read_has_shorter_sentences_than_the_usual_letter() -> None:
    sixteen = "We would like to talk with you about your child and the school at some time."
    assert _said(L02.replace(CALM, sixteen)) == []
    assert any("16 words in one sentence" in fault for fault in _said(L02.replace(CALM, sixteen), EASY_READ))


def test_a_phrase_keeps_its_values_and_one_of_our_own_has_none() -> None:
    assert phrase_faults("pattern.weekday", "Most days missed were this weekday: {weekday}") == []
    assert [fault.what for fault in phrase_faults("pattern.weekday", "Most days missed were Mondays.")] == [
        "{weekday} is gone."
    ]
    assert phrase_faults("support.own_1", "We can lend your child a bicycle.") == []
    assert phrase_faults("support.own_1", "We can lend {child} a bicycle.") != []


def test_only_please_ring_us_and_what_a_caution_means_have_the_same_words_everywhere() -> None:
    assert [kind.kind for kind in letter_kinds().values() if why_not_edit(kind, "local_authority")] == ["L00", "L14"]
    assert not {"hours", "disposal", "sexual_crime"} & set(open_lists())


def test_what_changed_stands_side_by_side() -> None:
    [change] = changes(L02, L02.replace(CALM, OWN))
    assert (change.before, change.after) == (CALM, OWN)


def _own(body: str) -> str:
    """The body with a sentence of our own in place of its third."""
    return body.replace("Dear parent or carer,", f"Dear parent or carer,\n\n{OWN}")


def _in_force(session: Session, viewer: Viewer, now: datetime, kind: str, body: str, form: str = "") -> AgencyTemplate:
    known = versions(session, viewer, kind, form)
    row = save_draft(session, viewer, LetterEdit(kind, form, body, known[0].version if known else 0), now)
    return put_in_force(session, viewer, kind, form, row.version, now)


def _thanked(session: Session, viewer: Viewer, now: datetime, written: str) -> Letter:
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written=written)
    return a_letter(session, viewer, now, parent, "L12", child, **VALUES)


def _text(letter: Letter) -> str:
    return as_text(paper_from_json(letter.content or ""))


def test_an_own_sentence_holds_letters_in_languages_it_is_not_translated_into_and_no_others(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    before = _thanked(session, viewer, now, "lt")
    row = _in_force(session, viewer, now, "L12", _own(L12))
    held, english = _thanked(session, viewer, now, "lt"), _thanked(session, viewer, now, "en")
    assert (held.state, held.reason, held.template_version) == ("held", "no_translation", 0)
    assert (english.state, english.template_version) == ("issued", row.version)
    assert OWN in _text(english)
    assert before.template_version == 0
    assert OWN not in _text(before), "a letter that went says what it said"


def test_it_goes_once_somebody_has_translated_it_and_its_words_are_on_the_letter(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    _in_force(session, viewer, now, "L12", _own(L12))
    translator = viewer_of(a_staff_member(session, school, now, roles=("translator",), name="Jurgita Petraitė"))
    given = WordsGiven("lt", "L12", OWN, None, ("Džiaugiamės, kad viskas sekasi.",))
    written = write_translation(session, translator, given, now)
    draft = _thanked(session, viewer, now, "lt")
    assert (draft.state, draft.draft, draft.template_version) == ("issued", True, 1)
    assert "Džiaugiamės, kad viskas sekasi." in _text(draft)
    approver = viewer_of(
        add_staff(
            session, school, "Rimas Jonaitis", "rimas@fenedge.example", ["translation approver"],
            now=now, qualification="DPSI Lithuanian", qualified_in=["lt"],
        )
    )  # fmt: skip
    approve_words(session, approver, [words(session, "lt", school.id)("L12", OWN, None)], now)
    session.flush()
    letter = _thanked(session, viewer, now, "lt")
    [used] = [one for one in letter.words if one["source"] == OWN and one["language"] == "lt"]
    assert (used["translation_hash"], used["draft"]) == (written.translation_hash, False)


def test_another_agency_is_untouched(session: Session, viewer: Viewer, now: datetime) -> None:
    _in_force(session, viewer, now, "L12", _own(L12))
    write_phrase(session, viewer, PhraseEdit("support.travel", "We can help with the bus."), now)
    other = viewer_of(
        a_staff_member(session, an_agency(session, now, "Other School"), now, roles=("head teacher", "administrator"))
    )
    assert book_of(session, other) == packaged_book()
    assert versions(session, other, "L12", "") == []
    with pytest.raises(NotFound):
        go_back(session, other, "L12", "", 1, now)
    letter = _thanked(session, other, now, "lt")
    assert (letter.state, letter.template_version) == ("issued", 0)


def test_a_draft_counts_for_nothing_and_one_with_faults_is_kept_but_cannot_count(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = save_draft(session, viewer, LetterEdit("L12", "", L12.replace("{child}", "your child"), 0), now)
    assert book_of(session, viewer) == packaged_book()
    with pytest.raises(StillFaulty, match="{child} is gone"):
        put_in_force(session, viewer, "L12", "", row.version, now)
    assert "your child" in versions(session, viewer, "L12", "")[0].body


def test_two_who_write_at_once_lose_nothing(session: Session, viewer: Viewer, now: datetime) -> None:
    first = save_draft(session, viewer, LetterEdit("L12", "", _own(L12), 0), now)
    with pytest.raises(SavedMeanwhile) as told:
        save_draft(session, viewer, LetterEdit("L12", "", _own(L12).replace("glad", "happy"), 0), now)
    assert told.value.newest is first
    with pytest.raises(SavedMeanwhile):
        write_phrase(session, viewer, PhraseEdit("support.travel", "We can help with the bus.", base=3), now)


def test_only_the_newest_version_can_be_put_in_force(session: Session, viewer: Viewer, now: datetime) -> None:
    save_draft(session, viewer, LetterEdit("L12", "", _own(L12), 0), now)
    save_draft(session, viewer, LetterEdit("L12", "", _own(L12).replace("glad", "happy"), 1), now)
    with pytest.raises(Refused, match="newer version"):
        put_in_force(session, viewer, "L12", "", 1, now)


def test_going_back_is_a_new_version_and_what_was_written_stays(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    _in_force(session, viewer, now, "L12", _own(L12))
    go_back(session, viewer, "L12", "", 0, now)
    assert book_of(session, viewer) == packaged_book()
    again = go_back(session, viewer, "L12", "", 1, now)
    book = book_of(session, viewer)
    assert book.versions == {("L12", ""): 3}
    assert book.version_of(book.kinds["L12"]) == again.version == 3
    assert [row.version for row in versions(session, viewer, "L12", "")] == [3, 2, 1]


def test_words_that_no_longer_fit_the_package_count_no_more_and_break_nothing(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = _in_force(session, viewer, now, "L12", _own(L12))
    row.body = row.body.replace("{child}", "{a_field_that_is_gone}")
    session.flush()
    assert book_of(session, viewer) == packaged_book()
    assert _thanked(session, viewer, now, "lt").state == "issued"


def test_the_easy_read_text_is_in_the_book_beside_the_usual_letter(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    body = packaged_body("L12")
    for fault in letter_faults("L12", body, EASY_READ):
        body = body.replace(body.splitlines()[fault.line - 1], "We are glad.", 1)
    assert letter_faults("L12", body, EASY_READ) == []
    row = _in_force(session, viewer, now, "L12", body, EASY_READ)
    book = desk_of(session, viewer).book
    assert book.kinds == packaged_book().kinds
    assert book.easy["L12"] == own_kind("L12", row.body)
    assert book.version_of(book.easy["L12"]) == 1
    assert book.version_of(book.kinds["L12"]) == 0


def test_a_phrase_of_our_own_is_chosen_like_any_other_and_held_where_it_has_no_words(
    session: Session, viewer: Viewer, now: datetime
) -> None:
    row = write_phrase(session, viewer, PhraseEdit("support.new", "We can lend your child a bicycle."), now)
    assert row.key == "support.own_1"
    assert desk_of(session, viewer).book.phrases["support.own_1"].phrase_list == "support"
    write_phrase(session, viewer, PhraseEdit("support.own_1", "", base=1), now)
    assert "support.own_1" not in book_of(session, viewer).phrases
    assert (
        write_phrase(session, viewer, PhraseEdit("support.new", "We can help with the bus."), now).key
        == "support.own_2"
    )


def test_a_new_phrase_that_is_sent_twice_is_one_phrase(session: Session, viewer: Viewer, now: datetime) -> None:
    new = PhraseEdit("support.new", "We can lend your child a bicycle.")
    first = write_phrase(session, viewer, new, now)
    assert write_phrase(session, viewer, PhraseEdit(new.key, f"  {new.text} "), now) is first
    assert list(own_phrases(session, viewer)) == ["support.own_1"]
    assert write_phrase(session, viewer, PhraseEdit("people.new", new.text), now).key == "people.own_1"
    assert write_phrase(session, viewer, PhraseEdit("support.new", "We can help."), now).key == "support.own_2"
    write_phrase(session, viewer, PhraseEdit("support.own_1", "", base=1), now)
    again = write_phrase(session, viewer, new, now)
    assert (again.key, again.text) == ("support.own_3", new.text), "what was taken away can be written again"


def test_a_phrase_in_every_letter_is_not_taken_away_under_it(
    session: Session, viewer: Viewer, school: Agency, now: datetime
) -> None:
    write_phrase(session, viewer, PhraseEdit("support.new", "We can lend your child a bicycle."), now)
    school.letter_settings = {"support": ["support.own_1"]}
    with pytest.raises(Refused, match="help you offer"):
        write_phrase(session, viewer, PhraseEdit("support.own_1", "", base=1), now)


def test_what_please_ring_us_says_is_not_changed(session: Session, viewer: Viewer, now: datetime) -> None:
    with pytest.raises(Refused, match="same words everywhere"):
        save_draft(session, viewer, LetterEdit("L00", "", "# Ring", 0), now)
    with pytest.raises(Refused, match="same everywhere"):
        write_phrase(session, viewer, PhraseEdit("hours.weekdays", "From {open} to {close}"), now)


def test_without_the_permission_nobody_writes(session: Session, school: Agency, now: datetime) -> None:
    officer = viewer_of(a_staff_member(session, school, now))
    with pytest.raises(NotAllowed):
        save_draft(session, officer, LetterEdit("L12", "", L12, 0), now)
    with pytest.raises(NotAllowed):
        write_phrase(session, officer, PhraseEdit("support.travel", "We can help with the bus."), now)


def test_an_edit_says_in_each_language_what_it_puts_back(session: Session, viewer: Viewer) -> None:
    after = own_kind("L12", _own(L12))
    assert after is not None
    found = effect(letter_kinds()["L12"], after, words(session, "lt"), "lt")
    assert [one.source for one in found.put_back] == [OWN]
    assert found.said.startswith(f"Lithuanian: 1 of {found.sentences} sentences has no translation now.")
    assert found.held
    assert not found.held_before
    assert not effect(letter_kinds()["L12"], after, words(session, "en"), "en").held


def test_who_needs_easy_read_gets_that_text_in_its_own_version(session: Session, viewer: Viewer, now: datetime) -> None:
    body = packaged_body("L12").replace(
        "Your child now comes to school more often. Thank you for your help. We know", "We know"
    )
    body = body.replace("Please tell your child that we have seen this and that we are glad.", "We are glad.")
    _in_force(session, viewer, now, "L12", body, EASY_READ)
    child = a_child(session, viewer, now)
    parent = a_parent(session, viewer, now, child)
    a_need(session, viewer, parent, now, written="en", format="easy read")
    letter = a_letter(session, viewer, now, parent, "L12", child, **VALUES)
    assert (letter.state, letter.form, letter.template_version) == ("issued", "easy read", 1)
    assert "We are glad." in _text(letter)
