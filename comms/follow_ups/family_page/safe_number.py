"""Whether a link to a family's page may go to a number: a rule of what is known of it, asked when it is sent and again
whenever it is opened."""

from __future__ import annotations

from comms.families.contact_point import ReadBy, Safety
from comms.messages.drafting import HeldBack
from comms.messages.safety import Facts


def why_no_link(facts: Facts) -> HeldBack | None:
    """The first thing that speaks against a link to this number; None where nothing does.

    A page holds a whole letter, so it goes only to a number that is one person's own and that they say is safe. Where
    somebody near them may be a danger, a page that stays in a browser's memory is a danger of its own.
    """
    if facts.flagged:
        return HeldBack("Somebody near them may be a danger, so no link is sent to them.", "no_link")
    if facts.alias:
        return HeldBack("They want no text that says who writes, so no link is sent to them.", "no_link")
    return _of_number(facts)


def _of_number(facts: Facts) -> HeldBack | None:
    if not facts.on_record or not facts.reachable or facts.point_fault:
        return HeldBack("This number does not reach them any more.", "not_reachable")
    if facts.point_safety == Safety.UNSAFE:
        return HeldBack("They say that this number is not safe to write to.", "unsafe")
    if facts.point_safety != Safety.SAFE:
        return HeldBack("Nobody has asked whether this number is safe. Ask them first.", "not_asked")
    if facts.point_read_by == ReadBy.OTHERS_TOO:
        return HeldBack("Others read what comes to this number, so no link is sent to it.", "others_read")
    if facts.people_with_number > 1:
        return HeldBack("Several people have this number, so no link is sent to it.", "shared")
    return None
