"""A no, the mirror of the yes: what clearly turns down is one, and what merely has a negation in it isn't."""

from __future__ import annotations

import pytest

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent, said_beside_no
from callcenter.spoken.act.refusal import without_denied

BOOKED = "I'll book the technician for Friday, December 4th in the afternoon. Shall I do that?"
CANCELLED = "I'll cancel your appointment on Tuesday, December 1st in the morning. Shall I do that?"
#: Turns down, in any temper.
REFUSES = """\
No!|No, thank you, dear, it isn't worth the trouble|God no|I said no|I'd say no|Let it be|You know what, drop it|
I'd rather you didn't|We don't want anybody|No need, my brother's an electrician|Nope, my son does it|Not on your life|
no not now thanks but what are your hours|No thanks, it's too complicated, get me a person|Fine, then don't.|
No. And stop asking me that|Absolutely not, last time he broke my vase|My husband says no.|no, no, don't do that|
we've switched to another company so no|That's very kind, but no thanks|Yes, actually no.|Yeah, no, I don't want it|
I've decided not to|No chance, I'm abroad|please don't book it|Hmm, no. I've had second thoughts|No, that's fine|
Sorry, no, I must have misread my calendar|can't be bothered|the wife says leave it|No, because it's too early|
Not a visit, a call! Can I get one?|I don't want another day|Forget about it, it's only ten dollars|
No, I asked you to move it"""
#: Has a no, a not or a "leave it" in it, and turns nothing down.
REFUSES_NOTHING = """\
Yeah go on. You didn't say how long it takes, though|Yes, leave it like that then|Yes, leave it on the account then|
Yes, book one then, but not too early, I'm on nights|And there's no charge, is there? She's on a pension|
No need to bring a ladder|It's not the modem, I've told your colleague|It's not urgent|There's no rush, mind you|
Nobody told me it was that simple|No one called me about it|I never got a letter about it|I wasn't aware of that|
My husband never pays late, you see|I haven't been late in ten years|And no other fee comes on top?|
You don't know, do you|I'm not usually up before noon, so that's grand|
The technician didn't ring last time|He never came last time either|
I thought it'd be more, no?|It's free, isn't it|I don't have to be there, do I|yes and no|no, well, maybe, I don't know|
It's not that I don't want him|No, sorry, yes, go ahead|No, hold your horses. How much is it?|Not again!|
No charge for that, is there|no hidden fees then|Never mind the time, as long as he comes|don't forget the dog|
Good. Never had anybody come that quick|Yes love, do that, I don't want to argue any more|Yeah, no, that's fine|
I can't hear very well|He shouldn't come too early|That isn't what I was told|Is it not free?|Not without the price|
Nobody but him, the one from last time|Nobody said I'd have to book|Nothing will come of it, I bet|
It won't hurt, but go on|You didn't put the afternoon in|
No late fee on top, right?|No fee next month either, I hope|
No. First tell me if it costs anything|It won't change a thing|
six two oh three, double eight one seven. No, sorry, eight eight one seven."""


def _said(table: str) -> list[str]:
    return [text.strip() for text in table.replace("\n", "").split("|")]


@pytest.mark.parametrize("text", _said(REFUSES))
def test_consent__to_what_clearly_turns_down__is_a_no(text: str) -> None:
    assert consent(text, proposal=BOOKED) is Consent.NO


@pytest.mark.parametrize("text", _said(REFUSES_NOTHING))
def test_consent__to_what_has_only_a_negation_in_it__is_neither(text: str) -> None:
    assert consent(text, proposal=BOOKED) in (Consent.UNCLEAR, Consent.HOLD)


@pytest.mark.parametrize("text", ["It isn't needed, it works", "Right, he's not needed, my nephew did it"])
def test_consent__why_something_is_to_be_cancelled__is_no_no_to_that(text: str) -> None:
    assert consent(text, proposal=CANCELLED) is Consent.UNCLEAR
    assert consent("No, keep it. He's needed", proposal=CANCELLED) is Consent.NO


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("No no, I don't want that. What was that address again?", "What was that address again?"),
        ("no thanks, dear", ""),
        ("Nah. What I really want to know is who did this", "What I really want to know is who did this"),
        ("No tell me what I owe", "tell me what I owe"),
        ("No! Forget it. How much do I owe then?", "How much do I owe then?"),
        ("No, my son fixed it", "my son fixed it"),
    ],
)
def test_said_beside_no__is_all_but_the_refusal_and_thanks(text: str, rest: str) -> None:
    assert said_beside_no(text) == rest


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I couldn't do Tuesday anyway", ""),
        ("Nobody's there in the morning. Friday, please", "Friday, please"),
        ("I'm never home in the mornings", ""),
        ("It'll have to do, I've no other day", "It'll have to do,"),
        ("Can't he come on Friday?", "Can't he come on Friday?"),
        ("no, I meant Friday", "no, I meant Friday"),
        ("I don't get home until four", "I don't get home until four"),
        ("I can't Friday make it Monday", "I can't Friday make it Monday"),
    ],
)
def test_without_denied__leaves_out_what_is_said_not_to_be_so(text: str, left: str) -> None:
    assert without_denied(text) == left
