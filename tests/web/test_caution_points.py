"""The points on the screen: read in both languages, asked, answered in own words, judged, explained anew."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from browsers import District, signed_in
from caution_factories import ANSWER, point_judged, put_down
from cautions_on_screen import Clock, OnScreen, a_picture, a_recording, as_address, on_screen
from factories import a_staff_member
from flask import Flask
from screens import said
from sqlalchemy import select

from comms.cautions.media import MOST_AUDIO_BYTES, MOST_PICTURE_BYTES
from comms.cautions.said import Screened
from comms.cautions.step import Step
from comms.foundation.audit import AuditEntry
from comms.foundation.work import Database
from comms.web import door

WHY = "Says that there is a record, and no court."
DRAFT = "Draft, not approved: read aloud by the interpreter."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    made = Clock(now)
    monkeypatch.setattr(door, "utc_now", made)
    return made


@pytest.fixture
def caution(app: Flask, database: Database, district: District, clock: Clock) -> OnScreen:
    return on_screen(app, database, district, clock)


def reader(caution: OnScreen) -> str:
    there = caution.standing().interpreter
    assert there
    return there.who.name


def read(caution: OnScreen, place: int = 0, **data: str) -> None:
    answer = caution.post(f"/points/{caution.points[place]}/read", read_aloud_by=reader(caution), **data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{caution.path}/points"), answer.text


def test_a_point_stands_in_both_languages_theirs_first_and_says_that_it_is_a_draft(caution: OnScreen) -> None:
    page = caution.get("/points")
    found, text = said(page), page.text
    assert "0 of 16 points were understood" in found
    assert "Point 1 of 16: read it aloud" in found
    assert DRAFT in found
    theirs = re.search(r'<p class="caution-both__own" lang="lt" dir="ltr">([^<]+)</p>', text)
    english = re.search(r'<p class="caution-both__english" lang="en">([^<]+)</p>', text)
    assert theirs
    assert english
    assert theirs.start() < english.start()
    assert found.count("Not read yet") == 16


def test_words_that_changed_while_the_page_was_open_are_not_put_down_as_read(caution: OnScreen) -> None:
    one = caution.points[0]
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', caution.get("/points").text)
    assert shown
    refused = caution.post(f"/points/{one}/read", read_aloud_by=reader(caution), shown="0" * 64)
    assert refused.status_code == 409
    assert "were changed while this page was open" in said(refused)
    read(caution, shown=shown[1])


def test_a_point_is_read_asked_answered_and_judged(caution: OnScreen) -> None:
    read(caution)
    one = caution.points[0]
    assert "Point 1 of 16 Ask them" in said(caution.get(f"/points/{one}"))
    data = {"words": "Yra įrašas, bet nėra teismo.", "words_rendition": "A record, but no court."}
    answer = caution.post(f"/points/{one}/answer", result="understood", why=WHY, **data)
    assert answer.status_code == 303
    standing = caution.standing()
    [round_] = standing.points[one].rounds
    assert standing.points[one].understood
    assert round_.read.words.startswith("Policijos įspėjimas")
    assert round_.answer
    assert (round_.answer.words.language, round_.answer.words.rendered_by) == ("lt", "interpreter")
    page = said(caution.get(f"/points/{one}"))
    assert "“Yra įrašas, bet nėra teismo.”" in page
    assert WHY in page


def test_yes_alone_is_refused_and_everything_typed_is_still_there(caution: OnScreen) -> None:
    read(caution)
    one = caution.points[0]
    data = {"words": "Taip.", "words_rendition": "Yes.", "result": "understood", "why": WHY}
    page = caution.post(f"/points/{one}/answer", **data)
    assert page.status_code == 422
    assert "Yes alone does not show what they understood." in said(page)
    for typed in ("Taip.", "Yes.", WHY):
        assert f">{typed}</textarea>" in page.text
    assert caution.standing().points[one].last
    assert not caution.standing().waiting[0].last.answers  # type: ignore[union-attr]


def test_an_answer_may_be_kept_first_and_judged_afterwards(caution: OnScreen) -> None:
    read(caution)
    one = caution.points[0]
    caution.post(f"/points/{one}/answer", words="Yra įrašas.", words_rendition="A record.")
    assert "Point 1 of 16: what did they understand?" in said(caution.get("/points"))
    missing = caution.post(f"/points/{one}/judge", result="partly")
    assert missing.status_code == 422
    assert "Say what in the answer shows it" in said(missing)
    assert caution.post(f"/points/{one}/judge", result="partly", why=WHY).status_code == 303
    page = said(caution.get("/points"))
    assert "read it aloud in other words, second of three" in page
    assert "For example, somebody takes a coat" in page
    again = caution.post(f"/points/{one}/read", read_aloud_by=reader(caution))
    assert again.status_code == 422
    assert "what was explained differently this time" in said(again)


def test_after_three_rounds_only_a_pause_is_offered(caution: OnScreen) -> None:
    for changed in ("", "more slowly", "with a drawing"):
        caution.do(point_judged, caution.points[0], "not understood", changed=changed)
    page = caution.get("/points")
    assert "It was explained three times, and that is the most in one go." in said(page)
    assert f'href="{caution.path}/pause"' in page.text
    assert 'name="read_aloud_by"' not in page.text


def test_handwriting_is_kept_and_shown_and_each_look_is_noted(caution: OnScreen, database: Database) -> None:
    read(caution)
    one, picture = caution.points[0], a_picture()
    data = {"words_drawn": as_address(picture), "words_rendition": "A record, but no court.", "why": WHY}
    assert caution.post(f"/points/{one}/answer", result="understood", **data).status_code == 303
    [address] = re.findall(rf'src="({caution.path}/media/[^"]+)"', caution.get(f"/points/{one}").text)
    with caution.client.get(address) as kept:
        assert kept.data == picture
        assert kept.mimetype == "image/png"
        assert kept.headers["Cache-Control"] == "no-store"
    with database.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "view caution media")).all()
        assert [one.subject_id for one in noted] == [caution.standing().points[one].last.answer.words.media_id]  # type: ignore[union-attr]


def test_what_is_no_drawing_or_recording_is_refused_by_its_content(caution: OnScreen) -> None:
    read(caution)
    for field, content, wrong in (
        ("words_drawn", a_picture(file_format="GIF"), "The drawing cannot be read."),
        ("words_drawn", b"<html><script>alert(1)</script>", "The drawing cannot be read."),
        ("words_drawn", b"\x89PNG\r\n\x1a\n" + bytes(MOST_PICTURE_BYTES), "The drawing is too large"),
        ("words_audio", a_picture(), "The recording cannot be read."),
        ("words_audio", a_recording(MOST_AUDIO_BYTES + 1), "The recording is too long"),
    ):
        sent = {field: as_address(content), "words_rendition": "A record."}
        page = caution.post(f"/points/{caution.points[0]}/answer", **sent)
        assert page.status_code == 422
        assert wrong in said(page)
        assert ">A record.</textarea>" in page.text


def test_a_recording_is_played_back_where_it_was_made_and_the_microphone_is_for_these_pages_alone(
    caution: OnScreen,
) -> None:
    read(caution)
    one, voice = caution.points[0], a_recording()
    caution.post(
        f"/points/{one}/answer", words_audio=as_address(voice, "audio/webm;codecs=opus"), words_rendition="A record."
    )
    page = caution.get("/points")
    [address] = re.findall(r'<audio [^>]*src="([^"]+)"', page.text)
    with caution.client.get(address, headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data, part.mimetype) == (206, voice[:4], "audio/webm")
    assert "microphone=(self)" in page.headers["Permissions-Policy"]
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    for address in ("/families", "/cautions", "/cautions/new"):
        elsewhere = caution.client.get(address).headers
        assert "microphone=()" in elsewhere["Permissions-Policy"]
        assert "media-src" not in elsewhere["Content-Security-Policy"]


def test_a_page_that_is_old_keeps_the_typed_words_and_the_drawing(caution: OnScreen) -> None:
    read(caution)
    seen = str(caution.standing().last)
    caution.do(put_down, Screened(vulnerable=False, why="Asked again"))
    drawn = as_address(a_picture())
    data = {
        "words": "Yra įrašas.",
        "words_rendition": "A record.",
        "words_drawn": drawn,
        "why": WHY,
        "result": "partly",
    }
    page = caution.post(f"/points/{caution.points[0]}/answer", seen=seen, **data)
    assert page.status_code == 409
    assert "Ellen Ward wrote in this session at" in said(page)
    for typed in (">Yra įrašas.</textarea>", ">A record.</textarea>", f">{WHY}</textarea>", f'value="{drawn}"'):
        assert typed in page.text.replace("&#43;", "+")
    assert not caution.standing().waiting[0].last.answers  # type: ignore[union-attr]
    again = caution.post(f"/points/{caution.points[0]}/answer", **data)
    assert again.status_code == 303


def test_the_tablet_turned_to_the_person_shows_only_their_language(
    app: Flask, database: Database, district: District, clock: Clock
) -> None:
    caution = on_screen(app, database, district, clock, language="ar")
    page = caution.get(f"/words/{caution.points[0]}")
    assert '<html lang="ar" dir="rtl">' in page.text
    assert "Kazlauskas" not in page.text
    assert re.sub("<[^>]*>", "", page.text.split("<main>")[1].split("</main>")[0]).isascii() is False
    assert not re.search("[A-Za-z]{3}", re.sub("<[^>]*>", "", page.text.split("<main>")[1].split("</main>")[0]))
    assert f'<a href="{caution.path}/points/{caution.points[0]}">Back</a>' in page.text


def test_a_point_counts_once_it_was_explained_to_the_appropriate_adult_too(
    app: Flask, database: Database, district: District, clock: Clock
) -> None:
    vulnerable = Screened(vulnerable=True, why="Told us of a learning difficulty.")
    caution = on_screen(app, database, district, clock, screening=vulnerable)
    caution.do(point_judged, caution.points[0], "understood")
    one = caution.points[0]
    assert "explain it to the appropriate adult" in said(caution.get("/points"))
    assert not caution.standing().points[one].understood
    answer = caution.post(f"/points/{one}/adult", words=ANSWER.text, words_rendition=ANSWER.rendition)
    assert answer.status_code == 303
    assert caution.standing().points[one].understood


def test_what_they_ask_stands_on_record_with_what_was_done(caution: OnScreen) -> None:
    asked = caution.post("/asked/question", words="Ar sužinos darbdavys?", words_rendition="Will my employer know?",
                         answer="Only where the law lets them ask.")  # fmt: skip
    assert asked.status_code == 303
    assert caution.post("/asked/for", what="their consulate", response="Rang it at 9:10").status_code == 303
    page = said(caution.get("/asked"))
    assert "“Ar sužinos darbdavys?”" in page
    assert "They asked for their consulate: Rang it at 9:10" in page
    missing = caution.post("/asked/for", what="more time")
    assert missing.status_code == 422
    assert "Say what you did about it." in said(missing)


def test_points_wait_for_what_comes_before_them_and_say_where_to_go(
    app: Flask, database: Database, district: District, clock: Clock
) -> None:
    caution = on_screen(app, database, district, clock, Step.INFORMATION)
    page = caution.get("/points")
    assert "The caution is not offered yet. Offer it. Then the points can be explained." in said(page)
    assert 'name="read_aloud_by"' not in page.text
    refused = caution.post(f"/points/{caution.points[0]}/read", read_aloud_by=reader(caution))
    assert refused.status_code == 409
    assert not any(one.rounds for one in caution.standing().points.values())


def test_whoever_only_looks_sees_how_the_points_stand_and_no_form(caution: OnScreen, district: District) -> None:
    with caution.database.work() as session:
        other = a_staff_member(session, session.merge(district.school), caution.clock(), ("officer",), "Sam Reed")
    browser = signed_in(caution.app, other)
    page = browser.get(f"{caution.path}/points")
    assert "Ellen Ward conducts this session." in said(page)
    assert 'name="seen"' not in page.text
    assert browser.get(f"{caution.path}/points/nothing").status_code == 404
