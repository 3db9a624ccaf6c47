"""Walking through the screens of formal attendance steps: at the school, and at the authority that issues a penalty."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from browser.conftest import sign_in
from browser.demo_service import Service
from browser.mistakes import Mistake, make_mistakes
from browser.steps import button, find

from comms.web.formal.ledger import TELLINGS
from comms.web.formal.records import SLUGS

if TYPE_CHECKING:
    from browser.walking import Walk

# Each kind of record, letter and entry is a form of its own.
MORE = {
    "formal.show": 6, "formal_records.tell": len(SLUGS), "formal_steps.begin": 5, "formal_ledger.tell": len(TELLINGS),
    "returns.of_child": 3,
}  # fmt: skip
# The blueprints of formal attendance steps, which the two walks here look at.
ALL = frozenset({
    "formal", "formal_records", "formal_steps", "formal_ledger", "formal_review", "safeguarding", "local_code",
    "referrals", "returns", "timetables", "enquiries",
})  # fmt: skip
LETTERS = ("L05", "L08", "L09", "L10", "L11")


def walk_at_the_school(walk: Walk, service: Service, _: Path) -> None:
    """Sign in as the head, leave out what each form asks for, look at each letter before it may go, and go everywhere
    from the list of cases."""
    page, walk.stays_in = walk.page, ALL
    sign_in(page, service, "head")
    find(page, "Dimitrova Viktoriya")
    child = page.url.rsplit("/", 1)[-1]
    begin, returns = f"/formal/children/{child}/begin", f"/formal/returns/children/{child}"
    case = open_case(walk, "Zuzanna")
    make_mistakes(walk, [Mistake(begin, "Open the case"), *in_a_case(case)])
    make_mistakes(
        walk,
        [
            Mistake(f"{returns}/timetable", "Put it on record"),
            Mistake(f"{returns}/enquiries", "Begin the enquiries"),
            Mistake(f"{case}/refer?kind=L09", "Send it to the authority"),
        ],
    )
    look_at_letters(walk, case, ("L05", "L08"))
    warned = open_case(walk, "Igor")
    page.get_by_role("link", name=re.compile("^Notice to Improve, made on")).first.click()
    walk.look()
    made = page.url
    starts = [f"{service.address}{path}" for path in ("/formal", begin, returns)]
    walk.through(*starts, case, warned, made, f"{made}/improvement")


def walk_at_the_authority(walk: Walk, service: Service, _: Path) -> None:
    """Sign in as the legal officer, leave out what each form asks for, look at a notice and its review, and go on."""
    page, walk.stays_in = walk.page, ALL
    sign_in(page, service, "legal")
    case = open_case(walk, "Igor")
    look_at_letters(walk, case, LETTERS)
    page.goto(f"{case}/ledger")
    page.get_by_role("link", name=re.compile("a review waits for a decision")).click()
    walk.look()
    review = page.url
    make_mistakes(
        walk,
        [
            *in_a_case(case),
            Mistake(f"{case}/ledger/not-issued", "Record this"),
            Mistake("/formal/code/new", "Put this version on record"),
            Mistake(review, "Ask the safeguarding lead"),
            Mistake(review, "Sign this decision"),
        ],
    )
    page.goto(f"{case}/ledger")
    page.get_by_role("link", name=re.compile("^This was a mistake")).first.click()
    make_mistakes(walk, [Mistake(page.url, "Say that it was a mistake")])
    walk.through(f"{service.address}/formal", case, f"{case}/ledger", review)


def open_case(walk: Walk, child: str) -> str:
    """Open a case from the list, and look at it; its address."""
    page = walk.page
    page.goto("/formal")
    page.get_by_role("link", name=re.compile(rf"^Open it\s*: {child}")).click()
    page.wait_for_url(re.compile(r"/formal/cases/[0-9a-f-]{36}$"))
    walk.look()
    return page.url


def in_a_case(case: str) -> list[Mistake]:
    """A form of each kind in a case, with everything left out that it asks for."""
    records = [Mistake(f"{case}/records/{slug}", "Record this") for slug in SLUGS]
    return [*records, Mistake(f"{case}/safeguarding", "^Ask$"), Mistake(f"{case}/close", "Close it")]


def look_at_letters(walk: Walk, case: str, kinds: tuple[str, ...]) -> None:
    """Look at each letter as it would be, with what keeps it back."""
    page = walk.page
    for kind in kinds:
        page.goto(f"{case}/letters/{kind}")
        walk.look(after="before anything was chosen")
        with page.expect_navigation():
            button(page, "Look at the letter").click()
        walk.look(after="as it would be")
