"""How sure we are who is calling. Levels, the lower ones included in the higher."""

from __future__ import annotations

from enum import IntEnum


class IdentityLevel(IntEnum):
    """Numbers can be forged and overheard, so what a caller may hear and do depends on the level."""

    #: Nobody we know.
    UNKNOWN = 0
    #: The calling number is a customer's. Caller ID can be forged: enough for a greeting and for outages.
    RECOGNISED = 1
    #: Account number and ZIP code, or a code sent to the number on file.
    VERIFIED = 2
