"""Suppliers: the interpreting agencies that are asked when the register has nobody."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.interpreters import find
from comms.interpreters.bad_interpreter import BadInterpreter
from comms.interpreters.given import ALL_MODES
from comms.interpreters.supplier import Supplier
from comms.interpreters.supplier_actions import SupplierGiven, ask_supplier_no_more, change_supplier, record_supplier
from comms.web.door import work
from comms.web.forms import Form, Known, filled_form, sent_form
from comms.web.interpreters.choices import language_choices
from comms.web.interpreters.terms_form import BANDS, MINUTES, POUNDS, read_terms, typed_terms
from comms.web.viewing import needs, viewer

bp = Blueprint("suppliers", __name__, url_prefix="/suppliers")


@bp.get("")
@needs(Permission.SEE_BOOKINGS)
def everybody() -> ResponseReturnValue:
    """The suppliers that are asked, and those that were."""
    return render_template("suppliers/everybody.html", suppliers=find.suppliers(work(), viewer(), also_former=True))


@bp.get("/new")
@needs(Permission.KEEP_REGISTER)
def begin() -> ResponseReturnValue:
    """The form of a supplier."""
    return _form(None, filled_form({}))


def _form(one: Supplier | None, form: Form) -> str:
    return render_template(
        "suppliers/supplier.html", one=one, form=form, choices=language_choices(work(), viewer()), modes=ALL_MODES,
        pounds=POUNDS, minutes=MINUTES, bands=BANDS,
    )  # fmt: skip


@bp.post("/new")
@needs(Permission.KEEP_REGISTER)
def record() -> ResponseReturnValue:
    """Record a supplier."""
    return _kept(None)


@bp.get("/<uuid:supplier_id>")
@needs(Permission.KEEP_REGISTER)
def change(supplier_id: UUID) -> ResponseReturnValue:
    """The form of what is on record of a supplier."""
    one = find.supplier(work(), viewer(), supplier_id)
    filled: dict[str, Known] = {
        "name": one.name, "email": one.email, "telephone": one.telephone, "cost_code": one.cost_code,
        "languages": one.languages, "modes": one.modes,
    }  # fmt: skip
    return _form(one, filled_form(filled | typed_terms(one.terms)))


@bp.post("/<uuid:supplier_id>")
@needs(Permission.KEEP_REGISTER)
def keep(supplier_id: UUID) -> ResponseReturnValue:
    """Change what is on record of a supplier."""
    return _kept(find.supplier(work(), viewer(), supplier_id))


def _kept(one: Supplier | None) -> ResponseReturnValue:
    form = sent_form()
    given = SupplierGiven(
        form.limited("name", 200), form.line("email"), form.line("telephone"), form.many("languages"),
        form.many("modes"), form.limited("cost_code", 60), read_terms(form, one.terms if one else {}),
    )  # fmt: skip
    if not form.errors:
        try:
            if one is None:
                one = record_supplier(work(), viewer(), given, g.now)
            else:
                change_supplier(work(), viewer(), one.id, given, g.now)
        except BadInterpreter as fault:
            form.refused(fault, fault.field)
        else:
            flash(f"{one.name} is recorded.", "done")
            return redirect(url_for("suppliers.everybody"), 303)
    return _form(one, form), 422


@bp.post("/<uuid:supplier_id>/end")
@needs(Permission.KEEP_REGISTER)
def end(supplier_id: UUID) -> ResponseReturnValue:
    """A supplier is not asked any more, or is asked again."""
    again = sent_form().ticked("again")
    one = ask_supplier_no_more(work(), viewer(), supplier_id, g.now, again=again)
    flash(
        f"{one.name} is asked again." if again else f"{one.name} is not asked any more. It can be undone below.", "done"
    )
    return redirect(url_for("suppliers.everybody"), 303)
