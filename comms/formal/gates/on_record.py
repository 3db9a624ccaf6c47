"""Gates about what is on record of a family before anything formal is done: support, circumstances, reasons, our own
failures, risk. Each is one rule; where it was read stands in ``data/gates.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from comms.families.contact_point import post_allowed
from comms.families.language_need import Interpreter, LanguageNeed
from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.telling import AtRisk, Came, Failed
from comms.formal.gates.facts import Answered, Facts, opens, said_on, shuts
from comms.formal.gates.table import figure
from comms.foundation.languages import language
from comms.letters.afterwards.event_given import Through


def lately(facts: Facts, kind: RecordKind) -> tuple[CaseRecord, ...]:
    """What counts of a kind and is not so old that it is asked again, the newest first."""
    first = facts.on - timedelta(days=figure("record_days").value)
    return tuple(one for one in facts.records.of(kind) if one.happened_on >= first)


def _long_ago(facts: Facts, kind: RecordKind) -> str:
    """That what is on record of a kind is too old, in a sentence; empty where there is none at all."""
    newest = facts.records.newest(kind)
    if newest is None:
        return ""
    days = figure("record_days").value
    return f"What is on record is from {said_on(newest.happened_on)}, more than {days} days ago."


# Support that was offered and did not bring the child back is what a formal step may follow.
_DONE = frozenset({Came.NOT_TAKEN, Came.NO_CHANGE})


def support_first(facts: Facts) -> Answered:
    """Support was offered so that the parent understood it, and was refused or did not help enough; or it is on record
    why none is suitable."""
    unsuitable, offers = next(iter(lately(facts, RecordKind.UNSUITABLE)), None), lately(facts, RecordKind.SUPPORT)
    if not offers:
        if unsuitable is not None:
            return opens(f"It is on record since {said_on(unsuitable.happened_on)} why support is not suitable.")
        return shuts(
            _long_ago(facts, RecordKind.SUPPORT) or "No support is on record.",
            "Offer support and record what came of it, or why none is suitable.",
            "record/support",
        )
    understood = [one for one in offers if _was_understood(one, facts.need)]
    if not understood:
        tag = _detail(offers[0], "language")
        return shuts(
            f"Support was offered in {language(tag).english_name}, which this parent does not speak.",
            "Offer it again with an interpreter, and record what came of it.",
            "record/support",
        )
    newest = understood[0]
    came = _detail(newest, "came")
    if came in _DONE:
        return opens(f"Support was offered on {said_on(newest.happened_on)}, and it {_SAID[came]}.")
    return shuts(f"The support of {said_on(newest.happened_on)} {_SAID[came]}.", _NEXT[came], "record/support")


_SAID: dict[str, str] = {
    Came.NOT_TAKEN: "was not taken up",
    Came.NO_CHANGE: "did not change enough",
    Came.GOES_ON: "still goes on",
    Came.HELPED: "helps",
    Came.NOT_GIVEN: "was not given by us",
}
_NEXT: dict[str, str] = {
    Came.GOES_ON: "Wait until it is clear what comes of it, then record that.",
    Came.HELPED: "Go on with it. Record what came of it if that changes.",
    Came.NOT_GIVEN: "Give what was offered, and record what came of it.",
}


def _was_understood(offer: CaseRecord, need: LanguageNeed | None) -> bool:
    """Whether an offer was made through an interpreter, or in a language the parent is on record as speaking."""
    if _detail(offer, "through") == Through.INTERPRETER:
        return True
    if need is None:
        return False
    spoken = {tag.partition("-")[0] for tag in need.spoken}
    return need.interpreter == Interpreter.NOT_NEEDED or _detail(offer, "language").partition("-")[0] in spoken


def circumstances(facts: Facts) -> Answered:
    """What is known of the family's circumstances is on record, and nobody said that no letters go for now."""
    if facts.left_out:
        return shuts(facts.left_out, "Wait until then, or end it on the child's page.", "left-out")
    newest = next(iter(lately(facts, RecordKind.CIRCUMSTANCES)), None)
    if newest is None:
        return shuts(
            _long_ago(facts, RecordKind.CIRCUMSTANCES) or "Nothing is on record about the family's circumstances.",
            "Ask what stands in the way, and record it.",
            "record/circumstances",
        )
    return opens(f"Recorded on {said_on(newest.happened_on)}, as told by {_detail(newest, 'told_by')}.")


def reasons(facts: Facts) -> Answered:
    """The parent and the child were both asked why, and what they said is on record in their own words."""
    parent = next(iter(lately(facts, RecordKind.PARENTS_REASON)), None)
    child = next(iter(lately(facts, RecordKind.CHILDS_REASON)), None)
    if parent is None:
        both = " Neither has the child." if child is None else ""
        return shuts(
            _long_ago(facts, RecordKind.PARENTS_REASON) or f"Nobody has asked the parent why.{both}",
            "Ask, with an interpreter where one is needed, and write down what they say.",
            "record/parents-reason",
        )
    if not _was_understood(parent, facts.need):
        return shuts(
            "The parent was asked in a language they are not on record as speaking.",
            "Ask again with an interpreter, and write down what they say.",
            "record/parents-reason",
        )
    if child is None:
        return shuts(
            _long_ago(facts, RecordKind.CHILDS_REASON) or "Nobody has asked the child why.",
            "Ask the child, with an interpreter where one is needed, and write down what they say.",
            "record/childs-reason",
        )
    return opens(f"The parent was asked on {said_on(parent.happened_on)}, the child on {said_on(child.happened_on)}.")


def our_failure(facts: Facts) -> Answered:
    """Somebody looked whether the service or the language failed this family; what failed was put right, and the
    support was offered again."""
    told = tuple(reversed(facts.records.of(RecordKind.OUR_FAILURE)))
    if not told:
        return shuts(
            "Nobody has looked whether the service or the language failed this family.",
            "Look at bookings, letters and calls, and record what you find.",
            "record/our-failure",
        )
    failure = _not_put_right(told)
    if failure is not None:
        what = "The language" if _detail(failure, "failed") == Failed.LANGUAGE else "The service"
        return shuts(
            f"{what} failed this family on {said_on(failure.happened_on)}. It does not count against them.",
            "Put it right, record that, and offer the support again.",
            "record/our-failure",
        )
    if not lately(facts, RecordKind.OUR_FAILURE):
        return shuts(
            _long_ago(facts, RecordKind.OUR_FAILURE),
            "Look at bookings, letters and calls again, and record what you find.",
            "record/our-failure",
        )
    righted = [one for one in told if _detail(one, "failed") == Failed.PUT_RIGHT]
    if righted and not _offered_since(facts, righted[-1]):
        return shuts(
            f"What failed was put right on {said_on(righted[-1].happened_on)}. Nothing was offered since.",
            "Offer the support again, and record what came of it.",
            "record/support",
        )
    if righted:
        return opens(f"What failed was put right on {said_on(righted[-1].happened_on)}, and support offered again.")
    return opens(f"Somebody looked on {said_on(told[-1].happened_on)}, and nothing failed.")


def _not_put_right(told: Sequence[CaseRecord]) -> CaseRecord | None:
    """The oldest failure after which nobody recorded that it was put right. That nothing failed, said later, undoes
    none: what was a mistake is said to be one."""
    waiting: CaseRecord | None = None
    for one in told:
        failed = _detail(one, "failed")
        if failed == Failed.PUT_RIGHT:
            waiting = None
        elif failed in {Failed.SERVICE, Failed.LANGUAGE} and waiting is None:
            waiting = one
    return waiting


def _offered_since(facts: Facts, righted: CaseRecord) -> bool:
    kinds = (RecordKind.SUPPORT, RecordKind.UNSUITABLE)
    return any(one.happened_on >= righted.happened_on for kind in kinds for one in facts.records.of(kind))


def risk(facts: Facts) -> Answered:
    """Somebody asked lately who will read the letter and what could happen; nobody is at risk, and post is safe."""
    if not post_allowed(facts.safety):
        return shuts(
            "A letter to this home may put somebody at risk: what they said of safe contact forbids post.",
            "Talk with the safeguarding lead. Record what they say now about post.",
            "safe-contact",
        )
    newest = facts.records.newest(RecordKind.RISK)
    if newest is None:
        return shuts("Nobody has asked who will read this letter, and what could happen.", _ASK_RISK, "record/risk")
    days = facts.rules.risk_answer_days.value
    if newest.happened_on + timedelta(days=days) < facts.on:
        return shuts(
            f"The answer about risk is from {said_on(newest.happened_on)}, more than {days} days ago.",
            _ASK_RISK,
            "record/risk",
        )
    if _detail(newest, "at_risk") == AtRisk.YES:
        return shuts(
            f"It is on record since {said_on(newest.happened_on)} that the letter puts somebody at risk.",
            "Ask the safeguarding lead what can be done instead.",
            "safeguarding",
        )
    if _detail(newest, "at_risk") == AtRisk.NOT_KNOWN:
        return shuts(
            "Whether somebody is at risk from the letter is not known, and unknown is not safe.",
            _ASK_RISK,
            "record/risk",
        )
    return opens(f"Asked on {said_on(newest.happened_on)}: nobody is at risk from it.")


_ASK_RISK = "Ask who opens the post and what could happen, on a way that is safe, and record it."


def language_need(facts: Facts) -> Answered:
    """The parent was asked which language they read, and the answer is not past its day to ask again."""
    need = facts.need
    if need is None:
        return shuts("Nobody has asked which language this parent reads.", _ASK_LANGUAGE, "language")
    if not need.confirmed:
        return shuts("The language is from a record and was never asked of the parent.", _ASK_LANGUAGE, "language")
    if need.review_due(facts.on):
        return shuts(f"The language was to be asked again on {said_on(need.review_on)}.", _ASK_LANGUAGE, "language")
    named = ", ".join(language(tag).english_name for tag in _tags(need)) or "no language"
    return opens(f"Asked of the parent: {named}. To be asked again on {said_on(need.review_on)}.")


_ASK_LANGUAGE = "Ring with an interpreter and ask, then record the answer."


def _tags(need: LanguageNeed) -> Iterable[str]:
    return dict.fromkeys([*([need.written] if need.written else []), *need.spoken])


def _detail(record: CaseRecord, name: str) -> str:
    return str((record.detail or {}).get(name, ""))
