"""A mail server, spoken to with the standard library. Before it has the message a failure may be tried again; once it
may have it, a failure is in doubt, and in doubt nothing is repeated."""

from __future__ import annotations

import logging
import smtplib
import ssl

from comms.channels.email.message import Answer, Email, Outcome
from comms.foundation.settings import Settings

logger = logging.getLogger(__name__)

TAKEN = 250
FOR_GOOD = 500  # codes from here on will not be another when it is tried again
IN_DOUBT = "The connection broke while it was handed over, so it is not known whether it went."
NOT_REACHED = "The mail server could not be reached."


class SmtpMailer:
    """The mail server of the settings ``COMMS_SMTP_…``."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, email: Email) -> Answer:
        """Hand one e-mail over, to one address."""
        try:
            content = bytes(email.as_message())
            email.to.encode("ascii")
        except ValueError:
            return Answer(Outcome.REFUSED, "The e-mail address is not one that mail servers take.")
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException) as fault:
            logger.warning("The mail server could not be reached.", extra={"fault": type(fault).__name__})
            return Answer(Outcome.LATER, NOT_REACHED)
        try:
            return self._handed_over(server, email, content)
        finally:
            _leave(server)

    def fault(self) -> str:
        """Why the server cannot be used as it is set, in a sentence; empty when it can."""
        try:
            _leave(self._connected())
        except smtplib.SMTPAuthenticationError:
            return "The mail server does not take COMMS_SMTP_USER with COMMS_SMTP_PASSWORD."
        except smtplib.SMTPNotSupportedError:
            return "The mail server offers no STARTTLS, or no sign-in. Check COMMS_SMTP_SECURITY and the port."
        except (OSError, smtplib.SMTPException) as fault:
            where, what = f"{self.settings.smtp_host}:{self.settings.smtp_port}", type(fault).__name__
            return f"The mail server at {where} could not be reached ({what}). Check COMMS_SMTP_HOST and its port."
        return ""

    def _connected(self) -> smtplib.SMTP:
        """A connection that may be used. Raises ``OSError`` or ``SMTPException``."""
        chosen = self.settings
        where, timeout = (chosen.smtp_host, chosen.smtp_port), chosen.smtp_timeout
        if chosen.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=timeout, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(*where, timeout=timeout)
        try:
            if chosen.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password)
        except BaseException:
            server.close()
            raise
        return server

    def _handed_over(self, server: smtplib.SMTP, email: Email, content: bytes) -> Answer:
        try:
            code, _ = server.mail(email.sender[1])
            if code != TAKEN:
                return _refused(code, "The mail server does not take our own address as a sender.")
            code, _ = server.rcpt(email.to)
            if code not in {TAKEN, 251}:
                return _refused(code, "The mail server refused this e-mail address.")
        except (OSError, smtplib.SMTPException):
            return Answer(Outcome.LATER, NOT_REACHED)
        try:
            code, _ = server.data(content)
        except smtplib.SMTPDataError as fault:  # refused before a word of it was handed over
            return _refused(fault.smtp_code, "The mail server did not take the message.")
        except (OSError, smtplib.SMTPException):
            return Answer(Outcome.UNKNOWN, IN_DOUBT)
        return Answer(Outcome.SENT) if code == TAKEN else _refused(code, "The mail server did not take the message.")


def _refused(code: int, why: str) -> Answer:
    return Answer(Outcome.REFUSED if code >= FOR_GOOD else Outcome.LATER, f"{why} Its code is {code}.")


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
