"""What a worker hands to the calls it takes: journal, audio, admission, and the call flow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from callcenter.calls.record.journal import Journal
from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import Fact
from callcenter.models.audio.audio_path import CallAudioPath
from callcenter.telephony.embedded.calls.admission import TrunkAdmission
from callcenter.telephony.embedded.calls.leg import SipLeg


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a worker serves its calls with. The real ones come from `callcenter.runtime`; tests and bench bring theirs.

    `serve` is `run_call` with the services bound. `open_desk` is where supervisors find the calls: it is opened when
    calls are taken, so that a spare, which has none, leaves no socket behind.
    """

    journal: Journal
    open_audio: Callable[[int], CallAudioPath]
    serve: Callable[[Call, SipLeg, Callable[[Fact], None]], Awaitable[object]]
    admission: TrunkAdmission
    open_desk: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    #: Waits for the next change of the routing and then returns; `admission` has the new one by then.
    routing_changed: Callable[[], Awaitable[None]] | None = None
