"""Gates about the register and the Notice to Improve: what was missed, and whether the parent was warned of it. Each is
one rule; where it was read stands in ``data/gates.toml``."""

from __future__ import annotations

from datetime import timedelta

from comms.attendance.offences import Offences
from comms.formal.case.case_record import CaseRecord, RecordKind
from comms.formal.case.sent_along import ToImprove
from comms.formal.case.telling import Ground
from comms.formal.gates.facts import Answered, Facts, counted, opens, said_on, shuts
from comms.formal.gates.on_record import lately
from comms.formal.gates.table import figure
from comms.formal.steps.formal_step import Improved


def marks_resolved(facts: Facts) -> Answered:
    """The register is known up to these days, and no session in the window is still coded N."""
    if facts.marks_until is None:
        return shuts("No marks of this child are known.", _register(facts, "Bring in the register first."), "register")
    sent, days = facts.marks_as_of, figure("pack_days").value
    if sent is not None and sent + timedelta(days=days) < facts.on:
        return shuts(
            f"What the school sent is from {said_on(sent)}, more than {days} days ago.",
            "Ask the school how things stand, and to send it anew.",
            "register",
        )
    days = figure("register_days").value
    if facts.marks_until + timedelta(days=days) < facts.on:
        return shuts(
            f"The last mark that is known is of {said_on(facts.marks_until)}, more than {days} days ago.",
            _register(facts, "Bring in the register up to now."),
            "register",
        )
    waiting = len(facts.offences.unresolved)
    if waiting:
        return shuts(
            f"{counted(waiting, 'session is', 'sessions are')} still coded N: the reason is not known.",
            _register(facts, "Ask why, and replace each N in the register."),
            "register",
        )
    return opens("No session is coded N.")


def threshold(facts: Facts) -> Answered:
    """The national threshold is reached, or was reached before the Notice to Improve that this notice follows. Sessions
    up to the last notice count for no second one."""
    needed, weeks = facts.rules.threshold_sessions.value, facts.rules.threshold_school_weeks.value
    missed = _counting(facts, facts.offences)
    if missed >= needed:
        return opens(f"{missed} sessions of G, N, O or U within {weeks} school weeks; the threshold is {needed}.")
    warned = facts.improvement if facts.improvement and _still_serves(facts, facts.improvement) else None
    before = _counting(facts, facts.before_notice) if warned and facts.before_notice else 0
    if facts.step == "L09" and before >= needed:
        return opens(f"{before} sessions counted before the Notice to Improve; the threshold is {needed}.")
    since = ""
    if facts.step == "L09" and facts.notices:
        since = f" since the notice of {said_on(max(facts.notices))}"
    return shuts(
        f"{missed} sessions of G, N, O or U count within {weeks} school weeks{since}; the threshold is {needed}.",
        _register(facts, "Offer support. Nothing formal is due yet."),
        "register",
    )


def _counting(facts: Facts, offences: Offences) -> int:
    """How many of these sessions count: for a penalty notice none up to the day of the last one, whoever issued it."""
    if facts.step != "L09" or not facts.notices:
        return offences.unauthorised
    return sum(mark.day > max(facts.notices) for mark in offences.sessions)


def _register(facts: Facts, remedy: str) -> str:
    if facts.marks_as_of is None:
        return remedy
    return f"{remedy} The marks end on {said_on(facts.marks_as_of)}, when the school sent them; ask it for newer ones."


def notice_to_improve(facts: Facts) -> Answered:
    """A Notice to Improve was sent, is over, and a named person decided that attendance did not improve; or a ground
    that it names for an earlier notice is on record; or support was not suitable."""
    notice = facts.improvement
    if notice is None:
        return _no_notice_to_improve(facts)
    if notice.improved in {Improved.YES, Improved.PARTLY}:
        part = "" if notice.improved == Improved.YES else " in part"
        return shuts(
            f"Attendance improved{part} in the time until {said_on(notice.ends)}.",
            "Thank the family. Go on with support, or close the case.",
            "improvement",
        )
    if not _still_serves(facts, notice):
        return _serves_no_more(facts, notice)
    answer = _not_decided(facts, notice)
    if notice.improved == Improved.NO:
        answer = opens(f"It was over on {said_on(notice.ends)}, and attendance did not improve.")
    return _not_warned(facts) or answer if answer.is_open else answer


def _not_decided(facts: Facts, notice: ToImprove) -> Answered:
    early = [one for one in facts.records.of(RecordKind.EARLY) if one.happened_on >= notice.starts]
    named = facts.warned.grounds if facts.warned is not None else frozenset()
    for told in early:
        if (ground := _ground(told)) in named:
            return opens(
                f"A notice may come before its end: {_said(ground)}, as recorded on {said_on(told.happened_on)}."
            )
    if early and facts.on <= notice.ends:
        return shuts(
            f"It was recorded on {said_on(early[0].happened_on)} that {_said(_ground(early[0]))}. The Notice to "
            "Improve does not name it.",
            f"Wait until {said_on(notice.ends)}, or record a ground that it names.",
            "record/early",
        )
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


_GROUNDS: dict[str, str] = {
    Ground.SESSIONS: "further sessions were missed",
    Ground.NO_CHANGE: "nothing changed",
    Ground.LEAVE: "leave was taken that the school had not granted",
}


def _ground(told: CaseRecord) -> str:
    return str((told.detail or {}).get("ground", ""))


def _said(ground: str) -> str:
    return _GROUNDS.get(ground, "there is a ground")


def _still_serves(facts: Facts, notice: ToImprove) -> bool:
    """Whether a penalty notice may still follow it: none has yet, and its time was over not long ago."""
    used = bool(facts.notices) and max(facts.notices) >= notice.made_on
    return not used and facts.on <= notice.ends + timedelta(days=figure("improvement_days").value)


def _serves_no_more(facts: Facts, notice: ToImprove) -> Answered:
    if facts.notices and max(facts.notices) >= notice.made_on:
        why = f"The Notice to Improve is of {said_on(notice.made_on)}, and a penalty notice has come since."
    else:
        days = figure("improvement_days").value
        why = f"The time to improve was over on {said_on(notice.ends)}, more than {days} days ago."
    return shuts(why, "Offer support again. If that does not help, send a new Notice to Improve.", "steps")


def _not_warned(facts: Facts) -> Answered | None:
    if facts.warned is None or facts.warned.sent is None:
        return shuts(
            "Nobody has recorded that the Notice to Improve was posted, so nobody knows whether they were warned.",
            "Record when it was posted. If it never was, send a new one.",
            "steps",
        )
    if facts.warned.came_back:
        return shuts(
            "The Notice to Improve came back, so nobody was warned by it.",
            "Find out the address, and send a new one.",
            "steps",
        )
    return None


def _no_notice_to_improve(facts: Facts) -> Answered:
    unsuitable = next(iter(lately(facts, RecordKind.UNSUITABLE)), None)
    if unsuitable is None:
        remedy = "Send one first, or record why support is not suitable."
        return shuts("No Notice to Improve was sent in this case.", remedy, "steps")
    offered = facts.records.newest(RecordKind.SUPPORT)
    if offered is not None and offered.happened_on > unsuitable.happened_on:
        return shuts(
            f"Support was offered on {said_on(offered.happened_on)}, after it was recorded as not suitable.",
            "Send a Notice to Improve first, or record why further support is not suitable.",
            "steps",
        )
    return opens(f"None is needed: support was not suitable, as recorded on {said_on(unsuitable.happened_on)}.")
