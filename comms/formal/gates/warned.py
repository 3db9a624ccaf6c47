"""What is known of the paper of a case's last Notice to Improve: whether it was sent, and which grounds it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.formal.case.find import referral_taken
from comms.formal.case.formal_case import FormalCase
from comms.formal.case.sent_along import grounds_named, improvement_paper_sent
from comms.formal.gates.facts import Warned
from comms.formal.steps.find import newest_of
from comms.foundation.errors import NotFound
from comms.letters.afterwards.find import happenings
from comms.letters.afterwards.standing import standing
from comms.letters.find import letter as find_letter


def warned_of(session: Session, viewer: Viewer, case: FormalCase) -> Warned | None:
    """The paper of the case's own Notice to Improve, or of the one the school had sent before it referred. None where
    there was none, and where its letter is closed to the viewer: what is not known warned nobody."""
    step = newest_of(session, viewer, case.id, "L08")
    if step is None:
        return _sent_along(session, viewer, case)
    try:
        letter = find_letter(session, viewer, step.letter_id)
    except NotFound:
        return None
    known = standing(happenings(session, viewer, [letter.id]).get(letter.id, ()))
    return Warned(_grounds(grounds_named(letter.values)), known.sent, known.came_back)


def _sent_along(session: Session, viewer: Viewer, case: FormalCase) -> Warned | None:
    referral = referral_taken(session, viewer, case)
    paper = improvement_paper_sent(referral) if referral is not None else None
    return Warned(_grounds(paper.grounds), paper.sent, paper.came_back) if paper is not None else None


def _grounds(named: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(one) for one in named)
