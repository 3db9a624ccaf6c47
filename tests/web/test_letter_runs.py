"""A run through the screens: how far it is, its pages and files, stopping it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from uuid import UUID, uuid4

import pikepdf
import pytest
from browsers import District, signed_in
from exported_school import take_in_the_school
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from letter_browsing import audited, heading, letters_in, make_all, run_of

from comms.agencies.viewer import viewer_of
from comms.foundation.clock import utc_now
from comms.foundation.work import Database
from comms.letters.actions import PRINT
from comms.letters.letter import LetterState
from comms.web.letters import runs
from comms.worker.working import Worker


@pytest.fixture
def school(database: Database, district: District) -> District:
    """The district, with its first school's export taken in."""
    with database.work() as session:
        take_in_the_school(session, viewer_of(session.merge(district.head)), utc_now())
    return district


def _print_all(client: FlaskClient, database: Database, school: District) -> None:
    worker = Worker(client.application.extensions["comms"])
    for letter in letters_in(database, school, LetterState.ISSUED):
        worker.act(PRINT, letter.id)


def test_pressing_the_button_starts_a_run_and_says_how_far_it_is(client: FlaskClient, school: District) -> None:
    started = client.post("/letters/make", data={"which": "all"})
    page = client.get(started.headers["Location"])
    assert heading(page) == "Letters are being made"
    assert '<progress class="letters-progress" max="5" value="0"' in page.text
    assert "0 of 5 letters looked at" in page.text
    assert "Letters are being made now." in client.get("/letters").text
    again = client.post("/letters/make", data={"which": "all"}, follow_redirects=True)
    assert "Letters are being made already." in again.text


def test_the_page_asks_for_news_only_while_there_is_any_to_come(
    client: FlaskClient, database: Database, school: District
) -> None:
    run = client.post("/letters/make", data={"which": "all"}).headers["Location"]
    assert "HX-Refresh" not in client.get(f"{run}/progress").headers
    assert "htmx.min.js" in client.get(run).text
    make_more = Worker(client.application.extensions["comms"])
    make_more.act("make a run of letters", UUID(run.rpartition("/")[2]))
    assert "0 of 2 letters printed" in client.get(f"{run}/progress").text
    _print_all(client, database, school)
    assert client.get(f"{run}/progress").headers["HX-Refresh"] == "true"
    done = client.get(run)
    assert "htmx.min.js" not in done.text
    assert heading(done).startswith("2 letters were made on")


def test_every_letter_of_the_run_stands_under_what_became_of_it(client: FlaskClient, school: District) -> None:
    run = run_of(client, {"which": "all"})
    assert client.get(run).text.count("letters-pictured") == 2
    held = client.get(f"{run}?show=held").text
    assert "Meera Singh" in held
    assert "which language they read is not known" in held
    assert client.get(f"{run}?show=nonsense").status_code == 404


def test_a_long_run_is_read_page_by_page(
    client: FlaskClient, school: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "A_PAGE", 2)
    run = run_of(client, {"which": "all"})
    first, second = (client.get(f"{run}?show=held&page={page}").text for page in (1, 2))
    assert "Page 1 of 2" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    shown = [set(re.findall(r'/letters/([0-9a-f-]{36})"', page)) for page in (first, second)]
    assert [len(one) for one in shown] == [2, 1]
    assert not shown[0] & shown[1]


def test_the_printers_file_holds_every_posted_letter_with_its_tags(
    client: FlaskClient, database: Database, school: District
) -> None:
    run = run_of(client, {"which": "all"})
    _print_all(client, database, school)
    assert f"{run}/post-1.pdf" in client.get(run).text
    file = client.get(f"{run}/post-1.pdf")
    assert re.fullmatch(
        r'attachment; filename="letters-\d{4}-\d\d-\d\d-post-1\.pdf"', file.headers["Content-Disposition"]
    )
    whole = pikepdf.open(io.BytesIO(file.data))
    assert {str(part.Lang) for part in whole.Root.StructTreeRoot.K[0].K} == {"lt", "en"}
    both_sides = pikepdf.open(io.BytesIO(client.get(f"{run}/post-1.pdf?sides=2").data))
    assert len(both_sides.pages) % 2 == 0
    for number in (0, 2, 10**9):
        assert client.get(f"{run}/post-{number}.pdf").status_code == 404
    assert client.get(f"{run}/pigeon-1.pdf").status_code == 404
    assert audited(database).count("download letter") == 4


def test_the_archive_holds_each_letter_and_the_report_of_all(
    client: FlaskClient, database: Database, school: District
) -> None:
    run = run_of(client, {"which": "all"})
    archive = zipfile.ZipFile(io.BytesIO(client.get(f"{run}/letters.zip").data))
    assert archive.testzip() is None
    references = {letter.reference for letter in letters_in(database, school, LetterState.ISSUED)}
    assert len(archive.namelist()) == 3 * len(references) + 1
    rows = list(csv.DictReader(io.StringIO(archive.read("report.csv").decode("utf-8-sig"))))
    assert sorted(row["outcome"] for row in rows) == ["held", "held", "held", "issued", "issued"]
    assert archive.read("report.csv") == client.get(f"{run}/report.csv").data


def test_a_run_is_stopped_by_whoever_may_make_letters(
    app: Flask, client: FlaskClient, database: Database, school: District
) -> None:
    run = client.post("/letters/make", data={"which": "all"}).headers["Location"]
    with database.work() as session:
        reception = a_staff_member(session, session.merge(school.school), utc_now(), roles=("reception",))
    assert signed_in(app, reception).post(f"{run}/stop").status_code == 403
    page = client.post(f"{run}/stop", follow_redirects=True)
    assert heading(page) == "The run was stopped: 0 letters were made"
    assert "This run is over." in client.post(f"{run}/stop", follow_redirects=True).text
    assert make_all(client).status_code == 200, "the next run can begin"


def test_another_schools_run_does_not_exist(app: Flask, client: FlaskClient, school: District) -> None:
    run = run_of(client, {"which": "all"})
    theirs = signed_in(app, school.other_head)
    for address in (run, f"{run}/progress", f"{run}/post-1.pdf", f"{run}/letters.zip", f"{run}/report.csv",
                    f"/letters/runs/{uuid4()}"):  # fmt: skip
        assert theirs.get(address).status_code == 404, address
    assert theirs.post(f"{run}/stop").status_code == 404
