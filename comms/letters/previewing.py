"""Letters to look at: any kind in any language with lifelike values. Nothing is stored and nobody is written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comms.channels.paper import Paper, Sender
from comms.channels.pdf import can_print, unprintable
from comms.channels.pdf.fonts import named
from comms.foundation.errors import BadInput, Unprintable
from comms.foundation.languages import language
from comms.letters.templates.source import letter_kinds
from comms.letters.text.filling import Envelope, write_letter
from comms.letters.text.values import LetterValue, Value, read_values
from comms.translation.catalogues import Catalogue, LookUp, is_english

MOST_NAMED = 5
SAMPLE_REFERENCE = "SAMP-LE22"
SAMPLE_SENDER = Sender(
    "Fen Edge Academy", ("Ramnoth Road", "Wisbech", "PE13 2XX"), "01632 960 100", "office@fenedge.example", None
)
SAMPLE_ADDRESS = ("Ms Rasa Kazlauskienė", "12 Elm Road", "Wisbech", "PE13 1AA")

SAMPLES: dict[str, object] = {
    "recipient": "Rasa Kazlauskienė",
    "child": "Ugnė Kazlauskaitė",
    "from": "2026-09-07",
    "to": "2026-11-20",
    "possible": 100,
    "attended": 88,
    "absent": 12,
    "authorised": 4,
    "unauthorised": 5,
    "unexplained": 3,
    "pattern": {"key": "pattern.weekday", "weekday": "monday"},
    "support": ["support.your_time", "support.travel", "support.adult"],
    "telephone": "01632 960 100",
    "contact": "Helen Marsh",
    "hours": {"key": "hours.weekdays", "open": "08:30", "close": "16:00"},
    "reply_by": "2026-12-07",
    "first_day": "2026-11-16",
    "last_day": "2026-11-20",
    "days": 5,
    "information": "information.nothing",
    "before_from": "2026-09-07",
    "before_to": "2026-10-09",
    "before_percent": "86",
    "now_from": "2026-10-12",
    "now_to": "2026-11-20",
    "now_percent": "97.5",
    "review_on": "2027-01-11",
}


def preview_paper(
    kind_name: str, tag: str, given: Mapping[str, object], on: date, look_up: LookUp | None = None
) -> Paper:
    """One letter of a kind in a language; values that are not given are samples.

    Raises ``BadInput`` for a kind there is not, ``NotFound`` for a language there is not, ``Unprintable`` for a value
    with a character that no font prints, and whatever writing a real letter would raise.
    """
    kind = letter_kinds().get(kind_name)
    if kind is None:
        raise BadInput(f"There is no letter {kind_name}.", f"There are: {', '.join(letter_kinds())}.")
    known = {name: value for name, value in SAMPLES.items() if name in kind.fields}
    if "reference" in kind.fields:
        known["reference"] = SAMPLE_REFERENCE
    tag = language(tag).tag
    if not is_english(tag):
        known["language_in_english"] = tag
    values = read_values(kind, known | dict(given))
    _check_characters(values, tag)
    reference = str(given.get("reference", SAMPLE_REFERENCE))
    envelope = Envelope(reference, on, SAMPLE_SENDER, SAMPLE_ADDRESS)
    return write_letter(kind, values, tag, look_up or Catalogue.of(tag).look_up, envelope).paper


def _check_characters(values: Mapping[str, LetterValue], tag: str) -> None:
    """Name the field that a character cannot be printed in; on paper alone only its language is known."""
    for name, value in values.items():
        missing = unprintable(str(value.content), tag) if isinstance(value, Value) and can_print(tag) else []
        if missing:
            raise Unprintable(
                f"In “{name}” there is a character that no font prints: {', '.join(map(named, missing[:MOST_NAMED]))}.",
                "Write it in another way, and check the name or word with its owner.",
            )
