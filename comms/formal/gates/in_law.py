"""Gates about the law and the register: marks, thresholds, notices, who may issue, the safeguarding lead's answer. Each
is one rule; where it was read stands in ``data/gates.toml``."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from comms.formal.case.case_record import RecordKind
from comms.formal.case.sent_along import ToImprove
from comms.formal.case.telling import Ground
from comms.formal.gates.facts import Answered, Facts, opens, said_on, shuts
from comms.formal.gates.table import other_notices_days
from comms.formal.penalties.dates import years_after
from comms.formal.penalties.standing import counted_days, stage_for
from comms.formal.safeguarding.question import Answer, Raised, SafeguardingQuestion
from comms.formal.steps.formal_step import Improved
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


def marks_resolved(facts: Facts) -> Answered:
    """No session in the window is still coded N."""
    waiting = len(facts.offences.unresolved)
    if waiting:
        return shuts(
            f"{_counted(waiting, 'session is', 'sessions are')} still coded N: the reason is not known.",
            _register(facts, "Ask why, and replace each N in the register."),
            "register",
        )
    return opens("No session is coded N.")


def threshold(facts: Facts) -> Answered:
    """The national threshold is reached, or was reached before the Notice to Improve that this notice follows."""
    needed, weeks = facts.rules.threshold_sessions.value, facts.rules.threshold_school_weeks.value
    counted = facts.offences.unauthorised
    if counted >= needed:
        return opens(f"{counted} sessions of G, N, O or U within {weeks} school weeks; the threshold is {needed}.")
    before = facts.before_notice
    if facts.step == "L09" and before is not None and before.unauthorised >= needed:
        return opens(f"{before.unauthorised} sessions counted before the Notice to Improve; the threshold is {needed}.")
    return shuts(
        f"{counted} sessions of G, N, O or U count within {weeks} school weeks; the threshold is {needed}.",
        _register(facts, "Offer support. Nothing formal is due yet."),
        "register",
    )


def _register(facts: Facts, remedy: str) -> str:
    if facts.marks_as_of is None:
        return remedy
    return f"{remedy} The marks end on {said_on(facts.marks_as_of)}, when the school sent them; ask it for newer ones."


def issuer(facts: Facts) -> Answered:
    """The local code lets the viewer's agency send this letter."""
    said = facts.issuer
    return opens(said.why) if said.allowed else shuts(said.why, said.remedy, "local-code")


def notice_to_improve(facts: Facts) -> Answered:
    """A Notice to Improve is over and a named person decided that attendance did not improve; or a ground that it names
    for an earlier notice is on record; or support was not suitable."""
    notice = facts.improvement
    if notice is None:
        return _no_notice_to_improve(facts)
    if notice.improved == Improved.NO:
        return opens(f"It was over on {said_on(notice.ends)}, and attendance did not improve.")
    if notice.improved in {Improved.YES, Improved.PARTLY}:
        part = "" if notice.improved == Improved.YES else " in part"
        return shuts(
            f"Attendance improved{part} in the time until {said_on(notice.ends)}.",
            "Thank the family. Go on with support, or close the case.",
            "improvement",
        )
    if early := _early(facts, notice):
        return opens(early)
    if facts.on <= notice.ends:
        return shuts(
            f"The time to improve runs until {said_on(notice.ends)}.",
            "Wait until then, or record a ground that the Notice to Improve names.",
            "record/early",
        )
    return shuts(
        f"The time to improve was over on {said_on(notice.ends)}. Nobody has decided whether it was enough.",
        "Decide whether attendance improved.",
        "improvement",
    )


def _no_notice_to_improve(facts: Facts) -> Answered:
    unsuitable = facts.records.newest(RecordKind.UNSUITABLE)
    if unsuitable is not None:
        return opens(f"None is needed: support was not suitable, as recorded on {said_on(unsuitable.happened_on)}.")
    remedy = "Send one first, or record why support is not suitable."
    return shuts("No Notice to Improve was sent in this case.", remedy, "steps")


_GROUNDS: dict[str, str] = {
    Ground.SESSIONS: "further sessions were missed",
    Ground.NO_CHANGE: "nothing changed",
    Ground.LEAVE: "leave was taken that the school had not granted",
}


def _early(facts: Facts, notice: ToImprove) -> str:
    told = facts.records.newest(RecordKind.EARLY)
    if told is None or told.happened_on < notice.starts:
        return ""
    ground = _GROUNDS.get((told.detail or {}).get("ground", ""), "a ground that it names")
    return f"A notice may come before its end: {ground}, as recorded on {said_on(told.happened_on)}."


def third_notice(facts: Facts) -> Answered:
    """It would be the first or the second notice to this parent for this child within the framework's years."""
    years = facts.rules.within_years.value
    if stage_for(facts.notices, facts.on) is None:
        counted = counted_days(facts.notices, facts.on)
        free = years_after(min(counted), years) if counted else facts.on
        return shuts(
            f"{_counted(len(counted), 'notice', 'notices')} went to this parent for this child within {years} "
            f"years. A third is not possible before {said_on(free)}.",
            "Offer support, or consider another step with the legal officer.",
            "ledger",
        )
    counted = counted_days(facts.notices, facts.on)
    if not counted:
        return opens(f"It would be the first within {years} years.")
    return opens(f"It would be the second within {years} years: one was issued on {said_on(max(counted))}.")


def other_notices(facts: Facts) -> Answered:
    """Other authorities said lately whether they have issued notices to this parent for this child."""
    newest = facts.records.newest(RecordKind.OTHER_NOTICES)
    if newest is None:
        return shuts(
            "Nobody has asked whether other authorities have issued a notice.", _ASK_OTHERS, "record/other-notices"
        )
    days = other_notices_days().value
    if newest.happened_on + timedelta(days=days) < facts.on:
        return shuts(
            f"Other authorities answered on {said_on(newest.happened_on)}, more than {days} days ago.",
            _ASK_OTHERS,
            "record/other-notices",
        )
    told = len(facts.records.told_notices)
    return opens(f"Asked on {said_on(newest.happened_on)}: {_counted(told, 'notice', 'notices') if told else 'none'}.")


_ASK_OTHERS = "Ask each authority where the family has lived or gone to school, and record the answer."


def notice_stands(facts: Facts) -> Answered:
    """There is a penalty notice of this case that is still to be paid, or that was withdrawn and can be told of."""
    if not facts.kept:
        return shuts("No penalty notice was issued in this case.", "Nothing is to be reminded of.", "ledger")
    newest = facts.kept[0].standing(facts.on)
    if newest.state == "withdrawn":
        return opens("The notice was withdrawn, and this letter can say so.")
    if newest.state in {"paid", "prosecuted"}:
        done = "is paid" if newest.state == "paid" else "is before the court"
        return shuts(f"The notice {done}.", "Nothing is to be reminded of. See the ledger.", "ledger")
    if newest.served_on is None:
        return shuts(
            "The notice has not been served: it is not on record as posted, or it came back.",
            "Record when it was posted, or post it again.",
            "ledger",
        )
    return opens(f"The notice of {said_on(facts.kept[0].notice.issued_on)} is not paid.")


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


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
