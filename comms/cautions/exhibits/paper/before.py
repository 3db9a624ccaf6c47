"""What came before the first point: language, detention, the offence, authority, admission, advice, the offer."""

from __future__ import annotations

from collections.abc import Iterator

from comms.cautions.exhibits.paper.wording import (
    Facts,
    by_whom,
    clock,
    day,
    day_and_clock,
    english,
    grouped,
    kept_apart,
    language_name,
    own_words,
    sentence,
)
from comms.channels.record_paper import Content, Heading, Piece, Row, Rows

YES_NO = {True: "yes", False: "no"}
FLAGS = {"sexual": "sexual", "similar": "a caution for a similar one within two years"}
CLASSES = {
    "summary": "summary only",
    "either_way": "either way",
    "specified_either_way": "either way, of those that are specified",
    "indictable_only": "indictable only",
}


def before(record: Facts, files: Facts) -> Iterator[Piece]:
    """The steps before the points, each with its time."""
    yield Heading(2, english("Before the first point"))
    yield Rows(tuple(_in_order((*_who(record), *_case(record), *_interpreters(record, files), *_told(record)))))


def _in_order(rows: tuple[tuple[str, Row], ...]) -> list[Row]:
    return [row for _, row in sorted(rows, key=lambda one: one[0])]


def _row(at: str, label: str, *contents: str | Content) -> tuple[str, Row]:
    shown = tuple(english(one) if isinstance(one, str) else one for one in contents if one)
    return at, Row(english(label), shown, when=clock(at))


def _who(record: Facts) -> Iterator[tuple[str, Row]]:
    person, told, screening = record["person"], record["language"], record["screening"]
    if person["confirmed_at"]:
        names = ", ".join(kept_apart(one["text"]) for one in person["names"])
        address = ", ".join(kept_apart(line) for line in person["address"])
        born = f"born {day(person['born'])}" if person["born"] else "birth date not known"
        yield _row(
            person["confirmed_at"], "Names and birth date confirmed", f"{names}, {born}.",
            address and f"Address: {address}",
        )  # fmt: skip
    for one in (*told["changes"], told):
        if one["recorded_at"]:
            yield _row(
                one["recorded_at"], "Language established",
                _languages(one),
                f"Established by {kept_apart(one['recorded_by'])}: {sentence(one['how'])}",
                one["changed_because"] and f"Changed because: {sentence(one['changed_because'])}",
            )  # fmt: skip
    if screening:
        age = record["age"]
        yield _row(
            screening["recorded_at"], "Vulnerability",
            f"Vulnerable: {YES_NO[screening['vulnerable']]}. {sentence(screening['why'])}",
            f"Appropriate adult needed: {YES_NO[age['adult_needed']]}. {age['why_adult']}",
        )  # fmt: skip
    held = record["detention"]
    if held:
        ends = f" It ends at {day_and_clock(held['ends_at'])}." if held["ends_at"] else ""
        since = f"Detained since {day_and_clock(held['since'])}.{ends}" if held["since"] else ""
        yield _row(held["recorded_at"], "Detention", "Attended voluntarily." if held["voluntary"] else since)


def _languages(one: Facts) -> str:
    dialect = f", {one['dialect']}" if one["dialect"] else ""
    told = [f"Speaks {language_name(one['spoken'])}{dialect}."]
    more = (("First language", "first"), ("Writes", "written"))
    told += [f"{label}: {language_name(one[name])}." for label, name in more if one[name]]
    return " ".join((*told, *([f"Reads it: {one['reads']}."] if one["reads"] else ())))


def _case(record: Facts) -> Iterator[tuple[str, Row]]:
    offence, authority, admission = record["offence"], record["authority"], record["admission"]
    if offence:
        when = f"On {day(offence['on'])}" if offence["on"] else "Date not stated"
        flags = [words for flag, words in FLAGS.items() if offence[flag]]
        yield _row(
            offence["recorded_at"], "Offence", f"{offence['act_and_section']}: {sentence(offence['description'])}",
            f"{when}, {offence['place']}. Class: {CLASSES.get(offence['offence_class'], offence['offence_class'])}"
            f"{', ' + ', '.join(flags) if flags else ''}.",
        )  # fmt: skip
    if authority:
        yield _row(
            authority["at"], "Authority", f"By {kept_apart(authority['by_name'])}, {authority['rank']}.",
            f"Sufficient evidence: {YES_NO[authority['evidence']]}. "
            f"In the public interest: {YES_NO[authority['public_interest']]}.",
            authority["exceptional"] and f"Exceptional circumstances: {sentence(authority['exceptional'])}",
            authority["prosecutor"] and f"Consent of the prosecutor: {sentence(authority['prosecutor'])}",
        )  # fmt: skip
    if admission:
        before_offer = {True: "This was before the caution was offered.", False: "", None: ""}[
            admission["before_offer"]
        ]
        yield _row(
            admission["at"], "Admission", f"{sentence(admission['where'])} {sentence(admission['how'])} {before_offer}"
        )


def _interpreters(record: Facts, files: Facts) -> Iterator[tuple[str, Row]]:
    for one in record["interpreter_sought"]:
        yield _row(one["at"], "Interpreter sought", sentence(one["how"]))
    for interpreter in record["interpreters"]:
        for one in interpreter["confirmed"]:
            words = one["words"]
            yield _row(
                one["recorded_at"], "Asked how well they and the interpreter understand each other",
                *own_words(words, files, "the person"),
                words["rendition"] and f"{by_whom(words['rendered_by'])}: {words['rendition']}",
                "They understand each other." if one["understood"] else "They do not understand each other.",
            )  # fmt: skip


def _told(record: Facts) -> Iterator[tuple[str, Row]]:
    rights, letter = record["rights"], record["written_information"]
    if rights:
        yield _row(rights["disclosure_at"], "Told what the police know", sentence(rights["disclosure"]))
        adviser = f" Adviser: {kept_apart(rights['adviser'])}." if rights["adviser"] else ""
        why = f" {sentence(rights['why'])}" if rights["why"] else ""
        yield _row(
            rights["advice_offered_at"], "Free legal advice offered",
            f"{rights['advice'].capitalize()}.{why}{adviser} Said in {language_name(rights['language'])}.",
        )  # fmt: skip
    if letter:
        draft = " Its words are a draft and it says so." if letter["draft"] else ""
        yield _row(
            letter["handed_at"], "Information letter handed over",
            f"{letter['reference']}, in {language_name(letter['language'])}, {letter['format'] or 'on paper'}.{draft}",
            f"SHA-256 of its text: {grouped(letter['digest'])}",
        )  # fmt: skip
    if record["offer"]:
        yield _row(record["offer"]["at"], "Caution offered", "Offered to them, for them to accept or decline.")
    for one in record["conditions"]:
        by = f" By {day(one['by'])}." if one["by"] else ""
        yield _row(one["recorded_at"], "Condition", f"{sentence(one['text'])}{by}")
