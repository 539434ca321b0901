"""What the stack is configured with, and what it can't be."""

from __future__ import annotations

import pytest

from callcenter.errors import SettingsError
from callcenter.telephony.embedded.stack.stack_config import codec_names, config_lines, exposed_headers
from callcenter.telephony.embedded.stack.stack_port import StackOptions, number_forms


def test_config__of_the_stack__pins_what_it_must() -> None:
    lines = config_lines(StackOptions(host="127.0.0.1", port=5070)).splitlines()

    assert "sip_listen 127.0.0.1:5070" in lines
    assert "sip_transports ws" in lines  # nothing listens before the numbers are served
    # The adaptive one makes answers later for good once three packets were late.
    assert "audio_jitter_buffer_type fixed" in lines
    assert "audio_jitter_buffer_ms 20-200" in lines


def test_headers__more_than_the_stack_takes__are_refused() -> None:
    with pytest.raises(SettingsError, match="at most 7"):
        exposed_headers(StackOptions(headers=tuple(f"X-{index}" for index in range(10))))


def test_codec__unknown__is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="'g729'"):
        codec_names(StackOptions(codecs=("g729",)))


def test_number__with_plus__is_also_taken_without() -> None:
    assert number_forms("+18005550100") == ("+18005550100", "18005550100")
    assert number_forms("100") == ("100",)
