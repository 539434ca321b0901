"""The customers of the sample business whom the demo, the tests and the documentation know by name.

People and numbers are invented; 555-01xx numbers are reserved for fiction.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleCustomer:
    """A customer whom the demo, the tests and the documentation know by name. `story` is what is special."""

    first_name: str
    last_name: str
    phone_number: str
    account_number: str
    postcode: str
    plan: str
    story: str


#: The last invoice has the plan twice, 45.00 too much: within the refund limit. Every morning is free in her area.
ANN = SampleCustomer(
    first_name="Ann",
    last_name="Lee",
    phone_number="+18005550123",
    account_number="40718823",
    postcode="02139",
    plan="Fiber 300",
    story="charged twice on the last invoice, 45.00 dollars too much",
)
BEN = SampleCustomer(
    first_name="Ben",
    last_name="Ortiz",
    phone_number="+18005550124",
    account_number="51620934",
    postcode="60614",
    plan="Fiber 300",
    story="lives in an area with an outage; has ticket 400123",
)
CARA = SampleCustomer(
    first_name="Cara",
    last_name="Novak",
    phone_number="+18005550125",
    account_number="62038817",
    postcode="78704",
    plan="Fiber 100",
    story="no signal on the line, no outage",
)
DAN = SampleCustomer(
    first_name="Dan",
    last_name="Fisher",
    phone_number="+18005550126",
    account_number="73951240",
    postcode="98103",
    plan="Fiber 100",
    story="has an appointment, in the morning of the third working day from the day of seeding",
)
#: The doubled charge, 85.00, is above the refund limit.
EVE = SampleCustomer(
    first_name="Eve",
    last_name="Marsh",
    phone_number="+18005550127",
    account_number="84402675",
    postcode="02139",
    plan="Fiber 1000",
    story="charged twice on the last invoice, 85.00 dollars too much: above the refund limit",
)
FAY = SampleCustomer(
    first_name="Fay",
    last_name="Holm",
    phone_number="+18005550128",
    account_number="95017342",
    postcode="30307",
    plan="Fiber 300",
    story="an overdue balance and a late fee",
)
WELL_KNOWN = (ANN, BEN, CARA, DAN, EVE, FAY)
