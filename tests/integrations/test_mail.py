"""Mail by SMTP against a server on loopback."""

import pytest

from domain.ports import Attachment, DeliveryFailed, Letter
from integrations.mail import SmtpMailer
from tests.loopback import mail_server

LETTER = Letter("maria@mail.example", "Your visit\r\nBcc: all@mail.example", "Mike läuft 15 Minuten spät.", "Ridgeline")


async def test_a_letter_arrives_with_its_key_as_its_id() -> None:
    async with mail_server() as server:
        await SmtpMailer.at(f"smtp://127.0.0.1:{server.port}", "desk@ridgeline.example").send(LETTER, "parcel-1")
    mail, envelope = server.taken[0], server.envelopes[0]
    assert mail["From"] == "Ridgeline <desk@ridgeline.example>"
    assert mail["Message-ID"] == "<parcel-1@ridgeline.example>"
    assert mail.get_content().strip() == LETTER.body
    assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@ridgeline.example", ["maria@mail.example"])
    assert mail["Subject"] == "Your visit Bcc: all@mail.example"
    assert mail["Bcc"] is None


async def test_files_go_along() -> None:
    pdf = Attachment("Invoice 2003\n.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    letter = Letter(LETTER.to, "Invoice 2003", "Here it is.", attachments=(pdf,))
    async with mail_server() as server:
        await SmtpMailer.at(f"smtp://127.0.0.1:{server.port}", "desk@ridgeline.example").send(letter, "parcel-2")
    body, file = server.taken[0].iter_parts()
    assert body.get_content().strip() == "Here it is."
    assert (file.get_content_type(), file.get_filename()) == ("application/pdf", "Invoice 2003 .pdf")
    assert file.get_content() == pdf.data


@pytest.mark.parametrize(("said", "permanent"), [("550 No such user", True), ("451 Try again later", False)])
async def test_a_refusal_says_whether_trying_again_helps(said: str, permanent: bool) -> None:
    async with mail_server() as server:
        server.refusal = {LETTER.to: said}
        with pytest.raises(DeliveryFailed, match=said[4:]) as failed:
            await SmtpMailer.at(f"smtp://127.0.0.1:{server.port}", "desk@ridgeline.example").send(LETTER, "key")
    assert failed.value.permanent is permanent
    assert server.taken == []


async def test_a_server_that_is_away_may_come_back() -> None:
    async with mail_server() as server:
        mailer = SmtpMailer.at(f"smtp://127.0.0.1:{server.port}", "desk@ridgeline.example")
    with pytest.raises(DeliveryFailed, match=r"does not answer") as failed:
        await mailer.send(LETTER, "key")
    assert not failed.value.permanent


async def test_a_password_is_not_sent_in_the_clear() -> None:
    """The stand-in offers no TLS, so a mailer with a password gives up before it signs in."""
    async with mail_server() as server:
        mailer = SmtpMailer.at(f"smtp://desk:secret@127.0.0.1:{server.port}", "desk@ridgeline.example")
        with pytest.raises(DeliveryFailed, match="STARTTLS"):
            await mailer.send(LETTER, "key")
    assert server.taken == []


def test_the_address_of_a_server_is_read_whole() -> None:
    mailer = SmtpMailer.at("smtps://desk%40ridgeline.example:p%3Aw@mail.example", "desk@ridgeline.example")
    assert (mailer.host, mailer.port, mailer.implicit_tls) == ("mail.example", 465, True)
    assert (mailer.username, mailer.password) == ("desk@ridgeline.example", "p:w")
    with pytest.raises(ValueError, match="smtp://"):
        SmtpMailer.at("mail.example:25", "desk@ridgeline.example")
