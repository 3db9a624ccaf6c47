"""The code of conduct: who may issue which formal letter, by whose rule, and a new version of an authority's own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.agency import KIND_NAMES, AgencyKind
from comms.agencies.find import own_agency
from comms.agencies.permissions import Permission
from comms.formal.code.actions import LONGEST_SOURCE, CodeGiven, make_version
from comms.formal.code.default import default_code
from comms.formal.code.find import Code, code_on, may_issue, versions
from comms.formal.code.terms import PAY_VALUES, Officer, Terms
from comms.foundation.clock import london_date
from comms.foundation.errors import BadInput, Refused
from comms.letters.templates.source import letter_kinds
from comms.web.door import work
from comms.web.forms import Form, Known, filled_form, sent_form
from comms.web.interpreters.when import read_day, typed_day
from comms.web.viewing import needs, viewer

bp = Blueprint("local_code", __name__, url_prefix="/formal/code")

# How the form asks for each way to pay.
PAY_ASKED: Mapping[str, str] = MappingProxyType({
    "pay.online": "On the internet, at this address",
    "pay.telephone": "By telephone, on this number",
    "pay.post": "By post, to this address",
    "pay.bank": "From a bank, to this account",
})  # fmt: skip


@bp.get("")
@needs(Permission.SEE_FORMAL)
def show() -> ResponseReturnValue:
    """The code that counts today, with where it is written, and the versions before."""
    on = london_date(g.now)
    code = code_on(work(), viewer(), on)
    return render_template(
        "formal/local_code.html",
        code=code,
        agency=own_agency(work(), viewer()),
        kinds=[letter_kinds()[kind] for kind in default_code().rules],
        issuers={kind: [KIND_NAMES[AgencyKind(one)] for one in code.issuers[kind]] for kind in code.issuers},
        ours={kind: may_issue(work(), viewer(), kind, on) for kind in default_code().rules},
        versions=versions(work(), viewer()),
        default=default_code(),
        pay_asked=PAY_ASKED,
        pay_values=PAY_VALUES,
        today=on,
    )


@bp.get("/new")
@needs(Permission.MANAGE_AGENCY)
def new() -> ResponseReturnValue:
    """The form of a new version, filled in with what counts now."""
    code = code_on(work(), viewer(), london_date(g.now))
    return _form_page(filled_form(_known(code)))


def _known(code: Code) -> dict[str, Known]:
    known: dict[str, Known] = {f"issuers_{kind}": list(issuers) for kind, issuers in code.issuers.items()}
    for way in code.terms.pay:
        known[_pay_field(way["key"])] = way[PAY_VALUES[way["key"]]]
    known["officers"] = "\n".join(f"{one.name}, {one.role}" for one in code.terms.officers)
    known["address"] = "\n".join(code.terms.address)
    known["in_force_from"] = typed_day(london_date(g.now))
    return known


def _pay_field(key: str) -> str:
    return key.replace(".", "_")


def _form_page(form: Form) -> str:
    if viewer().agency_kind != AgencyKind.LOCAL_AUTHORITY:
        raise Refused(
            "Only a local authority has a code of conduct of its own.",
            "A school says under “Our agency” whose code it stands under.",
        )
    return render_template(
        "formal/local_code_new.html",
        form=form,
        rules=default_code().rules,
        kinds=letter_kinds(),
        names={one.value: KIND_NAMES[one] for one in AgencyKind},
        pay=[(key, _pay_field(key), asked) for key, asked in PAY_ASKED.items()],
        longest=LONGEST_SOURCE,
    )


@bp.post("/new")
@needs(Permission.MANAGE_AGENCY)
def make() -> ResponseReturnValue:
    """Put a new version on record."""
    form = sent_form()
    in_force_from = read_day(form, "in_force_from")
    source = form.limited("source", LONGEST_SOURCE)
    if not source:
        form.wrong("source", "Say where this code is written: the document, its date, and the page.")
    issuers = {kind: form.many(f"issuers_{kind}") for kind in default_code().rules}
    for kind, chosen in issuers.items():
        if not chosen:
            form.wrong(f"issuers_{kind}", "Choose at least one kind of agency.")
    terms = _read_terms(form)
    if form.errors or in_force_from is None:
        return _form_page(form), 422
    try:
        made = make_version(work(), viewer(), CodeGiven(in_force_from, issuers, terms, source), g.now)
    except BadInput as fault:
        form.refused(fault, "source")
        return _form_page(form), 422
    flash(f"Version {made.version} is on record. Letters issued before stay as they were.", "done")
    return redirect(url_for("local_code.show"), 303)


def _read_terms(form: Form) -> Terms:
    ways = [(key, form.line(_pay_field(key))) for key in PAY_VALUES]
    officers = []
    for line in form.text("officers").splitlines():
        name, comma, role = line.partition(",")
        if line.strip() and not (comma and name.strip() and role.strip()):
            form.wrong("officers", f"Write a name, a comma and a post in each line. This line has not all: {line}")
        elif line.strip():
            officers.append(Officer(name.strip(), role.strip()))
    return Terms(
        pay=tuple({"key": key, PAY_VALUES[key]: said} for key, said in ways if said),
        officers=tuple(officers),
        address=tuple(line for line in form.text("address").splitlines() if line.strip()),
    )
