"""What became of the caller's wish: a closed set, one for each call, set at wrap-up."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """The outcome of a call from the caller's side."""

    #: The caller was told what they asked, it was done, or they had all stay as it was, and they didn't object later.
    RESOLVED = "resolved"
    #: A person took the call over.
    TRANSFERRED = "transferred"
    #: A ticket was opened for somebody to follow up.
    TICKET_OPENED = "ticket_opened"
    #: The caller left without saying anything.
    ABANDONED = "abandoned"
    #: The caller said what they wanted and left before it was done or refused.
    GAVE_UP = "gave_up"
    #: The caller was against what was said or done last, and nothing was put right after it.
    OBJECTED = "objected"
    #: The caller hung up on an objection or an insult, without a goodbye.
    HUNG_UP_ANGRY = "hung_up_angry"
    #: The caller wanted somebody else.
    WRONG_NUMBER = "wrong_number"
    #: The agents couldn't do what was asked.
    UNRESOLVED = "unresolved"
    #: The call was never admitted.
    REFUSED = "refused"
    #: We failed the caller.
    FAILED = "failed"
