"""The language need that is kept beside a session, so that letters come in that language and nobody asks again."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from comms.agencies.permissions import Permission
from comms.bookings.requests.raising import needs_changed
from comms.families.find import language_need
from comms.families.language_need import Interpreter, LanguageNeed, Reads, Source
from comms.families.need_actions import NeedGiven, record_language_need
from comms.foundation.errors import BadInput
from comms.web.cautions.page import SessionPage
from comms.web.door import work
from comms.web.forms import Form, Known

READS = {"alone": Reads.WELL, "with help": Reads.SOME, "cannot": Reads.NONE}
# What is asked in the session itself; the rest of the need stays as it is on record.
ASKED = frozenset({"source", "spoken", "written", "reads", "dialect", "interpreter"})


def known_need(page: SessionPage) -> dict[str, Known]:
    """What is on record of an interpreter, and that the need is kept unless somebody says otherwise."""
    need = language_need(work(), page.viewer, page.person.id)
    return {"interpreter": need.interpreter if need else Interpreter.NOT_ASKED, "keep": may_keep(page)}


def may_keep(page: SessionPage) -> bool:
    """Whether this officer may record a language need."""
    return page.viewer.may(Permission.RECORD_FAMILIES)


def keep_need(page: SessionPage, form: Form) -> None:
    """Record what they told in the session as their language need, where the officer wants it kept. What cannot be
    kept is said at the form's field."""
    if not (form.ticked("keep") and may_keep(page)):
        return
    before = language_need(work(), page.viewer, page.person.id)
    spoken, written = form.text("spoken"), form.text("written") or form.text("spoken")
    others = [one for one in (before.spoken if before else []) if one != spoken]
    there = page.standing.interpreter is not None
    given = NeedGiven(
        source=Source.ASKED_WITH_INTERPRETER if there else Source.ASKED_PERSON, spoken=[spoken, *others],
        written=written, reads=READS[form.text("reads")], dialect=form.limited("dialect", 100),
        interpreter=form.text("interpreter"), **_as_before(before),
    )  # fmt: skip
    try:
        record_language_need(work(), page.viewer, page.person.id, given, page.now)
    except BadInput as fault:
        form.refused(fault, "written")
    else:
        needs_changed(work(), page.viewer, [page.person.id], page.now)


def _as_before(need: LanguageNeed | None) -> dict[str, Any]:
    if need is None:
        return {}
    names = {one.name for one in fields(NeedGiven)} - ASKED
    return {name: getattr(need, name) for name in names}
