"""Whether an interpreter signs in, and with which account: they see their own offers and bookings then."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.permissions import Permission
from comms.interpreters.accounts import find
from comms.interpreters.accounts.actions import NoSuchAccount, tie_account, untie_account
from comms.interpreters.find import own_interpreter
from comms.interpreters.interpreter import Interpreter
from comms.web.door import work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("interpreter_account", __name__, url_prefix="/interpreters")


@bp.get("/<uuid:interpreter_id>/account")
@needs(Permission.KEEP_REGISTER)
def show(interpreter_id: UUID) -> ResponseReturnValue:
    """Which account is theirs, and the form that ties one to them."""
    return _page(own_interpreter(work(), viewer(), interpreter_id), filled_form({}))


def _page(one: Interpreter, form: Form) -> str:
    return render_template(
        "interpreters/account.html", one=one, form=form, account=find.account_of(work(), viewer(), one),
        accounts=find.accounts_to_tie(work(), viewer()),
    )  # fmt: skip


@bp.post("/<uuid:interpreter_id>/account")
@needs(Permission.KEEP_REGISTER)
def tie(interpreter_id: UUID) -> ResponseReturnValue:
    """Say that an account is theirs."""
    one, form = own_interpreter(work(), viewer(), interpreter_id), sent_form()
    try:
        tie_account(work(), viewer(), one.id, _chosen(form), g.now)
    except NoSuchAccount as fault:
        form.refused(fault, "staff")
        return _page(one, form), 422
    flash(f"{one.name} sees their own offers and bookings when they sign in.", "done")
    return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)


def _chosen(form: Form) -> UUID:
    try:
        return UUID(form.text("staff"))
    except ValueError as fault:
        raise NoSuchAccount("No account was chosen.", "Choose whose it is.") from fault


@bp.post("/<uuid:interpreter_id>/account/untie")
@needs(Permission.KEEP_REGISTER)
def untie(interpreter_id: UUID) -> ResponseReturnValue:
    """Say that the account is not theirs."""
    one = untie_account(work(), viewer(), interpreter_id, g.now)
    flash(f"Nobody signs in as {one.name} any more.", "done")
    return redirect(url_for("interpreters.show", interpreter_id=one.id), 303)
