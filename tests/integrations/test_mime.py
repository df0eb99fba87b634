"""Mails as people and programs write them: what is read is text, whatever was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Letter
from integrations.mime import LONGEST_BODY, addresses, body, composed, from_html, header, parsed, shortened

BROKEN = [
    b"",
    b"Subject: =?utf-9?B?////?=\n\nHello",
    b"Content-Type: text/plain; charset=no-such\n\nHello",
    b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nHello",
    b"From: <<>>@@,\xff\nTo: ;;\n\nHello",
    b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
    b"Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\n",
]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    mail = parsed(raw)
    assert isinstance(body(mail) + header(mail, "Subject"), str)
    assert all("@" in each for each in addresses(mail, "From", "To"))


@given(st.binary(max_size=400))
def test_whatever_comes_is_text_that_can_be_kept(raw: bytes) -> None:
    mail = parsed(raw)
    told = body(mail) + header(mail, "Subject") + "".join(addresses(mail, "From"))
    assert "\x00" not in told
    told.encode("utf-8")


def test_html_is_read_and_nothing_of_it_runs_or_is_fetched() -> None:
    page = """<html><head><title>x</title><style>p { color: red }</style></head><body onload="alert(1)">
      <script>alert(2)</script><p>Hello&nbsp;Maria,</p><img src="https://track.example/1.gif"><div>nine<br>or ten</div>
      </body></html>"""
    assert shortened(from_html(page)) == "Hello Maria,\n\nnine\nor ten"


def test_the_plain_part_is_preferred_and_long_ones_are_cut() -> None:
    raw = composed(Letter("a@b.example", "x", "plain words"), "ours")
    assert body(parsed(raw)).strip() == "plain words"
    assert len(shortened("long " * LONGEST_BODY)) == LONGEST_BODY


def test_no_header_can_be_smuggled_in() -> None:
    letter = Letter(
        "a@b.example", "Hello\r\nBcc: all@b.example", "x", sender="Us\nX: y", headers=(("References", "a\nb"),)
    )
    mail = parsed(composed(letter, "ours"))
    assert mail["Bcc"] is None
    assert mail["X"] is None
