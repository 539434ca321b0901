"""The stack's own refusals, by SIP status."""

from __future__ import annotations

from callcenter.telephony.embedded.sip_status import REFUSALS, refusal_reason


def test_refusals__each_status__is_a_kebab_word() -> None:
    assert all(reason == reason.lower().replace(" ", "-") for reason in REFUSALS.values())
    assert refusal_reason(499) == "refused-by-stack"
