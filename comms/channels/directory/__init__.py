"""An agency's own directory of its staff: one small protocol, and OpenID Connect behind it."""

from __future__ import annotations

from comms.channels.directory.allowed import AddressRefused, checked_address
from comms.channels.directory.openid import OpenIdDirectory
from comms.channels.directory.signed_in import (
    CameBack,
    Directory,
    DirectoryGiven,
    Kept,
    NotBelieved,
    NotReached,
    SignedIn,
)
from comms.foundation.settings import Settings

__all__ = [
    "AddressRefused",
    "CameBack",
    "Directory",
    "DirectoryGiven",
    "Kept",
    "NotBelieved",
    "NotReached",
    "OpenIdDirectory",
    "SignedIn",
    "checked_address",
    "directory_for",
]


def directory_for(settings: Settings) -> Directory:
    """How agencies' directories are spoken to."""
    return OpenIdDirectory(settings)
