"""Gates: what must hold before a letter of a kind leaves, beside language, safety and words. Each is one rule here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from comms.families.language_need import Interpreter, LanguageNeed
from comms.foundation.errors import NotFound
from comms.foundation.languages import language
from comms.foundation.languages.registry import UNWRITTEN
from comms.letters.contradictions import (
    Contradiction,
    dates_out_of_order,
    decision_without_its_reason,
    key_of_phrase,
)
from comms.letters.decision import Held
from comms.letters.reader import LetterWanted
from comms.translation.catalogues import is_english

Gate = Callable[[LetterWanted, Mapping[str, object]], Held | None]

OUR_FAULT = frozenset({"cause.school", "cause.interpreter"})


def held_at_a_gate(names: tuple[str, ...], wanted: LetterWanted, given: Mapping[str, object]) -> Held | None:
    """The first gate of these that does not let the letter through; None when all do."""
    return next(filter(None, (GATES[name](wanted, given) for name in names)), None)


def interpreter_needed(need: LanguageNeed | None) -> bool:
    """Whether an interpreter must be there when this person is met.

    Only "not needed" means that none is; where nobody asked, an interpreter is needed for everybody who is not on
    record with English alone. Source: the house's first law: unknown is never "no interpreter".
    """
    if need is None or need.interpreter == Interpreter.NEEDED:
        return True
    return need.interpreter != Interpreter.NOT_NEEDED and not _english_alone(need)


def languages_to_interpret(need: LanguageNeed | None) -> tuple[str, ...]:
    """The languages an interpreter for this person may work in: those they speak or sign, by tag, without English."""
    if need is None:
        return ()
    signed = [need.sign_language] if need.sign_language else []
    return tuple(dict.fromkeys(tag for tag in (*need.spoken, *signed) if _base(tag) and not is_english(tag)))


def _interpreter_held(wanted: LetterWanted, given: Mapping[str, object]) -> Held | None:
    """Nobody is invited to a meeting they could not follow, nor promised an interpreter of another language.

    Source: letter kinds, November 2026: "interpreter must be held before send" (L03); the same holds for a new
    meeting (L04), and for an agreement that is made in one (L05).
    """
    need, said = wanted.reader.need, given.get("interpreter")
    if not said:
        return _none_held(need) if interpreter_needed(need) else None
    tag = _base(said.get("language")) if isinstance(said, Mapping) else ""
    fitting = languages_to_interpret(need)
    if tag and tag in map(_base, fitting):
        return _signed_by_telephone(tag, said)
    named = f"an interpreter for {language(tag).english_name}" if tag else "an interpreter and no language"
    if not fitting:
        return Held("interpreter_not_held", f"The letter names {named}; what this parent speaks is not on record.",
                    "Ring and ask which language they speak, record it, then book an interpreter for it.")  # fmt: skip
    return Held("interpreter_not_held", f"The letter names {named}; this parent speaks {_named(fitting)}.",
                f"Book an interpreter for {_named(fitting)}, then make the letter again.")  # fmt: skip


def _signed_by_telephone(tag: str, said: object) -> Held | None:
    if key_of_phrase(said) != "interpreter.telephone" or language(tag).script != UNWRITTEN:
        return None
    return Held("interpreter_not_held", f"{language(tag).english_name} cannot be interpreted by telephone.",
                "Book an interpreter who is there in person, then make the letter again.")  # fmt: skip


def _none_held(need: LanguageNeed | None) -> Held:
    if need is not None and need.interpreter == Interpreter.NEEDED:
        why = "This parent needs an interpreter, and none is held."
    else:
        why = "Nobody has asked whether this parent needs an interpreter, and none is held."
    fitting = languages_to_interpret(need)
    whom = f"an interpreter for {_named(fitting)}" if fitting else "an interpreter"
    return Held("interpreter_not_held", why,
                f"Book {whom} first, then make the letter again and choose how the interpreter will help.")  # fmt: skip


def _not_our_fault(_: LetterWanted, given: Mapping[str, object]) -> Held | None:
    """A meeting that failed because of the school or the interpreter is never written of as one the family missed.

    Source: letter kinds, November 2026 (L04: "blocked if interpreter or school caused the miss"), and the domain's
    facts on missed contact: what the service or the interpreter failed in never counts against a family.
    """
    cause = key_of_phrase(given.get("cause"))
    if cause not in OUR_FAULT:
        return None
    because = "there was no interpreter" if cause == "cause.interpreter" else "the school made a mistake"
    return Held("our_fault", f"The meeting did not happen because {because}. This letter is not for that.",
                "Say sorry, with an interpreter where one is needed, and invite to a new meeting with the interpreter "
                "held. Nothing of this counts against the family.")  # fmt: skip


def _decision_has_its_reason(_: LetterWanted, given: Mapping[str, object]) -> Held | None:
    """The exceptional-circumstances test of L06: the answer and its reason fit each other."""
    return _contradicted(decision_without_its_reason(given))


def _dates_in_order(wanted: LetterWanted, given: Mapping[str, object]) -> Held | None:
    """No letter names days in an order that cannot be; the order of each kind is in `contradictions`."""
    return _contradicted(dates_out_of_order(wanted.kind, given, wanted.on))


def _cleared(wanted: LetterWanted, _: Mapping[str, object]) -> Held | None:
    """A formal letter about attendance is made from a case alone, once all that must hold before it does.

    Source: DfE, national framework for penalty notices, 19 August 2024: support first, and each case by itself.
    """
    if wanted.cleared:
        return None
    return Held("not_cleared", "This letter is made from a formal case, once all that must hold before it does.",
                "Open the case, and see what is missing there.")  # fmt: skip


def _plain_words(_: LetterWanted, __: Mapping[str, object]) -> Held | None:
    """Holds for the template itself, and is checked where that is written (`templates.plain_words`)."""
    return None


# By the names that templates use; `templates.kind` knows the same ones.
GATES: Mapping[str, Gate] = {
    "plain_words": _plain_words,
    "interpreter_held": _interpreter_held,
    "not_our_fault": _not_our_fault,
    "decision_has_its_reason": _decision_has_its_reason,
    "dates_in_order": _dates_in_order,
    "cleared": _cleared,
}


def _contradicted(found: Contradiction | None) -> Held | None:
    return Held("bad_value", found.why, found.remedy) if found else None


def _english_alone(need: LanguageNeed) -> bool:
    known = [*need.spoken, *([need.written] if need.written else [])]
    return bool(known) and not need.sign_language and all(map(is_english, known))


def _named(tags: tuple[str, ...]) -> str:
    return " or ".join(language(tag).english_name for tag in tags)


def _base(tag: object) -> str:
    """The language without its script or region, as interpreters are asked for it: "pa" for "pa-Guru"."""
    try:
        return language(tag).tag.partition("-")[0] if isinstance(tag, str) else ""
    except NotFound:
        return ""
