"""A rule that names something twice: LiveKit fails every call of its trunks (503), the single machine takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.matching import CallRequest, RoutingOutcome, TargetName, judge
from callcenter.domain.routing.trunk import InboundTrunk
from callcenter.provisioning.checks.validate import validate
from callcenter.provisioning.files.load import load_leniently

TRUNK = InboundTrunk(name="t", numbers=("+18005550100", "+493055502"))
NUMBER = '"+18005550100"'
TWICE = [
    {"called_numbers": ("+18005550100", "18005550100")},
    {"called_numbers": ("+18005550100", "+18005550100")},
    {"calling_numbers": ("+12025550123", "+1 202 555 0123")},
    {"trunks": ("t", "t")},
]


def rule(**keys: tuple[str, ...]) -> DispatchRule:
    return DispatchRule(**{"name": "r", "trunks": ("t",), "agent": "triage", **keys})  # type: ignore[arg-type]


@pytest.mark.parametrize("keys", TWICE)
@pytest.mark.parametrize(
    ("target", "outcome"), [("livekit", RoutingOutcome.CONFLICT), ("embedded", RoutingOutcome.ACCEPT)]
)
def test_explain__rule_that_names_something_twice__is_a_conflict_at_livekit(
    keys: dict[str, tuple[str, ...]], target: str, outcome: RoutingOutcome
) -> None:
    request = CallRequest(from_number="+12025550123", to_number="+18005550100", source_ip="203.0.113.7")
    found = judge(request, [TRUNK], [rule(**keys)], target=target)  # type: ignore[arg-type]

    assert found.outcome is outcome


def test_explain__number_in_another_spelling__names_the_one_that_is_sent() -> None:
    request = CallRequest(from_number="+12025550123", to_number="493055502", source_ip="203.0.113.7")
    found = judge(request, [TRUNK], [rule(called_numbers=("+493055502",))], target=TargetName.LIVEKIT)

    (why,) = [check.why for check in found.checks if check.field == "called_numbers"]
    assert "sends '493055502'" in why
    assert "has '+493055502'" in why


@pytest.mark.parametrize(("target", "is_warning"), [("livekit", False), ("embedded", True)])
def test_validate__rule_that_names_something_twice__says_so_at_its_line(
    tmp_path: Path, target: str, is_warning: bool
) -> None:
    for name, text in (
        ("sip", 'inbound_trunks: [{name: t, numbers: ["+18005550100"]}]'),
        (
            "rules",
            'dispatch_rules:\n  - name: r\n    trunks: [t]\n    called_numbers: ["+18005550100", "+18005550100"]',
        ),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.yaml").write_text(text)
    declared, faults = load_leniently(tmp_path / "sip", tmp_path / "rules", secret=lambda name: None)
    faults += validate(declared, target=target, agents=["triage"], settings_bind_is_loopback=True, has_edge=False)  # type: ignore[arg-type]

    found = [one for one in faults if "twice" in one.what]
    assert [(one.line, one.is_warning) for one in found] == [(4, is_warning)]
