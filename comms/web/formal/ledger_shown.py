"""How the ledger of a case is shown: each notice in one sentence, each entry in words, and what can be told next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comms.agencies.permissions import Permission
from comms.formal.case.find import case as find_case
from comms.formal.ledger.actions import DECIDING
from comms.formal.ledger.changes import SinceThen, since_then
from comms.formal.ledger.entry_given import NEEDS
from comms.formal.ledger.find import KeptNotice, mistake_in
from comms.formal.ledger.ledger_entry import LedgerEntry, LedgerKind
from comms.formal.ledger.saying import entry_words, in_one_sentence
from comms.formal.penalties.standing import NoticeStanding
from comms.formal.steps.find import step as find_step
from comms.web.door import work
from comms.web.people.person_page import NOT_TOLD
from comms.web.viewing import viewer


@dataclass(frozen=True, slots=True)
class Telling:
    """One form: its address, the kind it records, its question and its link's words."""

    slug: str
    kind: LedgerKind
    asks: str
    link: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it asks for, beside the day."""
        return NEEDS[self.kind]


TELLINGS: Mapping[str, Telling] = {
    one.slug: one
    for one in (
        Telling("posted", LedgerKind.POSTED, "When was it posted, by whom, and how?", "It was posted"),
        Telling("handed-over", LedgerKind.SERVED_IN_PERSON, "When was it handed over to them?", "It was handed over"),
        Telling("returned", LedgerKind.RETURNED, "Why did it come back?", "It came back"),
        Telling("paid", LedgerKind.PAID, "What was paid, and when?", "Money came in"),
        Telling("reminded", LedgerKind.REMINDED, "How were they reminded?", "They were reminded"),
        Telling("withdrawn", LedgerKind.WITHDRAWN, "Why is it withdrawn?", "Withdraw it"),
        Telling("prosecuted", LedgerKind.PROSECUTED, "When did the matter go to court?", "It went to court"),
    )
}


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry, in words. ``undone`` is why it was a mistake, empty while it counts; ``may_undo`` whether the viewer
    can say that it was one."""

    row: LedgerEntry
    words: str
    by: str
    because: str
    undone: str
    may_undo: bool


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice with how it stands and what happened with it. ``since`` is what changed in the marks it stood on."""

    kept: KeptNotice
    stands: NoticeStanding
    sentence: str
    entries: Sequence[EntryShown]
    since: SinceThen
    tellings: Sequence[Telling]


def shown_notice(kept: KeptNotice, names: Mapping[str, str], on: date) -> NoticeShown:
    """A notice as the ledger shows it; ``names`` are those of the agency's staff by their ids."""
    stands = kept.standing(on)
    mistakes = {mistake_in(one): one for one in kept.entries}
    entries = [
        shown_entry(one, names, _undone(mistakes.get(one.id), names)) for one in kept.entries
        if one.kind != LedgerKind.MISTAKE
    ]  # fmt: skip
    case = find_case(work(), viewer(), kept.notice.case_id)
    since = since_then(work(), viewer(), case, find_step(work(), viewer(), kept.notice.step_id), on)
    tellings = [one for one in TELLINGS.values() if _fits(one, stands)]
    return NoticeShown(kept, stands, in_one_sentence(kept.notice.stage, stands, on), entries, since, tellings)


def _fits(one: Telling, stands: NoticeStanding) -> bool:
    """Whether there is anything to tell of the kind as the notice stands, and the viewer may."""
    if one.kind in DECIDING and not viewer().may(Permission.ISSUE_LEGAL_LETTERS):
        return False
    if stands.state == "withdrawn":
        return one.kind == LedgerKind.PAID
    if stands.state in {"paid", "prosecuted"}:
        sending = one.kind in {LedgerKind.POSTED, LedgerKind.SERVED_IN_PERSON} and stands.served_on is None
        # What came in before court may be heard of later.
        more = LedgerKind.WITHDRAWN if stands.state == "paid" else LedgerKind.PAID
        return sending or one.kind == more
    if one.kind == LedgerKind.PROSECUTED:
        return stands.state == "unpaid"
    return one.kind != LedgerKind.RETURNED or stands.served_on is not None


def _undone(mistake: LedgerEntry | None, names: Mapping[str, str]) -> str:
    if mistake is None:
        return ""
    return f"A mistake, said {names.get(str(mistake.recorded_by), NOT_TOLD)}: {(mistake.detail or {}).get('because')}"


def shown_entry(row: LedgerEntry, names: Mapping[str, str], undone: str) -> EntryShown:
    """An entry in words; ``undone`` is why it was a mistake, empty where it counts."""
    detail = row.detail or {}
    words = entry_words(row.kind, detail, names.get(str(detail.get("by", "")), ""))
    may = viewer().may(Permission.ISSUE_LEGAL_LETTERS if row.kind in DECIDING else Permission.RECORD_FORMAL)
    may_undo = may and not undone and row.kind not in {LedgerKind.ISSUED, LedgerKind.CONSIDERED}
    by = names.get(str(row.recorded_by), NOT_TOLD)
    return EntryShown(row, words, by, str(detail.get("because", "")), undone, may_undo)
