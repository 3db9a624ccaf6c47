"""Which languages can be translated into which: read from the packages' notes, without an engine, for any screen."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from comms.channels.argos.packages import installed_packages, package_for
from comms.channels.translator import Pair
from comms.foundation.settings import Settings
from comms.foundation.work import packages_of


def pairs_of(settings: Settings) -> Sequence[Pair]:
    """The direction of each package that is installed now."""
    packages = installed_packages(settings.translation_folder)
    return [Pair(package.source, package.target, package.by) for package in packages]


def pair_here(session: Session, source: str, target: str) -> Pair | None:
    """The direction that serves two languages (BCP 47), where a package of this installation does."""
    folder = packages_of(session)
    try:
        package = package_for(folder, source, target) if folder is not None else None
    except OSError:
        # A folder that cannot be read holds nothing up: there is no package then.
        return None
    return Pair(package.source, package.target, package.by) if package is not None else None


def any_here(session: Session) -> bool:
    """Whether any package is installed here."""
    folder = packages_of(session)
    try:
        return folder is not None and bool(installed_packages(folder))
    except OSError:
        return False
