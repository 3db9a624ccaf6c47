"""Preparing one letter: all that must hold before it may leave, in one order, ending in the letter or in why not.

1. the agency may send letters of this kind, nobody left the child out of them for now, and it exists in the form that
its reader needs; 2. the language decision;
3. safe contact and delivery; 4. the gates of the kind; 5. every value is there and of its type; 6. every word exists,
and is approved where the kind demands it; 7. every fact is equal in both languages; 8. every character prints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from comms.agencies.agency import KIND_NAMES, Agency, AgencyKind
from comms.channels.paper import Paper
from comms.channels.pdf import can_print, unprintable
from comms.channels.pdf.fonts import named
from comms.foundation.languages import language
from comms.letters.decision import Coverage, Held, Written, language_decision
from comms.letters.delivery import Delivery, delivery
from comms.letters.desk import Desk
from comms.letters.forms import BY_EMAIL, Form, form_for
from comms.letters.gates import held_at_a_gate
from comms.letters.reader import LetterWanted, Reader, agency_values, sender_of
from comms.letters.templates.kind import LetterKind
from comms.letters.text.facts import FactsDiffer
from comms.letters.text.filling import Envelope, WrittenLetter, write_letter
from comms.letters.text.sentence_writer import WordsMissing
from comms.letters.text.values import BadValue, LetterValue, MissingField, Value, read_values
from comms.translation.catalogues import is_english

FIXED = frozenset({"recipient", "child", "reference"})

WHERE_TO_SET = {
    "telephone": "Set your telephone number under “Our agency”.",
    "hours": "Set your telephone hours under “Our agency”.",
    "support": "Choose the help you offer under “Our agency”.",
    "contact": "Name the person to ask for under “Our agency”.",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled before a letter is written: its language, the way it goes, the values it is written from, and
    the form it is made in."""

    language: str
    way: Delivery
    given: Mapping[str, object]
    form: Form


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that may leave: written, with the way it goes and the values it was written from. ``version`` is the
    agency's own version of the kind, 0 for the packaged one; ``form`` the format it is made in, empty for the usual
    one."""

    kind: LetterKind
    language: str
    letter: WrittenLetter
    way: Delivery
    given: Mapping[str, object]
    version: int = 0
    form: str = ""

    @property
    def paper(self) -> Paper:
        """The paper to print."""
        return self.letter.paper


def prepare(desk: Desk, wanted: LetterWanted, reference: str) -> Ready | Held:
    """Write the letter, or say why it is held and what would free it."""
    reader, usual = wanted.reader, desk.book.kinds[wanted.kind]
    stopped = _not_theirs(usual, desk.agency) or _left_out(wanted)
    form = stopped or form_for(desk.book, usual, reader.need, desk.agency)
    if isinstance(form, Held):
        return form
    kind = form.kind
    chosen = _language(kind, wanted, lambda tag: desk.coverage(kind, tag, form.name if kind is not usual else ""))
    if isinstance(chosen, Held):
        return chosen
    way = delivery(kind, reader, by_email=wanted.by_email or _asks_for_email(reader))
    if isinstance(way, Held):
        return way
    given = _given(kind, desk.agency, wanted, chosen, reference)
    stopped = held_at_a_gate(kind.gates, wanted, given)
    return stopped or _written(desk, kind, wanted, Plan(chosen.language, way, given, form), reference)


def _asks_for_email(reader: Reader) -> bool:
    return reader.need is not None and reader.need.format == BY_EMAIL


def _written(desk: Desk, kind: LetterKind, wanted: LetterWanted, plan: Plan, reference: str) -> Ready | Held:
    form, sender = plan.form, sender_of(desk.agency)
    envelope = Envelope(reference, wanted.on, sender, plan.way.addressee, form.large, form.plain)
    try:
        values = read_values(kind, plan.given, desk.book.phrases)
        letter = write_letter(kind, values, plan.language, desk.words_of(plan.language), envelope)
    except (MissingField, BadValue, WordsMissing, FactsDiffer) as fault:
        return _fault(fault)
    if letter.draft and kind.words == "approved_only" and not wanted.draft_may_go:
        return Held("not_approved", "Nobody qualified has approved every phrase of this letter.",
                    "Have the phrases approved on the screen “Words”, or ring with an interpreter.")  # fmt: skip
    ready = Ready(kind, plan.language, letter, plan.way, plan.given, desk.book.version_of(kind), form.name)
    return _unprintable(letter.paper, plan.language, values) or ready


def _left_out(wanted: LetterWanted) -> Held | None:
    if not wanted.left_out:
        return None
    return Held("left_out", wanted.left_out, "Wait until then, or end it on the child's page.")


def _not_theirs(kind: LetterKind, agency: Agency) -> Held | None:
    if agency.kind in kind.issuers:
        return None
    whose = " or ".join(KIND_NAMES[AgencyKind(issuer)] for issuer in kind.issuers)
    return Held("may_not_issue", f"{kind.kind} is sent by: {whose}. {agency.name} may not send it.",
                "Ask the agency that may.")  # fmt: skip


def _language(kind: LetterKind, wanted: LetterWanted, covered: Callable[[str], Coverage]) -> Written | Held:
    if wanted.language is None:
        return language_decision(kind, wanted.reader.need, covered, draft_may_go=wanted.draft_may_go)
    found: Coverage = "approved" if is_english(wanted.language) else covered(wanted.language)
    if found == "missing":
        name = language(wanted.language).english_name
        return Held("no_translation", f"This letter does not exist in {name} yet.", "Choose another language, or ring.")
    return Written(wanted.language, draft=found == "draft")


def _given(
    kind: LetterKind, agency: Agency, wanted: LetterWanted, chosen: Written, reference: str
) -> dict[str, object]:
    known: dict[str, object] = {"recipient": wanted.reader.person.name, "reference": reference}
    known |= agency_values(agency)
    if wanted.child is not None:
        known["child"] = wanted.child.name
    if not is_english(chosen.language):
        # An interpreter is found for the language she speaks, which may not be the one she reads.
        spoken = wanted.reader.need.spoken if wanted.reader.need else []
        known["language_in_english"] = next((tag for tag in spoken if not is_english(tag)), chosen.language)
    # Whom a letter is for and about is never something to fill in.
    asked = {name: value for name, value in wanted.values.items() if name not in FIXED}
    return {name: value for name, value in (known | asked).items() if name in kind.fields or name in asked}


def _fault(fault: MissingField | BadValue | WordsMissing | FactsDiffer) -> Held:
    if isinstance(fault, MissingField):
        remedy = " ".join(WHERE_TO_SET.get(name, f"Give “{name}”.") for name in fault.fields)
        return Held("missing_field", f"Not known yet: {', '.join(fault.fields)}.", remedy)
    if isinstance(fault, WordsMissing):
        return Held("no_translation", fault.message, fault.remedy)
    if isinstance(fault, FactsDiffer):
        return Held("facts_differ", fault.message, fault.remedy)
    return Held("bad_value", fault.message, fault.remedy)


def _unprintable(paper: Paper, tag: str, values: Mapping[str, LetterValue]) -> Held | None:
    if not can_print(tag):
        name = language(tag).english_name
        return Held("unprintable", f"No font here prints {name}.", "Ring with an interpreter.")
    texts = [(name, str(value.content), tag) for name, value in values.items() if isinstance(value, Value)]
    texts += [("address", line, "en") for line in paper.addressee]
    sender = paper.sender
    head = (sender.name, *sender.address, sender.telephone or "", sender.email or "", sender.signed_by)
    head = (*head, *sender.reply_address)
    texts += [("our agency", line, "en") for line in head]
    for name, text, script in texts:
        missing = unprintable(text, script)
        if missing:
            return Held("unprintable", f"In “{name}” there is a character no font prints: {named(missing[0])}.",
                        "Correct it in the record, or ask how else they write it.")  # fmt: skip
    return None
