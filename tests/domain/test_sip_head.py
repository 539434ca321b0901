"""A SIP message's parts, as everything of ours reads them."""

from __future__ import annotations

import pytest

from callcenter.domain.sip_head import sip_parts

MESSAGE = (
    "INVITE sip:x@h SIP/2.0\r\nsubject : one\r\n\ttwo \r\n  three\r\nf: <sip:a@h>\r\nno header\r\nSubject: other\r\n"
    "\r\nv=0\r\n\r\nx"
)


@pytest.mark.parametrize("ends", ["\r\n", "\n"])
def test_parts__whatever_lines_end_with__start_headers_unfolded_and_body(ends: str) -> None:
    parts = sip_parts(MESSAGE.replace("\r\n", ends))

    assert parts.start == "INVITE sip:x@h SIP/2.0"
    assert parts.headers == ("subject : one two three", "f: <sip:a@h>", "no header", "Subject: other")
    assert parts.body == "v=0\n\nx"


def test_header__by_its_name_or_its_short_form__is_the_first_one() -> None:
    parts = sip_parts(MESSAGE)

    assert parts.header("subject", "s") == "one two three"
    assert parts.header("from", "f") == "<sip:a@h>"
    assert parts.header("to", "t") == ""
    assert parts.header("no header") == ""
