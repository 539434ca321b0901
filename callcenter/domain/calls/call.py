"""A call: who rang which number, by which trunk and dispatch rule, and who answers first."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from callcenter.domain.calls.caller_identity import CallerIdentity
from callcenter.domain.language import base_language
from callcenter.domain.routing.duties import Duties
from callcenter.domain.routing.matching import FIRST_AGENT
from callcenter.domain.routing.opening_hours import Calendar


def new_call_id() -> str:
    """Return a new call id: `call_` and 32 hexadecimal digits, time-ordered (UUID version 7, RFC 9562)."""
    unix_ms = time.time_ns() // 1_000_000
    value = (unix_ms << 80) | int.from_bytes(os.urandom(10))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return f"call_{uuid.UUID(int=value).hex}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as admission let it in. The same on a single machine and behind LiveKit SIP.

    `caller_number` is empty when withheld. `headers` holds the named SIP headers, names in lower case.
    `max_duration_s` 0 means the setting's value. `sip_call_id` is the Call-ID header (RFC 3261 §20.8).
    `calendar` is the dispatch rule's, from which agents tell the opening hours. `person` takes transfers, before the
    agent's and the setting's; `greeting` replaces the first agent's. If there is a `closed_message` the call came
    outside the hours: it is said, and the call ends. Words are by language (ISO 639-1).
    `identity` is what a trunk that may be believed says of the calling number.
    """

    call_id: str
    started_at: datetime
    caller_number: str
    dialled_number: str
    trunk: str = ""
    dispatch_rule: str = ""
    room: str = ""
    agent: str = FIRST_AGENT
    language: str = "en"
    is_recorded: bool = False
    duties: Duties = field(default_factory=Duties)
    max_duration_s: int = 0
    sip_call_id: str = ""
    source_address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    calendar: Calendar | None = None
    person: str = ""
    greeting: Mapping[str, str] = field(default_factory=dict)
    closed_message: Mapping[str, str] = field(default_factory=dict)
    identity: CallerIdentity = field(default_factory=CallerIdentity)

    def words(self, by_language: Mapping[str, str], language: str) -> str:
        """Return a rule's words in a language; else in the call's own, else any: said wrongly beats not said."""
        found = by_language.get(language) or by_language.get(base_language(self.language))
        return found or next(iter(by_language.values()), "")
