"""How calls begin and end: retransmissions, races, tags, CANCEL (RFC 3261 §9, §12, §13, §15, §17)."""

from __future__ import annotations

import re

from tests.fakes.sip.raw_sip import SDP, new_call_id
from tests.telephony.embedded.stack.sip_suite.limits import CSEQ_ORDER
from tests.telephony.embedded.stack.sip_suite.line import Case, Dialog, Line, edited, status_of


async def _hung_up(line: Line) -> str:
    call = await line.call()
    return await call.said("BYE")


async def _hung_up_twice(line: Line) -> str:
    call = await line.call()
    return f"{await call.said('BYE')} {await call.said('BYE')}"


async def _bye_sent_again(line: Line) -> str:
    call = await line.call()
    bye = call.request("BYE")
    call.is_over = True
    return f"{await line.said(bye)} {await line.said(bye)}"


async def _bye_before_ack(line: Line) -> str:
    seen = len(line.caller.received)
    line.caller.send(line.invite())
    answer = await line.final(seen)
    tag = re.search(r"(?im)^To:.*;tag=([^\s;]+)", answer)
    assert tag is not None, answer

    return await Dialog(line, answer).said("BYE")


async def _answer_again(line: Line) -> str:
    """The INVITE comes twice: the same answer, with the same tag, and one call."""
    invite = line.invite()
    first = await line.answer(invite)
    seen = len(line.caller.received)
    line.caller.send(invite)
    second = await line.final(seen, may_be_silent=True)
    tags = {re.search(r"(?im)^To:.*;tag=([^\s;]+)", text)[1] for text in (first, second) if text}  # type: ignore[index]
    return f"{status_of(first)} {len(tags)}"


async def _two_calls(line: Line) -> str:
    one, other = await line.call(), await line.call()
    return f"{await one.said('BYE')} {await other.said('BYE')}"


async def _merged(line: Line) -> str:
    """The same request by two ways (RFC 3261 §8.2.2.2)."""
    invite = line.invite()
    first = await line.said(invite)
    second = await line.said(edited(invite, ("branch=z9hG4bK", "branch=z9hG4bKother")))
    return f"{first} {second}"


async def _same_call_id(line: Line) -> str:
    """Another caller's call with the Call-ID of one that is up."""
    call_id = new_call_id()
    first = await line.said(line.invite(call_id=call_id))
    second = await line.said(line.invite((";tag=from", ";tag=other"), call_id=call_id))
    return f"{first} {second}"


async def _bye_with_another_tag(line: Line) -> str:
    call = await line.call()
    wrong = await line.said(call.request("BYE", (f";tag={call.to_tag}", ";tag=wrong")))
    return f"{wrong} {await call.said('BYE')}"


async def _bye_of_another_caller(line: Line) -> str:
    """Somebody who knows the Call-ID and nothing else ends no call."""
    call = await line.call()
    wrong = await line.said(line.request("BYE", (";tag=from", ";tag=guess"), call_id=call.call_id, to_tag="guess"))
    return f"{wrong} {await call.said('BYE')}"


async def _bye_with_an_old_cseq(line: Line) -> str:
    call = await line.call()
    await call.said("OPTIONS", cseq=20)
    old = await call.said("BYE", cseq=1)
    call.cseq = 30
    return f"{old} {await call.said('BYE')}" if not call.is_over else old


async def _ack_with_a_body(line: Line) -> str:
    """The offer was ours: the answer comes with the ACK (RFC 3264 §5)."""
    seen = len(line.caller.received)
    line.caller.send(line.request("INVITE"))

    call = Dialog(line, await line.final(seen))
    call.acknowledge(SDP)
    return await call.said("BYE")


async def _ack_of_another_cseq(line: Line) -> str:
    call = await line.call()
    line.caller.send(call.request("ACK", cseq=77))
    return await call.said("BYE")


async def _cancelled(line: Line) -> str:
    """Cancelled at once: 487, or the call was faster and 200 (RFC 3261 §9.1)."""
    invite = line.invite()
    seen = len(line.caller.received)
    line.caller.send(invite)
    line.caller.send(_cancel_of(line, invite))
    answer = await line.caller.answer(r"^SIP/2.0 [2-6](?s:.*)CSeq: 1 INVITE", after=seen)

    call = Dialog(line, answer)
    call.acknowledge()
    if status_of(answer) == "200":
        await call.said("BYE")
    return status_of(answer)


async def _cancelled_too_late(line: Line) -> str:
    """After the 200 it has no effect on the call."""
    invite = line.invite()
    await line.answer(invite)
    cancel = await line.said(_cancel_of(line, invite))
    return f"{cancel} {await line.dialogs[-1].said('BYE')}"


async def _cancelled_by_another_branch(line: Line) -> str:
    invite = line.invite()
    await line.answer(invite)
    cancel = await line.said(edited(_cancel_of(line, invite), ("branch=z9hG4bK", "branch=z9hG4bKwrong")))
    return f"{cancel} {await line.dialogs[-1].said('BYE')}"


async def _reinvite_before_ack(line: Line) -> str:
    """A second offer while the first INVITE isn't over (RFC 3261 §14.2)."""
    seen = len(line.caller.received)
    line.caller.send(line.invite())

    call = Dialog(line, await line.final(seen))
    second = await line.said(call.request("INVITE", body=SDP))
    call.acknowledge()
    return f"{second} {await call.said('BYE')}"


async def _no_ack_for_a_refusal(line: Line) -> str:
    """A refusal nobody acknowledges costs nothing."""
    refused = await line.said(line.invite(body=SDP.replace("RTP/AVP 0 101", "RTP/AVP 18")))
    return f"{'refused' if refused[0] == '4' else refused} {await _hung_up(line)}"


async def _twenty_in_a_row(line: Line) -> str:
    return " ".join(sorted({await _hung_up(line) for _ in range(20)}))


def _cancel_of(line: Line, invite: str) -> str:
    cancel = line.request("CANCEL", call_id=re.search(r"Call-ID: (\S+)", invite)[1], contact=None)  # type: ignore[index]
    branch = re.search(r"branch=(\S+)", invite)
    assert branch is not None
    return re.sub(r"branch=\S+", branch[0], cancel)


CASES: list[Case] = [
    Case(name="hung up", play=_hung_up, right="200"),
    Case(name="hung up twice", play=_hung_up_twice, right="200 (481|404)"),
    Case(name="BYE sent again", play=_bye_sent_again, right="200 (200|481)"),
    Case(name="BYE before the ACK (RFC 3261 §15: a caller may not)", play=_bye_before_ack, right="200|4..|silence"),
    Case(name="INVITE sent again", play=_answer_again, right="200 1"),
    Case(name="two calls of one caller", play=_two_calls, right="200 200"),
    Case(name="the same INVITE by two ways", play=_merged, right="200 (482|silence)"),
    Case(name="another call with the same Call-ID", play=_same_call_id, right="200 (200|4..|500)"),
    Case(name="BYE with another tag", play=_bye_with_another_tag, right="481 200"),
    Case(name="BYE of a stranger who knows the Call-ID", play=_bye_of_another_caller, right="(481|403) 200"),
    Case(
        name="BYE with an old CSeq",
        play=_bye_with_an_old_cseq,
        right="500 200",
        bare="200",
        edge="200",
        limit=CSEQ_ORDER,
    ),
    Case(name="ACK that brings the answer", play=_ack_with_a_body, right="200"),
    Case(name="ACK of another CSeq", play=_ack_of_another_cseq, right="200"),
    Case(name="cancelled at once", play=_cancelled, right="487|200"),
    Case(name="cancelled too late", play=_cancelled_too_late, right="(200|481|silence) 200"),
    Case(name="cancelled by another branch", play=_cancelled_by_another_branch, right="(481|silence) 200"),
    Case(name="re-INVITE before the ACK", play=_reinvite_before_ack, right="(200|491|500) 200"),
    Case(name="a refusal without ACK", play=_no_ack_for_a_refusal, right="refused 200"),
    Case(name="twenty in a row", play=_twenty_in_a_row, right="200"),
]
