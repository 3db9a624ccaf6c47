"""Sample letters for tests: lifelike values for every packaged kind, and a letter written from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comms.channels.paper import Sender
from comms.letters.previewing import samples
from comms.letters.templates.source import letter_kinds
from comms.letters.text.filling import Envelope, WrittenLetter, write_letter
from comms.letters.text.values import read_values
from comms.translation.catalogues import Catalogue, LookUp

REFERENCE = "K7M3-92QX"
TELEPHONE = "07700 900821"
SENDER = Sender("Example Academy", ("1 High Street", "Ely", "CB7 4AA"), "01353 496000", "office@example.org", None)
ENVELOPE = Envelope(REFERENCE, date(2026, 11, 23), SENDER, ("Ona Kazlauskienė", "2 Low Street", "Ely", "CB7 5BB"))

_WHO = {"recipient": "Ona Kazlauskienė", "telephone": TELEPHONE, "language_in_english": "lt"}
_CHILD = {"child": "Łukasz", "contact": "بيان"}
VALUES: Mapping[str, Mapping[str, object]] = {
    "L00": {
        **_WHO,
        "hours": {"key": "hours.weekdays", "open": "08:30", "close": "15:30"},
        "reference": REFERENCE,
    },
    "L02": {
        **_WHO,
        **_CHILD,
        "from": "2026-09-07",
        "to": "2026-11-13",
        "possible": 100,
        "attended": 88,
        "absent": 12,
        "authorised": 4,
        "unauthorised": 6,
        "unexplained": 2,
        "pattern": {"key": "pattern.weekday", "weekday": "monday"},
        "support": ["support.travel", "support.home"],
        "reply_by": "2026-11-30",
    },
    "L07": {
        **_WHO,
        **_CHILD,
        "first_day": "2026-11-16",
        "last_day": "2026-11-20",
        "days": 5,
        "information": "information.travel",
        "reply_by": "2026-11-30",
    },
    "L12": {
        **_WHO,
        **_CHILD,
        "before_from": "2026-09-07",
        "before_to": "2026-10-09",
        "before_percent": 81.25,
        "now_from": "2026-10-12",
        "now_to": "2026-11-20",
        "now_percent": 97,
        "review_on": "2026-12-11",
    },
    # The kinds that nobody's tests look at value by value have the samples of the previews.
    **{
        kind: {**samples(letter_kinds()[kind], "lt"), **_WHO, **_CHILD}
        for kind in ("L01", "L03", "L04", "L05", "L06", "L08", "L09", "L10", "L11", "L13", "L14")
    },
}


def a_letter(kind: str, language: str, look_up: LookUp | None = None, /, **values: object) -> WrittenLetter:
    """A letter of that kind for a reader of that language, its sample values replaced by those given."""
    letter = letter_kinds()[kind]
    given = {name: value for name, value in {**VALUES[kind], **values}.items() if name in letter.fields}
    look_up = look_up or Catalogue.of(language).look_up
    return write_letter(letter, read_values(letter, given), language, look_up, ENVELOPE)
