"""A text in another language is translated for whoever reads it: asked for when it comes in, kept beside it, and
nothing waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from factories import an_agency
from machines_made import DO_NOT_KNOW, KnowsByHeart, install_machine, note_package
from sqlalchemy import select, text
from text_factories import School, a_text_came

from comms.agencies.viewer import system_viewer
from comms.channels.argos.installing import install
from comms.foundation.clock import utc_now
from comms.foundation.errors import NotFound, Refused
from comms.foundation.opening import Installation
from comms.messages.arriving import take_in_text
from comms.messages.incoming import Incoming
from comms.messages.translated import ask_again, ask_for_english
from comms.translation.machine import TranslationJob
from comms.translation.machine.job import TRANSLATE
from comms.worker.working import Worker

LETTER, ENGLISH = "Nie rozumiem tego listu.", "I do not understand this letter."
KNOWN = {("pl", "en"): {LETTER: ENGLISH}}


@dataclass
class Seen:
    """A text that came in, opened."""

    id: UUID
    body: str
    language: str
    urgent: bool
    next_action_at: datetime | None
    translated: str | None
    translated_by: str
    translation_why: str


@dataclass
class Job:
    """What waits for the machine, opened."""

    id: UUID
    what: tuple[str, str, str]
    names: set[str]


class Line(School):
    """A school's line that texts come to, and what became of them."""

    def comes(self, body: str, now: datetime) -> Seen:
        with self.database.work() as session:
            made = take_in_text(session, a_text_came(body), now)
            assert made is not None
            row = made.id
        return self.incoming(row)

    def incoming(self, row: UUID) -> Seen:
        with self.database.reading() as session:
            one = session.get_one(Incoming, row)
            return Seen(
                one.id, one.body, one.language, one.urgent, one.next_action_at, one.translated, one.translated_by,
                one.translation_why,
            )  # fmt: skip

    def jobs(self) -> list[Job]:
        with self.database.reading() as session:
            found = session.scalars(select(TranslationJob))
            return [Job(one.id, (one.about_kind, one.source, one.target), set(one.names)) for one in found]


@pytest.fixture
def line(installation: Installation, now: datetime) -> Line:
    return Line(installation.database, now)


@pytest.fixture
def engine(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> KnowsByHeart:
    return install_machine(installation, monkeypatch, KNOWN)


def test_a_text_in_another_language_is_translated_and_kept_with_the_machines_name(
    line: Line, engine: KnowsByHeart
) -> None:
    row = line.comes(LETTER, utc_now())
    assert (row.body, row.translated, row.translated_by, row.translation_why) == (LETTER, ENGLISH, "pl_en 1.9", "")
    with line.database.reading() as session:
        stored = repr(session.execute(text("SELECT * FROM incoming")).all())
    assert "understand" not in stored


def test_the_familys_names_go_along_so_that_they_come_out_as_they_are(
    line: Line, installation: Installation, now: datetime
) -> None:
    note_package(installation.settings.translation_folder, "pl", "en")
    line.comes(LETTER, now)
    [job] = line.jobs()
    assert job.what == ("incoming", "pl", "en")
    assert job.names == {"Tomasz Wójcik", "Zofia Wójcik"}


@pytest.mark.parametrize("body", ["1 18", "18", "Thank you, I will come tomorrow with my son.", "?"])
def test_figures_and_english_are_not_asked_for(
    line: Line, installation: Installation, now: datetime, body: str
) -> None:
    note_package(installation.settings.translation_folder, "pl", "en")
    line.comes(body, now)
    assert line.jobs() == []


def test_without_a_package_for_the_language_nothing_is_asked(
    line: Line, installation: Installation, now: datetime
) -> None:
    note_package(installation.settings.translation_folder, "lt", "en")
    assert line.comes(LETTER, now).language == "pl"
    assert line.jobs() == []


def test_what_the_machine_refuses_is_kept_with_the_reason(line: Line, engine: KnowsByHeart) -> None:
    row = line.comes("Zupełnie nieznane zdanie o szkole.", utc_now())
    assert (row.translated, row.translated_by, row.translation_why) == (None, "", DO_NOT_KNOW)


def test_people_are_called_at_once_about_what_nobody_can_read_whatever_the_machine_does(
    line: Line, installation: Installation, now: datetime
) -> None:
    note_package(installation.settings.translation_folder, "pl", "en")
    row = line.comes(LETTER, now)
    assert (row.urgent, row.next_action_at, row.translated) == (True, now, None)
    assert len(line.jobs()) == 1


def test_a_text_that_came_before_the_package_is_translated_when_somebody_asks_and_only_once(
    line: Line, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = line.comes(LETTER, utc_now())
    install_machine(installation, monkeypatch, KNOWN, hinted=False)
    with line.database.work() as session:
        ask_again(session, line.viewer, row.id, utc_now())
    with line.database.work() as session:
        assert not ask_for_english(session, line.viewer, session.get_one(Incoming, row.id), utc_now())
    [job] = line.jobs()
    Worker(installation).act(TRANSLATE, job.id)
    assert line.incoming(row.id).translated == ENGLISH
    with line.database.work() as session, pytest.raises(Refused, match="cannot be asked"):
        ask_again(session, line.viewer, row.id, utc_now())


def test_another_agency_cannot_ask_about_a_text(line: Line, engine: KnowsByHeart, now: datetime) -> None:
    row = line.comes(LETTER, now)
    with line.database.work() as session:
        other = system_viewer(an_agency(session, now, name="Other School"))
        with pytest.raises(NotFound):
            ask_again(session, other, row.id, now)


def test_the_real_engine_answers_through_the_worker_with_its_facts_as_they_were(
    line: Line, installation: Installation, tiny_packages: Mapping[str, Path]
) -> None:
    install(installation.settings.translation_folder, tiny_packages["pl_en"], utc_now())
    row = line.comes("Zofia nie przyjdzie dzisiaj do szkoły.", utc_now())
    [job] = line.jobs()
    Worker(installation).act(TRANSLATE, job.id)
    found = line.incoming(row.id)
    assert (found.translated, found.translated_by) == ("Zofia will not come to school today.", "pl_en 1.0")
