"""Using a page by its keyboard alone, and seeing at each stop where the focus is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Where the focus is: its words, and whether somebody who looks can see it. A tick box shows it on its label.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const box = one.getBoundingClientRect();
  const marked = (element, part) => {
    const style = getComputedStyle(element, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  };
  const labels = [...(one.labels ?? [])];
  const words = one.getAttribute("aria-label") || labels.map(label => label.textContent).join(" ") || one.textContent;
  return {
    words: words.replace(/\\s+/g, " ").trim(),
    kind: one.type && one.tagName === "INPUT" ? one.type : one.tagName.toLowerCase(),
    marked: marked(one) || labels.some(label => marked(label, "::before")),
    in_sight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
    place: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""
MOST_STOPS = 400
MOST_RADIOS = 20
# A field for a day has a stop for the day, the month, the year and the calendar.
STOPS_OF_ONE_ELEMENT = 4


@dataclass
class Keyboard:
    """Somebody without a mouse. What they could not see is kept."""

    page: Page
    unseen: list[str] = field(default_factory=list)

    def press(self, keys: str) -> None:
        """Press one key."""
        self.page.keyboard.press(keys)

    def type(self, words: str) -> None:
        """Type into the field that has the focus."""
        self.page.keyboard.type(words)

    def tab(self, keys: str = "Tab") -> dict[str, Any] | None:
        """Go to the next stop; None where the page ends."""
        self.press(keys)
        stop: dict[str, Any] | None = self.page.evaluate(STOP)
        if stop and not (stop["marked"] and stop["in_sight"]):
            self.unseen.append(f"{self.page.url}: {stop['kind']} “{stop['words'][:60]}”")
        return stop

    def to(self, words: str, kind: str = "") -> None:
        """Go on from stop to stop until one whose words match."""
        passed = []
        for _ in range(MOST_STOPS):
            stop = self.tab()
            if stop and re.search(words, stop["words"]) and kind in {"", stop["kind"]}:
                return
            passed.append(stop["words"][:40] if stop else "(the end of the page)")
        raise AssertionError(f"{words!r} is not reached by keyboard on {self.page.url}: {passed[:60]}")

    def choose(self, words: str) -> None:
        """Go to the next group of radios, by the arrows to the one whose words match, and choose it."""
        self.to("", "radio")
        for _ in range(MOST_RADIOS):
            if re.search(words, self.page.evaluate(STOP)["words"]):
                return self.press("Space")
            self.press("ArrowDown")
        raise AssertionError(f"{words!r} is not among the radios on {self.page.url}")

    def follow(self, words: str) -> None:
        """Go to a link or a button and press it; wait for the page it leads to."""
        self.to(words)
        with self.page.expect_navigation():
            self.press("Enter")

    def through_and_out(self, keys: str = "Tab") -> int:
        """Go through the whole page and out of it; how many stops there were. Fails where the focus is trapped."""
        stops, before, same = 0, None, 0
        while stop := self.tab(keys):
            same = same + 1 if stop["place"] == before else 1
            assert same <= STOPS_OF_ONE_ELEMENT, f"trapped at {stop['words']!r} on {self.page.url}"
            before, stops = stop["place"], stops + 1
            assert stops < MOST_STOPS, f"no end on {self.page.url}"
        return stops
