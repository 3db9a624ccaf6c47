"""What a school's record says of a contact's language, and what becomes of it beside what is on record."""

from __future__ import annotations

from dataclasses import replace

from comms.families.language_need import Interpreter, LanguageNeed, Source
from comms.families.need_actions import NeedGiven
from comms.foundation.languages import census_code

SIGNED = "sign"
INTERPRETER = {True: Interpreter.NEEDED, False: Interpreter.NOT_NEEDED, None: Interpreter.NOT_ASKED}


def need_given(code: str, *, interpreter: bool | None) -> NeedGiven | None:
    """The need a school's record gives, or None when it gives none.

    A code that says the language is unknown, and a blank, give none: unknown is never English. A code whose written
    language must be asked gives what is spoken, and no written language. How well somebody reads stays not asked.
    That no interpreter is needed is heard only beside a language; that one is needed, always.
    """
    said = census_code(code)
    if said.unknown:
        if interpreter is not True:
            return None
        return NeedGiven(Source.SCHOOL_RECORD, interpreter=Interpreter.NEEDED, given_code=said.code)
    return NeedGiven(
        Source.SCHOOL_RECORD,
        spoken=[said.spoken_tag] if said.spoken_tag else [],
        written=None if said.ask else said.written_tag,
        interpreter=INTERPRETER[interpreter],
        sign_language=(said.spoken_tag or "") if said.kind == SIGNED else "",
        given_code=code,
    )


def need_to_record(given: NeedGiven, on_record: LanguageNeed | None) -> NeedGiven | None:
    """What is to be recorded, or None when nothing is: the record says it already, or it came from a person.

    A school's record never replaces what a person or another agency said, and a blank in it takes nothing back.
    """
    if on_record is None:
        return given
    if not may_be_replaced(on_record):
        return None
    wanted = given
    if given.interpreter == Interpreter.NOT_ASKED:
        wanted = replace(wanted, interpreter=on_record.interpreter)
    if not names_something(given):
        wanted = replace(
            wanted, spoken=list(on_record.spoken), written=on_record.written, given_code=on_record.given_code,
            sign_language=on_record.sign_language,
        )  # fmt: skip
    return None if _says(on_record) == _says(wanted) else wanted


def may_be_replaced(on_record: LanguageNeed) -> bool:
    """Whether a school's record may take the place of this one: only of a school's record."""
    return on_record.source == Source.SCHOOL_RECORD


def names_something(given: NeedGiven) -> bool:
    """Whether the need names a language, or at least a code that could be one."""
    return bool(given.given_code) and not census_code(given.given_code).unknown


def same_language(one: NeedGiven, other: NeedGiven) -> bool:
    """Whether two rows name the same language. Where a code leads to none, the code is all there is."""
    return _language(one) == _language(other)


def differs(given: NeedGiven, on_record: LanguageNeed) -> bool:
    """Whether the school's record names another language than the one on record."""
    return bool(given.spoken) and (list(on_record.spoken)[:1], on_record.written) != (given.spoken[:1], given.written)


def _language(need: NeedGiven | LanguageNeed) -> tuple[object, ...]:
    # Two spellings of one code ("POL", "Polish") are one need.
    return (list(need.spoken), need.written, "" if need.written else need.given_code)


def _says(need: NeedGiven | LanguageNeed) -> tuple[object, ...]:
    return (*_language(need), need.interpreter)
