"""Staff from the command line, for whoever installs the service: who signs in, inviting them, and ending it."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from comms.agencies.find import colleagues
from comms.agencies.permissions import ROLES
from comms.agencies.staff import Staff
from comms.agencies.viewer import Viewer
from comms.cli.opening import agency_option, opened, viewer_for
from comms.foundation.clock import LONDON, utc_now
from comms.foundation.errors import NotFound

email_argument = click.argument("email")
role_option = click.option(
    "--role", "roles", multiple=True, required=True, help="A role; may be given several times. See: comms staff roles"
)


@click.group()
def staff() -> None:
    """See who signs in for an agency, invite somebody, change what they may do, or end their access."""


@staff.command("list")
@agency_option
def list_(agency_name: str | None) -> None:
    """Show who signs in for the agency, who is invited, and who has left."""
    from comms.agencies.staffing.find import invitations, last_signed_in, with_second_factor

    now = utc_now()
    with opened().database.reading() as session:
        viewer = viewer_for(session, agency_name)
        last, having = last_signed_in(session, viewer), with_second_factor(session, viewer)
        for one in colleagues(session, viewer):
            seen = f"last signed in {last[one.id].astimezone(LONDON):%Y-%m-%d}" if one.id in last else "never signed in"
            factor = "second factor set up" if one.id in having else "no second factor yet"
            state = f"{factor}, {seen}" if one.active else "left"
            click.echo(f"{one.email}: {one.name}, {', '.join(one.role_names) or 'no role'} ({state})")
        for open_one in invitations(session, viewer):
            if not open_one.why_not_open(now):
                until = open_one.ends_at.astimezone(LONDON)
                click.echo(f"{open_one.email}: {open_one.name}, invited, until {until:%Y-%m-%d %H:%M}")


@staff.command("invite")
@agency_option
@click.option("--name", required=True, help="As colleagues know them.")
@click.option("--email", required=True, help="They sign in with it.")
@role_option
def invite(agency_name: str | None, name: str, email: str, roles: tuple[str, ...]) -> None:
    """Invite somebody, and print the link. It is good once, for seven days, and is not shown again."""
    from comms.agencies.staffing.inviting import InvitationGiven, link_of
    from comms.agencies.staffing.inviting import invite as invite_staff

    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        made, token = invite_staff(session, viewer, InvitationGiven(name, email, roles), utc_now())
        link, until = link_of(session, token), made.ends_at.astimezone(LONDON)
    click.echo(f"Give {made.name} this link. It is good once, until {until:%Y-%m-%d %H:%M}:")
    click.echo(link)


@staff.command("new-password")
@agency_option
@email_argument
def new_password(agency_name: str | None, email: str) -> None:
    """Print a link with which somebody sets a new password. Their second factor is still asked for."""
    from comms.agencies.staffing.inviting import link_of
    from comms.agencies.staffing.leaving import offer_new_password

    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        made, token = offer_new_password(session, viewer, _named(session, viewer, email).id, utc_now())
        link, until = link_of(session, token), made.ends_at.astimezone(LONDON)
    click.echo(f"Give {made.name} this link. It is good once, until {until:%Y-%m-%d %H:%M}:")
    click.echo(link)


@staff.command("new-factor")
@agency_option
@email_argument
def new_factor(agency_name: str | None, email: str) -> None:
    """Reset the second factor of somebody who has lost it, where no other administrator is left to do so."""
    from comms.agencies.signing_in.factors import reset_factors

    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        one = reset_factors(session, viewer, _named(session, viewer, email).id, utc_now())
    click.echo(f"{one.name} is signed out everywhere, and sets up a new second factor when they sign in.")


@staff.command("let-go")
@agency_option
@email_argument
def let_go(agency_name: str | None, email: str) -> None:
    """End somebody's access at once; what they had taken on goes back to the agency."""
    from comms.colleagues.leaving import let_go as let_staff_go

    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        gone = let_staff_go(session, viewer, _named(session, viewer, email).id, utc_now())
        click.echo(f"{gone.staff.name} signs in no more.")
        for key in gone.keys:
            click.echo(f"They made the key “{key.name}” ({key.begins}), which goes on working. Revoke it if need be.")
        if gone.unseen:
            click.echo(f"Nobody is left who sees these closed families: {', '.join(gone.unseen)}. Name somebody.")


@staff.command("roles")
@agency_option
@click.argument("email", required=False)
@click.option("--role", "roles", multiple=True, help="A role they have from now on; may be given several times.")
def roles(agency_name: str | None, email: str | None, roles: tuple[str, ...]) -> None:
    """Say what each role may do; with an address, what somebody's roles are; with --role, give them others."""
    if email is None:
        for name, may in ROLES.items():
            click.echo(f"{name}: {', '.join(sorted(one.value for one in may))}")
        return
    if not roles:
        with opened().database.reading() as session:
            one = _named(session, viewer_for(session, agency_name), email)
            click.echo(f"{one.name}: {', '.join(one.role_names) or 'no role'}")
        return
    _change(agency_name, email, roles)


def _change(agency_name: str | None, email: str, roles: tuple[str, ...]) -> None:
    from comms.agencies.staffing.changing import RolesGiven
    from comms.colleagues.roles import give_roles

    with opened().database.work() as session:
        viewer = viewer_for(session, agency_name)
        one = _named(session, viewer, email)
        given = RolesGiven(roles, one.qualification, one.qualified_in)
        changed = give_roles(session, viewer, one.id, given, utc_now())
        click.echo(f"{changed.name}: {', '.join(changed.role_names)}")


def _named(session: Session, viewer: Viewer, email: str) -> Staff:
    """The colleague with an address. Raises ``NotFound`` naming nobody."""
    wanted = email.strip().lower()
    found = next((one for one in colleagues(session, viewer) if one.email == wanted), None)
    if found is None:
        raise NotFound("Nobody of this agency signs in with this address.", "See who does: comms staff list")
    return found
