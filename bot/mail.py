"""The only door to the mail server: one mail to the staff, and whether a failure is for good or for now."""

from __future__ import annotations

import contextlib
import datetime as dt
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.config import Settings

TIMEOUT = 10.0  # seconds for each answer of the server


@dataclass(frozen=True)
class Posted:
    """What became of a mail: `accepted` by the server, `retry` later, or `rejected` until somebody changes something.

    `detail` names the error without addresses or passwords.
    """

    state: str
    detail: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail in plain text; a second copy with the same `name` is known by its Message-ID as the same mail."""

    subject: str
    text: str
    name: str
    at: dt.datetime


def configured(settings: Settings) -> bool:
    """Whether there is a mail server and somebody to write to."""
    return bool(settings.madoguchi_smtp_host and settings.mail_to)


def post(settings: Settings, mail: Mail, tls: ssl.SSLContext | None = None) -> Posted:
    """Hands one mail to the server of the settings; never raises for what the server or the network does."""
    try:
        server = _connected(settings, tls or ssl.create_default_context())
        try:
            if settings.madoguchi_smtp_user:
                server.login(settings.madoguchi_smtp_user, settings.madoguchi_smtp_password)
            refused = server.send_message(_message(settings, mail), settings.madoguchi_smtp_from, settings.mail_to)
            _take_leave(server)
        finally:
            server.close()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return _failed(error, max(codes) if all(code >= 500 for code in codes) else min(codes))
    except smtplib.SMTPResponseException as error:
        return _failed(error, error.smtp_code)
    except (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError) as error:
        return Posted("rejected", type(error).__name__)
    except (smtplib.SMTPException, OSError) as error:
        return Posted("retry", type(error).__name__)
    # Somebody has got it: writing to the others again would write to them twice.
    return Posted("accepted", f"{len(refused)} of {len(settings.mail_to)} refused" if refused else "")


def _take_leave(server: smtplib.SMTP) -> None:
    """The mail is accepted; whatever the server says to our farewell changes nothing."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()


def _connected(settings: Settings, tls: ssl.SSLContext) -> smtplib.SMTP:
    host, port = settings.madoguchi_smtp_host, settings.madoguchi_smtp_port
    # Our own name is taken from the sender: asking the system for it may wait long for a name server.
    name = settings.madoguchi_smtp_from.rpartition("@")[2]
    if settings.madoguchi_smtp_tls == "tls":
        return smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=TIMEOUT, context=tls)
    server = smtplib.SMTP(host, port, local_hostname=name, timeout=TIMEOUT)
    if settings.madoguchi_smtp_tls == "starttls":
        try:
            server.starttls(context=tls)
        except BaseException:
            server.close()
            raise
    return server


def _message(settings: Settings, mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail.subject
    message["From"] = settings.madoguchi_smtp_from
    message["To"] = ", ".join(settings.mail_to)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.name}@{settings.madoguchi_smtp_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _failed(error: Exception, code: int) -> Posted:
    """RFC 5321: 4xx may work later, 5xx will not; -1 is a server that hung up."""
    return Posted("rejected" if code >= 500 else "retry", f"{type(error).__name__} {code}")
