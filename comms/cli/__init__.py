"""The command line: ``comms``. Exit status 0 when all went, 1 when something was refused or held, 2 on bad use."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import OperationalError

from comms.cli import (
    agencies,
    audit,
    backup,
    bookings,
    cautions,
    demo,
    detect,
    follow_ups,
    imports,
    interpreters,
    keys,
    languages,
    letters,
    messages,
    running,
    staff,
    translate,
    translation,
    words,
)
from comms.foundation.db import DiskFull, disk_is_full
from comms.foundation.errors import CommsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="comms")
def comms() -> None:
    """Makes sure a family is written to, called, met and cautioned in words it understands."""


for command in (
    running.init, running.migrate_command, running.serve, running.web, running.work, running.settings,
    agencies.agency, staff.staff, imports.import_, interpreters.interpreters, bookings.bookings, letters.letters,
    messages.messages, follow_ups.follow_ups, languages.languages, audit.audit, demo.demo,
    backup.backup, backup.restore_command, keys.keys,
    translation.translation, words.words, detect.detect, translate.translate,
    cautions.cautions,
):  # fmt: skip
    comms.add_command(command)


def main() -> None:
    """Run a command; a refusal says what is wrong and what to do, in the words the screens use."""
    try:
        comms(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (OperationalError, OSError) as fault:
        _say(fault)
        sys.exit(2)
    except CommsError as fault:
        click.echo(f"{fault.message}\n{fault.remedy}".strip(), err=True)
        sys.exit(2)


def _say(fault: OperationalError | OSError) -> None:
    if disk_is_full(fault):
        click.echo(str(DiskFull()), err=True)
    elif isinstance(fault, OperationalError):
        click.echo(f"The database does not answer: {fault.orig}\nSee that it runs and that COMMS_HOME can be written, "
                   "or set COMMS_DATABASE_URL.", err=True)  # fmt: skip
    elif fault.filename is None:
        raise fault
    else:
        click.echo(f"{fault.filename}: {fault.strerror}.", err=True)
