"""Which interpreters the people at one appointment need: pure rules. People share one where what they ask for goes
together; nobody's wish is given up for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from comms.bookings.appointments.appointment import ONE_SIDE, OTHER_SIDE
from comms.families.language_need import LanguageNeed
from comms.foundation.writing import fold
from comms.interpreters.interpreter import Gender

GENDERS = frozenset({Gender.WOMAN, Gender.MAN})


@dataclass(frozen=True, slots=True)
class Wanted:
    """One interpreter who is needed: for whom, in which language and dialect, of which gender. ``side`` is "one" or
    "other" where they are on a side of a matter, for nobody interprets for both; ``avoid`` is whom they never want."""

    language: str
    people: tuple[UUID, ...]
    dialect: str = ""
    gender: str = ""
    side: str = ""
    avoid: str = ""

    def goes_with(self, other: Wanted) -> bool:
        """Whether one interpreter can serve both."""
        return (
            self.language == other.language
            and _agree(self.gender, other.gender)
            and _agree(fold(self.dialect), fold(other.dialect))
            and _agree(self.side, other.side)
        )

    def and_also(self, other: Wanted) -> Wanted:
        """What serves both."""
        avoid = list(dict.fromkeys(words for words in (self.avoid, other.avoid) if words))
        return replace(
            self, people=(*self.people, *other.people), dialect=self.dialect or other.dialect,
            gender=self.gender or other.gender, side=self.side or other.side, avoid="\n".join(avoid),
        )  # fmt: skip


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def wanted_by(person_id: UUID, role: str, language: str, need: LanguageNeed | None) -> Wanted:
    """What one person needs. Who signs has no dialect of a spoken language; "either" and "any" ask for nothing."""
    gender = need.gender_preferred if need and need.gender_preferred in GENDERS else ""
    signs = need is not None and need.sign_language == language
    dialect = (need.dialect or "") if need and not signs else ""
    side = "one" if role in ONE_SIDE else "other" if role in OTHER_SIDE else ""
    return Wanted(language, (person_id,), dialect.strip(), gender, side, ((need.avoid if need else "") or "").strip())


def together(wanted: Iterable[Wanted]) -> list[Wanted]:
    """As few interpreters as serve all, in the order in which people are named."""
    found: list[Wanted] = []
    for one in wanted:
        for place, other in enumerate(found):
            if other.goes_with(one):
                found[place] = other.and_also(one)
                break
        else:
            found.append(one)
    return found
