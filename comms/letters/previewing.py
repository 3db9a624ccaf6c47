"""Letters to look at: any kind in any language with lifelike values. Nothing is stored and nobody is written to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comms.channels.paper import Paper, Sender
from comms.channels.pdf import can_print, unprintable
from comms.channels.pdf.fonts import named
from comms.foundation.errors import BadInput, Unprintable
from comms.foundation.languages import language
from comms.letters.templates.book import LetterBook, packaged_book
from comms.letters.templates.kind import LetterKind
from comms.letters.text.filling import Envelope, write_letter
from comms.letters.text.values import LetterValue, Value, read_values
from comms.translation.catalogues import Catalogue, LookUp, is_english

MOST_NAMED = 5
SAMPLE_REFERENCE = "SAMP-LE22"
SAMPLE_SENDER = Sender(
    "Fen Edge Academy", ("Ramnoth Road", "Wisbech", "PE13 2XX"), "01632 960 100", "office@fenedge.example", None
)
# Letters that only a local authority sends, or only the police, come from them.
SAMPLE_AUTHORITY = Sender(
    "Fenland Council attendance team", ("Fenland Hall", "County Road", "March", "PE15 8NQ"), "01632 960 300",
    "attendance@fenland.example", None,
)  # fmt: skip
SAMPLE_POLICE = Sender(
    "Fenland Police", ("Nene Parade", "Wisbech", "PE13 3XX"), "01632 960 200", "custody@fenland-police.example", None
)
SAMPLE_ADDRESS = ("Ms Rasa Kazlauskienė", "12 Elm Road", "Wisbech", "PE13 1AA")

# Made up like all that stands here: what counts is the dated data of penalties.
_STAGE: dict[str, object] = {
    "key": "stage.first", "reduced": "£80", "reduced_by": "2026-12-24", "full": "£160", "full_by": "2026-12-31",
}  # fmt: skip
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
    "part": "part.day",
    "closed_at": "09:15",
    "purpose": "purpose.attendance",
    "at": "17:30",
    "minutes": 45,
    "place": "Fen Edge Academy, Room 4",
    "people": ["people.attendance", "people.tutor"],
    "missed_day": "2026-11-18",
    "missed_at": "09:00",
    "cause": "cause.not_known",
    "ours": ["ours.adult", "ours.ring", "ours.letters"],
    "yours": ["yours.ring", "yours.talk"],
    "asked_on": "2026-11-16",
    "decision": {"key": "decision.part", "first_day": "2026-12-14", "last_day": "2026-12-15"},
    "reason": "reason.part",
    "back_on": "2026-12-16",
    "effect": "effect.counted",
    "head": "Martin Adeyemi",
    "last_seen": "2026-10-23",
    "expected_on": "2026-11-16",
    "tried": ["tried.rang", "tried.wrote", "tried.contacts"],
    "disposal": "disposal.simple",
    "offence": "Theft from a shop (Theft Act 1968, section 1)",
    "school": "Fen Edge Academy",
    "missed": 14,
    "offences": [
        {"key": "offence.morning", "day": "2026-09-28"},
        {"key": "offence.day", "day": "2026-10-05"},
        {"key": "offence.day", "day": "2026-10-19"},
        {"key": "offence.afternoon", "day": "2026-11-06"},
        {"key": "offence.days", "first_day": "2026-11-16", "last_day": "2026-11-17"},
    ],
    "given": [
        {"key": "given.your_time", "day": "2026-10-06"},
        {"key": "given.travel", "day": "2026-10-20"},
    ],
    "starts": "2026-12-07",
    "ends": "2027-01-29",
    "improve": [{"key": "improve.at_most", "sessions": 1}, "improve.tell", "improve.talk"],
    "early": [{"key": "early.sessions", "sessions": 6}, "early.leave"],
    "recipient_address": "12 Elm Road, Wisbech, PE13 1AA",
    "child_address": "12 Elm Road, Wisbech, PE13 1AA",
    "notice": "FEN-2026-0412",
    "warned_on": "2026-10-26",
    "stage": _STAGE,
    "served": "2026-12-03",
    "pay": [
        {"key": "pay.online", "address": "pay.fenland.example/penalty"},
        {"key": "pay.telephone", "number": "01632 960 310"},
    ],
    "officer": "Joan Whitfield",
    "officer_role": "Attendance legal officer",
    "authority": "Fenland Council",
    "authority_address": "Fenland Hall, County Road, March, PE15 8NQ",
    "issued_on": "2026-11-23",
    "now": {"key": "notice_now.unpaid_reduced", **{name: value for name, value in _STAGE.items() if name != "key"}},
    "next": ["notice_next.decide", "notice_next.cannot_pay", "notice_next.help"],
    "section": "offence_section.strict",
}
# Where the same name means other days than in the letters above.
SAMPLES_OF: dict[str, dict[str, object]] = {
    "L01": {"day": "2026-11-23"},
    "L03": {"day": "2026-12-09"},
    "L04": {"day": "2026-12-09"},
    "L05": {"from": "2026-11-30", "to": "2027-02-12", "review_on": "2027-01-11"},
    "L06": {"first_day": "2026-12-14", "last_day": "2026-12-18"},
    "L08": {"unauthorised": 10},
    "L11": {"day": "2026-12-09", "place": "Fenland Hall, Room 2", "telephone": SAMPLE_AUTHORITY.telephone},
    "L14": {"telephone": SAMPLE_POLICE.telephone, "contact": "Sergeant Anna Price"},
}


def samples(kind: LetterKind, tag: str) -> dict[str, object]:
    """A sample for every field of a kind, for a reader of a language; an interpreter helps whoever reads no English."""
    known = {name: value for name, value in SAMPLES.items() if name in kind.fields} | SAMPLES_OF.get(kind.kind, {})
    if "reference" in kind.fields:
        known["reference"] = SAMPLE_REFERENCE
    if is_english(tag):
        return known
    known["language_in_english"] = tag
    if "interpreter" in kind.fields:
        known["interpreter"] = {"key": "interpreter.in_person", "language": tag}
    return known


def preview_paper(
    kind_name: str,
    tag: str,
    given: Mapping[str, object],
    on: date,
    look_up: LookUp | None = None,
    book: LetterBook | None = None,
) -> Paper:
    """One letter of a kind in a language; values that are not given are samples. The book is the packaged one unless
    given.

    Raises ``BadInput`` for a kind there is not, ``NotFound`` for a language there is not, ``Unprintable`` for a value
    with a character that no font prints, and whatever writing a real letter would raise.
    """
    book = book or packaged_book()
    kind = book.kinds.get(kind_name)
    if kind is None:
        raise BadInput(f"There is no letter {kind_name}.", f"There are: {', '.join(book.kinds)}.")
    tag = language(tag).tag
    values = read_values(kind, samples(kind, tag) | dict(given), book.phrases)
    _check_characters(values, tag)
    reference = str(given.get("reference", SAMPLE_REFERENCE))
    envelope = Envelope(reference, on, _sample_sender(kind), SAMPLE_ADDRESS)
    return write_letter(kind, values, tag, look_up or Catalogue.of(tag).look_up, envelope).paper


def _sample_sender(kind: LetterKind) -> Sender:
    only: dict[tuple[str, ...], Sender] = {("police",): SAMPLE_POLICE, ("local_authority",): SAMPLE_AUTHORITY}
    return only.get(kind.issuers, SAMPLE_SENDER)


def _check_characters(values: Mapping[str, LetterValue], tag: str) -> None:
    """Name the field that a character cannot be printed in; on paper alone only its language is known."""
    for name, value in values.items():
        missing = unprintable(str(value.content), tag) if isinstance(value, Value) and can_print(tag) else []
        if missing:
            raise Unprintable(
                f"In “{name}” there is a character that no font prints: {', '.join(map(named, missing[:MOST_NAMED]))}.",
                "Write it in another way, and check the name or word with its owner.",
            )
