"""What a reader, an envelope and a screen reader get from a printed letter."""

from __future__ import annotations

import multiprocessing
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from channels.papers import ADDRESS, CHILD, FAMILY, MOTHER, SENDER, TELEPHONE, paper, part, with_values
from channels.pictures import read_png
from pypdf import PdfReader

from comms.channels.paper import Block, Paper, Run
from comms.channels.pdf import PrintingFailed, preview_png, print_pdf

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30"><rect width="90" height="30" fill="#123"/></svg>'


def text_of(letter: Paper) -> str:
    """The words of the PDF as a copying reader gets them, isolates and line ends aside."""
    pages = PdfReader(BytesIO(print_pdf(letter).content)).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join("".join(character for character in text if character not in "\u2066\u2068\u2069").split(" "))


@pytest.mark.parametrize("tag", ["en", *FAMILY])
def test_names_and_numbers_come_out_of_the_pdf_as_they_went_in(tag: str) -> None:
    text = text_of(paper(tag))
    for wanted in (MOTHER, CHILD, TELEPHONE, "K7M3-92QX", "23 November 2026"):
        assert wanted in text.replace("\n", " "), wanted


@pytest.mark.parametrize("tag", ["pl", "ar"])
def test_an_arabic_name_comes_out_of_a_letter_in_any_language(tag: str) -> None:
    assert "بيان" in text_of(paper(tag, child="بيان"))


@pytest.mark.parametrize("tag", ["en", *FAMILY])
def test_a_letter_is_an_accessible_and_archivable_pdf_with_a_title(tag: str) -> None:
    reader = PdfReader(BytesIO(print_pdf(paper(tag)).content))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert reader.metadata is not None
    assert reader.metadata.title == "Please ring us \u2013 K7M3-92QX"
    stream = metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in stream
    assert "<pdfaid:part>2</pdfaid:part>" in stream
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in stream


@pytest.mark.parametrize("tag", [*FAMILY])
def test_a_screen_reader_is_told_the_language_of_each_part(tag: str) -> None:
    reader = PdfReader(BytesIO(print_pdf(paper(tag)).content))
    assert reader.root_object["/Lang"] == tag
    assert _languages(reader) == {tag, "en"}


def test_a_run_in_a_third_language_is_tagged_as_such() -> None:
    letter = paper("pl")
    note = Block("paragraph", (Run("Proszę powiedzieć: "), Run("Lietuvių", lang="lt")))
    letter = replace(letter, parts=(replace(letter.parts[0], blocks=(*letter.parts[0].blocks, note)), letter.parts[1]))
    assert _languages(PdfReader(BytesIO(print_pdf(letter).content))) == {"pl", "en", "lt"}


def _languages(reader: PdfReader) -> set[str]:
    """Every language that the tags or the marked words name."""
    words = b"".join(page.get_contents().get_data() for page in reader.pages)
    return _languages_of_tags(reader.root_object["/StructTreeRoot"]) | {
        match.decode() for match in re.findall(rb"/Lang\s*\(([^)]*)\)", words)
    }


def _languages_of_tags(node: object) -> set[str]:
    known = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(known, list):
        return set().union(*map(_languages_of_tags, known)) if known else set()
    if not isinstance(known, dict):
        return set()
    own = {str(known["/Lang"])} if "/Lang" in known else set()
    return own | _languages_of_tags(known.get("/K"))


def test_the_same_letter_is_the_same_bytes() -> None:
    assert print_pdf(paper("ur")).content == print_pdf(paper("ur")).content


@pytest.mark.parametrize("tag", ["en", *FAMILY])
@pytest.mark.parametrize("large", [False, True])
def test_the_address_stands_in_the_window_and_nothing_else_near_it(tag: str, large: bool) -> None:
    letter = replace(paper(tag), sender=replace(SENDER, logo=SVG), large=large)
    page = read_png(preview_png(letter, width=420))
    assert page.has_ink(24.6, 39.5, 120, 66.3)
    for zone in ((15, 30, 125, 39.5), (15, 66.3, 125, 95), (15, 39.5, 24.2, 66.3), (120, 39.5, 125, 66.3)):
        assert not page.has_ink(*zone), zone
    assert page.has_ink(24.6, 95, 185.4, 140)


def test_the_longest_address_allowed_still_stands_in_the_window() -> None:
    lines = ("Mrs Quyen Nguyễn-Kazlauskienė", *(f"Long gjpqy line {number}" for number in range(5)), "TS4 2AB")
    page = read_png(preview_png(replace(paper(), addressee=lines), width=420))
    assert not page.has_ink(15, 66.3, 125, 95)
    assert not page.has_ink(15, 30, 125, 39.5)


@pytest.mark.parametrize("tag", ["pl", "ur"])
def test_nothing_stands_in_the_margins_of_any_page(tag: str) -> None:
    letter = with_values(replace(paper(tag), sender=replace(SENDER, logo=SVG)), "x" * 3000)
    for number in range(print_pdf(letter).pages):
        page = read_png(preview_png(letter, number, width=420))
        for zone in ((0, 0, 15, 297), (195, 0, 210, 297), (0, 0, 210, 5), (0, 292, 210, 297)):
            assert not page.has_ink(*zone), (number, zone)


def test_the_slip_has_a_page_of_its_own_at_the_end() -> None:
    with_slip, without = print_pdf(paper()), print_pdf(replace(paper(), slip=None))
    assert with_slip.pages == without.pages + 1
    last = PdfReader(BytesIO(with_slip.content)).pages[-1].extract_text()
    for wanted in ("Reply slip", "K7M3-92QX", "11", "41", SENDER.name):
        assert wanted in last


def test_a_letter_handed_over_bears_the_name_alone() -> None:
    assert MOTHER in text_of(replace(paper("ar"), addressee=(f"Mrs {MOTHER}",)))


def test_a_letter_of_more_than_ten_pages_is_refused() -> None:
    with pytest.raises(PrintingFailed, match=r"runs to \d+ pages; at most 10"):
        print_pdf(with_values(paper(), *["x" * 3000] * 9))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"addressee": (*ADDRESS, "x" * 3000)}, "The address does not fit"),
        ({"sender": replace(SENDER, name="x" * 3000)}, "The sender's name does not fit"),
        ({"sender": replace(SENDER, address=("x" * 3000,))}, "The sender's address does not fit"),
    ],
)
def test_what_does_not_fit_its_place_is_named(changed: dict[str, object], named: str) -> None:
    with pytest.raises(PrintingFailed, match=f"{named}.* Shorten it"):
        print_pdf(replace(paper(), **changed))  # type: ignore[arg-type]


def test_a_name_of_several_lines_still_fits_above_the_window() -> None:
    sender = replace(SENDER, name="The Federation of Saint Thomas and Our Lady Church of England Primary Schools " * 2)
    page = read_png(preview_png(replace(paper(), sender=replace(sender, logo=SVG)), width=420))
    assert not page.has_ink(15, 30, 125, 39.5)


def test_a_logo_that_is_no_picture_is_refused() -> None:
    with pytest.raises(PrintingFailed, match="image"):
        print_pdf(replace(paper(), sender=replace(SENDER, logo=b"GIF89a, or so it says")))


def test_a_preview_of_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(PrintingFailed, match="has no page 31"):
        preview_png(paper(), 30)


def test_a_child_process_prints_after_its_parent_has() -> None:
    expected = print_pdf(paper("lt")).content
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=lambda: answers.put(print_pdf(paper("lt")).content))
    child.start()
    assert answers.get(timeout=60) == expected
    child.join(timeout=60)
    assert child.exitcode == 0


def test_several_threads_print_at_once() -> None:
    expected = print_pdf(paper("ar")).content
    barrier = threading.Barrier(3)

    def wait_and_print(_number: int) -> bytes:
        barrier.wait(timeout=60)
        return print_pdf(paper("ar")).content

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(wait_and_print, range(3))) == [expected] * 3


def test_every_language_of_the_tests_prints_large_too() -> None:
    for tag, words in FAMILY.items():
        letter = replace(paper(tag), large=True, parts=(part(words), *paper(tag).parts[1:]))
        assert print_pdf(letter).pages >= 2
