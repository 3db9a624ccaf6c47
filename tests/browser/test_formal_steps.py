"""Formal attendance steps in a real Chromium: from the first absence to a notice that was paid and its review, and a
Notice to Improve. Whatever must hold first is seen as missing, and opened by what its link leads to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from browser import formally
from browser.cautioning import send
from browser.demo_service import Service
from browser.formally import (
    EXPLAINED,
    FAILURE,
    IMPROVE,
    IN_ENGLISH,
    IN_POLISH,
    ISSUER,
    KNOWN,
    LANGUAGE,
    LEAD,
    MEETING,
    OTHERS,
    REASONS,
    RISK,
    RISKS,
    STANDS,
    SUPPORT,
    SUPPORT_FIRST,
    THIRD,
    THRESHOLD,
    look_at,
    missing,
    put_right,
    why,
)
from browser.looking import Watch
from browser.steps import button, find, heading

from comms.foundation.clock import london_date, utc_now

Browsing = Callable[..., Any]
CHILD, PARENT = "Antoni Dąbrowski", "Żaneta"
HOLIDAY = "A week in term time. No help of ours would have kept them here."
UNKNOWN, EXPLAINED_AS = "N", "M"


def test_from_the_first_absence_to_a_paid_notice_and_its_review(
    browsing: Browsing, service: Service, tmp_path: Path
) -> None:
    marked = formally.last_school_day(service, CHILD)
    with browsing("attendance") as page:
        watch = Watch().over(page)
        formally.import_mark(page, tmp_path, marked, UNKNOWN)
        case = formally.begin(page, "Dąbrowski Antoni", PARENT)
        look_at(page, case, "L09")
        assert heading(page) == "The penalty notice cannot be sent yet: 10 things are missing."
        assert missing(page) == [
            SUPPORT_FIRST, KNOWN, REASONS, FAILURE, LEAD, EXPLAINED, RISKS, ISSUER, IMPROVE, OTHERS,
        ]  # fmt: skip
        record_what_is_known(page)
        assert "still coded N" in why(page, EXPLAINED)
        formally.follow(page, EXPLAINED, "Open the child’s page")
        assert CHILD.split()[1] in heading(page)
        formally.import_mark(page, tmp_path, marked, EXPLAINED_AS)
        look_at(page, case, "L09")
        formally.ask_the_lead(page, "A week away in term time. Is there anything that social care need to know?")
        assert "waits for the safeguarding lead’s answer" in why(page, LEAD)
        with browsing("safeguarding") as lead:
            formally.answer_as_lead(lead, CHILD)
        page.reload()
        assert missing(page) == [ISSUER, OTHERS]
        refer(page)
        assert not watch.taken()
    with browsing("legal") as page:
        watch = Watch().over(page)
        case = take(page)
        ask_other_authorities(page, case)
        issue(page, case)
        post_and_pay(page, case)
        review(page, case)
        assert not watch.taken()


def record_what_is_known(page: Any) -> None:
    """At the school: why no support is suitable, circumstances, both reasons, our own part, who reads the letter."""
    assert "or why none is suitable" in why(page, SUPPORT_FIRST)
    assert "No Notice to Improve was sent" in why(page, IMPROVE)
    formally.put_on_record(page, "Why support is not suitable", because=HOLIDAY)
    assert not {SUPPORT_FIRST, IMPROVE} & set(missing(page))
    formally.about_the_family(page, IN_POLISH)
    put_right(page, RISKS, "Record who reads the letter", **{**RISK, "at_risk": "not known"})
    assert "unknown is not safe" in why(page, RISKS)
    put_right(page, RISKS, "Record who reads the letter", **RISK)
    assert missing(page) == [LEAD, EXPLAINED, ISSUER, OTHERS]


def refer(page: Any) -> None:
    """The school may not issue it, and sends the authority what it needs."""
    assert "local authority" in why(page, ISSUER)
    formally.follow(page, ISSUER, "Send the authority what it needs")
    send(page, "Send it to the authority", why="A week in term time that nobody had agreed to.")
    assert "It waits for the authority’s answer." in page.locator("main").inner_text()


def take(page: Any) -> str:
    """At the authority: read what the school sent, and take it; the address of the authority's own case."""
    page.goto("/formal/referrals")
    page.get_by_role("link", name=re.compile(CHILD)).first.click()
    page.get_by_role("heading", name=re.compile("^Referral:")).wait_for()
    assert IN_POLISH["said"] in page.locator("main").inner_text()
    send(page, "Take it")
    return str(page.url)


def ask_other_authorities(page: Any, case: str) -> None:
    """Two notices of others would make it the third; that was another family, and there is none."""
    look_at(page, case, "L10")
    assert "No penalty notice was issued" in why(page, STANDS)
    look_at(page, case, "L11")
    assert "No meeting with the parent is planned" in why(page, MEETING)
    look_at(page, case, "L09")
    assert missing(page) == [OTHERS]
    ago = [(london_date(utc_now()) - timedelta(days=days)).isoformat() for days in (400, 300)]
    words = "Record what other authorities answered"
    put_right(page, OTHERS, words, asked="Fenmouth Council", **{"notice-1": ago[0], "notice-2": ago[1]})
    assert "A third is not possible before" in why(page, THIRD)
    page.get_by_role("link", name=re.compile(r"This was a mistake\s*: What other authorities")).click()
    send(page, "Say that it was a mistake", because="They spoke of another family.")
    look_at(page, case, "L09")
    put_right(page, OTHERS, words, asked="Fenmouth Council, which answered: none.")
    assert heading(page) == "The penalty notice can be sent: nothing is missing."


def issue(page: Any, case: str) -> None:
    """Write it, look at it, and issue it."""
    formally.write(page, case, "L09", "Write the penalty notice")
    assert heading(page) == "This is the letter. Nothing was sent yet"
    assert formally.picture_is_there(page)
    send(page, "Issue this letter")
    assert "nobody has recorded yet that it was sent" in page.locator("main").inner_text()
    look_at(page, case, "L10")
    assert "has not been served" in why(page, STANDS)


def post_and_pay(page: Any, case: str) -> None:
    """It is posted, and there is a day to pay; it is paid, and a review waits."""
    formally.follow(page, STANDS, "See the ledger")
    assert "no day to pay runs" in heading(page)
    page.get_by_role("link", name=re.compile("^It was posted")).click()
    send(page, "Record this")
    assert re.search(r"£80, to be paid by .*, or £160 by .*; nothing was paid yet\.", heading(page))
    look_at(page, case, "L10")
    assert missing(page) == []
    page.goto(f"{case}/ledger")
    page.get_by_role("link", name=re.compile("^Money came in")).click()
    send(page, "Record this", pence="80")
    assert re.search("First notice, paid: £80", heading(page))
    look_at(page, case, "L10")
    assert "The notice is paid." in why(page, STANDS)


def review(page: Any, case: str) -> None:
    """Paid is not closed: the pattern is looked at, what somebody has seen is asked of the lead, and the decision is
    signed. Only the lead's answer settles the question."""
    page.goto(f"{case}/ledger")
    page.get_by_role("link", name=re.compile("a review waits for a decision")).click()
    page.get_by_role("heading", name=re.compile("^What does the absence tell")).wait_for()
    assert page.locator("td.formal-heat__cell--unauthorised").count() >= 10
    page.get_by_role("checkbox", name=re.compile("^Has money, clothes or telephones")).check()
    send(page, "Ask the safeguarding lead", why="The tutor saw two new telephones on Monday.")
    assert "a better attendance does not answer it" in page.locator("main").inner_text()
    button(page, "Sign this decision").click()
    page.locator(".govuk-error-summary").wait_for()
    send(page, "Sign this decision", decision="offer support", because="They went once, to somebody who was dying.")
    assert heading(page).startswith("Decided:")
    look_at(page, case, "L09")
    assert "about signs of exploitation" in why(page, LEAD)


def test_a_notice_to_improve_is_refused_until_nothing_is_missing(browsing: Browsing) -> None:
    with browsing("attendance") as page:
        find(page, "Wiśniewska Zuzanna")
        page.get_by_role("link", name=re.compile("^Case towards")).click()
        case = page.url
        look_at(page, case, "L08")
        assert heading(page) == "The Notice to Improve cannot be sent yet: six things are missing."
        assert "still goes on" in why(page, SUPPORT_FIRST)
        put_right(page, SUPPORT_FIRST, "Record support that was offered", **SUPPORT, **SHARED)
        formally.about_the_family(page, IN_ENGLISH)
        put_right(page, RISKS, "Record who reads the letter", **RISK)
        formally.ask_the_lead(page, "We think of a Notice to Improve. Is there anything that social care need to know?")
        with browsing("safeguarding") as lead:
            formally.answer_as_lead(lead, "Zuzanna Wiśniewska")
        formally.write(page, case, "L08", "Write the Notice to Improve")
        assert "You may not issue it" in page.locator("main").inner_text()
    with browsing("head") as page:
        formally.write(page, case, "L08", "Write the Notice to Improve")
        assert formally.picture_is_there(page)
        send(page, "Issue this letter")
        assert "It goes on. What came of it is decided after its last day." in page.locator("main").inner_text()
        look_at(page, case, "L09")
        assert "The time to improve runs until" in why(page, IMPROVE)
        assert {ISSUER, IMPROVE, OTHERS} == set(missing(page))


SHARED = {"through": IN_ENGLISH["through"], "language": IN_ENGLISH["language"]}


def test_a_language_nobody_asked_about_and_absences_too_few_keep_a_letter_back(browsing: Browsing) -> None:
    with browsing("attendance") as page:
        case = formally.begin(page, "Dimitrova Viktoriya", "Desislava")
        look_at(page, case, "L05")
        assert LANGUAGE in missing(page)
        formally.follow(page, LANGUAGE, "Record their language")
        asked = {"written": "bg", "reads": "well", "interpreter": "needed", "spoken_1": "bg"}
        send(page, "Record this", **asked, source="asked the person through an interpreter")
        look_at(page, case, "L05")
        assert LANGUAGE not in missing(page)
        case = formally.begin(page, "Dąbrowska Lena", PARENT)
        look_at(page, case, "L08")
        assert "Offer support. Nothing formal is due yet." in why(page, THRESHOLD)
