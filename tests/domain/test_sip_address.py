"""Addresses in SIP headers: the one between the brackets, whatever stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.domain.routing.sip_address import printable, read_address


@pytest.mark.parametrize(
    ("header", "user", "host"),
    [
        ("<sip:+18005550100@example.com>", "+18005550100", "example.com"),
        ('"Ann Lee" <sip:ann@example.com:5060;transport=tcp>;tag=1', "ann", "example.com"),
        # What Kamailio reads as A, a greedy pattern reads as B.
        ('<sip:+15551230001@c>;tag=1;x="<sip:+18005550123@v>"', "+15551230001", "c"),
        ('"<sip:evil@h>" <sip:good@c>', "good", "c"),
        (r'"a \" <sip:evil@h>" <sip:good@c>', "good", "c"),
        ("sip:good@c;tag=<sip:evil@h>", "", ""),
        ("sip:good@c;tag=1", "good", "c"),
        ('sip:good@c;x="<sip:evil@h>"', "good", "c"),
        ("Ann <sip:good@[2001:db8::1]:5060>", "good", "2001:db8::1"),
        ("<sip:+1800;npdi;rn=123@c>", "+1800", "c"),
        ("<sip:%2B18005550100@c>", "+18005550100", "c"),
        ("<sip:ann:secret@c>", "ann", "c"),
        ("<tel:+18005550100;phone-context=+1>", "+18005550100", ""),
        ("tel:+18005550100", "+18005550100", ""),
        ("tel:+1-800-555-0100", "+18005550100", ""),
        ("<tel:555-0100;phone-context=+1800>", "+18005550100", ""),
        ("<tel:5550100;phone-context=example.com>", "5550100", ""),
        ("<sip:5550100;phone-context=+1-800@c;user=phone>", "+18005550100", "c"),
        ("<sip:+18005550100;npdi;rn=+12025550000@c;user=phone>", "+18005550100", "c"),
        ("<sip:+1(800)555.0100@c>", "+18005550100", "c"),
        ("<sip:800-555-0100@c>", "800-555-0100", "c"),
        ("<sip:anna-2.1@c;user=phone>", "anna-2.1", "c"),
        ("<sip:example.com>", "", "example.com"),
        ("<sip:%1b]0;x%07@c>", "]0", "c"),
        ("<sip:never-closed@c", "", ""),
        ('"never ended <sip:evil@h>', "", ""),
        ('"never ended <sip:evil@h>\\', "", ""),
        ("", "", ""),
        ("nonsense", "", ""),
    ],
)
def test_read_address__of_a_header__is_the_one_in_brackets(header: str, user: str, host: str) -> None:
    found = read_address(header)

    assert (found.user, found.host) == (user, host)


@given(st.text(max_size=60), st.text(max_size=60))
def test_read_address__anything_quoted_around_it__changes_nothing(before: str, after: str) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    found = read_address(f"{quoted(before)} <sip:+15551230001@c>;x={quoted(after)}")

    assert (found.user, found.host) == ("+15551230001", "c")


@given(st.text(max_size=120))
def test_read_address__whatever_comes__never_raises_and_holds_no_control_characters(text: str) -> None:
    found = read_address(text)

    assert printable(found.user) == found.user
