"""What to do about a refused call: by the trunk's or rule's field that refused it, or by a remedy, never by neither."""

from __future__ import annotations

from callcenter.domain.routing.reason import REMEDIES, VerdictReason

#: Of these `explain` shows each trunk and rule, with the field that refused.
SHOWN_BY_FIELD = {
    VerdictReason.NO_TRUNK,
    VerdictReason.NUMBER_NOT_DECLARED,
    VerdictReason.NO_DISPATCH_RULE,
    VerdictReason.CONFLICT,
    VerdictReason.ASK_PIN,
    VerdictReason.OUTSIDE_HOURS,
    VerdictReason.BAD_SOURCE_ADDRESS,
}
TAKEN = {VerdictReason.ACCEPTED, VerdictReason.OUTSIDE_HOURS_MESSAGE}


def test_refusal__that_no_field_explains__has_a_remedy() -> None:
    assert set(REMEDIES) == set(VerdictReason) - SHOWN_BY_FIELD - TAKEN
    assert all(remedy.endswith(".") for remedy in REMEDIES.values())
