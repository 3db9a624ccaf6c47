"""Permissions are words of the domain; roles are bundles of them. This file is the whole table."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Something a member of staff may do."""

    SEE_FAMILIES = "see families"
    RECORD_FAMILIES = "record families and language needs"
    SEE_SAFE_CONTACT = "see safe-contact notes"
    IMPORT_RECORDS = "import the school's records"
    SEE_LETTERS = "see letters"
    ISSUE_LETTERS = "issue letters"
    ISSUE_LEGAL_LETTERS = "issue a legal letter"
    DO_TASKS = "do tasks"
    APPROVE_TRANSLATIONS = "approve a translation"
    SEE_WORDS = "see words and their translations"
    TRANSLATE = "write a translation"
    EDIT_LETTERS = "edit the agency's own letters and phrases"
    MANAGE_AGENCY = "manage the agency"
    SEE_AUDIT = "see the audit"
    SEE_BOOKINGS = "see appointments and bookings"
    MAKE_APPOINTMENTS = "make appointments"
    BOOK_INTERPRETERS = "book interpreters"
    KEEP_REGISTER = "keep the register of interpreters"
    SEE_CONFLICTS = "see why an interpreter is unsuitable"
    SEE_MESSAGES = "see messages and follow-ups"
    WRITE_TO_FAMILIES = "write to families and ring them"
    CLOSE_FOLLOW_UPS = "close a follow-up"
    CLOSE_WHILE_AWAY = "close a follow-up while the family may be away"
    TAKE_CAUTIONS = "take a caution session"
    AUTHORISE_CAUTIONS = "authorise a caution"
    SEE_CAUTIONS = "see records of cautions"
    SHARE_FAMILIES = "share what we know of a family"
    CLOSE_FAMILIES = "keep a family closed"
    LOOK_UP_FAMILIES = "look up a family we do not work with"
    SEE_VETOES = "see whom a family refuses as interpreter"
    MANAGE_STAFF = "invite staff and end their access"
    SEE_FORMAL = "see formal attendance steps"
    RECORD_FORMAL = "record what is known before a formal step"
    ANSWER_SAFEGUARDING = "answer a safeguarding question"
    DECIDE_FORMAL = "decide a review and close a formal case"
    SEE_OWN_BOOKINGS = "see one's own bookings as an interpreter"


_P = Permission
_EVERYDAY = frozenset({_P.SEE_FAMILIES, _P.SEE_LETTERS, _P.DO_TASKS, _P.SEE_WORDS, _P.SEE_BOOKINGS})
_BOOKING = frozenset({_P.SEE_BOOKINGS, _P.MAKE_APPOINTMENTS, _P.BOOK_INTERPRETERS})
_REACHING = frozenset({_P.SEE_MESSAGES, _P.WRITE_TO_FAMILIES})
_CASEWORK = (
    _EVERYDAY
    | _BOOKING
    | _REACHING
    | {_P.RECORD_FAMILIES, _P.SEE_SAFE_CONTACT, _P.ISSUE_LETTERS, _P.CLOSE_FOLLOW_UPS, _P.LOOK_UP_FAMILIES}
    | {_P.SEE_VETOES}
)
_LEADING = frozenset({_P.SHARE_FAMILIES, _P.CLOSE_FAMILIES, _P.CLOSE_WHILE_AWAY})
_CAUTIONS = frozenset({_P.TAKE_CAUTIONS, _P.SEE_CAUTIONS})
_FORMAL = frozenset({_P.SEE_FORMAL, _P.RECORD_FORMAL})
_COORDINATING = _BOOKING | {
    _P.SEE_FAMILIES, _P.DO_TASKS, _P.SEE_WORDS, _P.KEEP_REGISTER, _P.SEE_CONFLICTS, _P.SEE_VETOES,
}  # fmt: skip

ROLES: dict[str, frozenset[Permission]] = {
    "reception": _EVERYDAY | _REACHING | {_P.RECORD_FAMILIES},
    "attendance officer": _CASEWORK | _FORMAL | {_P.IMPORT_RECORDS},
    "attendance legal officer": _CASEWORK | _FORMAL | {_P.IMPORT_RECORDS, _P.ISSUE_LEGAL_LETTERS, _P.DECIDE_FORMAL},
    "head teacher": _CASEWORK
    | _FORMAL
    | {_P.IMPORT_RECORDS, _P.ISSUE_LEGAL_LETTERS, _P.EDIT_LETTERS, _P.DECIDE_FORMAL}
    | _LEADING,
    "designated safeguarding lead": _CASEWORK | _FORMAL | {_P.SEE_CONFLICTS, _P.ANSWER_SAFEGUARDING} | _LEADING,
    "social worker": _CASEWORK | {_P.SHARE_FAMILIES},
    "team manager": _CASEWORK | {_P.SEE_AUDIT, _P.SEE_CONFLICTS} | _LEADING,
    "interpreter coordinator": _COORDINATING,
    "translator": frozenset({_P.SEE_WORDS, _P.TRANSLATE}),
    "translation approver": frozenset({_P.SEE_WORDS, _P.APPROVE_TRANSLATIONS, _P.TRANSLATE}),
    "officer": _CASEWORK | _CAUTIONS,
    "authorising officer": _CASEWORK | _CAUTIONS | _LEADING | {_P.ISSUE_LEGAL_LETTERS, _P.AUTHORISE_CAUTIONS},
    "court legal adviser": frozenset({_P.SEE_LETTERS}),
    "interpreter": frozenset({_P.SEE_OWN_BOOKINGS}),
    "administrator": frozenset({_P.MANAGE_AGENCY, _P.SEE_AUDIT, _P.SEE_WORDS, _P.IMPORT_RECORDS, _P.EDIT_LETTERS})
    | {_P.SEE_CAUTIONS, _P.MANAGE_STAFF, _P.SEE_FORMAL}
    | _LEADING
    | _CASEWORK
    | _COORDINATING,
}


def permissions_of(roles: list[str]) -> frozenset[Permission]:
    """Everything these roles may do together."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def roles_with(permission: Permission) -> list[str]:
    """The roles that hold a permission, in the order of the table."""
    return [role for role, held in ROLES.items() if permission in held]
