"""How we know that a request comes from Twilio: it is signed with the account's token, over the address it was sent to.

The address is the configured public one and never what arrived here: behind a proxy that ends https we see http and
another host. A signature holds no time and stays valid for ever, so whoever takes a request takes the same one once.
"""

from __future__ import annotations

from collections.abc import Mapping

from twilio.request_validator import RequestValidator

from comms.foundation.settings import Settings


def signature_is_valid(settings: Settings, full_path: str, fields: Mapping[str, str], given: str | None) -> bool:
    """Whether Twilio signed this request. ``full_path`` is the path with its query as it came; ``fields`` are all form
    fields as they came, blank and unknown ones too; ``given`` is the header ``X-Twilio-Signature``, None without one.

    Without a token nothing is valid: whoever knows that it is empty could sign.
    """
    if not settings.twilio_auth_token or not given:
        return False
    # A path without a query comes from Flask with a question mark at its end; the kit drops it.
    address = f"{settings.address}{full_path}"
    valid: bool = RequestValidator(settings.twilio_auth_token).validate(address, fields, given)
    return valid
