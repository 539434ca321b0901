"""A yes that says the amount over again stands; one that names another amount or another day never does."""

from __future__ import annotations

import pytest

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent, is_said_outright

REFUND = "I'll refund 45 dollars to your account, for the Fiber 300 plan that was charged twice. Shall I do that?"
PROMISE = "So you'll pay 30 dollars by Tuesday, December 15th. Shall I note that?"
PART = (
    "So you'll pay 50 dollars by Friday, December 4th. The other 60 dollars will stay due on Sunday, December 6th. "
    "Shall I note that?"
)


@pytest.mark.parametrize(
    ("proposal", "said"),
    [
        (REFUND, "Yes please, forty-five back"),
        (REFUND, "Yes, the whole forty five"),
        (REFUND, "yes, the forty-five you just said"),
        (REFUND, "Yes, give me the 45"),
        (REFUND, "go ahead with the forty-five"),
        (REFUND, "It's fine, whatever, yes"),
        (REFUND, "Yes please. Three times lucky."),
        (REFUND, "Yes. It's the third time I've called."),
        (REFUND, "yes, for the Fiber 300"),
        (PROMISE, "yes thirty"),
        (PROMISE, "Yes, thirty on Tuesday the fifteenth"),
        (PROMISE, "yes, the fifteenth"),
        (PART, "yes, fifty on the fourth"),
    ],
)
def test_yes__with_the_amount_said_over__stands(proposal: str, said: str) -> None:
    assert consent(said, proposal=proposal) is Consent.YES


@pytest.mark.parametrize(
    ("proposal", "said"),
    [
        (REFUND, "yes, three hundred"),
        (REFUND, "yes, 300 dollars"),
        (REFUND, "yes, twice forty five"),
        (REFUND, "yes, forty five and the late fee"),
        (REFUND, "yes, two times please"),
        (REFUND, "yes, 45.50"),
        (REFUND, "yes, forty five a month"),
        (REFUND, "yes, whatever"),
        (REFUND, "whatever"),
        (PROMISE, "Yes, fifteen dollars"),
        (PROMISE, "Yes, fifteen."),
        (PROMISE, "yes, on the thirtieth"),
        (PROMISE, "yes, the fourteenth"),
        (PART, "yes, sixty"),
        (PART, "yes, fifty on the sixth"),
        (PART, "yes, four"),
    ],
)
def test_yes__that_names_another_amount_or_day__is_none(proposal: str, said: str) -> None:
    assert consent(said, proposal=proposal) is not Consent.YES
    assert not is_said_outright(said, proposal=proposal)
