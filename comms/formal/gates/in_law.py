"""Gates about the law: notices, who may issue, the interview, the safeguarding lead's answer. Each is one rule; where
it was read stands in ``data/gates.toml``."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from comms.formal.case.case_record import RecordKind
from comms.formal.gates.facts import Answered, Facts, counted, opens, said_on, shuts
from comms.formal.gates.table import figure
from comms.formal.penalties.standing import counted_days, issuable_from, stage_for
from comms.formal.safeguarding.question import Answer, Raised, SafeguardingQuestion
from comms.foundation.clock import london_date
from comms.foundation.languages import language
from comms.letters.gates import interpreter_needed, languages_to_interpret


def safeguarding(facts: Facts) -> Answered:
    """The safeguarding lead has signed an answer lately, and no question about the child is open, whatever became of
    their attendance."""
    waiting = [one for one in facts.questions if one.answered_at is None]
    if waiting:
        raised = any(one.raised == Raised.INDICATORS for one in waiting)
        about = " about signs of exploitation" if raised else ""
        return shuts(
            f"A question{about} waits for the safeguarding lead’s answer.",
            "The safeguarding lead reads it and signs an answer.",
            "safeguarding",
        )
    answered = [one for one in facts.questions if one.answered_at is not None]
    if not answered:
        return shuts(
            "Nobody has asked the safeguarding lead whether children’s social care need to know of this.",
            "Ask the safeguarding lead.",
            "safeguarding",
        )
    signed, newest = max(((london_date(one.answered_at), one) for one in answered if one.answered_at), key=_first)
    days = facts.rules.safeguarding_answer_days.value
    if signed + timedelta(days=days) < facts.on:
        return shuts(
            f"The safeguarding lead’s answer is from {said_on(signed)}, more than {days} days ago.",
            "Ask the safeguarding lead again.",
            "safeguarding",
        )
    said = "social care were told" if newest.answer == Answer.TOLD else "social care need not know"
    return opens(f"Signed on {said_on(signed)}: {said}.")


def _first(pair: tuple[date, SafeguardingQuestion]) -> tuple[date, UUID]:
    return pair[0], pair[1].id


def issuer(facts: Facts) -> Answered:
    """The local code lets the viewer's agency send this letter."""
    said = facts.issuer
    return opens(said.why) if said.allowed else shuts(said.why, said.remedy, "local-code")


def third_notice(facts: Facts) -> Answered:
    """It would be the first or the second notice to this parent for this child within the framework's years."""
    years = facts.rules.within_years.value
    if stage_for(facts.notices, facts.on) is None:
        known = counted_days(facts.notices, facts.on)
        free = issuable_from(facts.notices, facts.on)
        return shuts(
            f"{counted(len(known), 'notice', 'notices')} went to this parent for this child within {years} "
            f"years. A third is not possible before {said_on(free)}.",
            "Offer support, or consider another step with the legal officer.",
            "ledger",
        )
    known = counted_days(facts.notices, facts.on)
    if not known:
        return opens(f"It would be the first within {years} years.")
    return opens(f"It would be the second within {years} years: one was issued on {said_on(max(known))}.")


def other_notices(facts: Facts) -> Answered:
    """Other authorities said lately whether they have issued notices to this parent for this child."""
    newest = facts.records.newest(RecordKind.OTHER_NOTICES)
    if newest is None:
        return shuts(
            "Nobody has asked whether other authorities have issued a notice.", _ASK_OTHERS, "record/other-notices"
        )
    days = figure("other_notices_days").value
    if newest.happened_on + timedelta(days=days) < facts.on:
        return shuts(
            f"Other authorities answered on {said_on(newest.happened_on)}, more than {days} days ago.",
            _ASK_OTHERS,
            "record/other-notices",
        )
    told = len(facts.records.told_notices)
    return opens(f"Asked on {said_on(newest.happened_on)}: {counted(told, 'notice', 'notices') if told else 'none'}.")


_ASK_OTHERS = "Ask each authority where the family has lived or gone to school, and record the answer."


def notice_stands(facts: Facts) -> Answered:
    """There is a penalty notice of this case that is still to be paid, or that was withdrawn and can be told of."""
    if not facts.kept:
        return shuts("No penalty notice was issued in this case.", "Nothing is to be reminded of.", "ledger")
    stands = [(one, one.standing(facts.on)) for one in facts.kept]
    newest = stands[0][1]
    for one, how in stands:
        if how.state == "withdrawn":
            return opens(f"The notice of {said_on(one.notice.issued_on)} was withdrawn, and this letter can say so.")
        if how.state not in {"paid", "prosecuted"} and how.served_on is not None:
            return opens(f"The notice of {said_on(one.notice.issued_on)} is not paid.")
    if newest.state in {"paid", "prosecuted"}:
        done = "is paid" if newest.state == "paid" else "is before the court"
        return shuts(f"The notice {done}.", "Nothing is to be reminded of. See the ledger.", "ledger")
    return shuts(
        "The notice has not been served: it is not on record as posted, or it came back.",
        "Record when it was posted, or post it again.",
        "ledger",
    )


def interpreter(facts: Facts) -> Answered:
    """Where the parent needs an interpreter, one is booked for the meeting in a language they speak."""
    if not interpreter_needed(facts.need):
        return opens("The parent needs no interpreter.")
    fitting = {tag.partition("-")[0] for tag in languages_to_interpret(facts.need)}
    booked = [one for one in facts.interviews if one.language.partition("-")[0] in fitting]
    if booked:
        first = booked[0]
        return opens(f"Booked for {said_on(london_date(first.starts_at))}: {language(first.language).english_name}.")
    if not facts.interviews:
        return shuts(
            "No meeting with the parent is planned.", "Make an appointment; it asks for an interpreter.", "appointment"
        )
    return shuts(
        f"No interpreter is booked for the meeting of {said_on(london_date(facts.interviews[0].starts_at))}.",
        "Wait until one is booked, or book another time.",
        "appointment",
    )


def one_parent(facts: Facts) -> Answered:
    """It goes to one person, who is on record as the child's parent and with whom the agency works."""
    if facts.related:
        return opens("It goes to this parent alone. Another parent has a case and a letter of their own.")
    return shuts(
        "This adult is no longer on record as the child's parent, or your agency works with them no more.",
        "Look at the child's page. Close this case if it is over.",
        "person",
    )
