"""Walking through the screens of words and their translations as somebody who approves them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from browser.conftest import sign_in
from browser.demo_service import Service
from browser.mistakes import Mistake, make_mistakes
from browser.steps import button

if TYPE_CHECKING:
    from browser.walking import Walk


def walk_as_approver(walk: Walk, service: Service, _: Path) -> None:
    """Sign in, look at a sentence that has changed, send none back for no reason, and sign off a whole letter."""
    page = walk.page
    sign_in(page, service, "polish.school")
    home = page.url
    page.goto("/words/pl/L05")
    page.get_by_role("link", name=re.compile("What changed, and whether it matters")).click()
    walk.look()
    page.goto("/words/pl/L03")
    page.get_by_role("link", name=re.compile("Review and history.*Please come and talk with us")).click()
    walk.look()
    sign_off = "/words/pl/L03/sign-off"
    make_mistakes(walk, [Mistake(page.url, "^Send it back"), Mistake(sign_off, "^Sign off", "#statement", "")])
    page.goto(sign_off)
    button(page, "^Sign off in my name").click()
    page.wait_for_url("**/words/certificates/*")
    walk.look(after="as it was signed off")
    walk.through(home, f"{service.address}{sign_off}", f"{service.address}/words/certificates", page.url)
