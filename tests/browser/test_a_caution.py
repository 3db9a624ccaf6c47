"""A Lithuanian speaker's simple caution, from opening it to the sealed record that proves by itself what was said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browser import cautioning
from browser.cautioning import ANSWER, ENGLISH, PERSON, draw, point_in_hand, send
from browser.demo_service import Service
from browser.looking import Watch
from browser.steps import button, heading

from comms.foundation.clock import utc_now

Browsing = Callable[..., Any]
TABLET = {"width": 1024, "height": 768}
WAVE = [[(0.1, 0.7), (0.2, 0.2), (0.3, 0.8), (0.45, 0.3)], [(0.5, 0.5), (0.9, 0.4)]]
AGAIN, BY_HAND, SPOKEN = 1, 2, 3


@pytest.fixture
def page(browsing: Browsing) -> Any:
    with browsing(cautioning.OFFICER, viewport=TABLET, permissions=["microphone"]) as opened:
        yield opened


def explain(page: Any, asked: dict[int, int]) -> None:
    """Do what the page asks for with the point in hand. The first is understood when it is said in other words; of the
    second the answer is written by hand, of the third it is spoken."""
    number, what = point_in_hand(page)
    if what.startswith("read it aloud"):
        again = {"changed": "With the example, more slowly"} if "second of three" in what else {}
        send(page, "It was read aloud", **again)
        return
    asked[number] = asked.get(number, 0) + 1
    result = "partly" if number == AGAIN and asked[number] == 1 else "understood"
    if number == BY_HAND:
        button(page, "They write it by hand").click()
        draw(page, WAVE)
    elif number == SPOKEN:
        record_a_second(page)
    else:
        page.locator("[name=words]").fill(ANSWER)
    send(page, "Put this on record", words_rendition=ENGLISH, result=result, why="Says it as it is")


def record_a_second(page: Any) -> None:
    """Speak into the microphone until the page shows that a second has gone."""
    button(page, "Record their voice").click()
    button(page, "Begin recording").click()
    page.get_by_text("0:01 of 1:00").wait_for()
    button(page, "Stop").click()
    page.get_by_text("Listen to it before you go on").wait_for()


def sign(page: Any, who: str) -> None:
    """Sign with the mouse, each in a hand of their own."""
    assert heading(page) == f"Signature of the {who}"
    page.get_by_label("They sign on this screen").check()
    draw(page, [*WAVE, [(0.1, 0.9), (len(who) / 20, 0.9)]])
    send(page, "Put this on record")


def verify(file: Path, key: Path) -> subprocess.CompletedProcess[str]:
    """Check an exhibit as somebody does who has nothing but the file and the key."""
    command = [sys.executable, "-m", "comms.cli", "cautions", "verify", str(file), "--key", str(key)]
    return subprocess.run(command, cwd=file.parent, env={"PATH": ""}, capture_output=True, text=True, check=False)


def test_a_caution_that_was_understood_and_a_record_that_proves_it(page: Any, service: Service, tmp_path: Path) -> None:
    watch = Watch().over(page)
    cautioning.begin(page, cautioning.somebody_in_custody(service))
    cautioning.to_the_points(page, utc_now())
    assert heading(page) == "0 of 16 points were understood"
    asked: dict[int, int] = {}
    while page.url.endswith("/points"):
        explain(page, asked)
    assert asked == {AGAIN: 2, **dict.fromkeys(range(2, 17), 1)}

    send(page, "Put this on record", words="Ne, niekas.", words_rendition="No, nobody.", none="yes")
    button(page, "They write it by hand").click()
    draw(page, WAVE)
    send(page, "Put this outcome", outcome="accepts", words_rendition="I agree, because I did it.")
    for who in ("person", "officer", "interpreter"):
        sign(page, who)
    send(page, "Seal the record")
    assert heading(page) == "The record is sealed"
    assert PERSON in page.locator("main").inner_text()
    assert not watch.taken()

    file, key = tmp_path / "exhibit.pdf", tmp_path / "key.pem"
    for link, path in (("Download the exhibit", file), ("certificate to publish", key)):
        address = page.locator("a").filter(has_text=link).get_attribute("href")
        path.write_bytes(page.request.get(f"{service.address}{address}").body())
    whole = verify(file, key)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    changed = verify(file, key)
    assert changed.returncode == 1
    assert "This file does NOT hold." in changed.stdout
