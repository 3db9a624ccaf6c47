"""Which addresses of a directory are spoken to: https, on a host that whoever runs this installation named."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from comms.foundation.errors import BadInput
from comms.foundation.settings import HERE, Settings

LONGEST_ADDRESS = 400
PORT = 443


class AddressRefused(BadInput):
    """An address that no directory is spoken to at."""


def checked_address(settings: Settings, address: str) -> SplitResult:
    """The address, when a directory may be spoken to there. Raises ``AddressRefused``.

    On this machine itself plain http on any port is allowed while nobody works with the installation in earnest: a
    directory is tried so.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as fault:
        raise AddressRefused("This is not an address of a directory.", "It begins with https://.") from fault
    odd = not address.isascii() or len(address) > LONGEST_ADDRESS or any(one.isspace() for one in address)
    if odd or parts.username is not None or parts.password is not None or parts.fragment or not parts.hostname:
        raise AddressRefused("This is not an address of a directory.", "Copy it from the directory’s settings.")
    trying = settings.mode != "production" and parts.hostname in HERE
    if not trying and (parts.scheme != "https" or port not in {None, PORT}):
        raise AddressRefused("The address of a directory begins with https:// and names no port.", "Correct it.")
    if parts.scheme not in {"https", "http"}:
        raise AddressRefused("The address of a directory begins with https://.", "Correct it.")
    if parts.hostname not in settings.directory_host_names:
        allowed = ", ".join(settings.directory_host_names) or "none"
        raise AddressRefused(
            f"No directory is spoken to at {parts.hostname} here. Allowed: {allowed}.",
            "Ask whoever runs this service to add it to COMMS_DIRECTORY_HOSTS.",
        )
    return parts
