"""What carriers write about a calling number that was checked."""

from __future__ import annotations

import pytest

from callcenter.domain.calls.caller_identity import CallerIdentity, read_identity


@pytest.mark.parametrize(
    ("headers", "verstat", "attestation"),
    [
        ({"p-asserted-identity": "<sip:+12025550123;verstat=TN-Validation-Passed@c;user=phone>"}, "passed", ""),
        ({"p-asserted-identity": "<tel:+12025550123;verstat=TN-Validation-Passed-A>"}, "passed", "A"),
        ({"from": "<sip:+12025550123;verstat=TN-Validation-Failed@c>;tag=1"}, "failed", ""),
        ({"from": "<sip:+12025550123@c>;tag=1;verstat=No-TN-Validation"}, "none", ""),
        (
            {
                "p-asserted-identity": "<tel:+1;verstat=No-TN-Validation>",
                "from": "<tel:+1;verstat=TN-Validation-Passed>",
            },
            "none",
            "",
        ),
        ({"p-attestation-indicator": " b "}, "", "B"),
        ({"p-attestation-indicator": "gateway"}, "", ""),
        ({"from": "<sip:+12025550123;verstat=Sure@c>"}, "", ""),
        ({}, "", ""),
    ],
)
def test_read_identity__as_carriers_write_it__is_told(headers: dict[str, str], verstat: str, attestation: str) -> None:
    found = read_identity(headers, attestation_header="P-Attestation-Indicator")

    assert found == CallerIdentity(verstat=verstat, attestation=attestation)


def test_tags__of_what_was_said__have_name_and_value() -> None:
    assert CallerIdentity(verstat="passed", attestation="A").tags == ("verstat:passed", "attestation:A")
    assert CallerIdentity().tags == ()
