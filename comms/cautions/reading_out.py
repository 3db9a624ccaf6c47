"""The words a point is read in: the English of the session's own script, and the catalogue's words of today."""

from __future__ import annotations

from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.cautions.refusing.bad_said import BadSaid, NotNow
from comms.cautions.said import PointRead
from comms.cautions.settling import CONDITION
from comms.cautions.standing import PointStanding, Standing
from comms.translation.catalogues import Words, forms_of, is_english, words_hash
from comms.translation.find import words
from comms.translation.uses import CAUTION


def point_read(session: Session, viewer: Viewer, standing: Standing, point: str, round_: int) -> PointRead:
    """The reading of a point as it stands on the page, before it is said who read it. Raises ``BadSaid`` for a point
    there is not, ``NotNow`` where the language is not established."""
    if point not in standing.points:
        raise BadSaid("point", "This caution has no such point.", "Choose one of its points.")
    if standing.language is None:
        raise NotNow("It is not established which language they speak.", "Ask them; unknown is never English.")
    tag, one = standing.language.of_words, standing.points[point]
    english = one.next_words
    shown = words_of_point(session, viewer, one, tag)
    own_words = "" if is_english(tag) else " ".join(forms_of(shown))
    return PointRead(
        point=point, round=round_, english=english, english_hash=words_hash(CAUTION, (english,)), words=own_words,
        words_hash=shown.translation_hash, language=tag, read_aloud_by="", to_adult=False,
        approved=is_english(tag) or not (shown.missing or shown.draft or point.startswith(CONDITION)),
    )  # fmt: skip


def words_of_point(session: Session, viewer: Viewer, one: PointStanding, tag: str) -> Words:
    """The catalogue's words for the next reading of a point in a language; missing words say so. Of a condition only
    what is said before every condition is in the catalogue: what follows is the officer's own English."""
    return words(session, tag, viewer.agency_id)(CAUTION, one.next_words)
