"""A yes, and what comes with it in the same breath: what takes nothing back leaves it a yes, and all else doesn't."""

from __future__ import annotations

import pytest

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import asked_beside, consent, may_agree

BOOKED = "I'll book the technician for Monday, November 30th in the morning. Shall I do that?"
REFUNDED = "I'll refund 45 dollars to your account, for the Fiber 300 plan that was charged twice. Shall I do that?"
CANCELLED = "I'll cancel your appointment on Tuesday, December 1st in the morning. Shall I do that?"
PROMISED = "So you'll pay 110 dollars by Friday, December 4th. Shall I note that?"
#: Beside a yes to a visit booked for a Monday morning.
STANDS = """\
Yes! Good grief.|Yes. My husband will be in.|Yes please. You people are quick.|Yes. Monday is fine.|
yes my wife's home|Yes. Finally somebody who helps.|Yes please, I've been waiting for weeks.|
Yeah, about time too.|Well yes, obviously.|Yes, and thank you for being so patient with me.|
Yes, that's what I've been asking for all along.|Yes, but hurry up please.|Yes, do it, I'm tired of this.|
Yes. I told the other lady the same.|Yes, of course, what else.|Yes, why would I say no?|
Yes please, sorry, the dog is barking.|Yes, yes, go ahead, I'm in a hurry.|
Yes, though I'm not happy it happened.|Yes, even though I shouldn't have had to call.|
Yes. This should never have happened.|Yes, please, I can't wait any longer.|Yes. I don't have all day.|
Yes. I hope it works this time.|Yeah, I think that's fine.|Yes. Monday's my day off.|Yes, I'm home all morning.|
Yep, and they can reach me during the day|Yes, perfect, thank you so much for your help.|
Yes. And until when is it done?|Yep. And who do I call at the weekend?|Yes. Is it the same technician?|
Yes, what happens next?|Yes please you make it.|Yes, do it, and tell me what I owe after that.|
Yes, and I need to change my address as well.|Yes please, and after that I want to talk to a person.|
Yes, and I'd like to leave a message for the manager.|Yes please. Are you open on Saturday?|
Yeah do that. And how much do I owe?|yes please my husband will be in|
Yes, absolutely, and sorry for shouting earlier.|Yes, go on, I've been on hold for an hour.|
Yes. I was beginning to lose hope.|Yes, I've had nothing but trouble with this.|
Oh yes, that would be such a relief.|Yes, it's been weeks.|Yes, exactly like you said.|
Yes yes, you make, thank you.|Yes, do it. Who can I ask if something's wrong?|
Yes please. I'm seventy eight, you see.|Yes. I don't understand why it took so long.|Yes, that's kind of you.|
Yes. My husband will be in, he's retired."""
#: Said again, insisted on, and with what is to be told or done besides, to the same.
INSISTED = """\
Yes! Already said.|What the... YES. Book it. Monday morning.|Plain yes. Yes!|
YES for heaven's sake, that's all right!|Yes, yes, please book it, come on.|Yeah, go ahead, he says okay.|
I said yeah, go ahead. Yes, I do.|Yes, yes, yes. How many times.|For God's sake, yes.|
Yes, do that. And he should ring the bell twice.|
Oh for heaven's sake: yes.|Yes, yes, book it for Monday morning.|Okay yeah, go ahead, put that in.|
Yes. Oh and the technician, he needs the code for the gate, it's four seven one one. Write that down for him. Do it.|
Um, yes. Go ahead. And one of you calls me, not her, when he's on the way.|
Yes, book it, and yeah, put down that he rings me half an hour before on this number.|
Okay yeah, go ahead, put that in. And tell them I was in the hospital.|
Yes. And tell him to knock, the bell is broken.|Jeez. Yes.|
yeah yeah that's right go|Yeah, put it in.|Good lord. Yes, put it in, I said.|
Sure, Monday morning, November thirtieth."""
#: The same, and something in it that may take the yes back.
NOT_INSISTED = """\
Yes, yes, but make it Friday.|Yes. Yes. Actually, Friday.|Yes, go ahead. In cash.|Yes, yes, to my card.|
Yes. And not in the morning.|Yes. Oh and is it free?|Yes, do it. And what does it cost?|Yes. Oh, wait.|
Yes. Then again, I don't know.|Yes. Oh, I see.|Yes. Oh, so you'd do that.|Yes, yes, I hear you.|
Yes, yes, very funny.|Yes. And tell them to forget it.|Yes. And tell them I'd rather have Friday.|
Yes. And tell him to come in the afternoon.|Yes. And write down that I want the whole amount.|
Yes. And tell them my husband decides. But not today.|Yes. And my husband has to agree first.|
Yes. And my husband will decide.|Yes, I'm here. Yes.|Yes? Yes, hello?|Yes. Hello? Yes.|
Yes, okay, and the other option?|Yes. And everything else.|Yes. And the rest too.|Yes. Plus the ten dollars.|
Yes. And for my neighbour too.|Yes. Well, hm.|Yes. And that's what I am asking you.|Yes. Oh my, that's a lot.|
Yes. Then it would be gone.|Yes. And would that work?|Yes. And I'm at work then.|
Yes, do it, do it, if you dare.|Yes. And tell him if he's late I don't want him.|
Yes. And tell them only if it's free.|Okay. And tell them I was in the hospital.|ok and when comes my money|
Yes. Will it be the morning?|Yes, Monday, in the evening.|Yes, Tuesday, yes."""
#: Beside a yes to the same: it may be no answer, be for somebody else, doubt, narrow or change what was proposed.
DOESNT = """\
Yes, in euros.|Yes, on my bill for December.|Yes, this time.|Yes, unless you have something better.|
Yes, I was told the evening.|Yes, they're there in the evening.|Yes, he'll be in on Friday.|
Yes, my husband will be in until ten.|Yes, my wife will be home from four.|
Yes, my neighbour will let him in at noon.|Yes, somebody will be there after lunch.|
Yes, I'll be there in the evening.|Yes, she's in hospital.|Yes, he's up in Boston.|Yes, I'm about to move.|
Yes, they're in Spain.|Yes, my kids are home from school at two.|Yes, I hope it's the same day.|
Yes, I hope he brings a new router.|Yes, I hope that includes the tax.|
Yes, thank you for asking, but I'll wait.|Yes, thanks for all, I'll do it myself.|
Yes, sorry for that, it's the wrong account.|Yes, I've been waiting for the evening one.|
Yes, I called to cancel it.|Yes, I called to get sixty.|Yes, I rang about something else.|Yes, I tried that.|
Yes, I tried it already.|Yes, I waited for you yesterday.|Yes, I spent sixty dollars.|Yes, it's been paid.|
Yes, that's been done.|Yes, it took you long enough to refuse.|Yes, you're kind, but no.|
Yes, you're very helpful, get me your boss.|Yes, my dog is sick.|Yes, the baby is asleep then.|
Yes, the neighbour is moving out.|Yes, tell them it's urgent.|Yes, let's do Tuesday.|
Yes, let's get it over with on Tuesday.|Yes, every little helps but I want it all.|
Yes, I'm eighty five dollars short.|Yes, how long do I have to decide?|Yes, how long until you cut me off?|
Yes, who will pay me back?|Yes, who decides if I get it?|Yes, where do I get the other half?|
Yes, do I have to be home on Monday?|Yes, do I need to sign something first?|
Yes, will you call me on my mobile?|Yes, will he come?|Yes, when will somebody call, Monday?|
Yes, what happens if he doesn't come?|Yes, by when?|Yes, until when can I change it?|Yes, and now cancel it.|
Yes, and then book another one.|Yes, and also move the other one.|Yes, I have one more question before that.|
Yes, one more thing: make it Tuesday.|Yes, my internet is fine again.|Yes, the line is back.|
Yes, my router is fine.|Yes, and I want to ask whether it's free.|Yes, I'd like to know what it costs.|
Yes, I need to change my visit.|Yes, I also want to tell you not to do it.|Yes, tell me why.|
Yes, tell me what you'd do.|Yes, I've been told.|Yes, that's my number.|Yes, well, hmm.|Yes, well, about that.|
Yes. Tuesday is fine.|Yes. In the evening.|Yes. Fifty.|Yes. I'm not sure though.|Yes. Cancel the other.|
Yes. It's free?|Yes. Is it free|Yes. I'd rather have the evening.|Yes. My wife wants to know the price.|
Yes. To my card.|Yes, in cash.|Yes. For my brother.|Yes. Send a technician.|Yes. Through the back door.|
Yes. Give me more.|Yes. Round it up.|Yes, both.|Yes, the other one.|Yes, I see.|Yes, I understand.|
Yes, I heard you.|Yes, I know that.|Yeah, I'm listening.|Yes, I'm here.|Yes, speaking.|Yes, I can hear you.|
Yes, it's about that.|Yes, I paid that already.|Yes, it works again.|Yes, it's fixed now.|
Yes, my husband wants the evening.|Yes, my wife has to agree first.|Yes, my son says it's wrong.|
Yes, I'm away on Monday.|Yes, I'm away.|Yes, I have a question.|Yes, I was wondering.|
Yes, there's a problem with that.|Yes, it has to be free.|Yes, I hope it's free.|Yes, it's too late.|
Yes, it's a scam.|Yes, that's a lot.|Yes, that is the question.|Yes, we'll see.|Yes, I'll let you know.|
Yes, my son will do it.|Yes, you said that.|Yes, somebody told me that.|Yes, he comes in the evening.|
Yes, I have an appointment.|Yes darling, I'm on the phone.|Yes, I'm coming, dear.|Yes, dinner is ready.|
Yes, you're right.|Yes, it is strange.|Yes. Tuesday's my day off.|Yes, I'm home all afternoon.|
Yes. Will it be the morning?|Yes, who is it?|Yes, do I get it in cash?|Yes, will I get all of it?|
Yes, could he come at ten?|Yes, and will he come earlier?|Yes? And who comes?|
Okay. And who do I call at the weekend?|Okay, my husband will be in.|Yes, if my husband will be in.|
Yes, I want a person.|Yes, and I want to ask my wife.|Yes, and I need to change my appointment.|
Hang on. Okay, go ahead.|I don't need it any more, yes.|Yes, for 40 years.|Yes, I'm in Spain for two weeks.|
Yes, I'm in on Wednesday.|Yes, I'm in the evening.|Yes, I'm up north.|Yes, my wife is about to leave.|
Yes, my son is in Boston.|Yes, they're there on Tuesday.|Yes, I had a technician last week.|
Yes, I called the bank.|Yes, I had it cancelled.|Yes, I told you Tuesday.|Yes, I told you the evening.|
Yes, I told you my card.|Yes, I asked for the evening.|Yes, I was told it's free.|Yes, we had that before.|
Yes, I had hoped for Friday.|Yes, I spoke to somebody about a discount.|Yes, I waited for the bigger one.|
Yes, like you told the other customer.|Yes, as you said in writing.|Yes, the way you said yesterday.|
Yes, if something goes wrong.|Yes, in case there's a problem.|Yes, who do I call if I want another day?|
Yes, who do I call if it isn't done?|Yes, do you have a number for a cheaper company?|
Yes, do you have a later one?|Yes, can you check my appointment?|Yes, check my balance first.|
Yes, check my bill first and then do it.|Yes, can you tell me my bill before you do?|
Yes, I want to talk to you about it.|Yes, I'd like to ask about that.|Yes, I'd like to ask about the price.|
Yes, I'd like to ask my wife.|Yes, I'd like to talk to my bank.|Yes, is good for my wife, not for me.|
Yes, it's good for Tuesday.|Yes, it's okay for half.|Yes, I'm glad you ask, make it Tuesday.|
Yes, I have no choice but Tuesday.|Yes, I hope he comes Tuesday.|Yes, I hope so too but wait.|
Yes, thanks for nothing.|Yes, thank you for the offer.|Yes, thank you for asking.|
Yes, thanks for the offer but no.|Yes, sorry for the trouble, but I'd rather wait.|Yes, I'm sorry, no.|
Yes, you were rude.|Yes, you are a machine.|Yes, the dog is in the garden until five.|Yes, the dog bites.|
Yes, I'm a student at the weekend.|Yes, I'm old enough to know.|Yes, I'm sixty dollars short.|
Yes, I'm 40 short.|Yes, that's what I want, the evening.|Yes, that's why I called, the other bill.|
Yes, obviously not.|Yes, like that, but on Tuesday.|Yes, I need it for Tuesday.|Yes, I need it by tomorrow.|
Yes, my pension comes on the third.|Yes, my money is in the bank.|Yes, I'll have the money on the tenth.|
Yes, I'm tired, call me tomorrow.|Yes, I'm busy on Monday.|Yes, I'm busy.|Yes, I'm busy that morning.|
Yes, my husband is sick that day.|Yes, I'm sick.|Yes, I'm stuck at work.|Yes, I'm ill.|
Yes, I'm nervous about it.|Yes, I'm worried.|Yes, I'm worried about that.|Yes, I'm lost.|
Yes, I'm angry about that.|Yes, I was upset.|Yes, I'm in Spain at the moment.|Yes, to Germany.|
Yes, with my Mastercard.|Yes, when my husband is back.|Yes, I noticed.|Yes, mum, I'm coming!|
Yes, although I'd prefer something else."""


def _said(table: str) -> list[str]:
    return [text.strip() for text in table.replace("\n", "").split("|") if text.strip()]


@pytest.mark.parametrize("said", _said(STANDS))
def test_yes__and_what_takes_nothing_back__stands(said: str) -> None:
    assert consent(said, proposal=BOOKED) is Consent.YES


@pytest.mark.parametrize("said", _said(DOESNT))
def test_yes__and_what_may_take_it_back__is_no_clear_yes(said: str) -> None:
    assert consent(said, proposal=BOOKED) is not Consent.YES


@pytest.mark.parametrize(
    ("said", "proposal", "answer"),
    [
        ("Yes, cancel it please, I don't need it any more.", CANCELLED, Consent.YES),
        ("Yes. It's working again.", CANCELLED, Consent.YES),
        ("Yes, we fixed it ourselves.", CANCELLED, Consent.YES),
        ("Yes. It's not working again.", CANCELLED, Consent.UNCLEAR),
        ("Yes. It's working again.", BOOKED, Consent.UNCLEAR),
        ("Yes, we fixed it ourselves.", BOOKED, Consent.UNCLEAR),
        ("Yes, I get paid on Friday.", PROMISED, Consent.YES),
        ("Yes, I get paid on Monday.", PROMISED, Consent.UNCLEAR),
        ("Yes, I'll have the money by then.", PROMISED, Consent.YES),
        ("Yes. My pension comes on the fifth.", PROMISED, Consent.UNCLEAR),
        ("Yes. How long does it take?", REFUNDED, Consent.YES),
        ("Yes. How long does it take on my card?", REFUNDED, Consent.UNCLEAR),
    ],
)
def test_yes__and_a_reason_or_a_question__is_judged_by_what_was_proposed(
    said: str, proposal: str, answer: Consent
) -> None:
    assert consent(said, proposal=proposal) is answer


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Yes. My husband will be in, and who do I call?", "and who do I call?"),
        ("Yes. My husband will be in.", ""),
        ("Yes, do it, I'm tired of this.", ""),
        ("Yes please, and after that I want to talk to a person.", "and after that I want to talk to a person."),
    ],
)
def test_asked_beside__of_what_comes_with_a_yes__is_what_is_asked_or_wanted(said: str, asked: str) -> None:
    assert asked_beside(said, proposal=BOOKED) == asked


@pytest.mark.parametrize("text", _said(INSISTED))
def test_yes__insisted_on_or_with_another_matter_after_it__is_a_yes(text: str) -> None:
    assert consent(text, proposal=BOOKED) is Consent.YES


@pytest.mark.parametrize("text", _said(NOT_INSISTED))
def test_yes__insisted_on_with_what_may_take_it_back__is_no_clear_yes(text: str) -> None:
    assert consent(text, proposal=BOOKED) is not Consent.YES


def test_asked_beside__what_is_to_be_told_or_done_after_a_yes__is_kept() -> None:
    assert asked_beside("Yes. And tell him to knock, the bell is broken.", proposal=BOOKED) == (
        "And tell him to knock, the bell is broken."
    )


def test_yes__with_more_for_a_message__is_part_of_its_text_and_no_clear_yes() -> None:
    message = 'I\'ll take your message. It says: "About the bill". Is that all right?'

    assert consent("Yes. And tell them I was in the hospital.", proposal=message) is not Consent.YES


@pytest.mark.parametrize(
    "text",
    [
        "Yes, book it, never mind the man.",
        "It's for my wife, call my wife, not me, half an hour before.",
        "Yes, note that down, and never mind the man.",
        "Yes, and the gate is open. No call back needed.",
        "No need to call me back.",
    ],
)
def test_what_is_not_meant__beside_what_is__turns_nothing_down(text: str) -> None:
    assert consent(text, proposal=BOOKED) is not Consent.NO


@pytest.mark.parametrize("text", ["Never mind the technician.", "Never mind."])
def test_never_mind__of_what_was_proposed__is_a_no(text: str) -> None:
    assert consent(text, proposal=BOOKED) is Consent.NO


MESSAGE = 'I\'ll take your message, with no call back. It says: "The side door sticks". Is that all right?'
REQUEST = "I'll put in your request for a refund of 85 dollars, and you'll have an answer by Friday. Shall I do that?"


@pytest.mark.parametrize(
    ("said", "proposal"),
    [
        ("Yes, yes, no call back needed.", MESSAGE),
        ("Yes, that's my position. But no person is to phone me, in writing only.", MESSAGE),
        ("Yes. No phone calls, though, I work nights.", REQUEST),
        ("Yes, put it in, though I don't agree with the rest.", REQUEST),
    ],
)
def test_yes__beside_what_isnt_wanted_besides_or_agreed_with__may_stand(said: str, proposal: str) -> None:
    assert consent(said, proposal=proposal) is Consent.UNCLEAR
    assert may_agree(said, proposal=proposal)


@pytest.mark.parametrize(
    ("said", "proposal"),
    [
        ("Yes, but no message.", MESSAGE),
        ("Yes, put it in if my wife agrees.", REQUEST),
    ],
)
def test_yes__beside_what_turns_down_what_was_proposed__is_none(said: str, proposal: str) -> None:
    assert consent(said, proposal=proposal) is not Consent.YES
    assert not may_agree(said, proposal=proposal)


def test_yes__to_what_was_proposed_and_no_to_anything_else__is_a_yes() -> None:
    assert consent("Yes, please. No, nothing else, thank you.", proposal=REQUEST) is Consent.YES
    assert consent("No, nothing else, thank you.", proposal=REQUEST) is Consent.NO
