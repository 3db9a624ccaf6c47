"""Our agency: what its letters say of it, and when it writes. Its staff, keys and directory have files of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.actions import change_agency
from comms.agencies.agency import KIND_NAMES, AgencyKind
from comms.agencies.directories.find import own_directory
from comms.agencies.find import authorities, colleagues, own_agency
from comms.agencies.permissions import Permission
from comms.foundation.errors import NotFound
from comms.letters.own.find import book_of
from comms.letters.templates.kind import Phrase
from comms.letters.triggers import LetterTriggers, trigger_facts
from comms.web.agency import authority, directory, formats, keys, roles, staff, staff_member
from comms.web.agency.form import (
    changed_triggers,
    hours_in_words,
    letterhead_answers,
    read_letterhead,
    read_triggers,
    support_of,
    trigger_answers,
)
from comms.web.agency.logo import logo_type, read_logo
from comms.web.agency.pictures import BadPicture
from comms.web.agency.signature import read_signature, signature_type
from comms.web.door import work
from comms.web.forms import Form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("agency", __name__)
bp.register_blueprint(formats.bp)
bp.register_blueprint(keys.bp)
bp.register_blueprint(staff.bp)
bp.register_blueprint(staff_member.bp)
bp.register_blueprint(roles.bp)
bp.register_blueprint(directory.bp)
bp.register_blueprint(authority.bp)


@bp.get("/agency")
@needs(Permission.MANAGE_AGENCY)
def show() -> ResponseReturnValue:
    """What the agency says of itself, and how its letters are set."""
    agency, known = own_agency(work(), viewer()), _phrases()
    changed = changed_triggers(agency)
    return render_template(
        "agency/show.html",
        agency=agency,
        kind=KIND_NAMES[AgencyKind(agency.kind)],
        hours=hours_in_words(agency, known),
        support=[known[key].text for key in support_of(agency) if key in known],
        changed=[fact for fact in trigger_facts() if fact.name in changed],
        values=changed,
        staff=len([one for one in colleagues(work(), viewer()) if one.active]),
        directory=own_directory(work(), viewer()),
        authority=next((one.name for one in authorities(work()) if one.id == agency.authority_id), ""),
    )


def _phrases() -> Mapping[str, Phrase]:
    """The phrases to choose from, the agency's own among them."""
    return book_of(work(), viewer()).phrases


@bp.get("/agency/logo")
@needs(Permission.MANAGE_AGENCY)
def logo() -> ResponseReturnValue:
    """The logo, as a picture."""
    content = own_agency(work(), viewer()).logo
    if content is None:
        raise NotFound("There is no logo.")
    return Response(content, content_type=logo_type(content))


@bp.get("/agency/signature")
@needs(Permission.MANAGE_AGENCY)
def signature() -> ResponseReturnValue:
    """The signature, as a picture."""
    content = own_agency(work(), viewer()).signature
    if content is None:
        raise NotFound("There is no signature.")
    return Response(content, content_type=signature_type(content))


@bp.get("/agency/letterhead")
@needs(Permission.MANAGE_AGENCY)
def letterhead() -> ResponseReturnValue:
    """The form of what letters say of the agency."""
    return _letterhead_form(letterhead_answers(own_agency(work(), viewer())))


def _letterhead_form(form: Form) -> str:
    known = {key: phrase for key, phrase in _phrases().items() if phrase.phrase_list in {"hours", "support"}}
    hours = {key: phrase.text for key, phrase in known.items() if phrase.phrase_list == "hours"}
    support = {key: phrase.text for key, phrase in known.items() if phrase.phrase_list == "support"}
    agency = own_agency(work(), viewer())
    return render_template("agency/letterhead.html", agency=agency, form=form, hours=hours, support=support)


@bp.post("/agency/letterhead")
@needs(Permission.MANAGE_AGENCY)
def change_letterhead() -> ResponseReturnValue:
    """Change what letters say of the agency."""
    form = sent_form()
    agency = own_agency(work(), viewer())
    changes = read_letterhead(form, agency, _phrases())
    _picture(form, changes, "logo", read_logo)
    _picture(form, changes, "signature", read_signature)
    if form.errors:
        return _letterhead_form(form), 422
    change_agency(work(), viewer(), changes, g.now)
    flash("Saved. Letters from now on say this; letters issued before stay as they were.", "done")
    return redirect(url_for("agency.show"), 303)


def _picture(form: Form, changes: dict[str, Any], name: str, read: Callable[[bytes], bytes]) -> None:
    """Take in a picture that was sent along, or its removal; one that is none is noted in the form."""
    file = request.files.get(name)
    if form.ticked(f"remove_{name}"):
        changes[name] = None
    elif file is not None and file.filename:
        try:
            changes[name] = read(file.stream.read())
        except BadPicture as fault:
            form.refused(fault, name)


@bp.get("/agency/letter-settings")
@needs(Permission.MANAGE_AGENCY)
def letter_settings() -> ResponseReturnValue:
    """The form of when the agency writes about attendance."""
    return _settings_form(trigger_answers(own_agency(work(), viewer())))


def _settings_form(form: Form) -> str:
    return render_template("agency/letter_settings.html", form=form, facts=trigger_facts())


@bp.post("/agency/letter-settings")
@needs(Permission.MANAGE_AGENCY)
def change_letter_settings() -> ResponseReturnValue:
    """Change when the agency writes about attendance. What equals the default is not kept as the agency's own."""
    form = sent_form()
    read = read_triggers(form)
    if read is None:
        return _settings_form(form), 422
    agency, usual = own_agency(work(), viewer()), LetterTriggers().as_mapping()
    own = {name: value for name, value in read.as_mapping().items() if value != usual[name]}
    change_agency(work(), viewer(), {"letter_settings": agency.letter_settings | {"triggers": own}}, g.now)
    flash("Saved. The next list of letters that are due follows these settings.", "done")
    return redirect(url_for("agency.show"), 303)
