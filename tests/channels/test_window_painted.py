"""Page one, painted: nothing but the address stands where an envelope's window looks, and every margin is free.

Places are in millimetres from the top left corner of an A4 sheet, as the postal services that print letters give them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from channels.papers import SENDER, paper, with_values
from channels.pictures import Picture, read_png
from letter_samples import a_letter

from comms.channels.paper import Paper
from comms.channels.pdf import preview_png
from comms.channels.pdf.printing import A4_WIDTH_INCHES, _typeset

TAGS = ("en", "lt", "ar", "ur")
DOTS_150 = 1240  # pixels across A4 at 150 to the inch
WINDOW = (24.6, 39.5, 120.0, 66.3)
CLEAR = (15.0, 30.0, 125.0, 95.0)
AROUND_THE_WINDOW = (
    (CLEAR[0], CLEAR[1], CLEAR[2], WINDOW[1]),
    (CLEAR[0], WINDOW[3], CLEAR[2], CLEAR[3]),
    (CLEAR[0], WINDOW[1], WINDOW[0], WINDOW[3]),
    (WINDOW[2], WINDOW[1], CLEAR[2], WINDOW[3]),
)
MARGINS = ((0, 0, 210, 5), (0, 292, 210, 297), (0, 0, 15, 297), (195, 0, 210, 297))

WIDE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 20"><rect width="900" height="20" fill="#fd0"/></svg>'
TALL = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 900"><rect width="20" height="900" fill="#fd0"/></svg>'
NAME = "Mrs Nguyễn Thị Quỳnh-Kazlauskienė van der Hoogenband Ógpqyj"
ORDINARY = ("Mrs Rūta Kazlauskienė", "27 Canal Street", "Ashfield", "TS4 2AB")
SEVEN = (NAME, "Ǻpt 3, gjpqy House", "The Old Lime Works", "27 Canal Street", "Ashfield", "Cambridgeshire", "TS4 2AB")
LONG_SENDER = replace(
    SENDER,
    name="The Federation of Saint Thomas and Our Lady Church of England Primary and Secondary Schools",
    address=("The Administrative Offices of the Federation", "Lime Tree Road North", "Little Ashfield", "TS4 9ZZ"),
    email="attendance.and.welfare.office@federation-of-saint-thomas.example",
)


@cache
def _painted(letter: Paper) -> Picture:
    return read_png(preview_png(letter, width=DOTS_150))


def _pages(letter: Paper) -> list[Picture]:
    """Every page, at half the fineness: a margin is wide."""
    return [read_png(page) for page in _typeset(letter, "png", DOTS_150 / 2 / A4_WIDTH_INCHES)]


def _long(tag: str, *, large: bool) -> Paper:
    """A real letter of two pages and more, in large print where it is asked for."""
    letter = replace(a_letter("L02", tag).paper, large=large, addressee=ORDINARY)
    return replace(letter, sender=replace(LONG_SENDER, logo=WIDE))


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("addressee", [ORDINARY, SEVEN, (NAME,)], ids=["four lines", "seven lines", "name alone"])
def test_around_the_window_the_paper_is_white(tag: str, large: bool, addressee: tuple[str, ...]) -> None:
    page = _painted(replace(paper(tag), sender=replace(SENDER, logo=WIDE), large=large, addressee=addressee))
    assert not page.is_white(*WINDOW)
    assert [zone for zone in AROUND_THE_WINDOW if not page.is_white(*zone)] == []


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("large", [False, True])
def test_in_the_window_stands_the_address_and_nothing_else(tag: str, large: bool) -> None:
    without = replace(paper(tag), sender=replace(LONG_SENDER, logo=TALL), large=large, addressee=())
    assert _painted(without).is_white(*CLEAR)


@pytest.mark.parametrize("logo", [None, WIDE, TALL], ids=["no logo", "wide logo", "tall logo"])
@pytest.mark.parametrize("sender", [SENDER, LONG_SENDER], ids=["short name", "long name"])
def test_no_logo_and_no_name_of_a_sender_comes_near_the_window(logo: bytes | None, sender: object) -> None:
    page = _painted(replace(paper(), sender=replace(sender, logo=logo), addressee=SEVEN))  # type: ignore[type-var]
    assert [zone for zone in AROUND_THE_WINDOW if not page.is_white(*zone)] == []


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("large", [False, True])
def test_a_real_letter_leaves_its_window_and_the_margins_of_every_page_free(tag: str, large: bool) -> None:
    letter = _long(tag, large=large)
    assert [zone for zone in AROUND_THE_WINDOW if not _painted(letter).is_white(*zone)] == []
    pages = _pages(letter)
    assert 2 <= len(pages) <= 10
    assert [(number, zone) for number, page in enumerate(pages) for zone in MARGINS if not page.is_white(*zone)] == []


@pytest.mark.parametrize("tag", ["pl", "ur"])
def test_words_that_no_line_holds_do_not_run_into_a_margin(tag: str) -> None:
    letter = with_values(replace(paper(tag), large=True), "x" * 400, "W" * 400)
    for page in _pages(letter):
        assert [zone for zone in MARGINS if not page.is_white(*zone)] == []


def test_a_stain_in_the_zone_would_be_seen() -> None:
    page = _painted(replace(paper(), addressee=ORDINARY))
    assert not page.is_white(130.4, 40, 195, 80), "the sender's column is ink, and 5 mm to its left nothing is"
    assert page.is_white(125, 30, 130, 95)
