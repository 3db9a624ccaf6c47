"""Walking from the points of a caution to its sealed record, and through what a court sees of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from browser.cautioning import ANSWER, ENGLISH, send
from browser.mistakes import Mistake, make_mistakes

if TYPE_CHECKING:
    from browser.walking import Walk

# These are looked at on the way already, and their links are to be followed all the same.
MORE = {"caution_points.show": 20, "caution_ending.outcome": 20, "caution_ending.sign": 20, "caution_records.show": 20}
WITNESS = "Inspector Joanne Cole"
COURT = {"for_name": "Ruth Okafor", "for_office": "Marlingfen Magistrates’ Court", "why": "Hearing", "days": "7"}


def walk_to_the_record(walk: Walk, session: str) -> None:
    """From the first point to one that was not understood; then he declines, everybody signs, the record is sealed, and
    a court looks at it."""
    page = walk.page
    walk.more = walk.more | MORE
    _walk_the_points(walk, session)
    make_mistakes(walk, [Mistake(f"{session}/outcome", "Put this outcome")])
    page.goto(f"{session}/outcome")
    send(page, "Put this outcome", outcome="declines", why="Wants a court to decide")
    walk.look(after="before anybody signs")
    for _ in range(3):
        send(page, "Put this on record", way="aloud", heard_by=WITNESS)
    walk.look(after="before it is sealed")
    send(page, "Seal the record")
    walk.look(after="as it was sealed")
    record = page.url
    walk.through(record, f"{session}/signatures", f"{session}/outcome", f"{session}/points/what_it_is")
    page.goto(record)
    _look_as_a_court(walk)


def _walk_the_points(walk: Walk, session: str) -> None:
    page = walk.page
    page.goto(f"{session}/points")
    for _ in range(3):
        send(page, "It was read aloud")
    walk.look(after="before it is asked about")
    make_mistakes(walk, [Mistake(page.url, "Put this on record")])
    page.goto(f"{session}/points")
    send(page, "Put this on record", words=ANSWER, words_rendition=ENGLISH)
    walk.look(after="before it is judged")
    send(page, "Put this on record", result="partly", why="Speaks of a fine")
    walk.look(after="before it is said in other words")
    walk.through(f"{session}/words/what_it_is", f"{session}/asked", f"{session}/inducement", f"{session}/outcome")


def _look_as_a_court(walk: Walk) -> None:
    page = walk.page
    page.get_by_text("Make a link for a court").click()
    send(page, "Make the link", **COURT)
    walk.look(after="as a link was made")
    link = page.get_by_label("Link").input_value()
    assert re.search(r"/exhibit/[\w-]+$", link)
    page.goto(link)
    walk.look(after="as a court opens it")
