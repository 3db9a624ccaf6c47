"""What people do on the screens, by the words they read there: the same with a script and without."""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from exported_school import contacts_csv, marks_csv, pupils_csv

from comms.cli.district.appointments_made import working_days_from
from comms.foundation.clock import LONDON

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WITHIN = 90.0
LINK = re.compile(r"http://\S+?/interpreting/[\w-]+")
# One sentence of a packaged letter, and what the school would rather say.
PACKAGED = "This letter is not a fine, and it is not a warning."
OURS = "You are not in trouble, and we want to help."


def button(page: Page, words: str) -> Locator:
    """The button that says this, as a button or as a link that looks like one."""
    found = re.compile(words)
    return page.get_by_role("button", name=found).or_(page.locator("a.govuk-button").filter(has_text=found)).first


def heading(page: Page) -> str:
    """What the page says first."""
    return " ".join(page.locator("h1").inner_text().split())


def export_files(folder: Path, today: date) -> list[Path]:
    """The three files a small school's system exports."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"pupils": pupils_csv(), "contacts": contacts_csv(), "marks": marks_csv(today)}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return [folder / f"{name}.csv" for name in files]


def import_export(page: Page, folder: Path, today: date) -> str:
    """Bring in the week's export and end on the page that says what it did; the address of the check before it."""
    page.goto("/import")
    page.get_by_label("Pupils, contacts, marks").set_input_files(export_files(folder, today))
    button(page, "See what is in them").click()
    page.wait_for_url("**/import/check**")
    check = page.url
    button(page, "Take these in").click()
    page.wait_for_url("**/import/done/**")
    return check


def make_letters(page: Page, *, by_email: bool = False) -> str:
    """Make every letter that is due; the address of the page that shows how far the run is. ``by_email`` lets those
    go by e-mail whose readers said that it is safe, where there are any."""
    page.goto("/letters")
    offered = page.get_by_label("by e-mail")
    if by_email and offered.count():
        offered.check()
    button(page, r"^Make the (\d+ )?letters?$").click()
    page.wait_for_url("**/letters/runs/**")
    return page.url


def wait_for_run(page: Page, *, by_link: bool) -> None:
    """Wait until a run is made and printed: by the page itself, or by its link where no script runs."""
    until = time.monotonic() + WITHIN
    while page.get_by_role("progressbar").count():
        assert time.monotonic() < until, f"The run did not end within {WITHIN:.0f} s: {heading(page)}"
        if by_link:
            page.get_by_role("link", name="See how far it is now").click()
        page.wait_for_timeout(300)
    page.get_by_text("For the printer").wait_for()


def open_first_letter(page: Page) -> None:
    """From a run, open the first letter."""
    page.locator(".letters-table tbody th a").first.click()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}$"))


def say_it_was_understood(page: Page) -> None:
    """On a letter's page, record that its reader understood it, through an interpreter."""
    button(page, "understand it").click()
    page.wait_for_url("**/happened/understood")
    page.get_by_label("Yes:").check()
    page.get_by_label(re.compile("What did .* say")).fill("Jutro rano przyprowadzę go do szkoły.")
    page.get_by_label("What the interpreter said it means").fill("I will bring him to school tomorrow morning.")
    page.get_by_label("An interpreter", exact=True).check()
    page.get_by_label("The interpreter’s name").fill("Ewa Lis")
    button(page, "Record this").click()
    page.wait_for_url(re.compile(r"/letters/[0-9a-f-]{36}$"))


def type_in_a_slip(page: Page, reference: str) -> None:
    """Type in a reply slip by its numbers."""
    page.goto("/letters/replies")
    page.get_by_label("The letter’s number").fill(reference.lower().replace("-", ""))
    page.get_by_label("The numbers that are ticked").fill("41")
    button(page, "Record this, and the next").click()
    page.get_by_role("status").wait_for()


def write_our_own_letter(page: Page) -> str:
    """Say L02 in our own words: a draft, looked at, put in force; the address of the page where it was looked at."""
    page.goto("/our-letters")
    page.get_by_role("link", name=re.compile(r"Write it in our own words\s*: Attendance: we would like")).click()
    words = page.get_by_label("The letter, in English")
    words.fill(words.input_value().replace(PACKAGED, OURS))
    button(page, "Save as a draft").click()
    page.wait_for_url(re.compile(r"/our-letters/L02/usual/\d+$"))
    return page.url


def put_in_force(page: Page) -> None:
    """On the page of a draft, let it count."""
    button(page, "Put in force").click()
    page.get_by_role("status").wait_for()


def leave_out_of_letters(page: Page, child: str, today: date) -> None:
    """Send no attendance letters about a child for four weeks."""
    find(page, child)
    page.get_by_role("link", name="Send no attendance letters").click()
    page.get_by_label("Somebody in the family has died").check()
    page.get_by_label("From", exact=True).fill(today.strftime("%d/%m/%Y"))
    page.get_by_label("Until", exact=True).fill((today + timedelta(weeks=4)).strftime("%d/%m/%Y"))
    page.get_by_label("All of them").check()
    button(page, "Send no attendance letters until then").click()
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}$"))


def day_to_meet() -> date:
    """A working day on which nothing of the demo stands in the way."""
    return working_days_from(datetime.now(LONDON).date(), 9)


def make_appointment(page: Page, day: date) -> str:
    """From finding the demo's Lithuanian mother to an appointment with her, with as little thought as can be; the
    address of the form it was made with."""
    find(page, "Kazlauskienė Rasa")
    button(page, "Make an appointment").click()
    page.wait_for_url("**/appointments/new")
    begin = page.url
    page.get_by_label("Day", exact=True).fill(day.isoformat())
    page.get_by_label("Time", exact=True).fill("13:00")
    page.get_by_label("In person", exact=True).check()
    button(page, "Make the appointment").click()
    page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]{36}$"))
    return begin


def personal_code(home: Path, name: str) -> str:
    """The code an interpreter of the demo was given."""
    lines = (home / "demo-interpreters").read_text("utf-8").splitlines()
    return next(line.split()[0] for line in lines if name in line)


def interpreters_file(folder: Path) -> Path:
    """A register as a spreadsheet: one row that can be taken in, and one that cannot."""
    path = folder / "interpreters.csv"
    rows = ("Name,Telephone,Languages,Hours", "Marta Zawada,07700 900870,pl,Mon-Fri 09:00-17:00",
            "Nobody Knows,07700 900871,zz,Mon-Fri 17:00-09:00")  # fmt: skip
    path.write_text("\n".join(rows), "utf-8")
    return path


def found_link(page: Page, number: int = 0) -> str:
    """The link to an interpreter's own page that stands on the page, to be copied."""
    return [found.group(0) for found in LINK.finditer(page.inner_text("main"))][number]


def find(page: Page, name: str) -> None:
    """Find somebody by name and open their page."""
    page.goto("/families")
    page.get_by_role("searchbox").or_(page.locator("main input[type=text]")).first.fill(name)
    button(page, "Find").click()
    page.locator(".comms-found__name a").first.click()
    page.wait_for_url(re.compile(r"/families/[0-9a-f-]{36}$"))
