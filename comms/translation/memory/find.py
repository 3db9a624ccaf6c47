"""Questions to the memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from comms.agencies.viewer import Viewer
from comms.foundation.languages import fallbacks
from comms.foundation.languages import language as language_of
from comms.translation.approval import TranslationApproval
from comms.translation.find import approved_hashes
from comms.translation.memory.remembering import Memory, Remembered


def remembered(
    session: Session, viewer: Viewer, language: str, source: str, plural: str | None = None
) -> list[Remembered]:
    """What was approved in a language (a BCP 47 tag) for an English sentence, or one that is alike; see ``Memory``.

    Raises ``NotFound`` for a tag the registry does not hold.
    """
    return memory(session, viewer, language).matches(source, plural)


def memory(session: Session, viewer: Viewer, language: str) -> Memory:
    """Everything that is approved in a language, for whoever looks for several sentences.

    Only words that enough people approved, and whose approval is in force. They serve every agency, so it does not
    matter whose viewer asks. Raises ``NotFound`` for a tag the registry does not hold.
    """
    del viewer
    return Memory.of(_approved(session, language_of(language).tag))


def _approved(session: Session, tag: str) -> Iterator[Remembered]:
    in_force = approved_hashes(session, tag)
    row = TranslationApproval
    query = select(
        row.context, row.source_hash, row.translation_hash, row.source, row.source_plural, row.forms,
        row.approver_name, row.approved_at,
    ).where(row.language.in_([tag, *fallbacks(tag)]), row.withdrawn_at.is_(None), row.source != "")  # fmt: skip
    rows = session.execute(query.order_by(row.context, row.source_hash, row.translation_hash, row.approved_at, row.id))
    for (context, *pair), found in groupby(rows, key=lambda one: (one.context, one.source_hash, one.translation_hash)):
        given = list(found)
        newest = given[-1]
        if (pair[0], pair[1]) not in in_force or not newest.forms:
            continue
        yield Remembered(
            text=newest.forms[0] if newest.source_plural is None else tuple(newest.forms),
            source=newest.source,
            context=context,
            exact=False,
            approved_by=" and ".join(dict.fromkeys(one.approver_name for one in given)),
            approved_at=newest.approved_at,
            source_plural=newest.source_plural,
        )
