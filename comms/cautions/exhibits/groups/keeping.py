"""How the record was kept: its version, its entries one by one, its files, the clocks, the copies, the export log."""

from __future__ import annotations

import hashlib
from typing import Any

from comms.cautions.exhibits.canonical import canonical
from comms.cautions.exhibits.groups.ending import corrections
from comms.cautions.exhibits.told import Left, Told, file_name, moment_of
from comms.cautions.media import MediaKind
from comms.foundation.references import READ_OUT

COPY_GIVEN = "copy given"
LETTERS = 8
FIRST_HASH = "0" * 64
CLOCK = (
    "Every time is that of this service's own clock when the entry was stored. It is the agency's word; no other "
    "authority stamped it."
)
LATER = (
    "Whether the caution was withdrawn or quashed later, or a complaint was made, cannot stand in a file that was "
    "sealed before. Ask the agency for the newest version."
)


def reference_of(told: Told) -> str:
    """The number by which people ask for the record, the same for each of its versions, as in "K7M3-92QX"."""
    left, letters = told.session_id.int, ""
    for _ in range(LETTERS):
        left, place = divmod(left, len(READ_OUT))
        letters += READ_OUT[place]
    return f"{letters[:4]}-{letters[4:]}"


def record(told: Told) -> dict[str, Any]:
    """Which record this is, and which version of it."""
    sealing, earlier = told.sealing, told.sealing.earlier
    return {
        "id": str(sealing.record_id),
        "session_id": str(told.session_id),
        "reference": reference_of(told),
        "version": earlier.version + 1 if earlier else 1,
        "supersedes": None if earlier is None else {
            "id": str(earlier.id), "version": earlier.version, "record_sha256": earlier.record_sha256,
        },
        "why": earlier.why if earlier else "",
        "corrections": corrections(told),
        "continues": _text(told.standing.opened.continues),
    }  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def entries(told: Told) -> list[dict[str, Any]]:
    """Everything that was said, in order. ``hash`` is the SHA-256 of the hash before and of the rest of the entry in
    canonical form, so none can be left out, moved or changed without the last one telling."""
    before, written = FIRST_HASH, []
    for entry in told.entries:
        one = {
            "number": entry.number,
            "at": moment_of(entry.at),
            "by": told.by(entry),
            "by_id": str(entry.by),
            "kind": entry.said.KIND,
            "said": entry.said.to_json(),
            "device": entry.device,
            "device_at": entry.device_at and moment_of(entry.device_at),
        }
        before = chained(before, one)
        written.append(one | {"hash": before})
    return written


def chained(before: str, entry: dict[str, Any]) -> str:
    """The hash of an entry that comes after the one with the hash ``before``."""
    return hashlib.sha256(bytes.fromhex(before) + canonical(entry)).hexdigest()


def media(told: Told) -> list[dict[str, Any]]:
    """The files that are attached, by the names they have there."""
    return [
        {
            "id": str(file.id),
            "kind": file.kind,
            "mime": file.mime,
            "sha256": file.sha256,
            "name": file_name(place, file),
            "made_at": moment_of(file.made_at),
        }
        for place, file in enumerate(told.files, start=1)
    ]


def recordings(told: Told) -> dict[str, Any]:
    """Sound that is kept here, and what was said of sound and pictures that are kept elsewhere."""
    admitted = told.standing.admission
    kept = [str(file.id) for file in told.files if file.kind == MediaKind.AUDIO]
    return {"kept_here": kept, "elsewhere": f"Of the admission: {admitted.how}" if admitted else ""}


def audit(told: Told) -> dict[str, Any]:
    """The clocks and the devices."""
    off = [
        {
            "entry": entry.number,
            "at": moment_of(entry.at),
            "device": entry.device,
            "seconds": round(entry.clock_off_by.total_seconds()),
        }
        for entry in told.entries
        if entry.clock_off_by is not None
    ]
    devices = sorted({entry.device for entry in told.entries if entry.device})
    return {"time_zone": "UTC", "clock": CLOCK, "devices": devices, "clock_differences": off}


def copies_given(told: Told, made: dict[str, str] | None) -> dict[str, Any]:
    """The copy that was made for the person, and to whom copies were given before this version was sealed."""
    return {"made": made, "given": [_left(one) for one in told.left if one.way == COPY_GIVEN]}


def disclosure(told: Told) -> dict[str, Any]:
    """What somebody needs to check the exhibit, and how the versions before it left the agency."""
    sealing = told.sealing
    return {
        "reference": reference_of(told),
        "certificate": {"key": sealing.key, "sha256": sealing.certificate_sha256},
        "verification_page": sealing.verification_page,
        "exports": [_left(one) for one in told.left if one.way != COPY_GIVEN],
    }


def _left(one: Left) -> dict[str, Any]:
    return {"way": one.way, "to_whom": one.to_whom, "language": one.language, "at": moment_of(one.at)}


def later(told: Told) -> dict[str, Any]:
    """Whom to ask what became of the caution."""
    agency = told.agency
    asked = (agency.name, ", ".join(agency.address), agency.telephone, agency.email)
    return {"says": LATER, "ask": "; ".join(part for part in asked if part)}
