"""Where files come in: how large each may be, what it may hold, and where its content is judged.

What a browser says of a file, its name and its kind, is never believed: each is judged by its content. No file is kept
under the name it came with; that name is shown again, and that is all. A file is read in full or not at all, and what
could grow while it is read (archives, pictures, calendars, PDF) is measured first, or read in a process with a limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
# Any other form: a letter of thirty pages in a field has a tenth of it.
SMALL_UPLOAD = 2 * MEGABYTE
# Screens on which somebody may speak instead of writing: a recording comes in a field of the form, and is judged by
# comms.cautions.media. By their blueprints.
HEARING = frozenset({"caution_steps", "caution_points", "caution_ending"})


@dataclass(frozen=True, slots=True)
class Upload:
    """One route that takes files: how many bytes everything that is sent may have, what the files may be, the function
    that judges their content ("module:name"), and what helps when they are too large."""

    most: int
    what: str
    judged_by: tuple[str, ...]
    remedy: str = "Go back, and choose a smaller file."


UPLOADS: Mapping[str, Upload] = {
    # A school's year of marks is large; everything else people send is a form or a logo.
    "imports.upload": Upload(
        64 * MEGABYTE,
        "exports of a school, CSV or .xlsx, of 20 MB each",
        ("comms.foundation.tables.reading:read_table",),
        "Import the files one after the other, or export fewer columns.",
    ),
    "register_import.take_in": Upload(
        SMALL_UPLOAD,
        "a register of interpreters, CSV or .xlsx",
        ("comms.foundation.tables.reading:read_table",),
        "Import the register in two parts.",
    ),
    "words_exchange.upload": Upload(
        9 * MEGABYTE,
        "translations, PO, XLIFF or TMX, of 8 MB",
        ("comms.translation.exchange.files:read",),
        "Export only what you need, and try again.",
    ),
    "agency.change_letterhead": Upload(
        SMALL_UPLOAD,
        "a logo, PNG or plain SVG, and the picture of a signature, PNG or JPEG, of 200 kB each",
        ("comms.web.agency.logo:read_logo", "comms.web.agency.signature:read_signature"),
    ),
    "interpreter_calendar.upload": Upload(
        SMALL_UPLOAD,
        "an interpreter's calendar, iCalendar, of 1 MB",
        ("comms.channels.calendars.busy_times:busy_times",),
        "Let only the coming months be exported.",
    ),
    # Anybody may have a record checked; it carries every drawing and recording in it.
    "verifying.check": Upload(
        12 * MEGABYTE,
        "the sealed record of a caution, PDF, and the key it is checked with",
        ("comms.cautions.exhibits.apart:verify_apart", "comms.cautions.exhibits.public_key:read_keys"),
    ),
}


def most_bytes(endpoint: str | None) -> int:
    """How many bytes a request to a route may have."""
    found = UPLOADS.get(endpoint or "")
    return found.most if found else SMALL_UPLOAD
