"""The worker of `bench calls --models fixed`: everything real but the models.

Entry: `python -m callcenter.bench.load.fixed_worker`, started by the parent as the real worker is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from callcenter.bench.load.fixed_services import fixed_audio_path, open_fixed_services
from callcenter.calls.run_call import run_call
from callcenter.domain.calls.call import Call
from callcenter.domain.record.call_event import Fact
from callcenter.runtime import prepare_database
from callcenter.settings import Settings
from callcenter.telephony.embedded.calls.admission import TrunkAdmission
from callcenter.telephony.embedded.calls.leg import SipLeg
from callcenter.telephony.embedded.calls.parts import Parts
from callcenter.telephony.embedded.process.worker_loop import main


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open what a worker needs, with fixed models in place of real ones."""
    await prepare_database(settings.database_url.get_secret_value(), settings)
    path = fixed_audio_path(settings)
    async with (
        open_fixed_services(settings, path, pool_size=4) as services,
        TrunkAdmission.open(settings, services.pool) as admission,
    ):

        async def serve(call: Call, leg: SipLeg, on_fact: Callable[[Fact], None]) -> None:
            await run_call(call, leg, services, on_fact=on_fact)

        yield Parts(
            journal=services.journal,
            open_audio=path.open,
            serve=serve,
            admission=admission,
            routing_changed=admission.changed,
        )
    path.close()


if __name__ == "__main__":
    main(open_parts)
