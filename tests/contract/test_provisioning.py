"""Trunks and rules by plan and apply: what the files say is on the server, and a second plan has nothing to do."""

from __future__ import annotations

from callcenter.provisioning.apply import ApplyFailed
from callcenter.provisioning.resource import Kind
from tests.contract.line import Routing


async def test_plan_apply_plan__new_files__then_nothing_to_do(routing: Routing) -> None:
    routing.add("one", "+18005550101")
    routing.add("two", "+18005550102", room="{direct: {name: two}}")

    assert len((await routing.plan()).changes) == 4
    await routing.apply()

    assert (await routing.plan()).is_empty


async def test_apply__two_trunks_swap_their_numbers__then_nothing_to_do(routing: Routing) -> None:
    routing.add("one", "+18005550101")
    routing.add("two", "+18005550102")
    await routing.apply()
    routing.numbers = {"one": "+18005550102", "two": "+18005550101"}

    changes = (await routing.plan()).changes
    await routing.apply()

    assert {change.kind for change in changes} == {Kind.INBOUND_TRUNK}
    assert (await routing.plan()).is_empty


async def test_apply__files_emptied__leaves_nothing_of_ours(routing: Routing) -> None:
    routing.add("one", "+18005550101")
    await routing.apply()

    await routing.remove()

    assert (await routing.plan()).is_empty


async def test_apply__field_newer_than_the_server__is_refused_or_kept__never_dropped(routing: Routing) -> None:
    routing.add("one", "+18005550101", room="{individual: {prefix: one-, randomize: false}}")

    try:
        await routing.apply()
    except ApplyFailed as refused:
        assert "would keep these fields and do nothing with them" in refused.what
        assert not refused.done
    else:
        assert (await routing.plan()).is_empty
