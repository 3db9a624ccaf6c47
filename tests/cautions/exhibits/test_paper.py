"""What a court, a screen reader and an archive get from the printed exhibit; and what the person gets."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from channels.papers import paper as a_letter
from PIL import Image
from pypdf import PdfReader
from recorded_cautions import PAGE, SPEAKERS, Session, a_session, a_session_that_lost_its_interpreter, written

from comms.cautions.exhibits.copy import copy_language, copy_paper, copy_pdf
from comms.cautions.exhibits.paper.plainly import numbered, plainly
from comms.cautions.exhibits.paper.presence import presence
from comms.cautions.exhibits.paper.sentence import what_happened
from comms.cautions.exhibits.printing import Attachment, exhibit_paper, exhibit_pdf, picture_of
from comms.cautions.said import Answered, Corrected, Decided
from comms.channels.pdf import print_pdf
from comms.channels.record_paper import Heading, Notice, Rows, Text, Times
from comms.translation.catalogues import Catalogue, Words, english, words_hash
from comms.translation.uses import CAUTION

SIGNATURE = bytes(range(64))


@cache
def printed(language: str) -> bytes:
    """The exhibit of a whole session in Lithuanian; of one that was declined after three points in other languages."""
    return exhibit_of(a_session(language, first=None if language == "lt" else 3))


def test_every_question_stands_in_the_exhibit_in_both_languages_and_says_that_it_is_a_draft() -> None:
    session = a_session("lt")
    text = words_of(exhibit_of(session))
    for point in session.points[:3]:
        theirs = str(Catalogue.of("lt").look_up(CAUTION, point.question).text)
        assert theirs
        assert point.question in text
        assert theirs in text
    assert "In Lithuanian (a draft, not approved)" in text


def exhibit_of(session: Session) -> bytes:
    """The unsealed exhibit of a session."""
    record = session.record()
    return exhibit_pdf(record, written(record), SIGNATURE, session.attachments)


def words_of(content: bytes) -> str:
    """Everything that can be read in a PDF, line ends and isolates aside."""
    pages = PdfReader(io.BytesIO(content)).pages
    text = " ".join(page.extract_text() for page in pages).replace("\n", " ")
    return " ".join("".join(letter for letter in text if letter not in "\u2066\u2068\u2069").split())


@pytest.mark.parametrize("language", SPEAKERS)
def test_what_was_said_is_read_back_from_the_exhibit_in_both_languages(language: str) -> None:
    text, speaker = words_of(printed(language)), SPEAKERS[language]
    english_of = (
        "A caution is a formal warning from the police",
        "In your own words, what is a caution?",
        "Nobody may force me.",
    )
    for wanted in (*english_of, "Thought that it is deleted after a year", "Recorded on tape 4411"):
        assert wanted in text
    # Right-to-left words come out of a PDF in the order in which they are drawn, so they are looked for one by one. The
    # hand of Urdu joins its letters so that a copying reader loses them but for names; record.json has every word.
    for wanted in (speaker.name, speaker.point, speaker.answer, speaker.consent)[: 1 if language == "ur" else 4]:
        for word in wanted.split() if language in {"ar", "ur"} else [wanted]:
            assert word.strip("().،۔") in text, word


def test_the_first_page_says_what_happened_in_one_sentence_and_how_to_check_it() -> None:
    first = PdfReader(io.BytesIO(printed("lt"))).pages[0].extract_text()
    first = " ".join(first.split())
    assert (
        "Rūta Kazlauskienė accepted a simple caution; it was explained in Lithuanian through the interpreter" in first
    )
    assert "16 points were explained, all of them were understood, and 1 had to be explained again" in first
    digest = hashlib.sha256(written(a_session().record())).hexdigest()
    assert digest in first.replace(" ", "")
    assert PAGE in first


def test_the_exhibit_carries_its_record_its_signature_and_every_file_unchanged() -> None:
    session = a_session()
    attached = PdfReader(io.BytesIO(printed("lt"))).attachments
    assert attached["record.json"] == [written(session.record())]
    assert attached["record.sig"] == [SIGNATURE]
    assert {one.name: [one.content] for one in session.attachments}.items() <= dict(attached).items()
    assert len(attached) == 5


def test_the_exhibit_claims_to_be_archivable_and_accessible_and_dates_itself_as_it_was_sealed() -> None:
    reader = PdfReader(io.BytesIO(printed("ar")))
    assert reader.xmp_metadata is not None
    claims = reader.xmp_metadata.stream.get_data().decode()
    for claim in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert claim in claims
    assert reader.metadata is not None
    assert reader.metadata.creation_date == a_session("ar", first=3).told().sealing.at
    assert reader.root_object["/Lang"] == "en"
    files = [one.get_object() for one in reader.root_object["/AF"]]
    assert {str(one["/UF"]): str(one["/AFRelationship"]) for one in files}["record.json"] == "/Source"
    assert all(one["/Desc"] for one in files)


def test_the_same_record_is_the_same_file() -> None:
    assert exhibit_of(a_session("ur", first=3)) == printed("ur")


def test_a_letter_after_an_exhibit_is_the_same_letter() -> None:
    before = print_pdf(a_letter("ur")).content
    printed("ur")
    assert print_pdf(a_letter("ur")).content == before


def test_a_recorded_answer_is_said_to_be_attached_under_its_name() -> None:
    text = words_of(printed("lt")).replace("media-02- audio", "media-02-audio")
    assert "The recording is attached to this file as media-02-audio.webm" in text


def test_points_that_do_not_count_are_said_so_on_the_first_page_and_where_they_stand() -> None:
    record = a_session_that_lost_its_interpreter().record()
    told = [one for one in plainly(record) if "does not count" in one]
    assert len(told) == 2
    assert all(
        "The interpreter had left at" in one and one.endswith("It was explained again after that.") for one in told
    )
    pieces = exhibit_paper(record, b"{}", b"", ()).parts[0].pieces
    assert sum(isinstance(one, Notice) and "This does not count" in one.texts[0].text for one in pieces) == 2
    (picture,) = [one for one in pieces if isinstance(one, Times)]
    assert [mark.words for lane in picture.lanes for mark in lane.marks if not mark.counts] == ["15", "16"]


def test_words_that_nobody_approved_are_said_to_be_drafts_on_the_first_page() -> None:
    assert any("all 16 points" in one and "drafts" in one for one in plainly(a_session().record()))
    assert not any("drafts" in one for one in plainly(a_session(approved=True).record()))


def test_the_picture_of_who_was_there_has_two_stretches_for_one_who_left_and_came_back() -> None:
    pieces = list(presence(a_session_that_lost_its_interpreter().record()))
    (picture,) = [one for one in pieces if isinstance(one, Times)]
    (lane,) = [one for one in picture.lanes if one.label.startswith("Interpreter")]
    assert [span.tone for span in lane.spans] == ["there", "there"]
    assert 0 < lane.spans[0].begin < lane.spans[0].end < lane.spans[1].begin < lane.spans[1].end == 1
    said = [text.text for one in pieces if isinstance(one, Rows) for row in one.rows for text in row.contents
            if isinstance(text, Text)]  # fmt: skip
    assert any(text.startswith("Left at") and "Called away" in text for text in said)


def test_points_that_were_read_close_together_are_one_mark_and_never_fill_the_page() -> None:
    record = a_session_that_lost_its_interpreter().record()
    record["entries"][-1]["at"] = "2026-11-25T10:00:00+00:00"
    (picture,) = [one for one in presence(record) if isinstance(one, Times)]
    marks = {lane.label: [mark.words for mark in lane.marks] for lane in picture.lanes if lane.marks}
    assert marks == {"Points read": ["1 – 16"], "Read, does not count": ["15 – 16"]}
    assert all("Nov" in words for _, words in picture.ticks)


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([1, 2, 3, 4, 7, 9, 10], "points 1 to 4, 7, 9 and 10"), ([2], "point 2"), ([1, 2, 3], "all 3 points")],
)
def test_points_are_named_by_their_numbers(numbers: list[int], said: str) -> None:
    assert numbered(numbers, 3 if numbers == [1, 2, 3] else 12) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"outcome": "declines"}, "declined a simple caution"),
        ({"outcome": "asks for time"}, "asked for time before deciding on a simple caution"),
        ({"outcome": "cannot proceed"}, "The session about a simple caution for Rūta Kazlauskienė could not go on"),
        ({"kind": "youth", "name": "youth caution", "outcome": "given"}, "was given a youth caution"),
        (
            {"kind": "interview", "name": "caution before an interview", "outcome": "understood"},
            "was told the caution before an interview and showed that they understood it",
        ),
        ({"points": 0}, "no point was to be explained"),
        ({"points": 1}, "1 point was explained and understood, and none had to be explained again"),
        ({"interpreters": []}, "it was explained in Lithuanian, without an interpreter"),
        ({"unread": 3}, "13 of 16 points were explained, all of them were understood"),
    ],
)  # fmt: skip
def test_the_sentence_says_how_it_ended(changed: dict[str, Any], said: str) -> None:
    record = a_session().record()
    record["outcome"]["outcome"] = changed.get("outcome", "accepts")
    record["disposal"] |= {name: changed[name] for name in ("kind", "name") if name in changed}
    record["points"] = record["points"][: changed.get("points", 16)]
    record["interpreters"] = changed.get("interpreters", record["interpreters"])
    for point in record["points"][16 - changed.get("unread", 0) :]:
        point |= {"rounds": [], "understood": False}
    assert said in what_happened(record)


def test_what_no_font_has_is_printed_by_its_number_and_never_keeps_a_record_from_being_printed() -> None:
    session = a_session(first=1)
    last = next(place for place, one in enumerate(session.entries) if isinstance(one.said, Answered))
    strange = replace(session.entries[last].said, words=session.own("Viskas gerai \U0001f600", "All is well \u4e2d"))
    session.entries[last] = replace(session.entries[last], said=strange)
    text = words_of(exhibit_of(session))
    assert "Viskas gerai [U+1F600]" in text
    assert "All is well [U+4E2D]" in text


def test_words_in_a_language_without_a_font_are_said_to_stand_in_the_record() -> None:
    session = Session(replace(SPEAKERS["lt"], language="zh-Hans", point="警方会保留此警告", answer="会留下记录"))
    for point in session.opened().points[:1]:
        session.read(point).answer(point).judge(point)
    pieces = exhibit_paper(session.decided("declines").record(), b"{}", b"", ()).parts[0].pieces
    shown = [text.text for one in pieces if isinstance(one, Rows) for row in one.rows for text in row.contents
             if isinstance(text, Text)]  # fmt: skip
    assert sum("cannot be printed here. They stand in record.json." in text for text in shown) >= 2
    assert copy_language(session.record()) == "en"


def test_nothing_that_was_said_is_read_as_layout() -> None:
    session = a_session(first=1)
    evil = '#panic("x") $a$ *b* <label> \\ #{let x = 1} @ref'
    session.say(Decided("declines", evil))
    assert '#panic("x") $a$ *b* <label> \\ #{let x = 1} @ref' in words_of(exhibit_of(session))


@pytest.mark.parametrize("mode", ["I;16", "1", "P", "LA", "RGBA"])
def test_a_drawing_is_printed_whatever_form_of_png_a_browser_made(mode: str) -> None:
    drawn = io.BytesIO()
    Image.new(mode, (3000, 40)).save(drawn, "PNG")
    with Image.open(io.BytesIO(picture_of(Attachment("a.png", "image/png", drawn.getvalue())) or b"")) as shown:
        assert (shown.mode, shown.width) == ("RGB", 1800)


def test_what_is_transparent_in_a_drawing_is_white_on_paper() -> None:
    drawn = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(drawn, "PNG")
    with Image.open(io.BytesIO(picture_of(Attachment("a.png", "image/png", drawn.getvalue())) or b"")) as shown:
        assert shown.getpixel((1, 1)) == (255, 255, 255)


def in_their_language(context: str, text: str, plural: str | None = None, /) -> Words:
    """Every message has words, and all are drafts but one."""
    draft = text != "Please keep this paper."
    return Words("lt", context, text, plural, f"«{text}»", draft, words_hash(context, (text,)), "0" * 64)


def test_the_copy_is_in_their_language_first_and_then_in_english() -> None:
    session = a_session()
    paper = copy_paper(session.record(), "lt", in_their_language, session.attachments)
    first, second = paper.parts
    assert (first.language, second.language) == ("lt", "en")
    assert _titles(first.pieces)[0] == "«Your copy: what was said about the caution»"
    assert _titles(second.pieces)[0] == "Your copy: what was said about the caution"
    text = words_of(copy_pdf(session.record(), "lt", in_their_language, session.attachments).content)
    for wanted in (
        SPEAKERS["lt"].point,
        SPEAKERS["lt"].answer,
        "«I agree to this caution.»",
        "Aldona Petrauskienė",
        "2026 m. lapkričio 23 d.",
    ):
        assert wanted in text, wanted


def _titles(pieces: Any) -> list[str]:
    return [one.text.text for one in pieces if isinstance(one, Heading)]


def test_a_copy_made_after_a_correction_says_what_was_wrong_and_what_is_right() -> None:
    session = a_session().say(Corrected("The interpreter's number", "It is NRPSI 12354", "Two figures were swapped"))
    for part in copy_paper(session.record(), "lt", in_their_language, ()).parts:
        assert "It is NRPSI 12354" in str(part.pieces)


def test_the_copy_says_which_words_nobody_has_checked_and_which_are_only_in_english() -> None:
    session = a_session()

    def told(look_up: Any) -> list[str]:
        pieces = copy_paper(session.record(), "lt", look_up, ()).parts[0].pieces
        return [text.text for one in pieces if isinstance(one, Notice) for text in one.texts]

    assert [one[:30] for one in told(in_their_language)] == ["«A qualified translator has not"[:30]]
    nothing = lambda context, text, plural=None: replace(english(context, text, plural), missing=True, text="")  # noqa: E731
    assert any(one.startswith("These words are only in English here.") for one in told(nothing))


def test_a_copy_for_somebody_who_reads_english_has_one_part_and_no_warning() -> None:
    session = Session(replace(SPEAKERS["lt"], language="en", point="", answer="It stays on a computer.")).opened()
    for point in session.points:
        session.read(point).answer(point).judge(point)
    paper = copy_paper(session.decided().record(), "en", english, ())
    assert [part.language for part in paper.parts] == ["en"]
    assert not any(isinstance(one, Notice) for one in paper.parts[0].pieces)


def test_the_copy_shows_the_drawing_and_attaches_nothing() -> None:
    session = a_session()
    made = copy_pdf(session.record(), "lt", in_their_language, session.attachments)
    reader = PdfReader(io.BytesIO(made.content))
    assert dict(reader.attachments) == {}
    assert sum(len(page.images) for page in reader.pages) == 2
