"""What the layout is told: a paper as plain data, cleaned, with the fonts and line setting of each language.

Nothing in here is Typst source and nothing becomes source: the layout receives JSON and prints its strings as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from babel.dates import format_date

from comms.channels.paper import Block, Paper, Part, Run, Slip, signed_in_words
from comms.channels.pdf.fonts import LATIN_CHARACTERS, LATIN_FAMILY, families_of, setting_of
from comms.foundation.languages import language

ENGLISH = "en"
# A stretch longer than this may be broken anywhere: no word of a letter is, and it would run off the sheet.
LONGEST_WORD = 28
# A value of up to so many characters stands in a column of its own beside its label.
SHORT_VALUE = 32
# Western European and African commas apart, a label before its value ends in one of these.
LABEL_ENDS = (":", "\uff1a", "\u055d")

_TOO_LONG = re.compile(rf"\S{{{LONGEST_WORD + 1}}}")
_LINE_BREAKS = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_DROPPED = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), 0xFEFF))
_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"
_ISOLATES = dict.fromkeys(map(ord, _OPENING + _CLOSING))


def sheet(paper: Paper) -> dict[str, Any]:
    """The whole paper as data for the layout `letter.typ`."""
    sender = paper.sender
    tags = {ENGLISH, *(part.language for part in paper.parts), *_run_languages(paper)}
    return {
        "title": f"{clean(paper.title)} \u2013 {clean(paper.reference)}",
        "reference": clean(paper.reference),
        "issued_on": format_date(paper.issued_on, "d MMMM y", locale="en_GB"),
        "large": paper.large,
        "plain": paper.plain,
        "sender": {
            "name": as_pieces(sender.name),
            "address": [as_pieces(line) for line in sender.address],
            "telephone": None if sender.telephone is None else as_pieces(sender.telephone),
            "email": None if sender.email is None else _email_pieces(sender.email),
            "logo": None if sender.logo is None or paper.plain else list(sender.logo),
            "signature": None if sender.signature is None or paper.plain else list(sender.signature),
            "signed_by": as_pieces(sender.signed_by) if sender.signed_by else None,
            "signed": signed_in_words(sender),
            "reply_address": [as_pieces(line) for line in sender.reply_address or sender.address],
        },
        "addressee": [as_pieces(line) for line in paper.addressee],
        "parts": [_part(part, labelled=len(paper.parts) > 1) for part in paper.parts],
        "slip": None if paper.slip is None else _slip(paper.slip),
        "languages": {tag: as_language(tag) for tag in sorted(tags)},
    }


def texts_of(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Every text that will be printed, as (where it stands, the language that prints it, the text)."""
    yield from _around(paper)
    for part in paper.parts:
        where = f"the part in {language(part.language).english_name}"
        for text in (*part.notice, part.closing):
            yield where, part.language, text
        for block in part.blocks:
            for run in block.runs:
                yield where, run.lang or part.language, run.text
    if paper.slip:
        for labels in _slip_labels(paper.slip):
            for part, text in zip(paper.parts, labels, strict=True):
                yield f"the reply slip in {language(part.language).english_name}", part.language, text


def _around(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """What stands around the letter's own words, all of it set as English."""
    sender = paper.sender
    texts = {
        "the title": (paper.title,),
        "the reference": (paper.reference,),
        "the sender's name": (sender.name,),
        "the sender's address": (*sender.address, sender.telephone or "", sender.email or ""),
        "the signature": (sender.signed_by,),
        "the address for replies": sender.reply_address,
        "the addressee": paper.addressee,
    }
    for where, lines in texts.items():
        yield from ((where, ENGLISH, line) for line in lines)


def clean(text: str) -> str:
    """The text without characters that only control others: C0 and C1, bidi overrides, isolates that do not pair.

    An unpaired isolate would turn around the rest of its paragraph; a line break becomes a space.
    """
    if text.isprintable():
        # Nothing that is dropped here is printable, and nearly every text of a letter is.
        return text
    plain = _LINE_BREAKS.sub(" ", text).translate(_DROPPED)
    return plain if _paired(plain) else plain.translate(_ISOLATES)


def _paired(text: str) -> bool:
    if text.isascii():
        return True
    depth = 0
    for character in text:
        depth += (character in _OPENING) - (character == _CLOSING)
        if depth < 0:
            return False
    return depth == 0


def _part(part: Part, *, labelled: bool) -> dict[str, Any]:
    return {
        "language": part.language,
        "direction": part.direction,
        "label": _part_label(part.language) if labelled else [],
        "notice": [as_pieces(line) for line in part.notice],
        "blocks": [_block(block) for block in part.blocks],
        "closing": as_pieces(part.closing),
    }


def _part_label(tag: str) -> list[str]:
    """The language's own name, and its English name for the office when that is another."""
    known = language(tag)
    own = known.own_name[:1].upper() + known.own_name[1:]
    return [own] if own == known.english_name else [own, known.english_name]


def _block(block: Block) -> dict[str, Any]:
    runs = [_run(run) for run in block.runs]
    fact = _is_fact(block.runs)
    return {
        "kind": block.kind,
        "runs": runs,
        "fact": fact,
        "short": fact and len(block.runs[-1].text) <= SHORT_VALUE,
        "length": sum(len(run.text) for run in block.runs),
    }


def _is_fact(runs: Sequence[Run]) -> bool:
    """Whether the block is a label and its value: its last run is a value, and what stands before ends in a colon."""
    if len(runs) < 2 or not runs[-1].value:
        return False
    return runs[-2].text.rstrip().endswith(LABEL_ENDS)


def _run(run: Run) -> dict[str, Any]:
    return {
        "pieces": as_pieces(run.text),
        "strong": run.strong,
        "value": run.value,
        "latin": run.value and not _has_own_script(run.text),
        "language": run.lang,
    }


def _has_own_script(text: str) -> bool:
    """Whether a value holds letters or digits that the Latin family should not be asked for first."""
    return any(character.isalnum() and not re.match(LATIN_CHARACTERS, character) for character in text)


def _slip(slip: Slip) -> dict[str, Any]:
    labels = ("titles", "how", "name", "telephone", "words", "give_to")
    return {
        **{label: [as_pieces(text) for text in getattr(slip, label)] for label in labels},
        "answers": [
            {
                "number": str(answer.number),
                "texts": [as_pieces(text) for text in answer.texts],
                "asks": any(text.rstrip().endswith(LABEL_ENDS) for text in answer.texts),
            }
            for answer in slip.answers
        ],
    }


def _slip_labels(slip: Slip) -> Iterator[tuple[str, ...]]:
    yield from (slip.titles, slip.how, slip.name, slip.telephone, slip.words, slip.give_to)
    for answer in slip.answers:
        yield answer.texts


def _run_languages(paper: Paper) -> Iterator[str]:
    for part in paper.parts:
        for block in part.blocks:
            yield from (run.lang for run in block.runs if run.lang)


def as_language(tag: str) -> dict[str, Any]:
    """A language's tag in the two parts Typst takes, its fonts in order, and how its lines are set."""
    setting, families = setting_of(tag), families_of(tag)
    fonts: list[dict[str, str | None]] = [{"name": name, "covers": None} for name in families]
    if families[0] != LATIN_FAMILY:
        fonts.insert(0, {"name": LATIN_FAMILY, "covers": LATIN_CHARACTERS})
    subtags = tag.split("-")
    return {
        "lang": subtags[0],
        "region": next((subtag for subtag in subtags[1:] if len(subtag) == 2 and subtag.isalpha()), None),
        "fonts": fonts,
        "scale": setting.scale,
        "leading": setting.leading,
        "edges": setting.edges,
    }


def as_pieces(text: str) -> list[str]:
    """The cleaned text, cut where a line may be broken inside a stretch too long for one."""
    whole = clean(text)
    if not _TOO_LONG.search(whole):
        return [whole]
    pieces = [""]
    for stretch in re.split(r"(\s+)", whole):
        if len(stretch) <= LONGEST_WORD:
            pieces[-1] += stretch
            continue
        for character in stretch:
            # A mark stays with its letter.
            if unicodedata.combining(character) or not pieces[-1] or character in _CLOSING:
                pieces[-1] += character
            else:
                pieces.append(character)
    return pieces


def _email_pieces(text: str) -> list[str]:
    """An e-mail address, which may also be broken before its @ sign."""
    before, sign, after = text.partition("@")
    return [*as_pieces(before), *as_pieces(sign + after)] if sign else as_pieces(text)
