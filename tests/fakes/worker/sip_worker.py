"""A worker process with a stand-in for the call flow: real SIP, real journal, no models.

Settings as the real worker's. Admits the numbers +18005550100 (beeps) and +18005550101 (echoes), or any
number where FILE numbers in the data folder says `any`; where allowed.json there lists senders, the product's own
admission lets in only those.
"""

from __future__ import annotations

import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from callcenter.calls.record.journal import Journal
from callcenter.domain.calls.call import Call, new_call_id
from callcenter.domain.routing.dispatch_rule import DispatchRule
from callcenter.domain.routing.reason import VerdictReason
from callcenter.domain.routing.routing import Routing
from callcenter.domain.routing.trunk import InboundTrunk, Media, Registration
from callcenter.settings import Settings
from callcenter.store.call_log.call_events import apply
from callcenter.store.pool import open_pool
from callcenter.telephony.embedded.calls.admission import Refused, TrunkAdmission
from callcenter.telephony.embedded.calls.encryption import encryption_refusal
from callcenter.telephony.embedded.calls.invitation import Invitation
from callcenter.telephony.embedded.calls.parts import Parts
from callcenter.telephony.embedded.process.worker_loop import main
from callcenter.telephony.embedded.supervision.call_desk import CallDesk
from tests.fakes.waiting import until
from tests.fakes.worker.beeping_call import EchoAudio, serve_beeping

ECHO = "+18005550101"
#: One number a trunk's word on encryption; all echo.
ENCRYPTION = {"+18005550111": "allow", "+18005550112": "require"}


class FileAdmission:
    """Admits the numbers in `<data_dir>/numbers.json` (null: any, but 999 is refused); read again when it changes."""

    def __init__(self, settings: Settings) -> None:
        self._file = settings.data_dir / "numbers.json"
        self._settings = settings
        self.registrations: tuple[Registration, ...] = ()
        self.encryption = ENCRYPTION
        self._seen = 0.0
        self.callers: frozenset[str] | None = None
        self.numbers: frozenset[str] | None = frozenset(("+18005550100", ECHO, *ENCRYPTION))
        self.read()

    def read(self) -> bool:
        if not self._file.exists() or self._file.stat().st_mtime_ns == self._seen:
            return False
        self._seen = self._file.stat().st_mtime_ns
        listed = json.loads(self._file.read_text())
        self.numbers = None if listed is None else frozenset(listed)
        return True

    async def changed(self) -> None:
        await until(self.read, timeout_s=math.inf, every_s=0.05)

    def judge(self, invitation: Invitation, *, at: datetime) -> Call | Refused:
        number = "+" + invitation.dialled_number.lstrip("+")
        if invitation.dialled_number == "999" or (self.numbers is not None and number not in self.numbers):
            return Refused(reason=VerdictReason.NO_TRUNK, explanation={"outcome": "reject"})
        policy = ENCRYPTION.get(number)
        trunk = InboundTrunk(name="test", media=Media(encryption=policy))
        if reason := encryption_refusal(trunk, is_encrypted=invitation.is_encrypted):
            return Refused(reason=reason, trunk="test", explanation={"outcome": "reject"})
        return Call(
            call_id=new_call_id(),
            started_at=at,
            caller_number=invitation.caller_number,
            dialled_number=invitation.dialled_number,
            trunk="test",
            sip_call_id=invitation.sip_call_id,
            source_address=invitation.source_address,
            headers=invitation.headers,
        )


def _of_senders(allowed: list[str]) -> TrunkAdmission:
    """Return the real admission for the two numbers, from these senders only."""
    trunk = InboundTrunk(name="test", numbers=("+18005550100", ECHO), allowed_addresses=tuple(allowed))
    rule = DispatchRule(name="test", trunks=("test",), agent="triage")
    return TrunkAdmission(Routing(inbound_trunks=(trunk,), dispatch_rules=(rule,)), checks_addresses=True)


@asynccontextmanager
async def open_parts(settings: Settings) -> AsyncIterator[Parts]:
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url, max_size=2) if url else None
    journal = Journal(settings.journal_dir, pool, apply)  # type: ignore[arg-type]
    if pool is not None:
        await journal.start()
    else:
        settings.journal_dir.mkdir(parents=True, exist_ok=True)
    allowed = settings.data_dir / "allowed.json"
    admission = _of_senders(json.loads(allowed.read_text())) if allowed.exists() else FileAdmission(settings)

    async def serve(call: Call, leg: object, on_fact: object) -> None:
        await serve_beeping(
            call,
            leg,
            on_fact,
            settings=settings,
            journal=journal,
            is_echo=call.dialled_number in (ECHO, *ENCRYPTION),  # type: ignore[arg-type]
        )

    try:
        yield Parts(
            journal=journal,
            open_audio=EchoAudio,
            serve=serve,
            admission=admission,
            open_desk=partial(CallDesk().open, settings),
            routing_changed=admission.changed if isinstance(admission, FileAdmission) else None,
        )
    finally:
        if pool is not None:
            await journal.aclose(timeout_s=3)
            await pool.close()


if __name__ == "__main__":
    main(open_parts)
