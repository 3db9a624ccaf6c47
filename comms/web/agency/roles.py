"""What each role may do: every permission down the side, in its own words, and every role across. The page says what
``permissions.py`` says, and nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from comms.agencies.agency import KIND_NAMES, AgencyKind
from comms.agencies.permissions import ROLES, Permission
from comms.agencies.staffing.fitting import roles_of_kind
from comms.web.viewing import needs, viewer

bp = Blueprint("roles", __name__)

_P = Permission
# Under which heading a permission is looked for.
GROUPS: Mapping[str, Sequence[Permission]] = {
    "Families": (
        _P.SEE_FAMILIES, _P.RECORD_FAMILIES, _P.SEE_SAFE_CONTACT, _P.SEE_VETOES, _P.IMPORT_RECORDS,
        _P.LOOK_UP_FAMILIES, _P.SHARE_FAMILIES, _P.CLOSE_FAMILIES,
    ),
    "Letters": (_P.SEE_LETTERS, _P.ISSUE_LETTERS, _P.ISSUE_LEGAL_LETTERS, _P.EDIT_LETTERS),
    "Formal attendance steps": (_P.SEE_FORMAL, _P.RECORD_FORMAL, _P.ANSWER_SAFEGUARDING, _P.DECIDE_FORMAL),
    "Tasks, texts and calls": (
        _P.DO_TASKS, _P.SEE_MESSAGES, _P.WRITE_TO_FAMILIES, _P.CLOSE_FOLLOW_UPS, _P.CLOSE_WHILE_AWAY,
    ),
    "Appointments and interpreters": (
        _P.SEE_BOOKINGS, _P.MAKE_APPOINTMENTS, _P.BOOK_INTERPRETERS, _P.KEEP_REGISTER, _P.SEE_CONFLICTS,
        _P.SEE_OWN_BOOKINGS,
    ),
    "Words and translations": (_P.SEE_WORDS, _P.TRANSLATE, _P.APPROVE_TRANSLATIONS),
    "Cautions": (_P.TAKE_CAUTIONS, _P.AUTHORISE_CAUTIONS, _P.SEE_CAUTIONS),
    "The agency": (_P.MANAGE_AGENCY, _P.MANAGE_STAFF, _P.SEE_AUDIT),
}  # fmt: skip


@bp.get("/agency/roles")
@needs(Permission.MANAGE_STAFF)
def show() -> ResponseReturnValue:
    """Every role with what it may do and what it may not."""
    kind = viewer().agency_kind
    return render_template(
        "agency/roles.html", roles=ROLES, groups=GROUPS, here=roles_of_kind(kind), kind=KIND_NAMES[AgencyKind(kind)]
    )
