"""`explain` and the single machine's admission are one judge: what the one says, the other does."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from callcenter.domain.calls.call import Call
from callcenter.domain.routing.matching import CallRequest, RoutingOutcome, TargetName, judge
from callcenter.domain.routing.routing import Routing
from callcenter.telephony.embedded.calls.admission import Refused, TrunkAdmission
from callcenter.telephony.embedded.calls.invitation import Invitation
from tests.domain.test_matching import any_requests, any_rules, any_trunks

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@given(any_requests, any_trunks, any_rules, st.booleans())
def test_admission__any_routing_and_call__does_what_explain_says(
    request_: CallRequest, trunks: list, rules: list, checks_addresses: bool
) -> None:
    asked = CallRequest(
        from_number=request_.from_number,
        to_number=request_.to_number,
        source_ip=request_.source_ip,
        from_host=request_.from_host,
    )
    routing = Routing(inbound_trunks=tuple(trunks), dispatch_rules=tuple(rules))
    admission = TrunkAdmission(routing, checks_addresses=checks_addresses)
    invitation = Invitation(
        caller_number=asked.from_number,
        dialled_number=asked.to_number,
        source_address=asked.source_ip,
        from_host=asked.from_host,
    )

    said = judge(asked, trunks, rules, target=TargetName.EMBEDDED, checks_addresses=checks_addresses)
    done = admission.judge(invitation, at=NOW)

    if checks_addresses and not asked.source_ip:
        # `explain` may be asked without an address; a call that shows none passes no allow-list.
        assert isinstance(done, Refused)
        assert done.reason == "source-unknown"
    elif said.outcome is RoutingOutcome.ACCEPT:
        assert isinstance(done, Call)
        assert (done.trunk, done.dispatch_rule, done.agent) == (said.trunk, said.rule, said.agent)
        assert done.room.startswith(said.room.removesuffix("<random>"))
    else:
        assert isinstance(done, Refused)
        assert done.reason == said.reason
        assert [check["field"] for check in done.explanation["checks"]] == [check.field for check in said.checks]
