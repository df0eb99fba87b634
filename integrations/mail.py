"""Mail by SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.protocol import PERIOD_REGEX, normalize_message_line_endings
from aiosmtplib.typing import Default

from domain.ports import DeliveryFailed, Letter

TIMEOUT = 30.0
DRAINING = 0.005  # seconds between two looks whether a large mail is on its way


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
        handing_over = HandingOver(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.implicit_tls,
            start_tls=False if self.implicit_tls else True if self.password else None,
            timeout=TIMEOUT,
        )
        handing_over.gone = letter.gone
        try:
            async with handing_over:
                await handing_over.send_message(
                    self._composed(letter, key), sender=self.address, recipients=[letter.to]
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
            unsure = handing_over.unsure
            raise DeliveryFailed(f"The mail server {self.host} does not answer: {trouble}.", unsure=unsure) from trouble

    def _composed(self, letter: Letter, key: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = formataddr((_one_line(letter.sender), self.address)) if letter.sender else self.address
        mail["To"] = letter.to
        mail["Subject"] = _one_line(letter.subject)
        mail["Date"] = formatdate(localtime=True)
        for name, value in letter.headers:
            mail[name] = value
        mail["Message-ID"] = f"<{key}@{self.address.rpartition('@')[2]}>"
        mail.set_content(letter.body)
        for each in letter.attachments:
            kind, _, form = each.mime.partition("/")
            mail.add_attachment(each.data, maintype=kind, subtype=form, filename=_one_line(each.name))
        return mail


class HandingOver(aiosmtplib.SMTP):
    """An SMTP conversation that tells when a mail can no longer be held back: right before the dot that ends it.

    A server that has the dot takes the mail, whether or not we live to hear it say so.
    """

    gone: Callable[[], None] = staticmethod(lambda: None)
    unsure = False  # the dot was sent, and nothing was heard

    async def data(
        self,
        message: str | bytes,
        /,
        *,
        timeout: float | Literal[Default.token] | None = Default.token,  # noqa: ASYNC109
    ) -> aiosmtplib.SMTPResponse:
        """Send a mail's content, and the dot by itself."""
        try:
            await self._answered(b"DATA", aiosmtplib.SMTPStatus.start_input, timeout)
            await self._write(message.encode("ascii") if isinstance(message, str) else message)
            self.gone()
            self.unsure = True
            taken = await self._answered(b".", aiosmtplib.SMTPStatus.completed, timeout)
            self.unsure = False
            return taken
        except aiosmtplib.SMTPDataError:
            self.unsure = False
            raise
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
            self.close()
            raise

    async def _answered(
        self, said: bytes, wanted: int, within: float | Literal[Default.token] | None
    ) -> aiosmtplib.SMTPResponse:
        answer = await self.execute_command(said, timeout=within)
        if answer.code != wanted:
            raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        return answer

    async def _write(self, message: bytes) -> None:
        """Write the content, and wait until all of it has left."""
        if self.protocol is None or not isinstance(self.transport, asyncio.WriteTransport):
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self.protocol.write(PERIOD_REGEX.sub(b"..", normalize_message_line_endings(message)))
        while not self.transport.is_closing() and self.transport.get_write_buffer_size():  # noqa: ASYNC110 no event
            await asyncio.sleep(DRAINING)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _refused(letter: Letter, refused: aiosmtplib.SMTPResponseException) -> DeliveryFailed:
    """A 5xx will be one again; anything less may pass."""
    return DeliveryFailed(
        f"The mail server refused the mail to {letter.to}: {refused.message}.", permanent=refused.code >= 500
    )
