"""The look itself: a page with faults is found out, so that a page without is worth something."""

from __future__ import annotations

from typing import Any

from browser.looking import Watch, faults_of

BAD = """<!DOCTYPE html><html><head><title></title></head><body>
<h1>One</h1><h1>Two</h1><img src="/static/none.png">
<p style="color: #ccc; background: #fff">Pale words that nobody can read</p>
<div style="width: 700px">Wide</div></body></html>"""


def test_faults_of_a_page_are_found(browsing: Any) -> None:
    with browsing("reception") as page:
        watch = Watch().over(page)
        page.goto("/families")
        assert faults_of(page) == []
        assert watch.taken() == []
        page.route("**/families", lambda route: route.fulfill(body=BAD, content_type="text/html"))
        page.goto("/families")
        found = "\n".join(faults_of(page))
        for fault in ("2 h1", "no title", "no language", "image-alt", "color-contrast", "narrow: 70"):
            assert fault in found, found
        assert any(one.startswith("404") for one in watch.taken())


def test_what_the_browser_complains_of_is_heard(browsing: Any) -> None:
    with browsing("reception") as page:
        watch = Watch().over(page)
        page.goto("/families")
        page.evaluate("""() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'run'";
          document.body.append(script);
          setTimeout(() => { throw new Error("broken"); });
        }""")
        page.wait_for_timeout(200)
        complaints = "\n".join(watch.taken())
        assert "Content Security Policy" in complaints
        assert "broken" in complaints
        assert page.title() != "run"
