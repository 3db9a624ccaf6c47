"""Who somebody is, which language they speak, what they may need, and how long they may be kept: the forms of these
steps, with what is known filled in, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comms.cautions.said import DetentionNoted, LanguageEstablished, Name, OfficerChanged, PersonConfirmed, Screened
from comms.families.language_need import Interpreter
from comms.foundation.languages import LANGUAGES
from comms.web.bookings.appointments_times import read_day
from comms.web.cautions.need_kept import known_need, may_keep
from comms.web.cautions.page import SessionPage
from comms.web.cautions.times import read_ahead, read_past, when_fields
from comms.web.forms import Form, Known

# One name in Latin letters, one in their own script, and one more: as before a marriage, or in a third script.
NAMES = (1, 2, 3)
READS = {"alone": "Yes, alone", "with help": "With help", "cannot": "No"}
LONGEST_NAME, LONGEST_WORDS, LONGEST_NUMBER = 200, 1000, 60


def known_person(page: SessionPage) -> Mapping[str, Known]:
    """The person as they were confirmed; before that as they are on record, or stood in the session before."""
    opened, said = page.standing.opened, page.standing.person
    if said is None and opened.carried is not None:
        said = opened.carried.person
    names = said.names if said else opened.names
    born = said.born if said else opened.born
    known: dict[str, Known] = {
        "born": born.isoformat() if born else "",
        "address": "\n".join(said.address if said else opened.address),
        "custody_number": said.custody_number if said else "",
        "urn": said.urn if said else "",
    }
    for number, name in zip(NAMES, names, strict=False):
        known |= {f"name_{number}": name.text, f"name_{number}_language": name.language}
    return known


def read_person(page: SessionPage, form: Form) -> PersonConfirmed:
    """Names as they spell them, and who they are."""
    given = ((form.limited(f"name_{number}", LONGEST_NAME), _name_language(page, form, number)) for number in NAMES)
    names = tuple(Name(text, tag) for text, tag in given if text)
    if not names:
        form.wrong("name_1", "Give their name, as they write it themselves.")
    return PersonConfirmed(
        names=names,
        born=_born(form),
        address=tuple(line for line in (one.strip() for one in form.text("address").splitlines()) if line),
        custody_number=form.limited("custody_number", LONGEST_NUMBER),
        urn=form.limited("urn", LONGEST_NUMBER),
    )


def _name_language(page: SessionPage, form: Form, number: int) -> str:
    tag = form.text(f"name_{number}_language")
    if tag in LANGUAGES:
        return tag
    return page.spoken.tag if page.spoken else ""


def _born(form: Form) -> date | None:
    if not form.line("born"):
        form.wrong("born", "Give their birth date: unknown is never adult, and the kind of caution follows from it.")
        return None
    return read_day(form, "born")


def known_language(page: SessionPage) -> Mapping[str, Known]:
    """The language as it was established, or as the person's record has it."""
    opened, said = page.standing.opened, page.standing.language
    if said is None and opened.carried is not None:
        said = opened.carried.language
    known = known_need(page)
    if said is not None:
        names = ("spoken", "dialect", "first", "written", "reads", "how")
        return known | {name: getattr(said, name) for name in names}
    spoken = opened.spoken[0] if opened.spoken else ""
    return known | {"spoken": spoken, "dialect": opened.dialect, "written": opened.written}


def read_language(page: SessionPage, form: Form) -> LanguageEstablished:
    """Which language it is, and how that was found out. Unknown is never English."""
    form.chosen("spoken", LANGUAGES, "Choose the language they speak. If nobody knows yet, use the names to point at.")
    for name in ("first", "written"):
        form.chosen(name, ("", *LANGUAGES), "Choose a language from the list.")
    form.chosen("reads", READS, "Ask whether they read it: nobody is asked to read what they cannot.")
    form.chosen("interpreter", Interpreter, "Ask whether they need an interpreter. “Not asked” is an answer too.")
    how = form.limited("how", LONGEST_WORDS)
    if not how:
        form.wrong("how", "Say how you know: who asked them, and through whom. A guess is not recorded.")
    if form.text("interpreter") == Interpreter.NOT_NEEDED and may_keep(page) and not form.ticked("keep"):
        _check_on_record(page, form)
    before = page.standing.language
    because = form.limited("changed_because", LONGEST_WORDS)
    if before is not None and before.spoken != form.text("spoken") and not because:
        form.wrong("changed_because", f"{page.name_of(before.spoken)} is on record. Say why it is another one now.")
    return LanguageEstablished(
        spoken=form.text("spoken"), dialect=form.limited("dialect", 100), first=form.text("first"),
        written=form.text("written"), reads=form.text("reads"), how=how, changed_because=because,
        need=form.text("interpreter"),
    )  # fmt: skip


def _check_on_record(page: SessionPage, form: Form) -> None:
    if known_need(page)["interpreter"] != Interpreter.NOT_NEEDED:
        form.wrong("keep", "That they need none counts only once it is kept: tick this, or choose “not asked”.")


def known_screening(page: SessionPage) -> Mapping[str, Known]:
    """What was found before."""
    carried = page.standing.opened.carried
    said = page.standing.screening or (carried.screening if carried else None)
    return {"vulnerable": "yes" if said.vulnerable else "no", "why": said.why} if said else {}


def read_screening(_: SessionPage, form: Form) -> Screened:
    """Whether anything suggests that they are vulnerable."""
    vulnerable = form.chosen("vulnerable", ("yes", "no"), "Choose one. Where you are not sure, it is yes.")
    why = form.limited("why", LONGEST_WORDS)
    if vulnerable == "yes" and not why:
        form.wrong("why", "Say what you saw, asked or were told, in a few words.")
    return Screened(vulnerable == "yes", why)


def known_detention(page: SessionPage) -> Mapping[str, Known]:
    """The times as they were noted."""
    said = page.standing.detention
    if said is None:
        return {}
    known: dict[str, Known] = {"voluntary": "voluntary" if said.voluntary else "detained"}
    return known | when_fields("since", said.since) | when_fields("review_at", said.review_at) | when_fields(
        "ends_at", said.ends_at
    )  # fmt: skip


def read_detention(page: SessionPage, form: Form) -> DetentionNoted:
    """Whether they may leave; if not, since when they are here, when that is looked at again, and when it ends."""
    said, now = page.standing.detention, page.now
    chosen = form.chosen("voluntary", ("voluntary", "detained"), "Choose one: may they leave, or are they detained?")
    if chosen == "voluntary":
        since = read_past(form, "since", now, "", said.since if said else None) if form.line("since") else None
        return DetentionNoted(voluntary=True, since=since)
    since = read_past(form, "since", now, "Give the time from which detention counts.", said.since if said else None)
    review = read_ahead(form, "review_at", now, said.review_at if said else None)
    ends = read_ahead(form, "ends_at", now, said.ends_at if said else None)
    if ends is None:
        form.wrong("ends_at", "Give the time at which detention ends: a pause never prolongs it.")
    return DetentionNoted(voluntary=False, since=since, review_at=review, ends_at=ends)


def read_takeover(page: SessionPage, form: Form) -> OfficerChanged:
    """Another officer takes it over: who they are is known from their sign-in."""
    why = form.limited("why", LONGEST_WORDS)
    if not why:
        form.wrong("why", "Say why you take it over, in a few words.")
    return OfficerChanged(to_name=page.viewer.name, rank=form.limited("rank", LONGEST_NUMBER), why=why)
