"""Forms sent with something missing: each comes back with what is wrong, above and at the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from browser.steps import button

if TYPE_CHECKING:
    from browser.walking import Walk

SUMMARY = ".govuk-error-summary"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A form, what is typed into which field, and the button that sends it."""

    path: str
    press: str
    into: str = ""
    typed: str = ""


NOTHING_TICKED = Mistake("/letters", "Make only the ticked ones")


def mistakes(letter: str, parent: str, child: str) -> list[Mistake]:
    """The mistakes to make, with the addresses of a letter, a parent and a child."""
    to_parent = f"/letters/to/{parent.rsplit('/', 1)[-1]}"
    return [
        Mistake("/letters/replies", "Record this, and the next"),
        Mistake("/import", "See what is in them"),
        Mistake(f"{letter}/happened/understood", "Record this"),
        Mistake(f"{letter}/happened/posted", "Record this", "#on", ""),
        Mistake(f"{child}/without-letters", "Send no attendance letters until then"),
        Mistake(f"{parent}/share", "See what they will see"),
        Mistake(f"{parent}/ask-others", "Ask to be told"),
        Mistake(f"{parent}/close", "Keep this family closed"),
        Mistake(f"{parent}/stop", "We do not work with them any more"),
        Mistake("/look-up", "Look them up"),
        Mistake(to_parent, "Continue"),
        Mistake(f"{to_parent}/fill?kind=L03&child={child.rsplit('/', 1)[-1]}", "Make this letter"),
        Mistake("/our-letters/L07/usual", "Save as a draft", "#body", ""),
        Mistake("/our-letters/phrases/edit?key=support.talk", "^Save", "#text", "Ask {somebody} on 3 May."),
        Mistake("/agency/letterhead", "^Save", "#telephone", "ask for Helen"),
        Mistake("/agency/keys", "^Make the key", "#a_minute", "often"),
        Mistake("/agency/formats", "^Save", "input[type=email]", "nobody"),
        Mistake("/agency/letter-settings", "^Save", "input[inputmode=numeric]", "9999"),
    ]


def make_mistakes(walk: Walk, made: list[Mistake]) -> None:
    """Make each of them and look at the form that comes back."""
    page = walk.page
    for one in made:
        page.goto(one.path)
        if one.into:
            page.locator(one.into).first.fill(one.typed)
        button(page, one.press).click()
        page.wait_for_load_state()
        walk.look(after=f"after “{one.press}” with something missing")
        if not page.locator(SUMMARY).count():
            walk.note(one.path, ["says nothing of what is missing"])
        elif not page.title().startswith("Error: "):
            walk.note(one.path, [f"its title is not that of an error: {page.title()}"])
