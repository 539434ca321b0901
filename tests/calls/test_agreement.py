"""What counts as agreed: replies of every kind to every proposal, and nothing but a clear yes to it lets it be done."""

from __future__ import annotations

import itertools

import pytest
from livekit.agents.llm import ChatContext

from callcenter.calls.agreement import MOST_TRIES, Agreement
from callcenter.calls.proposal import Agreed, Proposal
from callcenter.dialog.wording.phrasing import DO_YOU_WANT, TO_BE_SURE
from callcenter.dialog.wording.proposals import do_you_want

PROPOSALS = {
    "cancel": "I'll cancel your appointment on Friday, November 27th in the morning. Shall I do that?",
    "book": "I'll book the technician for Saturday, November 28th in the afternoon. Shall I do that?",
    "move": "I'll move your appointment from Friday, November 27th to Monday, November 30th. Shall I do that?",
    "refund": "I'll refund 45 dollars and 50 cents to your account. Shall I do that?",
    "pay": "So you'll pay 110 dollars by Tuesday, December 1st. Shall I note that?",
    "ticket": "I'll open a ticket, and somebody will call you back on 6 1 7, 5 5 5, 0 1 9 9. Is that all right?",
}
YES = ["yes", "Yes, please.", "yes please do that", "yeah", "sure", "sure, go ahead", "yep", "please do", "absolutely"]
NOT_YES = [
    "no",
    "No, thanks.",
    "please don't",
    "don't do that",
    "definitely not",
    "I would rather not",
    "ok wait",
    "wait",
    "hold on a minute",
    "yes, no, wait",
    "yes well actually no",
    "let me think",
    "I don't know",
    "maybe",
    "mm hmm but why",
    "what?",
    "how much is it",
    "when is that",
    "not now",
    "no way",
    "stop",
    "never mind",
    "I said no",
    "yes but not that day",
    "yes if it's free",
    "can I speak to a person",
    "hello?",
    "one moment",
    "not yet",
    "leave it",
    "I'm not sure",
    "no yes no",
    "could you repeat that",
    "I didn't say that",
    "rather another day",
    "that's wrong",
    "better not",
    "not today",
    "nope",
    "what does that mean",
    "is it free",
    "I have to ask my wife",
    "who are you",
    "the other one",
    "later",
    "the weather is fine",
    "No, you can.",
    "We bid as it is.",
]


def _agreement(deed: str) -> tuple[Agreement, Proposal, ChatContext]:
    agreement, history = Agreement(), ChatContext.empty()
    history.add_message(role="user", content="I want something done.")
    proposal = agreement.propose(
        f"{deed}_it",
        sentence=PROPOSALS[deed],
        deed=(deed,),
        history=history.items,
        customer_id=1,
        arguments={},
        facts={},
    )
    return agreement, proposal, history


def _judge(agreement: Agreement, proposal: Proposal, history: ChatContext, **changed: object) -> Agreed:
    given: dict[str, object] = {"language": "en", "customer_id": 1, **changed}
    return agreement.judge(proposal.id, history.items, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("deed", "reply"), list(itertools.product(PROPOSALS, NOT_YES)))
def test_judge__anything_but_a_clear_yes__is_not_agreed(deed: str, reply: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content=reply)

    assert _judge(agreement, proposal, history) is not Agreed.AGREED


@pytest.mark.parametrize(("deed", "reply"), list(itertools.product(PROPOSALS, YES)))
def test_judge__clear_yes_to_the_sentence__is_agreed(deed: str, reply: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content=reply)

    assert _judge(agreement, proposal, history) is Agreed.AGREED


@pytest.mark.parametrize("deed", PROPOSALS)
def test_judge__yes_before_the_sentence_was_said__is_not_spoken(deed: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.NOT_SPOKEN


@pytest.mark.parametrize("deed", PROPOSALS)
def test_judge__yes_before_the_proposal__is_not_agreed(deed: str) -> None:
    agreement, history = Agreement(), ChatContext.empty()
    history.add_message(role="assistant", content=PROPOSALS[deed])
    history.add_message(role="user", content="Yes.")
    proposal = agreement.propose(
        deed, sentence=PROPOSALS[deed], deed=(deed,), history=history.items, customer_id=1, arguments={}, facts={}
    )

    assert _judge(agreement, proposal, history) is not Agreed.AGREED


@pytest.mark.parametrize(("deed", "part"), list(itertools.product(PROPOSALS, (0.2, 0.5, 0.8))))
def test_judge__sentence_cut_off__is_not_spoken(deed: str, part: float) -> None:
    agreement, proposal, history = _agreement(deed)
    heard = proposal.sentence[: int(len(proposal.sentence) * part)]
    history.add_message(role="assistant", content=heard, interrupted=True)
    history.add_message(role="user", content="Yes, please.")

    assert _judge(agreement, proposal, history) is Agreed.NOT_SPOKEN


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("cancel", "So I'd cancel Friday the twenty-seventh of November, in the morning. Is that right?"),
        ("refund", "I can refund $45.50 to you. Okay?"),
        ("ticket", "Shall I open a ticket so somebody calls you at 617-555-0199?"),
    ],
)
def test_judge__said_in_other_words_with_all_that_matters__is_agreed(deed: str, said: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=said)
    history.add_message(role="user", content="Yes, please.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("refund", "I'll refund 450 dollars to your account. Shall I do that?"),
        ("refund", "Shall I refund that?"),
        ("cancel", "I'll cancel your appointment on Thursday, November 26th in the morning. Shall I do that?"),
        ("cancel", "I won't cancel your appointment on Friday, November 27th in the morning. Is that right?"),
        ("cancel", "Your appointment is on Friday, November 27th in the morning. Is that right?"),
        ("cancel", "I'll cancel your appointment on Friday, November 27th in the morning."),
        ("pay", "So you'll pay 110 dollars by Tuesday, December 8th. Shall I note that?"),
    ],
)
def test_judge__something_else_was_said__is_not_spoken(deed: str, said: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=said)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.NOT_SPOKEN


def test_judge__yes_to_another_question_after_it__is_not_agreed() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="What's the weather?")
    history.add_message(role="assistant", content="I can't say. Are you in Boston?")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is not Agreed.AGREED


def test_judge__asked_once_more_in_other_words__a_yes_is_agreed() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="hmm")
    history.add_message(role="assistant", content="Shall I do that, yes or no?")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


def test_judge__no_in_between__closes_it_for_good() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="No.")
    assert _judge(agreement, proposal, history) is Agreed.DECLINED

    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.EXPIRED


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [("Press 1 for yes, or 2 for no. Shall I do that?", Agreed.AGREED), ("Shall I do that?", Agreed.NOT_CLEAR)],
)
def test_judge__key_one__is_a_yes_only_if_it_was_offered(asked: str, verdict: Agreed) -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="hmm")
    history.add_message(role="assistant", content=asked)
    history.add_message(role="user", content="1")

    assert _judge(agreement, proposal, history) is verdict


def test_judge__another_customer_or_id__is_not_agreed() -> None:
    agreement, first, history = _agreement("cancel")
    history.add_message(role="assistant", content=first.sentence)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, first, history, customer_id=2) is Agreed.EXPIRED
    assert agreement.judge("p9", history.items, language="en", customer_id=1) is Agreed.UNKNOWN


def test_judge__committed_in_vain_again_and_again__is_given_up() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)

    verdicts = [_judge(agreement, proposal, history) for _ in range(MOST_TRIES + 1)]

    assert verdicts == [*[Agreed.NOT_ANSWERED] * (MOST_TRIES - 1), Agreed.GIVEN_UP, Agreed.EXPIRED]


@pytest.mark.parametrize(("question", "verdict"), [("¿Lo hago?", Agreed.AGREED), ("Lo hago.", Agreed.NOT_SPOKEN)])
def test_judge__spanish_call__needs_a_question_and_a_spanish_yes(question: str, verdict: Agreed) -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=f"Cancelo su cita del viernes 27. {question}")
    history.add_message(role="user", content="sí")

    assert _judge(agreement, proposal, history, language="es") is verdict


def _judge_yes_to(asked: str, deed: str) -> Agreed:
    """Return what a yes is worth to a question put after the proposal got no clear answer."""
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Hm, well.")
    history.add_message(role="assistant", content=asked)
    history.add_message(role="user", content="Yes.")
    return _judge(agreement, proposal, history)


@pytest.mark.parametrize("deed", PROPOSALS)
@pytest.mark.parametrize(
    "asked",
    [
        "Shall I go ahead and look for an outage?",
        "Do you want to hear our prices?",
        "We record this call for our training. Is that all right?",
        "I'll have to ask my colleague for a moment, is that all right?",
        "May I do that test of your line now?",
    ],
)
def test_judge__yes_to_something_else_asked_since__is_not_agreed(deed: str, asked: str) -> None:
    assert _judge_yes_to(asked, deed) is not Agreed.AGREED


@pytest.mark.parametrize("deed", PROPOSALS)
@pytest.mark.parametrize(
    "asked",
    [
        "Please say yes or no, or press 1 for yes or press 2 for no. Do you want me to do that?",
        "A refund comes off what you owe. Do you want me to do that?",
        "Please say yes or no. Shall I go ahead?",
    ],
)
def test_judge__asked_again_in_other_words__is_agreed(deed: str, asked: str) -> None:
    assert _judge_yes_to(asked, deed) is Agreed.AGREED


@pytest.mark.parametrize("deed", PROPOSALS)
def test_judge__asked_again_with_the_deed_by_its_name__is_agreed(deed: str) -> None:
    asked = do_you_want(PROPOSALS[deed])

    assert asked != DO_YOU_WANT
    assert _judge_yes_to(f"{TO_BE_SURE} {asked}", deed) is Agreed.AGREED


@pytest.mark.parametrize("deed", PROPOSALS)
@pytest.mark.parametrize("asked", ["And first of all, is the ZIP code 02139 right?", "Are you sure that it's raining?"])
def test_judge__sentence_said_and_something_else_asked_with_it__is_not_agreed(deed: str, asked: str) -> None:
    agreement, proposal, history = _agreement(deed)
    said = proposal.sentence.rsplit(". ", 1)[0]
    history.add_message(role="assistant", content=f"{said}. {asked}")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is not Agreed.AGREED


@pytest.mark.parametrize("before", ["You're right.", "One moment, please."])
def test_judge__no_before_anything_of_it_was_said__refuses_nothing(before: str) -> None:
    agreement, proposal, history = _agreement("refund")
    history.add_message(role="assistant", content=before)
    history.add_message(role="user", content="No, that was it. Bye.")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Yes, please.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


@pytest.mark.parametrize(
    "begun", ["I'll", "I'll refund 45", "About the refund,", "It comes to 45 dollars and 50 cents."]
)
def test_judge__no_once_it_was_begun__is_a_no_until_all_of_it_is_read_out(begun: str) -> None:
    agreement, proposal, history = _agreement("refund")
    history.add_message(role="assistant", content=begun, interrupted=True)
    history.add_message(role="user", content="No, that was it. Bye.")
    history.add_message(role="assistant", content="So, shall I refund the 45 dollars and 50 cents?")
    history.add_message(role="user", content="Yes, please.")

    assert _judge(agreement, proposal, history) is Agreed.DECLINED


@pytest.mark.parametrize("said", ["Could it be sixty? No, forget that. The 45.", "No, leave Christmas out.", "No."])
def test_judge__read_out_again_after_a_no__is_agreed_to_by_the_yes_that_follows(said: str) -> None:
    """As the tool might be called again, which asks the same of the caller in the same words."""
    agreement, proposal, history = _agreement("refund")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content=said)
    history.add_message(role="assistant", content=f"All right. {proposal.sentence}")
    history.add_message(role="user", content="Yes, please.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


def test_judge__read_out_again_after_a_no__and_turned_down_again__is_declined() -> None:
    agreement, proposal, history = _agreement("refund")
    for said in ("No, leave Christmas out.", "No, don't."):
        history.add_message(role="assistant", content=proposal.sentence)
        history.add_message(role="user", content=said)

    assert _judge(agreement, proposal, history) is Agreed.DECLINED


@pytest.mark.parametrize("said", ["I said yes. No, nothing else.", "Yes please. No, that's all."])
def test_judge__yes_and_no_to_two_questions_of_one_breath__is_agreed(said: str) -> None:
    agreement, proposal, history = _agreement("refund")
    history.add_message(role="assistant", content=f"{proposal.sentence} Is there anything else?")
    history.add_message(role="user", content=said)

    assert _judge(agreement, proposal, history) is Agreed.AGREED


@pytest.mark.parametrize(
    ("waiting", "said", "verdict"),
    [
        ("Take your time, I'm listening.", "Yes, do it.", Agreed.AGREED),
        ("Take your time, I'm listening.", "Okay.", Agreed.NOT_SPOKEN),
        ("Take your time. Is the ZIP code right?", "Yes.", Agreed.NOT_SPOKEN),
        ("Take your time. It's 90 dollars by then.", "Yes.", Agreed.NOT_SPOKEN),
        ("Then I'll take all that is still owed from your card in the meantime.", "Yes.", Agreed.NOT_SPOKEN),
    ],
)
def test_judge__yes_after_a_few_words_that_bid_to_take_time__answers_what_was_asked_before(
    waiting: str, said: str, verdict: Agreed
) -> None:
    agreement, proposal, history = _agreement("refund")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Let me ask my wife.")
    history.add_message(role="assistant", content=waiting)
    history.add_message(role="user", content=said)

    assert _judge(agreement, proposal, history) is verdict


def _turn_aside(agreement: Agreement, history: ChatContext) -> None:
    agreement.turn_aside(history.items, language="en", customer_id=1)


@pytest.mark.parametrize("deed", PROPOSALS)
def test_judge__something_looked_up_and_the_sentence_said_again__a_yes_is_agreed(deed: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="And is there anything to pay for it?")
    _turn_aside(agreement, history)
    history.add_message(role="assistant", content=f"No, there isn't. {proposal.sentence}")
    history.add_message(role="user", content="Yes, please.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


@pytest.mark.parametrize("deed", PROPOSALS)
def test_judge__something_looked_up_and_the_sentence_not_said_again__is_not_spoken(deed: str) -> None:
    agreement, proposal, history = _agreement(deed)
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="And is there anything to pay for it?")
    _turn_aside(agreement, history)
    history.add_message(role="assistant", content="No, there isn't. Does that answer it?")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.NOT_SPOKEN


def test_judge__agreed_to_before_another_tool_was_called__is_agreed_until_the_caller_speaks() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Yes, please.")
    _turn_aside(agreement, history)

    assert _judge(agreement, proposal, history) is Agreed.AGREED
    history.add_message(role="user", content="No, wait.")
    assert _judge(agreement, proposal, history) is not Agreed.AGREED


def _propose_payment(agreement: Agreement, history: ChatContext) -> Proposal:
    _turn_aside(agreement, history)
    return agreement.propose(
        "pay",
        sentence="So you'll pay 50 dollars by Monday. Shall I note that?",
        deed=("pay",),
        history=history.items,
        customer_id=1,
        arguments={},
        facts={},
    )


def test_judge__another_tool_proposed_meanwhile__each_is_agreed_to_by_a_yes_to_its_own_sentence() -> None:
    agreement, first, history = _agreement("cancel")
    history.add_message(role="assistant", content=first.sentence)
    history.add_message(role="user", content="Hm. Can I pay fifty on Monday?")
    second = _propose_payment(agreement, history)
    history.add_message(role="assistant", content=second.sentence)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, first, history) is Agreed.NOT_SPOKEN
    assert _judge(agreement, second, history) is Agreed.AGREED
    agreement.carried_out(second)
    _turn_aside(agreement, history)
    history.add_message(role="assistant", content=f"That's noted. {first.sentence}")
    history.add_message(role="user", content="Yes.")
    assert _judge(agreement, first, history) is Agreed.AGREED


def test_judge__asked_for_alone_while_another_of_the_same_day_is_open__is_agreed() -> None:
    """As a note for the visit whose cancelling was held off: both name the same day."""
    agreement, cancelling, history = _agreement("cancel")
    history.add_message(role="assistant", content=cancelling.sentence)
    history.add_message(role="user", content="Hold off on that.")
    note = agreement.propose(
        "note_it",
        sentence=cancelling.sentence.replace("cancel", "note something for"),
        deed=("note",),
        history=history.items,
        customer_id=1,
        arguments={},
        facts={},
    )
    history.add_message(role="assistant", content=f"All right, nothing is cancelled. {note.sentence}")
    history.add_message(role="user", content="Yes. Do it.")

    assert _judge(agreement, note, history) is Agreed.AGREED


def test_judge__both_said_in_one_breath__is_a_yes_to_neither() -> None:
    agreement, first, history = _agreement("cancel")
    second = _propose_payment(agreement, history)
    history.add_message(role="assistant", content=f"{first.sentence} {second.sentence}")
    history.add_message(role="user", content="Yes.")

    assert Agreed.AGREED not in (_judge(agreement, first, history), _judge(agreement, second, history))


def test_judge__the_same_tool_proposed_anew__closes_what_it_proposed_before() -> None:
    agreement, first, history = _agreement("cancel")
    agreement.propose(
        "cancel_it",
        sentence=first.sentence,
        deed=("cancel",),
        history=history.items,
        customer_id=1,
        arguments={},
        facts={},
    )
    history.add_message(role="assistant", content=first.sentence)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, first, history) is Agreed.EXPIRED


def test_judge__turned_down_before_something_was_looked_up__is_expired() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="No, thanks.")
    _turn_aside(agreement, history)
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.EXPIRED


def test_judge__agreed_to_by_another_customer_before_a_look_up__is_expired() -> None:
    agreement, proposal, history = _agreement("cancel")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content="Yes.")
    _turn_aside(agreement, history)

    assert _judge(agreement, proposal, history, customer_id=2) is Agreed.EXPIRED


@pytest.mark.parametrize(
    "reply",
    [
        "Yes, please, try. My coffee's getting cold, I've been on the phone all day.",
        "Lovely, yes. You've a very clear voice.",
        "That's it, yes, lovely. And who is it, is it that nice young man Kevin again?",
        "Yes, it's right, that was for my kid.",
        "Yeah do it. Don't forget Biscuit.",
        "The twenty-eighth, yes please, book it.",
        "Well I said yes, didn't I. Yes.",
        "That's fine, put it through. My wife'll be glad, she's been on my back.",
        "Oh that's a good girl, yes, book it. The twenty-eighth. I'll write that on the fridge.",
        "Didn't I say yes? Yes. Do it.",
        "Yes, it's all right, I told you. Young people.",
        "Yes, that's right, thank you very much, I appreciate it. It's been a long week.",
        "Correct. Thank you kindly, have a good weekend.",
        "The dog's barking. Yes, do that.",
        "Yes. My wife's in the other room.",
        "Okay. Yes. Take the message. What do you still want from me?",
    ],
)
def test_judge__a_sentence_of_its_own_that_is_a_yes_and_nothing_against_it__is_agreed(reply: str) -> None:
    assert _verdict_on(reply) is Agreed.AGREED


@pytest.mark.parametrize(
    "reply",
    [
        "Yes. But my wife has to agree.",
        "Yes please. And then don't cancel me.",
        "Yes. Is it free?",
        "Yes. Is that on Tuesday?",
        "Yes. Friday.",
        "Friday. Yes, do that.",
        "Do that on Friday. Yes.",
        "Yes. Actually I don't know.",
        "Yes. If he comes in the morning.",
        "Yes. My husband decides. Wait.",
        "Okay. My coffee's getting cold.",
        "Thank God. No, nothing else. Baby's down. Bye.",
        "Nobody asked me. Yes, well.",
        "Yes, I hear you. My coffee's getting cold.",
        "Yes. And what does it cost?",
        "Yes. Make it the evening.",
        "Yes. The whole amount.",
        "Yes. Perhaps tomorrow.",
        "Fifty then. Yes, do that.",
        "Yes. Oh really?",
        "The fourteenth, yes please.",
        "Yes. Is it the one with the red van?",
        "Yes. Would that work?",
        "Yes. Nobody's home then.",
        "Yes. It works again now.",
        "Yes, yes, I understand.",
        "Yes. So when is that?",
        "Um... yes? Please book it?",
        "Yes, book it. Now I could do fifty on the third.",
        "Yes. My husband will decide.",
        "Yes. I'm away that day.",
        "Okay do it. I'm at work then.",
        "Yes. It's done already, my son did it.",
        "Yes, I'm here. Yes.",
        "Yes. Oh my, a lot of money.",
    ],
)
def test_judge__a_yes_with_anything_against_it_in_another_sentence__is_not_agreed(reply: str) -> None:
    assert _verdict_on(reply) in (Agreed.NOT_CLEAR, Agreed.DECLINED)


def test_judge__nothing_else_is_wanted__turns_nothing_down() -> None:
    assert _verdict_on("Thank God. No, nothing else. Baby's down. Bye.") is Agreed.NOT_CLEAR


@pytest.mark.parametrize("lead", ["One moment, your ticket isn't open yet.", "One last time: ", "Just one thing. "])
def test_judge__one_moment_before_the_sentence__is_no_value_of_it(lead: str) -> None:
    agreement, proposal, history = _agreement("ticket")
    history.add_message(role="assistant", content=f"{lead} {proposal.sentence}")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


def _verdict_on(reply: str) -> Agreed:
    agreement, proposal, history = _agreement("book")
    history.add_message(role="assistant", content=proposal.sentence)
    history.add_message(role="user", content=reply)
    return _judge(agreement, proposal, history)


def test_judge__the_sentence_last_and_word_for_word__is_spoken_whatever_was_told_before_it() -> None:
    agreement, proposal, history = _agreement("refund")
    told = "A refund comes off what you owe. You owe 95 dollars, and after the refund 49 dollars are left on Friday."
    history.add_message(role="assistant", content=f"{told} {proposal.sentence}")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.AGREED


def test_judge__the_sentence_and_then_another_deed__is_not_spoken() -> None:
    agreement, proposal, history = _agreement("refund")
    history.add_message(role="assistant", content=f"{proposal.sentence} And shall I cancel your visit on Friday?")
    history.add_message(role="user", content="Yes.")

    assert _judge(agreement, proposal, history) is Agreed.NOT_SPOKEN
