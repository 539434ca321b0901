"""What became of the caller's wish: a closed set, one for each call, set at wrap-up."""

from __future__ import annotations

from enum import StrEnum


class Disposition(StrEnum):
    """The outcome of a call from the caller's side."""

    #: An agent did what the caller asked.
    RESOLVED = "resolved"
    #: A person took the call over.
    TRANSFERRED = "transferred"
    #: A ticket was opened for somebody to follow up.
    TICKET_OPENED = "ticket_opened"
    #: The caller left before anything was done.
    ABANDONED = "abandoned"
    #: The agents couldn't do what was asked.
    UNRESOLVED = "unresolved"
    #: The call was never admitted.
    REFUSED = "refused"
    #: We failed the caller.
    FAILED = "failed"
