"""Looking at a page as strictly as a browser can: its console, its structure, axe, and how it lies at two widths."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (tags) => {
  const only = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"], preload: false};
  const found = await axe.run(document, only);
  return found.violations.flatMap(one => one.nodes.map(node =>
    `axe ${one.id} (${one.help}): ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
}"""
# What is folded away is looked at too.
OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
STRUCTURE = """() => {
  const faults = [];
  const headings = [...document.querySelectorAll("h1")];
  // A letter has a heading in each of its languages.
  const wanted = document.querySelectorAll("body.letter-page .letter-part").length || 1;
  if (headings.length !== wanted) faults.push(`${headings.length} h1: ${headings.map(one => one.textContent.trim())}`);
  if (!document.title.trim()) faults.push("no title");
  if (!document.documentElement.lang) faults.push("no language");
  for (const one of document.images)
    if (one.complete && one.currentSrc && !one.naturalWidth) faults.push(`a picture did not load: ${one.src}`);
  return faults;
}"""
# What sticks out sideways, unless it lies in a box of its own that can be scrolled with the keyboard too.
SIDEWAYS = """() => {
  const most = document.documentElement.clientWidth;
  if (document.scrollingElement.scrollWidth <= most) return [];
  const out = [...document.body.querySelectorAll("*")].filter(one => {
    const box = one.getBoundingClientRect();
    if (!box.width || box.right <= most + 1 && box.left >= -1) return false;
    for (let up = one.parentElement; up; up = up.parentElement)
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return false;
    return true;
  });
  const said = out.slice(-3).map(one => one.outerHTML.slice(0, 120));
  return [`${document.scrollingElement.scrollWidth} px at ${most} px: ${said.join(" | ")}`];
}"""
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@dataclass
class Watch:
    """Everything a browser complains of while a page is used."""

    complaints: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Watch:
        """Watch this page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error in a script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        return self

    def taken(self) -> list[str]:
        """What was complained of since the last time this was asked."""
        found, self.complaints = self.complaints, []
        return found

    def _console(self, message: ConsoleMessage) -> None:
        # The browser says of an answer that is an error what is told of that answer below.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        # A picture further down is given up when somebody goes on to the next page; that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request failed ({request.failure}): {request.url}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.complaints.append(f"{answer.status}: {answer.url}")


def faults_of(page: Page, *, again_narrow: bool = True) -> list[str]:
    """What is wrong with the page as it lies before us, a line each: by axe, in its structure, and sideways at both
    widths; with ``again_narrow`` axe looks at the narrow one too."""
    page.evaluate(OPEN_ALL)
    run_axe_from(page)
    found: list[str] = page.evaluate(STRUCTURE)
    found += page.evaluate(RUN_AXE, RULES)
    found += [f"wide: {one}" for one in page.evaluate(SIDEWAYS)]
    page.set_viewport_size(NARROW)
    found += [f"narrow: {one}" for one in page.evaluate(SIDEWAYS)]
    if again_narrow:
        found += [f"narrow: {one}" for one in page.evaluate(RUN_AXE, RULES) if one not in found]
    page.set_viewport_size(WIDE)
    return found


def run_axe_from(page: Page) -> None:
    """Bring axe into the page by the debugger, so that the page keeps its own content security policy."""
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": f"{AXE}; undefined"})
    debugger.detach()


def told(faults: dict[str, list[str]]) -> str:
    """All faults of all pages, to read."""
    lines = [f"{sum(map(len, faults.values()))} faults on {len(faults)} pages"]
    for page, found in faults.items():
        lines += [f"\n{page}", *(f"  - {one}" for one in found)]
    return "\n".join(lines)
