"""Drawings and recordings: found by their content, kept as they came, and only where they belong."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from caution_factories import ANSWER, a_drawing, a_police_officer, an_officer, put_down, taken_to
from PIL import Image
from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.cautions import find
from comms.cautions.actions import keep_media
from comms.cautions.media import MOST_AUDIO_BYTES, MOST_PICTURE_BYTES, BadMedia, MediaKind, mime_of
from comms.cautions.refusing import BadSaid, NotNow
from comms.cautions.said import AskedByPerson, Signed, Words
from comms.cautions.step import Step

WEBM = b"\x1a\x45\xdf\xa3" + b"0" * 100


def test_what_it_is_is_found_from_the_content() -> None:
    assert mime_of(MediaKind.HANDWRITING, a_drawing()) == "image/png"
    assert mime_of(MediaKind.AUDIO, WEBM) == "audio/webm"
    assert mime_of(MediaKind.AUDIO, b"OggS" + b"0" * 100) == "audio/ogg"
    assert mime_of(MediaKind.AUDIO, b"\x00\x00\x00\x18ftypM4A ") == "audio/mp4"


def _jpeg() -> bytes:
    made = io.BytesIO()
    Image.new("L", (10, 10)).save(made, "JPEG")
    return made.getvalue()


def _unfolding() -> bytes:
    """A picture of a few thousand bytes that takes a hundred megabytes of memory where it is opened."""
    made = io.BytesIO()
    Image.new("1", (6_000, 5_000)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (MediaKind.HANDWRITING, _unfolding()),
        (MediaKind.SIGNATURE, b""), (MediaKind.SIGNATURE, a_drawing()[:-20]), (MediaKind.SIGNATURE, _jpeg()),
        (MediaKind.HANDWRITING, WEBM), (MediaKind.HANDWRITING, a_drawing() + b"0" * MOST_PICTURE_BYTES),
        (MediaKind.HANDWRITING, b"\x89PNG\r\n\x1a\n" + b"0" * 50), (MediaKind.AUDIO, b""),
        (MediaKind.AUDIO, b"<html>"), (MediaKind.AUDIO, a_drawing()),
        (MediaKind.AUDIO, WEBM + b"0" * MOST_AUDIO_BYTES),
    ],
)  # fmt: skip
def test_what_is_neither_a_drawing_nor_speech_or_too_long_is_refused(kind: MediaKind, content: bytes) -> None:
    with pytest.raises(BadMedia) as refused:
        mime_of(kind, content)
    assert refused.value.remedy


def test_the_same_drawing_twice_is_one_and_belongs_to_its_session_alone(session: Session, now: datetime) -> None:
    officer = a_police_officer(session, now)
    row, other = (taken_to(session, officer, Step.INTERPRETER, now) for _ in range(2))
    made = keep_media(session, officer, row.id, "handwriting", a_drawing(), now)
    assert keep_media(session, officer, row.id, "handwriting", a_drawing(), now).id == made.id
    assert [one.content for one in find.media(session, officer, row.id)] == [a_drawing()]
    words = Words("", "lt", made.id, "How long does this take?", "interpreter")
    with pytest.raises(BadSaid) as refused:
        put_down(session, officer, other, AskedByPerson(words, "Half an hour."), now)
    assert refused.value.field == "words.media_id"
    put_down(session, officer, row, AskedByPerson(words, "Half an hour."), now)
    colleague = an_officer(session, own_agency(session, officer), now, "Tom Reed")
    with pytest.raises(NotNow, match="not the officer"):
        keep_media(session, colleague, row.id, "handwriting", a_drawing(), now)


def test_a_signature_is_drawn_as_one_and_after_the_end_nothing_else_is_kept(session: Session, now: datetime) -> None:
    officer = a_police_officer(session, now)
    row = taken_to(session, officer, Step.OUTCOME, now, "interview")
    with pytest.raises(NotNow, match="Only signatures"):
        keep_media(session, officer, row.id, "handwriting", a_drawing(), now)
    made = keep_media(session, officer, row.id, "signature", a_drawing(), now)
    put_down(session, officer, row, Signed("person", "M. Kazlauskas", "drawn", made.id), now)
    assert ANSWER.media_id is None
