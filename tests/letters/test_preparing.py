"""Preparing a letter: whatever is filled in comes out as it went in, in every language and every format."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from uuid import uuid4

import pypdf
import pytest
from letter_samples import VALUES as SAMPLES

from comms.agencies.agency import Agency
from comms.channels.paper import Paper, paper_as_json, paper_from_json
from comms.channels.pdf import print_pdf
from comms.families.contact_point import SafeContact
from comms.families.language_need import Interpreter, LanguageNeed, Reads, Source
from comms.families.person import Person, PersonKind
from comms.foundation.languages import LANGUAGES
from comms.foundation.writing import BIDI_CONTROLS, tidy_name
from comms.letters.decision import Held
from comms.letters.desk import Desk
from comms.letters.preparing import Ready, prepare
from comms.letters.reader import LetterWanted, Reader
from comms.letters.templates.source import frame, letter_kinds
from comms.letters.text.as_html import as_html
from comms.letters.text.as_text import as_text
from comms.letters.text.formats import written
from comms.letters.text.values import Value
from comms.translation.catalogues import Catalogue, LookUp, Words

ON = date(2026, 11, 23)
REFERENCE = "K7M3-92QX"
COMPLETE = ("pl", "lt", "ro", "ar", "ur")
HOSTILE = (
    "#panic()", "{{7*7}}", "<script>alert(1)</script>", "=1+1", "**bold** {child}", "rasa\u202e\u2066 evil\u2069",
    "$x^2$ @label \\ // /* */", "&lt;b&gt;", "'; DROP TABLE letter; --",
)  # fmt: skip
VALUES: Mapping[str, object] = {
    "from": "2026-09-07", "to": "2026-11-20", "possible": 100, "attended": 88, "absent": 12, "authorised": 4,
    "unauthorised": 5, "unexplained": 3, "reply_by": "2026-12-07",
}  # fmt: skip


def an_agency(**changes: object) -> Agency:
    """A school that has not been stored."""
    values: dict[str, object] = {
        "name": "Fen Edge Academy", "kind": "school", "address": ["Ramnoth Road", "Wisbech", "PE13 2XX"],
        "telephone": "07700 900821", "email": "office@fenedge.example", "contact_name": "Helen Marsh",
        "hours": "hours.weekdays", "opens": time(8, 30), "closes": time(16), "letter_settings": {},
    }  # fmt: skip
    return Agency(**(values | changes))


def a_person(given: str = "Rasa", family: str = "Kazlauskienė", kind: PersonKind = PersonKind.PARENT) -> Person:
    """Somebody who has not been stored."""
    return Person(kind=kind, title="", given_name=given, family_name=family)


def a_reader(tag: str, person: Person | None = None, **changes: object) -> Reader:
    """A mother who reads that language, and where she lives."""
    need = LanguageNeed(
        person_id=uuid4(), spoken=[tag], written=tag, reads=Reads.WELL, interpreter=Interpreter.NOT_ASKED,
        source=str(changes.pop("source", Source.SCHOOL_RECORD)), given_code="", format=str(changes.pop("format", "")),
    )  # fmt: skip
    values: dict[str, object] = {"address": ("12 Elm Road", "Wisbech", "PE13 1AA"), "safe": None} | changes
    return Reader(person or a_person(), need, **values)  # type: ignore[arg-type]


def packaged(tag: str) -> LookUp:
    """The packaged words."""
    return Catalogue.of(tag).look_up


def approved(tag: str) -> LookUp:
    """The packaged words, as if somebody qualified had approved every one."""
    return lambda *message: replace(Catalogue.of(tag).look_up(*message), draft=False)


def prepared(tag: str, kind: str = "L02", agency: Agency | None = None, **changes: object) -> Ready | Held:
    """A letter about Łukasz to his mother."""
    reader = changes.pop("reader", None) or a_reader(tag)
    child = a_person("Łukasz", "Żółkiewski", PersonKind.CHILD)
    values = {name: value for name, value in {**VALUES, **changes}.items() if name not in changes or value is not None}
    return prepare(Desk(agency or an_agency(), packaged), LetterWanted(kind, reader, child, ON, values), REFERENCE)  # type: ignore[arg-type]


def ready(tag: str, kind: str = "L02", agency: Agency | None = None, **changes: object) -> Paper:
    """The paper of such a letter, which nothing holds."""
    found = prepared(tag, kind, agency, **changes)
    assert isinstance(found, Ready), found
    return found.paper


def pdf_text(paper: Paper) -> str:
    """What a machine reads in the PDF."""
    pages = pypdf.PdfReader(io.BytesIO(print_pdf(paper).content)).pages
    return "\n".join(page.extract_text() for page in pages)


def plain(text: str) -> str:
    """A text without direction marks, its no-break spaces made plain."""
    return "".join(letter for letter in text if letter not in BIDI_CONTROLS).replace("\u00a0", " ")


def html_text(paper: Paper) -> str:
    """What a browser shows of the HTML."""
    body = as_html(paper).partition("<body")[2]
    return html.unescape(re.sub(r"<[^>]*>", "", body))


@pytest.mark.parametrize("tag", COMPLETE)
def test_names_a_number_and_a_date_come_out_as_they_went_in(tag: str) -> None:
    agency = an_agency(contact_name="بيان الحسن")
    paper = ready(tag, agency=agency)
    for text in map(plain, (as_text(paper), html_text(paper))):
        for value in ("Rasa Kazlauskienė", "Łukasz Żółkiewski", "بيان الحسن", "07700 900821"):
            assert text.count(value) >= 2, f"{value} must stand in both languages"
        assert plain(written(Value("date", date(2026, 12, 7)), tag)) in text
        assert "7 December 2026" in text
    said = " ".join(plain(pdf_text(paper)).split())
    for value in ("Rasa Kazlauskienė", "Łukasz Żółkiewski", "07700 900821"):
        assert said.count(value) >= 2, value
    assert "بيان" in said
    assert "7 December 2026" in said
    if tag not in {"ar", "ur"}:
        # Readers put the words of a right-to-left line in orders of their own; the letters they read are right.
        assert "".join(plain(written(Value("date", date(2026, 12, 7)), tag)).split()) in "".join(said.split())


@pytest.mark.parametrize("tag", ["lt", "ar", "en"])
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:12])
def test_hostile_text_is_printed_as_it_stands(tag: str, hostile: str) -> None:
    paper = ready(tag, agency=an_agency(contact_name=hostile))
    kept = "".join(tidy_name(hostile).split())
    assert kept in "".join(plain(as_text(paper)).split())
    assert kept in "".join(plain(html_text(paper)).split())
    assert kept in "".join(plain(pdf_text(paper)).split()).replace("\u00ad", "")
    assert "<script>alert" not in as_html(paper)


@pytest.mark.parametrize("tag", ["lt", "ar", "en"])
@pytest.mark.parametrize("word", ["ŵŵŵ ", "ŵŵŵŵ"], ids=["in words", "without a space"])
def test_three_thousand_characters_are_printed_whole_over_several_pages(tag: str, word: str) -> None:
    paper = ready(tag, agency=an_agency(contact_name=word * 750))
    for text in (as_text(paper), html_text(paper), pdf_text(paper)):
        assert text.count("ŵ") == 750 * word.count("ŵ") * len(paper.parts)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:12])
def test_a_hostile_name_of_a_parent_or_child_is_printed_as_it_stands(hostile: str) -> None:
    name = tidy_name(hostile)[:200].strip()
    paper = ready("lt", reader=a_reader("lt", a_person(name, ""), address=None))
    kept = "".join(name.split())
    for text in (as_text(paper), html_text(paper), pdf_text(paper)):
        assert kept in "".join(plain(text).split())


def test_the_same_letter_is_the_same_bytes() -> None:
    for tag in ("lt", "ur"):
        first, second = ready(tag), ready(tag)
        assert paper_as_json(first) == paper_as_json(second)
        assert print_pdf(first).content == print_pdf(paper_from_json(paper_as_json(second))).content


@pytest.mark.parametrize("tag", COMPLETE)
def test_a_letter_from_a_draft_says_so_in_both_languages(tag: str) -> None:
    paper = ready(tag)
    own, english = paper.parts
    assert (own.language, english.language) == (tag, "en")
    said = frame()["draft"].text
    translated = packaged(tag)("frame", said).text
    assert translated != said
    assert translated in own.notice
    assert said in english.notice


def test_a_letter_in_approved_words_says_nothing_of_a_draft() -> None:
    wanted = LetterWanted("L02", a_reader("lt"), a_person("Łukasz", "", PersonKind.CHILD), ON, VALUES)
    found = prepare(Desk(an_agency(), approved), wanted, REFERENCE)
    assert isinstance(found, Ready)
    assert not found.letter.draft
    assert not any(frame()["draft"].text in part.notice for part in found.paper.parts)


def test_one_phrase_that_nobody_approved_holds_a_letter_of_approved_words() -> None:
    def all_but_phrases(tag: str) -> LookUp:
        return lambda *message: replace(Catalogue.of(tag).look_up(*message), draft=message[0] == "phrase")

    values = {"first_day": "2026-11-16", "last_day": "2026-11-20", "days": 5, "information": "information.nothing",
              "reply_by": "2026-12-07"}  # fmt: skip
    wanted = LetterWanted("L07", a_reader("lt"), a_person("Łukasz", "", PersonKind.CHILD), ON, values)
    found = prepare(Desk(an_agency(), all_but_phrases), wanted, REFERENCE)
    assert isinstance(found, Held)
    assert found.reason == "not_approved"
    assert isinstance(prepare(Desk(an_agency(), approved), wanted, REFERENCE), Ready)


def test_a_translation_that_changes_a_number_holds_the_letter() -> None:
    def wrong(tag: str) -> LookUp:
        def look_up(context: str, text: str, plural: str | None = None) -> Words:
            found = Catalogue.of(tag).look_up(context, text, plural)
            told = isinstance(found.text, str) and "{from}" in found.text
            return replace(found, text=f"{found.text} 99") if told else found

        return look_up

    wanted = LetterWanted("L02", a_reader("lt"), a_person("Łukasz", "", PersonKind.CHILD), ON, VALUES)
    found = prepare(Desk(an_agency(), wrong), wanted, REFERENCE)
    assert isinstance(found, Held)
    assert found.reason == "facts_differ"


@pytest.mark.parametrize(
    ("changes", "reason", "said"),
    [
        ({"absent": "many"}, "bad_value", "absent"),
        ({"absent": None}, "missing_field", "absent"),
        ({"wizard": "x"}, "bad_value", "wizard"),
        ({"contact": "\U00010600"}, "unprintable", "contact"),
        ({"reader": a_reader("bg")}, "no_translation", "Bulgarian"),
        ({"reader": a_reader("lt", safe=SafeContact(flagged=True, post_is_safe=None))}, "post_not_safe", "risk"),
        ({"agency": an_agency(kind="police")}, "may_not_issue", "school"),
        ({"agency": an_agency(name="Academy \U00010600")}, "unprintable", "our agency"),
    ],
)
def test_each_reason_to_hold_names_the_thing_and_what_to_do(changes: dict[str, object], reason: str, said: str) -> None:
    held = prepared("lt", **changes)  # type: ignore[arg-type]
    assert isinstance(held, Held), held.paper
    assert held.reason == reason
    assert said in held.why
    assert held.remedy


def test_whom_a_letter_is_for_is_never_something_to_fill_in() -> None:
    paper = ready("lt", recipient="Somebody Else", child="Another Child", reference="AAAA-AAAA")
    text = as_text(paper)
    assert "Somebody Else" not in text
    assert "Another Child" not in text
    assert REFERENCE in text
    assert "AAAA-AAAA" not in text


def test_a_letter_in_large_print_for_who_asked_for_it() -> None:
    assert ready("lt", reader=a_reader("lt", format="large print")).large
    assert not ready("lt").large


def test_an_english_reader_gets_english_alone() -> None:
    paper = ready("en")
    assert [part.language for part in paper.parts] == ["en"]
    assert not paper.parts[0].notice


def test_the_name_to_say_on_the_telephone_is_of_the_language_they_speak() -> None:
    reader = a_reader("ru")
    assert reader.need is not None
    reader.need.spoken = ["en", "lt"]
    child = a_person("Łukasz", "", PersonKind.CHILD)
    found = prepare(Desk(an_agency(), packaged), LetterWanted("L00", reader, child, ON), REFERENCE)
    assert isinstance(found, Ready)
    assert "Lithuanian" in as_text(found.paper)


@pytest.mark.parametrize("kind", letter_kinds())
def test_in_no_language_of_the_registry_does_preparing_break(kind: str) -> None:
    fields = letter_kinds()[kind].fields
    said = {name: value for name, value in SAMPLES[kind].items() if name in fields and name != "interpreter"}
    child = a_person("Łukasz", "Żółkiewski", PersonKind.CHILD)
    issued = set()
    for tag in LANGUAGES:
        held = {} if tag == "en" else {"interpreter": {"key": "interpreter.in_person", "language": tag}}
        values = said | (held if "interpreter" in fields else {})
        agency = an_agency(kind=letter_kinds()[kind].issuers[0])
        reader = a_reader(tag, source=Source.ASKED_PERSON)
        wanted = LetterWanted(kind, reader, child, ON, values, cleared=True)
        found = prepare(Desk(agency, packaged), wanted, REFERENCE)
        if isinstance(found, Ready):
            issued.add(tag)
            assert found.paper.parts[0].language == tag
        else:
            assert found.reason in {"no_translation", "not_approved", "unprintable"}, tag
    assert "en" in issued
    assert (set(COMPLETE) <= issued) is (letter_kinds()[kind].words == "draft_marked")
