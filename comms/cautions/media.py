"""What was written on the screen by hand, or said into it: kept as it came, and never changed."""

from __future__ import annotations

import io
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from PIL import Image, UnidentifiedImageError
from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from comms.foundation.db import Record
from comms.foundation.errors import BadInput
from comms.foundation.locks import locked_bytes

# A drawing of a few strokes has less than a tenth of this; an exhibit with fifty of them can still be sent by e-mail.
MOST_PICTURE_BYTES = 300_000
# About three minutes of speech as browsers record it.
MOST_AUDIO_BYTES = 1_400_000
# The widest screen there is, twice: a picture that unfolds to more is not a drawing.
MOST_SIDE = 8_000
# Opened, each dot takes four bytes or more: a picture of a few bytes must not unfold to the whole memory.
MOST_DOTS = 16_000_000
# A picture begins and ends so: nothing is cut off, and nothing rides along behind it.
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_MATROSKA, _OGG, _BOX = b"\x1a\x45\xdf\xa3", b"OggS", b"ftyp"


class MediaKind(StrEnum):
    """What a piece is."""

    HANDWRITING = "handwriting"
    AUDIO = "audio"
    SIGNATURE = "signature"


class CautionMedia(Record):
    """One drawing or recording of a session, under the session's key. Rows are added, never changed. ``sha256`` is of
    the open content, in hexadecimal: the record names each piece by it."""

    __tablename__ = "caution_media"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("caution_session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    mime: Mapped[str] = mapped_column(String(40))
    content_locked: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    content = locked_bytes()

    @property
    def lock_owner(self) -> UUID:
        """Whose key locks this record's values."""
        return self.session_id


class BadMedia(BadInput):
    """A drawing or recording that cannot be kept as it came."""


def mime_of(kind: MediaKind, content: bytes) -> str:
    """What the content is, found from the content itself: what a browser says of a file proves nothing.

    Raises ``BadMedia`` for anything that is neither a picture (PNG) nor speech (WebM, Ogg, MP4), or that is too long.
    """
    if kind == MediaKind.AUDIO:
        return _audio(content)
    if len(content) > MOST_PICTURE_BYTES:
        raise BadMedia("The drawing is too large to be kept.", "Clear it, and write a little less on each one.")
    _check_picture(content)
    return "image/png"


def _audio(content: bytes) -> str:
    if len(content) > MOST_AUDIO_BYTES:
        raise BadMedia("The recording is too long to be kept.", "Record again, in parts of up to three minutes.")
    if content.startswith(_MATROSKA):
        return "audio/webm"
    if content.startswith(_OGG):
        return "audio/ogg"
    if content[4:8] == _BOX:
        return "audio/mp4"
    raise BadMedia("The recording cannot be read.", "Record it again, or type what was said.")


def _check_picture(content: bytes) -> None:
    unreadable = BadMedia("The drawing cannot be read.", "Draw it again, or type what was written.")
    if not (content.startswith(_PNG) and content.endswith(_PNG_END)):
        raise unreadable
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > MOST_SIDE or picture.width * picture.height > MOST_DOTS:
                raise unreadable
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise unreadable from None
