"""Mail by SMTP."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from urllib.parse import unquote, urlsplit

import aiosmtplib

from domain.ports import DeliveryFailed, Letter

TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands mail to a server, from one address in the sender's name. A password travels over TLS alone."""

    address: str
    host: str
    port: int
    username: str | None = None
    password: str | None = None
    implicit_tls: bool = False

    @classmethod
    def at(cls, url: str, address: str) -> SmtpMailer:
        """The mailer of a URL: `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte."""
        told = urlsplit(url)
        if told.scheme not in ("smtp", "smtps") or not told.hostname:
            raise ValueError("A mail server is given as smtp://user:password@host:587, or smtps:// for TLS throughout.")
        implicit = told.scheme == "smtps"
        port = told.port or (465 if implicit else 587)
        username, password = (unquote(part) if part else None for part in (told.username, told.password))
        return cls(address, told.hostname, port, username, password, implicit)

    async def send(self, letter: Letter, key: str) -> None:
        """Send a letter; the key becomes its Message-ID, by which a second copy is known as one."""
        try:
            await aiosmtplib.send(
                self._composed(letter, key),
                sender=self.address,
                recipients=[letter.to],
                hostname=self.host,
                port=self.port,
                username=self.username,
                password=self.password,
                use_tls=self.implicit_tls,
                start_tls=False if self.implicit_tls else True if self.password else None,
                timeout=TIMEOUT,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _refused(letter, refused.recipients[0]) from refused
        except aiosmtplib.SMTPAuthenticationError as refused:
            raise DeliveryFailed(f"The mail server did not take our password: {refused.message}.") from refused
        except aiosmtplib.SMTPResponseException as refused:
            raise _refused(letter, refused) from refused
        except aiosmtplib.SMTPNotSupported as lacking:
            raise DeliveryFailed(f"The mail server cannot take this mail: {lacking}.", permanent=True) from lacking
        except (aiosmtplib.SMTPException, OSError) as trouble:
            raise DeliveryFailed(f"The mail server {self.host} does not answer: {trouble}.") from trouble

    def _composed(self, letter: Letter, key: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = formataddr((_one_line(letter.sender), self.address)) if letter.sender else self.address
        mail["To"] = letter.to
        mail["Subject"] = _one_line(letter.subject)
        mail["Date"] = formatdate(localtime=True)
        mail["Message-ID"] = f"<{key}@{self.address.rpartition('@')[2]}>"
        mail.set_content(letter.body)
        for each in letter.attachments:
            kind, _, form = each.mime.partition("/")
            mail.add_attachment(each.data, maintype=kind, subtype=form, filename=_one_line(each.name))
        return mail


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _refused(letter: Letter, refused: aiosmtplib.SMTPResponseException) -> DeliveryFailed:
    """A 5xx will be one again; anything less may pass."""
    return DeliveryFailed(
        f"The mail server refused the mail to {letter.to}: {refused.message}.", permanent=refused.code >= 500
    )
