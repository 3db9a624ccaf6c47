"""A word of danger on a family's page brings a person at once, as one in a text does."""

from __future__ import annotations

from comms.families.contact_point import ContactPoint
from comms.follow_ups.family_page.landing import Landing
from comms.foundation.audit import note
from comms.foundation.work import hint_after_commit
from comms.messages.climbing import TELL_DUTY
from comms.messages.find import line_of
from comms.messages.incoming import Incoming
from comms.messages.numbers import international
from comms.messages.reading import Meaning, Reading
from comms.messages.threads import open_thread
from comms.messages.translated import ask_for_english
from comms.messages.understanding import keep_reading
from comms.tasks.task import TaskKind


def bring_somebody(case: Landing) -> Incoming | None:
    """Put the words into the inbox as something that needs somebody now, so that the people on duty are told until one
    of them has it. None where the agency has no line, and so no inbox: then it is somebody's task for today."""
    said = "What they wrote on their page may speak of danger. Read it now{}."
    line = line_of(case.session, case.viewer)
    to = international(case.session.get_one(ContactPoint, case.link.point_id).value)
    if line is None or to is None:
        case.ask(TaskKind.ANSWER_REPLY, "danger", said, case.today)
        return None
    thread = open_thread(case.session, case.viewer, line.number, to, case.now)
    row = Incoming(
        agency_id=case.viewer.agency_id, thread_id=thread.id, person_id=case.link.person_id,
        provider_id=f"page{case.answer.id.hex}", body=case.given.words, received_at=case.now,
        language=case.link.language, about_kind=case.link.about_kind, about_id=case.link.about_id, urgent=True,
        next_action_at=case.now,
    )  # fmt: skip
    keep_reading(row, Reading(Meaning.DANGER, language=case.link.language, danger=True))
    case.session.add(row)
    case.session.flush()
    note(case.session, case.viewer.actor, "take in words of danger", ("incoming", row.id), case.now)
    hint_after_commit(case.session, TELL_DUTY, row.id)
    ask_for_english(case.session, case.viewer, row, case.now)
    return row
