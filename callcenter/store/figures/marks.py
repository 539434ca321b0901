"""What can be true of a call, under the names that sums, the call log's filter and addresses have."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """One thing that is true of a call. `count.sql` says when."""

    #: Every call of the log.
    CALL = "call"
    #: Somebody or something took it: a leg was up.
    ANSWERED = "answered"
    #: Admission said no.
    REFUSED = "refused"
    #: The caller left without a word.
    ABANDONED = "abandoned"
    #: Answered and over, the caller spoke, and no person was asked for.
    CONTAINED = "contained"
    #: We tried to connect a person; with what came of it last.
    PERSON = "person"
    PERSON_TRANSFERRED = "person-transferred"
    PERSON_BUSY = "person-busy"
    PERSON_UNANSWERED = "person-unanswered"
    PERSON_REFUSED = "person-refused"
    PERSON_UNSUPPORTED = "person-unsupported"
    PERSON_ERROR = "person-error"
    #: Answered, by a known number, from which no call came within seven days after it (so far).
    FIRST_CALL = "first-call"
    #: The same, and one came.
    CAME_BACK = "came-back"
    #: The caller broke in on the agent.
    CALLER_BROKE_IN = "caller-broke-in"
    #: The agent began while the caller still spoke.
    AGENT_BROKE_IN = "agent-broke-in"
    #: A tool asked again, couldn't or failed.
    MISSED = "missed"
    #: A failing model gave way to another.
    SWITCHED = "switched"
    #: Ended because a model failed for good.
    MODEL_FAILED = "model-failed"
    #: A model worked that the price table lacks.
    UNPRICED = "unpriced"
