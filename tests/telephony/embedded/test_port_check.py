"""Where the single machine may listen: addresses that are none, are another machine's, or reach beyond this one."""

from __future__ import annotations

import pytest

from callcenter.domain.host_port import is_loopback
from callcenter.errors import PortInUse, SettingsError
from callcenter.telephony.embedded.port_check import check_port_free, split_bind


@pytest.mark.parametrize("bind", ["", "5060", "localhost:5060", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "a:b:c"])
def test_bind__unusable__is_refused_with_an_example(bind: str) -> None:
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:5060"):
        split_bind(bind)


def test_bind__usable__is_split() -> None:
    assert split_bind("0.0.0.0:5060") == ("0.0.0.0", 5060)
    assert is_loopback("127.0.0.2")
    assert not is_loopback("0.0.0.0")


def test_port__of_an_address_this_machine_lacks__is_a_clear_error() -> None:
    with pytest.raises(PortInUse, match=r"192\.0\.2\.1"):
        check_port_free("192.0.2.1", 5999)
