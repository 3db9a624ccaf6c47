"""Writing an agency's own letters and phrases: drafts, putting one in force, and going back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.agencies.viewer import Viewer
from comms.foundation.audit import note
from comms.foundation.errors import BadInput, NotFound, Refused
from comms.foundation.one_at_a_time import one_at_a_time
from comms.foundation.writing import tidy_name, tidy_text
from comms.letters.own import find
from comms.letters.own.agency_template import AgencyPhrase, AgencyTemplate
from comms.letters.own.checking import letter_faults, phrase_faults
from comms.letters.own.reading import FORMS, not_ours, open_lists, why_not_edit
from comms.letters.templates.source import letter_kinds, packaged_body, phrases

LONGEST_BODY = 20_000
LONGEST_PHRASE = 500
NEW = "new"


class SavedMeanwhile(BadInput):
    """Somebody saved another version since this one was opened: ``newest`` is theirs."""

    def __init__(self, newest: AgencyTemplate | AgencyPhrase | None) -> None:
        """Keep what they saved, so that both can be seen."""
        super().__init__("Somebody saved other words here since you opened them.",
                         "Both stand below. Take over what should stay, and save again.")  # fmt: skip
        self.newest = newest


class StillFaulty(BadInput):
    """Words that have faults, and so cannot count."""


@dataclass(frozen=True, slots=True)
class LetterEdit:
    """A letter as somebody wrote it: its kind and form, its body, and the number of the version it was begun from."""

    kind: str
    form: str
    body: str
    base: int


@dataclass(frozen=True, slots=True)
class PhraseEdit:
    """A phrase as somebody wrote it; ``key`` is its own, or "LIST.new". An empty text takes it away. ``base`` is the
    number of the version it was begun from."""

    key: str
    text: str
    base: int = 0


def save_draft(session: Session, viewer: Viewer, edit: LetterEdit, now: datetime) -> AgencyTemplate:
    """Keep what was typed as a draft, with its faults if it has any. Every save is a version, so nothing is lost.

    Raises ``SavedMeanwhile`` when somebody saved since ``base``, ``BadInput`` for a letter of more than 20,000
    characters, and ``Refused`` for a letter whose words are the same everywhere.
    """
    _may_edit(session, viewer, edit.kind, edit.form)
    body = tidy_text(edit.body).strip()
    if len(body) > LONGEST_BODY:
        raise BadInput(f"The letter is {len(body)} characters long.", f"Shorten it to {LONGEST_BODY}.")
    known = find.versions(session, viewer, edit.kind, edit.form)
    if known and known[0].body == body and body:
        return known[0]
    if edit.base != (known[0].version if known else 0):
        raise SavedMeanwhile(known[0] if known else None)
    return _add(session, viewer, edit, body, now)


def put_in_force(session: Session, viewer: Viewer, kind: str, form: str, number: int, now: datetime) -> AgencyTemplate:
    """Let a draft count: letters from now on say it.

    Raises ``StillFaulty`` while it has faults, and ``Refused`` when a newer version is there or it is in force already.
    """
    _may_edit(session, viewer, kind, form)
    row = find.version(session, viewer, kind, form, number)
    if row.version != find.versions(session, viewer, kind, form)[0].version:
        raise Refused("There is a newer version of this letter.", "Read that one, and put it in force.")
    if row.in_force_at is not None:
        raise Refused("This version is in force already.", "Nothing needs doing.")
    _require_sound(kind, row.body, form)
    row.in_force_at, row.in_force_by = now, viewer.staff_id
    note(session, viewer.actor, "put own letter in force", ("agency_template", row.id), now, _said(row))
    return row


def go_back(session: Session, viewer: Viewer, kind: str, form: str, number: int, now: datetime) -> AgencyTemplate:
    """Let an earlier version count again, as a new version; number 0 are the packaged words, and no easy-read text.

    Raises ``StillFaulty`` where the package has changed so that the old words no longer fit.
    """
    _may_edit(session, viewer, kind, form)
    body = find.version(session, viewer, kind, form, number).body if number else ""
    if body:
        _require_sound(kind, body, form)
    known = find.versions(session, viewer, kind, form)
    if not known:
        raise Refused("These are the packaged words already.", "Nothing needs doing.")
    row = _add(session, viewer, LetterEdit(kind, form, body, known[0].version), body, now)
    row.because = f"version {number} again" if number else "the packaged words again"
    row.in_force_at, row.in_force_by = now, viewer.staff_id
    note(session, viewer.actor, "go back in own letter", ("agency_template", row.id), now, _said(row) | {"to": number})
    return row


def write_phrase(session: Session, viewer: Viewer, edit: PhraseEdit, now: datetime) -> AgencyPhrase:
    """Say a phrase in the agency's own words, add one of its own, or take one away again. It counts at once.

    A new phrase in words that the agency has in that list already is the one there is.

    Raises ``StillFaulty`` for words with faults, ``SavedMeanwhile`` when somebody saved since ``base``, and ``Refused``
    for taking away what the agency offers in every letter.
    """
    viewer.require(Permission.EDIT_LETTERS)
    one_at_a_time(session, f"own letters of {viewer.agency_id}")
    known = find.own_phrases(session, viewer)
    key, text = _phrase_key(edit.key, known), tidy_name(edit.text)
    if edit.key.endswith(f".{NEW}") and (there := _of_same_words(key, text, known)):
        return there
    newest = known.get(key)
    if edit.base != (newest.version if newest else 0):
        raise SavedMeanwhile(newest)
    if text and (faults := phrase_faults(key, text)):
        raise StillFaulty(" ".join(f"{fault.what} {fault.remedy}" for fault in faults))
    if not text and newest is None:
        raise BadInput("There are no words.", "Write the phrase.")
    if not text and key not in phrases() and key in own_agency(session, viewer).letter_settings.get("support", []):
        raise Refused("This is among the help you offer in every letter.", "Take it out under “Our agency” first.")
    row = AgencyPhrase(
        agency_id=viewer.agency_id, key=key, version=edit.base + 1, text=text, made_at=now, made_by=viewer.staff_id
    )
    session.add(row)
    session.flush()
    detail = {"key": key, "version": row.version, "away": not text}
    note(session, viewer.actor, "write own phrase", ("agency_phrase", row.id), now, detail)
    return row


def body_now(session: Session, viewer: Viewer, kind: str, form: str) -> str:
    """The body that counts for the viewer's agency: its own, else the packaged one, else none of that form."""
    row = find.letters_in_force(session, viewer).get((kind, form))
    if row is not None and row.body:
        return row.body
    return "" if form else packaged_body(kind)


def _phrase_key(key: str, known: dict[str, AgencyPhrase]) -> str:
    phrase_list, _, name = key.partition(".")
    if phrase_list not in open_lists():
        raise Refused("These phrases are the same everywhere.", "A letter that every agency sends alike needs them.")
    if name == NEW:
        number = 1
        while f"{phrase_list}.own_{number}" in known:
            number += 1
        return f"{phrase_list}.own_{number}"
    if key not in phrases() and key not in known:
        raise NotFound("There is no such phrase.", "Choose one from the list.")
    return key


def _of_same_words(key: str, text: str, known: dict[str, AgencyPhrase]) -> AgencyPhrase | None:
    """The agency's phrase in the list of a key that says just this; none for an empty text."""
    phrase_list = f"{key.partition('.')[0]}."
    same = (one for one in known.values() if one.key.startswith(phrase_list) and one.text == text)
    return next(same, None) if text else None


def _may_edit(session: Session, viewer: Viewer, kind: str, form: str) -> None:
    viewer.require(Permission.EDIT_LETTERS)
    if kind not in letter_kinds() or form not in FORMS or viewer.agency_kind not in letter_kinds()[kind].issuers:
        raise NotFound("There is no such letter.", "Choose one from the list.")
    if reason := why_not_edit(letter_kinds()[kind], viewer.agency_kind):
        raise Refused(not_ours(letter_kinds()[kind]), reason)
    one_at_a_time(session, f"own letters of {viewer.agency_id}")


def _require_sound(kind: str, body: str, form: str) -> None:
    if faults := letter_faults(kind, body, form):
        raise StillFaulty(f"These words cannot count yet. {faults[0]}", "Correct what is listed, and save again.")


def _add(session: Session, viewer: Viewer, edit: LetterEdit, body: str, now: datetime) -> AgencyTemplate:
    row = AgencyTemplate(
        agency_id=viewer.agency_id, kind=edit.kind, form=edit.form, version=edit.base + 1, body=body, because="",
        made_at=now, made_by=viewer.staff_id, in_force_at=None, in_force_by=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, viewer.actor, "save own letter", ("agency_template", row.id), now, _said(row))
    return row


def _said(row: AgencyTemplate) -> dict[str, object]:
    return {"kind": row.kind, "form": row.form, "version": row.version}
