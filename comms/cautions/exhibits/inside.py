"""What a sealed PDF carries: the record, its signature, the media, and nothing else.

A reader of PDF files opens the file here. That is done only after its seal was found to be the agency's: until then it
may be anything, also something made to exhaust whoever opens it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf

from comms.cautions.exhibits.fault import Fails, Rule
from comms.cautions.exhibits.seal import Seal

_MOMENT = re.compile(r"D:(\d{14})Z?(?:\+00'00'?)?")


@dataclass(frozen=True, slots=True)
class Inside:
    """What a sealed file carries: its attachments by name, and the moment its seal names."""

    attachments: Mapping[str, bytes]
    moment: datetime | None


def look_inside(content: bytes, seal: Seal) -> Inside:
    """What the file carries. Raises ``Fails`` when it cannot be read, or carries what no exhibit carries."""
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True, attempt_recovery=False) as pdf:
            signature = _only_signature(pdf, seal)
            return Inside(_attachments(pdf), _moment_of(signature))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
        raise Fails(Rule.STRUCTURE, "The file's own structure cannot be read.") from broken


def _only_signature(pdf: pikepdf.Pdf, seal: Seal) -> Any:
    """The signature dictionary of the file. It has to be the one that was checked."""
    if pdf.is_encrypted:
        raise Fails(Rule.STRUCTURE, "The file is encrypted.")
    signed = [one for one in _dictionaries(pdf) if one.get("/Type") == "/Sig" or "/ByteRange" in one]
    fields = [one for one in _dictionaries(pdf) if one.get("/FT") == "/Sig"]
    if len(signed) != 1 or len(fields) != 1:
        raise Fails(Rule.SIGNATURES, f"The file has {len(signed)} signatures in {len(fields)} fields for one, and an "
                                     "exhibit has exactly one.")  # fmt: skip
    (signature,), (field,) = signed, fields
    covered = [int(number) for number in signature.ByteRange]
    if covered != [0, seal.begins, seal.ends, seal.length - seal.ends] or field.V.objgen != signature.objgen:
        raise Fails(Rule.SIGNATURES, "The signature that a PDF reader shows is not the seal that was checked.")
    return signature


def _moment_of(signature: Any) -> datetime | None:
    found = _MOMENT.fullmatch(str(signature.get("/M", "")))
    return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None


def _attachments(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """The attached files by name. Every file that the PDF holds has to be in its list of attachments, once."""
    listed = {name: spec for name, spec in _listed(pdf) if isinstance(name, str)}
    held = [one for one in _dictionaries(pdf) if "/EF" in one]
    streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == "/EmbeddedFile"]
    if not len(listed) == len(_listed(pdf)) == len(held) == len(streams):
        said = "The file holds an attached file that its list of attachments lacks or has twice."
        raise Fails(Rule.ATTACHMENTS, said)
    return {name: _attached(name, spec) for name, spec in listed.items()}


def _listed(pdf: pikepdf.Pdf) -> list[tuple[Any, Any]]:
    names: Any = pdf.Root.get("/Names")
    if names is None or "/EmbeddedFiles" not in names:
        return []
    return list(pikepdf.NameTree(names.EmbeddedFiles).items())


def _attached(name: str, spec: Any) -> bytes:
    """The bytes of one attachment. A reader may take any of its names and any of its streams, so they must be equal."""
    names = {str(spec[key]) for key in ("/F", "/UF") if key in spec}
    streams = {stream.objgen for _, stream in spec.EF.items()}
    if names != {name} or len(streams) != 1:
        raise Fails(Rule.ATTACHMENTS, f"The attachment {name} has other names or other contents beside its own.")
    content: bytes = spec.EF.F.read_bytes()
    return content


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the file, also one that stands within another object."""
    for one in pdf.objects:
        yield from _within(one)


def _within(one: Any) -> Iterator[Any]:
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        if isinstance(one, pikepdf.Dictionary):
            yield one
        parts = [part for _, part in one.items()]
    elif isinstance(one, pikepdf.Array):
        parts = list(one)
    else:
        return
    for part in parts:
        # What stands elsewhere, and is only referred to here, has its own turn.
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _within(part)
