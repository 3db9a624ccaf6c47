"""What a screen shows of a time without letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.viewer import Viewer
from comms.families import find as families
from comms.families.person import Person
from comms.letters.left_out import find
from comms.letters.left_out.exclusion import LetterExclusion
from comms.letters.left_out.saying import left_out_sentence, may_know_why


@dataclass(frozen=True, slots=True)
class WithoutLetters:
    """A time without letters as the viewer may read it. ``adult`` is the one it is for, where the viewer may know them;
    ``for_one`` says whether it is for one adult. Who may not know why learns neither."""

    exclusion: LetterExclusion
    child: Person
    adult: Person | None
    for_one: bool
    said: str
    by: str
    may_know_why: bool


def times_about(session: Session, viewer: Viewer, child: Person, on: date) -> list[WithoutLetters]:
    """The times without letters about a child that hold on a day or later."""
    return shown_times(session, viewer, find.exclusions_about(session, viewer, child.id, on))


def shown_times(session: Session, viewer: Viewer, found: Iterable[LetterExclusion]) -> list[WithoutLetters]:
    """Times without letters with their people, as the viewer may read them."""
    names = {one.id: one.name for one in colleagues(session, viewer)}
    shown = []
    for one in found:
        by = names.get(one.made_by, "somebody who has left") if one.made_by else "the system"
        known = may_know_why(viewer, one)
        adult = _adult(session, viewer, one) if known else None
        child = families.person(session, viewer, one.child_id)
        for_one = known and one.adult_id is not None
        shown.append(WithoutLetters(one, child, adult, for_one, left_out_sentence(viewer, one), by, known))
    return shown


def _adult(session: Session, viewer: Viewer, one: LetterExclusion) -> Person | None:
    adults = {adult.id: adult for _, adult in families.adults_of(session, viewer, one.child_id)}
    return adults.get(one.adult_id) if one.adult_id else None
