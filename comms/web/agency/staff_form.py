"""The forms about staff: who is invited, and what a colleague may do."""

from __future__ import annotations

from uuid import UUID

from comms.agencies.staff import Staff
from comms.agencies.staffing.changing import RolesGiven
from comms.agencies.staffing.fitting import NoRole, RoleNotGivenHere
from comms.agencies.staffing.inviting import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_QUALIFICATION,
    InvitationGiven,
    InvitedAlready,
    NoEmail,
    NoName,
    WrongQualification,
)
from comms.foundation.errors import BadInput
from comms.web.forms import Form, filled_form

# The field beside which a refusal of a rule stands.
FIELDS: dict[type[BadInput], str] = {
    NoName: "name",
    NoEmail: "email",
    InvitedAlready: "email",
    NoRole: "roles",
    RoleNotGivenHere: "roles",
    WrongQualification: "qualification",
}


def refuse(form: Form, fault: BadInput) -> None:
    """Note a refusal beside its field."""
    form.refused(fault, FIELDS.get(type(fault), "roles"))


def read_invitation(form: Form) -> InvitationGiven | None:
    """Who is invited; None where that cannot be read, which is noted in the form."""
    given = InvitationGiven(
        form.limited("name", LONGEST_NAME),
        form.limited("email", LONGEST_EMAIL),
        form.many("roles"),
        form.limited("qualification", LONGEST_QUALIFICATION),
        form.many("qualified_in"),
        _entry(form),
    )
    return None if form.errors else given


def _entry(form: Form) -> UUID | None:
    text = form.text("interpreter")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        form.wrong("interpreter", "Choose an entry of the register, or none.")
        return None


def roles_answers(staff: Staff) -> Form:
    """The form of what a colleague may do, with what is on record."""
    return filled_form(
        {
            "roles": staff.role_names,
            "qualification": staff.qualification,
            "qualified_in": staff.qualified_in,
        }
    )


def read_roles(form: Form) -> RolesGiven | None:
    """What a colleague may do from now on; None where that cannot be read."""
    given = RolesGiven(
        form.many("roles"), form.limited("qualification", LONGEST_QUALIFICATION), form.many("qualified_in")
    )
    return None if form.errors else given
