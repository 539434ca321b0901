"""LiveKit's errors as ours: one table each for what was asked, and every failure is in it."""

from __future__ import annotations

import aiohttp
import pytest
from livekit import api

from callcenter.domain.calls.transfer import TransferOutcome
from callcenter.errors import CallcenterError, LegGone, ProvisioningError, TelephonyError, TransferFailed
from callcenter.foreign_errors import told_by
from callcenter.livekit_errors import ASKING, Conflict, ResourceGone, RoomGone, provisioning, ringing


def answered(code: str, message: str = "", *, status: int = 400) -> api.ServerError:
    return api.ServerError(code, message, status=status)


@pytest.mark.parametrize(
    ("foreign", "ours", "says"),
    [
        (answered("already_exists", "taken"), Conflict, "taken"),
        (answered("invalid_argument", "Conflicting rules"), Conflict, "Conflicting rules"),
        (answered("invalid_argument", "bad number"), ProvisioningError, "refuses it: bad number"),
        (answered("invalid_argument"), ProvisioningError, "refuses it: invalid_argument"),
        (answered("unauthenticated", status=401), ProvisioningError, "refuses the API key"),
        (answered("permission_denied", status=403), ProvisioningError, "refuses the API key"),
        (answered("not_found", status=404), ResourceGone, "no longer there"),
        (answered("bad_route", status=404), ProvisioningError, "no LiveKit SIP service"),
        (answered("internal", "oh", status=500), ProvisioningError, "failed with 500: oh"),
        (answered("unavailable", status=503), ProvisioningError, "failed with 503."),
        (TimeoutError(), ProvisioningError, "didn't answer within 10 s"),
        (aiohttp.ClientError(), ProvisioningError, "can't be reached (ClientError)"),
        (ConnectionRefusedError(), ProvisioningError, "can't be reached (ConnectionRefusedError)"),
    ],
)
def test_provisioning__each_failure__says_what_is_wrong(
    foreign: Exception, ours: type[CallcenterError], says: str
) -> None:
    with pytest.raises(ProvisioningError) as raised, told_by(provisioning("http://livekit.test", timeout_s=10)):
        raise foreign

    assert type(raised.value) is ours
    assert says in raised.value.what


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        (answered("not_found"), RoomGone),
        (answered("internal"), TelephonyError),
        (TimeoutError(), TelephonyError),
        (aiohttp.ClientError(), TelephonyError),
        (OSError(), TelephonyError),
    ],
)
def test_asking__each_failure__is_a_room_gone_or_a_fault(foreign: Exception, ours: type[CallcenterError]) -> None:
    with pytest.raises(TelephonyError) as raised, told_by(ASKING):
        raise foreign

    assert type(raised.value) is ours


@pytest.mark.parametrize(
    ("foreign", "outcome"),
    [
        (answered("deadline_exceeded"), TransferOutcome.UNANSWERED),
        (answered("unimplemented"), TransferOutcome.UNSUPPORTED),
        (answered("resource_exhausted"), TransferOutcome.BUSY),
        (answered("internal"), TransferOutcome.ERROR),
        (TimeoutError(), TransferOutcome.UNANSWERED),
        (aiohttp.ClientError(), TransferOutcome.ERROR),
        (OSError(), TransferOutcome.ERROR),
    ],
)
def test_ringing__each_failure__is_a_transfer_that_failed(foreign: Exception, outcome: TransferOutcome) -> None:
    with pytest.raises(TransferFailed) as raised, told_by(ringing("The transfer failed")):
        raise foreign

    assert raised.value.reason is outcome


def test_ringing__the_caller_is_gone__is_no_failed_transfer() -> None:
    with pytest.raises(LegGone), told_by(ringing("The transfer failed")):
        raise answered("not_found")
