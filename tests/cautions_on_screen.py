"""A caution session for the screens: the officer who conducts it with a browser, and what a script sends for them."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from browsers import District, signed_in
from caution_factories import GROWN_UP, OFFICER, somebody_suspected, taken_to
from factories import a_staff_member
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.cautions import find
from comms.cautions.said import LanguageEstablished, Said
from comms.cautions.session import CautionSession
from comms.cautions.standing import Standing
from comms.cautions.step import Step
from comms.foundation.work import Database

MINUTE = timedelta(minutes=1)


class Clock:
    """The service's clock: a minute passes each time it is read."""

    def __init__(self, at: datetime) -> None:
        """Begin at a moment."""
        self.at = at

    def __call__(self) -> datetime:
        """The time now."""
        self.at += MINUTE
        return self.at


@dataclass
class OnScreen:
    """One session and its officer's browser."""

    app: Flask
    database: Database
    officer: Staff
    client: FlaskClient
    clock: Clock
    session_id: UUID

    @property
    def viewer(self) -> Viewer:
        """The officer."""
        return viewer_of(self.officer)

    @property
    def path(self) -> str:
        """Where the session's screens begin."""
        return f"/cautions/{self.session_id}"

    def do(self, act: Callable[..., Any], *given: Any, **more: Any) -> None:
        """Do something of the factories with the session, a minute later, committed."""
        with self.database.work() as session:
            row = find.session(session, self.viewer, self.session_id)
            act(session, self.viewer, row, *given, now=self.clock(), **more)

    def standing(self) -> Standing:
        """Where it stands."""
        with self.database.reading() as session:
            return find.standing(session, self.viewer, self.session_id)

    @property
    def points(self) -> list[str]:
        """The points' names, in their order."""
        return list(self.standing().points)

    def get(self, path: str) -> TestResponse:
        """Open one of its pages."""
        return self.client.get(f"{self.path}{path}")

    def post(self, path: str, **data: str) -> TestResponse:
        """Send one of its forms, from a page as it stands now unless ``seen`` says otherwise."""
        return self.client.post(f"{self.path}{path}", data={"seen": str(self.standing().last)} | data)


def on_screen(
    app: Flask, database: Database, district: District, clock: Clock, step: Step = Step.OFFER, kind: str = "simple",
    language: str = "lt", **said: Said,
) -> OnScreen:  # fmt: skip
    """A session in which everything up to this step is done."""

    def made(session: Session) -> tuple[Staff, CautionSession]:
        officer = a_staff_member(session, session.merge(district.school), clock(), ("officer",), OFFICER)
        viewer = viewer_of(officer)
        person = somebody_suspected(session, viewer, clock(), GROWN_UP, language) if language != "lt" else None
        spoken = LanguageEstablished(language, written=language, reads="alone", how="They pointed at the card.")
        return officer, taken_to(session, viewer, step, clock(), kind, person, **({"language": spoken} | said))

    with database.work() as session:
        officer, row = made(session)
    return OnScreen(app, database, officer, signed_in(app, officer), clock, row.id)


def a_picture(size: tuple[int, int] = (1200, 420), file_format: str = "PNG") -> bytes:
    """A few strokes, as the screen's field makes a picture of them."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).line([(40, 300), (200, 60), (340, 320), (600, 100)], fill="black", width=5)
    written = io.BytesIO()
    picture.save(written, file_format)
    return written.getvalue()


def as_address(content: bytes, mime: str = "image/png") -> str:
    """Content as a script puts it into a hidden field."""
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"


def a_recording(size: int = 2000) -> bytes:
    """What begins as a recording of a browser does."""
    return b"\x1a\x45\xdf\xa3" + bytes(size - 4)
