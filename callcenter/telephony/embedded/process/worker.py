"""The worker's entry, which `fork_server_process` runs for `parent`.

Builds the real parts; `worker_loop` has the story.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from callcenter.calls.run_call import run_call
from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import Fact
from callcenter.errors import CallcenterError, ModelUnavailable
from callcenter.runtime import load_shareable, open_services
from callcenter.settings import Settings, load_settings
from callcenter.telemetry import call_span, close_telemetry, note_fact, open_telemetry
from callcenter.telephony.embedded.calls.admission import TrunkAdmission
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.calls.parts import Parts
from callcenter.telephony.embedded.process.worker_loop import main
from callcenter.telephony.embedded.supervision.call_desk import CallDesk


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Load everything a worker needs for its calls.

    Raises:
        CallcenterError: models, Postgres, journal or files can't be used.
    """
    async with (
        open_services(settings, speech=True, trained_in=settings.trained_dir) as services,
        TrunkAdmission.open(settings, services.pool) as admission,
    ):
        speech = services.speech
        if speech is None:
            raise ModelUnavailable("No speech models are loaded.", remedy="Check CALLCENTER_MODELS__STT and __TTS.")
        telemetry = open_telemetry(settings.otel_endpoint, service="callcenter-serve")
        desk = CallDesk()

        async def serve(call: Call, leg: SipLeg, on_fact: Callable[[Fact], None]) -> None:
            with call_span(call) as span, desk.supervised(call.call_id) as supervised:

                def note(fact: Fact) -> None:
                    note_fact(span, fact)
                    on_fact(fact)
                    supervised.tell(fact)

                await run_call(call, leg, services, companion=supervised.accompany, on_fact=note)

        try:
            yield Parts(
                journal=services.journal,
                open_audio=speech.open_audio,
                serve=serve,
                admission=admission,
                open_desk=partial(desk.open, settings),
                routing_changed=admission.changed,
            )
        finally:
            await asyncio.to_thread(close_telemetry, telemetry)


def load_ahead(overrides: Mapping[str, Any]) -> None:
    """Load in the fork server what all workers share and no thread or connection belongs to.

    What can't be loaded is left to the worker, which says why.
    """
    with suppress(CallcenterError):
        load_shareable(load_settings(**overrides))


if __name__ == "__main__":
    main(open_parts)
