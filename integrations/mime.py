"""Mails as they are on the wire: what a person reads in them, and nothing that is fetched or run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import default
from email.utils import formatdate, getaddresses
from html.parser import HTMLParser

from domain.ports import Letter

LONGEST_BODY, LONGEST_LINE = 20_000, 200
MOST_READ = 1_000_000
CUT = "\n[…]"
OURS = "X-Callout-Message"
UNSEEN = ("script", "style", "head", "title", "template")
BREAKS = ("p", "br", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table")


def parsed(raw: bytes) -> EmailMessage:
    """A mail, however badly it is written."""
    mail = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    return mail


def header(mail: EmailMessage, name: str) -> str:
    """A header's words, on one line; empty where there are none that can be read."""
    with suppress(Exception):  # the standard library's header parser breaks in many ways on headers that are no headers
        return " ".join(clean(str(mail.get(name, ""))).split())
    return ""


def addresses(mail: EmailMessage, *names: str) -> tuple[str, ...]:
    """The addresses in some headers, without the names beside them."""
    pairs = getaddresses([header(mail, name) for name in names])
    return tuple(address for _, address in pairs if "@" in address)


def body(mail: EmailMessage) -> str:
    """What a person reads: the plain text, or what the HTML says."""
    for form in ("plain", "html"):
        with suppress(Exception):  # a broken part is a part that says nothing
            part = mail.get_body((form,))
            if part is not None:
                words = _decoded(part)
                return shortened(from_html(words) if form == "html" else words)
    return ""


def _decoded(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        return data[:MOST_READ].decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data[:MOST_READ].decode("utf-8", "replace")


def shortened(words: str) -> str:
    """Text as it is kept: no longer than a message may be, blank lines no more than one at a time."""
    told = re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", clean(words).replace("\r\n", "\n").replace("\r", "\n")).strip()
    return told if len(told) <= LONGEST_BODY else told[: LONGEST_BODY - len(CUT)] + CUT


def clean(words: str) -> str:
    """Without what no database keeps: null bytes, and halves of characters."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def from_html(words: str) -> str:
    """What HTML says, as text."""
    reader = _Words()
    reader.feed(words[:MOST_READ])
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return "\n".join(lines)


class _Words(HTMLParser):
    """Collects the text of a page, and where its lines end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        if tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        if tag in BREAKS and tag != "br":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data.replace("\n", " "))


def composed(letter: Letter, ours: str) -> bytes:
    """A letter as it is sent, its sender a whole address; what we call it goes along in a header of our own."""
    mail = EmailMessage()
    mail["To"] = letter.to
    if letter.sender:
        mail["From"] = " ".join(letter.sender.split())
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = formatdate(localtime=True)
    mail[OURS] = ours
    for name, value in letter.headers:
        mail[name] = " ".join(value.split())
    mail.set_content(letter.body)
    for each in letter.attachments:
        kind, _, form = each.mime.partition("/")
        mail.add_attachment(each.data, maintype=kind, subtype=form, filename=" ".join(each.name.split()))
    return mail.as_bytes()
