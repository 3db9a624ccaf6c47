"""Making the demo's agencies, with the people who work there and what their letters say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from comms.agencies.actions import add_staff, change_agency, found_agency
from comms.agencies.agency import Agency
from comms.agencies.signing_in.one_time_code import new_secret
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer, viewer_of
from comms.cli.district.described import Described, agencies_described, picture
from comms.cli.district.signature import drawn_signature

MADE_UP = "Demo qualification (made up)"
SAID_OF_AGENCY = ("address", "telephone", "email", "contact_name", "interpreter_line")
MAY_BE_SAID = ("reply_address", "formats")


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in as somebody of the demo."""

    agency: str
    name: str
    roles: str
    email: str


@dataclass(slots=True)
class AtWork:
    """The agencies and staff that were made, by their keys in the data."""

    agencies: dict[str, UUID] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)

    def viewer(self, key: str) -> Viewer:
        """One of the staff, as whoever looks or acts."""
        return viewer_of(self.staff[key])


def sign_ins() -> Iterator[SignIn]:
    """Everybody who can sign in, agency by agency."""
    for about in agencies_described().values():
        for one in about["staff"]:
            yield SignIn(about["name"], one["name"], ", ".join(one["roles"]), one["email"])


def school_name() -> str:
    """The name of the demo's school, by which a demo is known again."""
    return str(agencies_described()["school"]["name"])


def open_agencies(session: Session, password_hash: str, now: datetime) -> AtWork:
    """Make every agency of the demo with its staff; all sign in with one password."""
    at_work = AtWork()
    for key, about in agencies_described().items():
        agency = found_agency(session, about["name"], about["kind"], now)
        at_work.agencies[key] = agency.id
        for one in about["staff"]:
            at_work.staff[one["key"]] = _add(session, agency, one, password_hash, now)
        _introduce(session, at_work, about, now)
    return at_work


def _add(session: Session, agency: Agency, one: Described, password_hash: str, now: datetime) -> Staff:
    qualification = MADE_UP if "translation approver" in one["roles"] else ""
    staff = add_staff(
        session, agency, one["name"], one["email"], one["roles"],
        now=now, password_hash=password_hash, qualification=qualification,
        qualified_in=one.get("qualified_in", []),
    )  # fmt: skip
    session.refresh(staff, ["agency"])
    # They have no telephone: `comms demo code` says what their app would show.
    staff.totp_secret, staff.totp_made_at = new_secret(), now
    return staff


def _introduce(session: Session, at_work: AtWork, about: Described, now: datetime) -> None:
    """Let the agency's administrator set what its letters say of it."""
    changes = {name: about[name] for name in (*SAID_OF_AGENCY, *(name for name in MAY_BE_SAID if name in about))}
    if "signed_by" in about:
        changes |= {"signed_by": about["signed_by"], "signature": drawn_signature()}
    if "support" in about:
        changes["letter_settings"] = {"support": about["support"]}
    if "logo" in about:
        changes["logo"] = picture(about["logo"])
    keys = [one["key"] for one in about["staff"] if "administrator" in one["roles"]]
    change_agency(session, at_work.viewer(keys[0]), changes, now)
