"""Letters on paper for the tests, in five languages, with names that have to come through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from comms.channels.paper import Block, Direction, Paper, Part, Run, Sender, Slip, SlipAnswer

TELEPHONE = "0161\u00a0496\u00a00123"
MOTHER = "Rūta Kazlauskienė"
CHILD = "Łukasz Nowak"
SENDER = Sender(
    "Ashfield Park Community School",
    ("Lime Tree Road", "Ashfield", "TS4 9ZZ"),
    "0161 496 0100",
    "office@ashfield.example",
    None,
)
ADDRESS = ("Mrs Rūta Kazlauskienė", "Flat 3", "27 Canal Street", "Ashfield", "TS4 2AB")


@dataclass(frozen=True)
class Words:
    """What a test letter says in one language."""

    language: str
    direction: Direction
    title: str
    child: str
    ring: str
    closing: str


ENGLISH = Words("en", "ltr", "Please ring us", "Child:", "You can ring us on this number:", "Kind regards,")
FAMILY = {
    "pl": Words("pl", "ltr", "Prosimy o telefon", "Dziecko:", "Mogą Państwo dzwonić pod numer:", "Z poważaniem"),
    "lt": Words("lt", "ltr", "Prašome paskambinti", "Vaikas:", "Skambinkite šiuo numeriu:", "Pagarbiai"),
    "ar": Words("ar", "rtl", "نرجو أن تتصلوا بنا", "اسم الطفل:", "هذا رقم الهاتف:", "مع أطيب التحيات،"),
    "ur": Words(
        "ur", "rtl", "براہِ مہربانی ہمیں فون کریں", "بچے کا نام:", "ہمارا فون نمبر یہ ہے:", "نیک تمناؤں کے ساتھ،"
    ),
    "bn": Words("bn", "ltr", "দয়া করে আমাদের ফোন করুন", "শিশুর নাম:", "এই নম্বরে ফোন করুন:", "শুভেচ্ছান্তে,"),
}


def value(text: str, words: Words) -> Run:
    """A filled-in value, isolated as the house does it in a right-to-left part."""
    if words.direction == "ltr":
        return Run(text, value=True)
    own = any("\u0600" <= character <= "\u06ff" for character in text)
    return Run(("\u2068" if own else "\u2066") + text + "\u2069", value=True)


def part(words: Words, child: str = CHILD, telephone: str = TELEPHONE) -> Part:
    """One language of a test letter."""
    blocks = (
        Block("heading", (Run(words.title),)),
        Block("paragraph", (Run(f"{words.child} "), value(child, words))),
        Block("item", (Run(f"{words.ring} "), value(telephone, words))),
    )
    return Part(words.language, words.direction, (words.title,), blocks, words.closing)


def slip(parts: int) -> Slip:
    """A reply slip whose words are English in every part: only its shape is tested."""
    answers = tuple(SlipAnswer(number, ("Please ring me.",) * parts) for number in (11, 12, 41))
    each = {name: (words,) * parts for name, words in (("titles", "Reply slip"), ("how", "Cross a box."))}
    asked = dict.fromkeys(("name", "telephone", "words", "give_to"), ("Write here",) * parts)
    return Slip(**each, **asked, answers=answers)


def paper(tag: str = "pl", *, child: str = CHILD) -> Paper:
    """A letter in the family's language and in English, or in English alone."""
    spoken = (ENGLISH,) if tag == "en" else (FAMILY[tag], ENGLISH)
    parts = tuple(part(words, child) for words in spoken)
    return Paper("Please ring us", "K7M3-92QX", date(2026, 11, 23), SENDER, ADDRESS, parts, slip(len(parts)))


def with_values(letter: Paper, *texts: str) -> Paper:
    """The letter with a paragraph for each text added to its first part."""
    first = letter.parts[0]
    words = ENGLISH if first.language == "en" else FAMILY[first.language]
    added = tuple(Block("paragraph", (Run("– "), value(text, words))) for text in texts)
    return replace(letter, parts=(replace(first, blocks=first.blocks + added), *letter.parts[1:]))
