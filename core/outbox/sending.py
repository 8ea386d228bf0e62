"""One mail to the firm's mail server, and what its answer means."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from core import clock
from core.outbox.rules import is_final
from core.phrases import N_, Phrase, phrase
from core.settings import Settings

SECONDS = 15
"""How long the server may take for each step of the conversation."""


@dataclass(frozen=True)
class Letter:
    """A mail ready to go."""

    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    message_id: str


class NotSent(Exception):
    """The server did not take it. `is_final`: it never will; `is_server`: no other mail would fare better now."""

    def __init__(self, why: Phrase, *, is_final: bool = False, is_server: bool = False) -> None:
        super().__init__(str(why))
        self.why, self.is_final, self.is_server = why, is_final, is_server


def message(letter: Letter, settings: Settings) -> EmailMessage:
    """Text with HTML beside it; marked as sent by a machine (RFC 3834), so that no absence note answers it."""
    made = EmailMessage(policy=SMTP)
    name, sender = parseaddr(settings.mail_from)
    made["From"] = Address(name or settings.firm_name, addr_spec=sender)
    made["To"] = Address(letter.to_name, addr_spec=letter.to_address)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = letter.message_id
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(letter.text)
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
    return made


def send(letter: Letter, settings: Settings) -> None:
    """Hand a mail to the server. Raises NotSent with a sentence for the administrator; the password is in none."""
    try:
        made = message(letter, settings)
    except (ValueError, IndexError) as error:  # an address that no mail can be written to
        raise NotSent(phrase(N_("“%(address)s” is not an address to write to."), address=letter.to_address),
                      is_final=True) from error  # fmt: skip
    try:
        with _open(settings) as server:
            server.send_message(made, from_addr=parseaddr(settings.mail_from)[1], to_addrs=[letter.to_address])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        why = phrase(N_("The server refuses the address: %(said)s"), said=_said(said))
        raise NotSent(why, is_final=is_final(code)) from error
    except smtplib.SMTPDataError as error:
        why = phrase(N_("The server refuses the mail: %(said)s"), said=_said(error.smtp_error))
        raise NotSent(why, is_final=is_final(error.smtp_code)) from error
    except smtplib.SMTPAuthenticationError as error:
        why = phrase(N_("The server refuses SMTP_USER and SMTP_PASSWORD: %(said)s"), said=_said(error.smtp_error))
        raise NotSent(why, is_server=True) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(
            phrase(N_("The server refuses: %(said)s"), said=_said(error.smtp_error)), is_server=True
        ) from error
    except smtplib.SMTPException as error:
        raise NotSent(
            phrase(N_("The server cannot be used: %(said)s"), said=_said(str(error))), is_server=True
        ) from error
    except ssl.SSLError as error:
        why = phrase(N_("No secure connection to %(host)s: %(said)s"), host=settings.smtp_host, said=_said(str(error)))
        raise NotSent(why, is_server=True) from error
    except OSError as error:
        why = phrase(N_("%(host)s:%(port)s does not answer: %(said)s"), host=settings.smtp_host,
                     port=settings.smtp_port, said=_said(error.strerror or type(error).__name__))  # fmt: skip
        raise NotSent(why, is_server=True) from error


def _open(settings: Settings) -> smtplib.SMTP:
    host, port, security = settings.smtp_host, settings.smtp_port, settings.smtp_security
    server: smtplib.SMTP
    if security == "tls":
        server = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        if security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _said(text: bytes | str) -> str:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(shown.split())[:200]
