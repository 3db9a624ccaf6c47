"""The words of the formal letters about attendance: all that law and guidance want said, and no figure of ours."""

from __future__ import annotations

import re
from datetime import date

import pytest

from comms.channels.paper import Paper
from comms.foundation.writing import BIDI_CONTROLS
from comms.letters.previewing import preview_paper
from comms.letters.templates.source import letter_kinds, phrases
from comms.letters.text.as_text import as_text

FORMAL = ("L08", "L09", "L10", "L11")
FORMAL_IDS = ("notice to improve", "penalty notice", "interview")
DAY = date(2026, 11, 23)

# What must stand in each letter, and where it is from.
NOTICE_TO_IMPROVE = {
    # DfE, Working together to improve school attendance, 19 August 2024: what a Notice to Improve includes.
    "the record": "Sessions when the school was open for your child: 100",
    "the offences": "The morning and the afternoon of this day: 5 October 2026",
    "the benefits": "Children who come to school every day learn more.",
    "the duty": "The law: Education Act 1996, sections 7 and 444",
    "support given": "6 October 2026: we offered to meet you at a time that fits your work.",
    "support still open": "You can still say yes to all of this help.",
    "the warning": "you may get a penalty notice. The council may also bring the matter to court.",
    "the time": "The last day of this time: 29 January 2027",
    "enough improvement": "You tell us on the same day if your child cannot come to school, and why.",
    "earlier": "Your child misses this many sessions in this time without a reason that the school accepts: 6",
}
PENALTY_NOTICE = {
    # Education (Penalty Notices) (England) Regulations 2007, regulation 3; the grounds are those of regulations 8, 9.
    "recipient": "This letter is for: Rasa Kazlauskienė",
    "their address": "Address: 12 Elm Road, Wisbech, PE13 1AA",
    "child": "Child: Ugnė Kazlauskaitė",
    "the child's address": "Address of the child: 12 Elm Road, Wisbech, PE13 1AA",
    "school": "School: Fen Edge Academy",
    "officer": "Officer: Joan Whitfield",
    "their particulars": "The officer's post: Attendance legal officer",
    "the offence": "The morning of this day: 28 September 2026",
    "its period": "The time we counted: from 7 September 2026 to 20 November 2026",
    "the smaller amount": "The amount is £80 if you pay on or before this day: 24 December 2026.",
    "the whole amount": "After that day the amount is £160. The last day to pay is: 31 December 2026",
    "to whom": "Council: Fenland Council",
    "where": "Fenland Hall, County Road, March, PE15 8NQ",
    "how": "By telephone, on this number: 01632 960 310",
    "effect of payment": "No court can find you guilty because of these sessions.",
    "if it is not paid": "It brings the matter to court, or it takes this notice back.",
    "ground 1": "The notice should not have been given.",
    "ground 2": "The notice should not have been given to this person.",
    "ground 3": "There is an important mistake in the notice.",
    "ground 4": "The notice was not paid in time, and the council does not go to court.",
}
INTERVIEW = {
    "offence": "Education Act 1996, section 444(1)",
    "may say no": "You do not have to come. You can say no.",
    "lawyer": "You have the right to talk with a lawyer before the interview.",
    "interpreter": "You have the right to an interpreter, and the interpreter costs you nothing.",
    "the caution": "You do not have to say anything.",
    "its second sentence": "something which you later rely on in Court.",
    "its third sentence": "Anything you do say may be given in evidence.",
    "what may follow": "it can order a parent to pay a fine.",
}


@pytest.mark.parametrize(
    ("kind", "must_say"), [("L08", NOTICE_TO_IMPROVE), ("L09", PENALTY_NOTICE), ("L11", INTERVIEW)], ids=FORMAL_IDS
)
def test_it_says_all_that_it_must(kind: str, must_say: dict[str, str]) -> None:
    said = plain(preview_paper(kind, "en", {}, DAY))
    assert [what for what, words in must_say.items() if words not in said] == []


def plain(paper: Paper) -> str:
    """The words of a paper on one line, without the marks around values."""
    text = "".join(letter for letter in as_text(paper).replace("\u00a0", " ") if letter not in BIDI_CONTROLS)
    return " ".join(text.split())


def test_prison_is_named_only_where_the_law_names_it() -> None:
    assert "prison" not in plain(preview_paper("L11", "en", {}, DAY))
    knowing = plain(preview_paper("L11", "en", {"section": "offence_section.knowing"}, DAY))
    assert "It can also order a time in prison." in knowing
    assert "section 444(1A)" in knowing


def test_a_second_notice_names_one_amount_and_why() -> None:
    second = {"key": "stage.second", "full": "£160", "full_by": "2026-12-31"}
    said = plain(preview_paper("L09", "en", {"stage": second}, DAY))
    assert "The amount is £160. The last day to pay is: 31 December 2026" in said
    assert "£80" not in said


def test_a_notice_that_is_taken_back_says_why_and_asks_for_nothing() -> None:
    given = {
        "now": "notice_now.withdrawn", "because": "withdrawn_because.language", "pay": None,
        "next": ["notice_next.nothing_to_do", "notice_next.money_back"],
    }  # fmt: skip
    said = plain(preview_paper("L10", "en", given, DAY))
    assert "We have taken this notice back. You do not have to pay it." in said
    assert "This was our mistake, and we are sorry." in said
    assert "How to pay" not in said
    assert "£" not in said


@pytest.mark.parametrize("kind", FORMAL)
def test_no_amount_and_no_day_stands_in_a_fixed_sentence(kind: str) -> None:
    lists = {field.phrase_list for field in letter_kinds()[kind].fields.values()}
    texts = [block.text for block in letter_kinds()[kind].blocks]
    texts += [phrase.text for phrase in phrases().values() if phrase.phrase_list in lists]
    numbers = {number for text in texts for number in re.findall(r"\d+", text.partition("The law: ")[0])}
    assert numbers == set()
    assert not any("£" in text for text in texts)


def test_each_help_that_can_be_offered_has_a_sentence_for_having_been_offered() -> None:
    names = {phrase.name for phrase in phrases().values() if phrase.phrase_list == "support"}
    given = {phrase.name for phrase in phrases().values() if phrase.phrase_list == "given"}
    assert given == names | {"other"}
