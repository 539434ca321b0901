"""Consent by table: a false yes is the worst fault, so every doubt is UNCLEAR."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.domain.dialog_act import Consent
from callcenter.spoken.act.consent import consent, is_said_outright

MOVE = "I'll move your visit from Tuesday in the morning to Thursday in the afternoon. Shall I do that?"
YES = """\
yes|yeah|yep|sure|yes please|please do|go ahead|go for it|of course|absolutely|definitely|certainly|
that's right|that's fine|sounds good|that works for me|no problem go ahead|no that's fine go ahead|why not|
yeah why not|I don't mind|no problem|not a problem at all|do it|do that please|book it|okay|ok|alright|
perfect|correct|exactly|yes that's correct|um yes|uh yeah sure|yes peas|yes do it|yeah okay|yes thank you|
yes go ahead and cancel it|I agree|be my guest|by all means|you bet|that would be great|
yes please and also how much do I owe|fine by me|if you could please|yes yes|sure thing|yes I do|
I'd like that|yes and also what's my balance|yes and also I have another question|yes right away|
I have no problem with that|
Yes please. That's very kind.|okay, so nice of you|Okay then, do it. And then tell me.|
Yes. And who decides that?|yes. When would I see that?|Yes, that's it. Does someone need to be home for it?|
yes please and how will I hear?|yes yes, I told you|yes do it and then tell me my balance|Yes, I told you already.|
yes this number|yes on this number|yes the one I'm calling from|ok yes please open one|
yes go on|yeah go on|go on then|Ugh. Yes.|Well, all right. Yes, please do that, dear.|yep, put me down|lock it in|
fine, I'll take it|yes I want it back|yes please give it back|yeah I'd like my money back|
Yeah. I guess so. Yes, please.|I guess so, yes|M. M. Yes, please.|Yet that's fine.|yet, please|
Yes, and when comes my money?|yes and when do I get my refund|yes please and when does the money arrive|
Yes. When do I get my money?|yes please, when does the refund come|
Perfect, yep, thanks, bye!|Yes please, thank you, goodbye.|Yes. Thanks, bye.|Yes please, that's all, thank you.|
yep, cheers, bye|I'd rather have it in the bank, but go on then, yes|I was hoping for Monday, but yes, that's fine|
I said yes already! Yes.|Yes yes, I said yes.|Spot on, do it|Yes. Finally.|Okay, go on, yes. Are you open at Christmas?|
Yes, do it. Oh, and are you open on Saturday, by the way?|yes please, and are you open on Saturday?|
Yes please and thank you, have a nice day"""
NO = """\
no|nope|nah|no thanks|no thank you|please don't|definitely not|absolutely not|i would rather not|
I'd rather not|don't do that|I guess not|certainly not|of course not|not really|no way|never mind|forget it|
leave it|don't bother|not now|not today|yes well actually no|yeah no|no I don't think so|
please don't cancel it|I don't want that|I changed my mind|no don't|stop|that's wrong|no that's not right|
rather not|not at all|I'd prefer not to|don't you dare|keep it|maybe later|nah I'm good|know thanks|
hmm, or no, forget the technician, just tell me my balance|forget the cancellation"""
HOLD = """\
wait|ok wait|hold on|hold on a second|one moment|just a minute|sure wait|let me think|let me check|
I need to think about it|not yet|yes wait a minute|hang on|give me a second|let me ask my wife|
I don't know yet|I haven't decided yet|no wait|No, wait, before you do, when would it show up?"""
UNCLEAR = """\
don't forget the afternoon one|
maybe|I don't know|perhaps|how much is it|yes but how much is it|yes if it's free|only if it's free|
what would happen then|Friday|hmm|um|mm hmm what|yes but not Friday|it depends|are you sure|what do you mean|
yes only if|well|the thing is|could be|I'm not sure|say that again|what|yes but|possibly|who knows|
sure if my wife agrees|yes unless it costs something|
yes and also make it thursday|yes plus change the day to monday|yes also on monday|yes also I need it to be free|
yes and also cancel the other one|
That's very kind.|do it and tell me if it's free|yes and then tell me to cancel it|
ok plus tell me the price|yes and another thing it has to be the morning|
this number|the one I'm calling from|yes but not this number please|yeah right|yes hello|yes I want you to go away|
ok bye|sure, bye now|thanks, bye|yes? thanks, bye|yeah right, bye|oh yes the other thing, bye|no, yes, bye|
yes yes I know, goodbye|that's it|and if they say no|if it costs something then no|what if I say no|yes go on holiday|
I guess so|yeah I guess|did anybody look at it yet?|yet|yet another one|yet that's on Friday|
I'd rather have it today, but maybe|I'd rather not, but go on, yes or no?|
I wanted it on Monday, but yes, Tuesday if it's free|
I never said yes|Yes. Are you open if it's not done?|Yes? Are you open on Saturday?|
yes, and how much is it?|yes, and when is it?|ok and when comes my money|yes and when do I get my money if it fails|
yes and when I get my money I pay|maybe and when comes my money|and when comes my money?|
yes and when will the technician come|
Yes. When is it?|yes when I get my money|okay when do I get my money|
Yes. What time is that?|Yes. When will he come?|okay, who is this?|Yes. How do I know that's right?|
yes, how do I cancel it?|Yes. Do I have to pay if he can't come?|Yes. Will I be charged?|Yes. Does he come on Saturday?|
And it's you who pays that, not the bank?|
I told you|yes but call me any day, just not the weekend|yes, but not on Monday|
Yes? When do I get my money, and how?|Yes? When do I get my money?"""


def said(table: str) -> list[str]:
    return [text.strip() for text in table.replace("\n", "").split("|") if text.strip()]


TABLE = [
    (text, verdict)
    for verdict, table in ((Consent.YES, YES), (Consent.NO, NO), (Consent.HOLD, HOLD), (Consent.UNCLEAR, UNCLEAR))
    for text in said(table)
]
FOREIGN = [
    ("es", "sí por favor", Consent.YES),
    ("es", "claro que sí", Consent.YES),
    ("es", "no gracias", Consent.NO),
    ("es", "mejor no", Consent.NO),
    ("es", "espere un momento", Consent.HOLD),
    ("es", "sí pero cuánto cuesta", Consent.UNCLEAR),
    ("fr", "oui s'il vous plaît", Consent.YES),
    ("fr", "bien sûr", Consent.YES),
    ("fr", "non merci", Consent.NO),
    ("fr", "surtout pas", Consent.NO),
    ("fr", "attendez", Consent.HOLD),
    ("fr", "je ne sais pas", Consent.UNCLEAR),
    ("de", "ja bitte", Consent.YES),
    ("de", "ja gerne", Consent.YES),
    ("de", "nein danke", Consent.NO),
    ("de", "lieber nicht", Consent.NO),
    ("de", "Moment mal", Consent.HOLD),
    ("de", "ja aber was kostet das", Consent.UNCLEAR),
]


@pytest.mark.parametrize(("text", "verdict"), TABLE, ids=[row[0] for row in TABLE])
def test_consent__of_a_reply__is_judged_on_the_safe_side(text: str, verdict: Consent) -> None:
    assert consent(text) is verdict


@pytest.mark.parametrize(("language", "text", "verdict"), FOREIGN, ids=[f"{row[0]}-{row[1]}" for row in FOREIGN])
def test_consent__in_another_language__is_judged_alike(language: str, text: str, verdict: Consent) -> None:
    assert consent(text, language=language) is verdict


@pytest.mark.parametrize(
    ("text", "proposal", "verdict"),
    [
        ("cancel it", "I'll cancel your appointment on Friday. Are you sure?", Consent.YES),
        ("cancel it", "I'll ask for a refund of 45 dollars. Shall I do that?", Consent.NO),
        ("yes I want it back", "I'll refund 45 dollars to your account. Shall I do that?", Consent.YES),
        ("Yes please. I did say.", "I'll refund 45 dollars to your account. Shall I do that?", Consent.YES),
        ("yep sounds good. now the tech visit", "I'll refund 45 dollars. Shall I do that?", Consent.YES),
        ("yes. I did say no", "I'll refund 45 dollars to your account. Shall I do that?", Consent.UNCLEAR),
        ("yes. now make it fifty", "I'll refund 45 dollars to your account. Shall I do that?", Consent.UNCLEAR),
        (
            "Well, I suppose go ahead, please do give it back.",
            "I'll refund 45 dollars to your account. Shall I do that?",
            Consent.YES,
        ),
        ("I suppose you could do it.", "I'll refund 45 dollars to your account. Shall I do that?", Consent.UNCLEAR),
        ("I guess go ahead with half", "I'll refund 45 dollars to your account. Shall I do that?", Consent.UNCLEAR),
        ("Good enough, yes. That's it, I've got to run.", "I'll take your message. Is that all right?", Consent.YES),
        ("Good enough.", "I'll take your message. Is that all right?", Consent.UNCLEAR),
        ("Okay, I've got to go.", "I'll take your message. Is that all right?", Consent.UNCLEAR),
        ("Yes, put it in. And then tell me about not paying.", "I'll refund 45 dollars. Shall I do that?", Consent.YES),
        ("Yes, and first tell me about not paying.", "I'll refund 45 dollars. Shall I do that?", Consent.UNCLEAR),
        ("yes please give it back", "I'll put in your request for a refund. Shall I do that?", Consent.YES),
        ("yes I want it back", "I'll cancel your appointment on Friday. Are you sure?", Consent.UNCLEAR),
        ("yes, give it back", "I'll open a ticket, and somebody will call you back. Is that okay?", Consent.UNCLEAR),
        ("I want it back", "I'll refund 45 dollars to your account. Shall I do that?", Consent.UNCLEAR),
        ("yes but I want it back on my card", "I'll refund 45 dollars to your account. Shall I?", Consent.UNCLEAR),
        ("yes if I get it back today", "I'll refund 45 dollars to your account. Shall I do that?", Consent.UNCLEAR),
        ("no, I want it back", "I'll refund 45 dollars to your account. Shall I do that?", Consent.NO),
        ("yes, book it", "I'll cancel your appointment on Friday. Are you sure?", Consent.UNCLEAR),
        ("yes the Friday", "So that's Friday in the morning. Shall I book it?", Consent.YES),
        ("yes the Monday", "So that's Friday in the morning. Shall I book it?", Consent.UNCLEAR),
        ("Yes, the morning's fine.", "So that's Friday in the morning. Shall I book it?", Consent.YES),
        ("Well, morning then, yes.", "So that's Friday in the morning. Shall I book it?", Consent.YES),
        ("Yes, the evening is good.", "So that's Friday in the morning. Shall I book it?", Consent.UNCLEAR),
        ("the morning is fine", MOVE, Consent.UNCLEAR),
        ("Tuesday is fine", MOVE, Consent.UNCLEAR),
        ("yes, Tuesday", MOVE, Consent.UNCLEAR),
        ("yes, Thursday", MOVE, Consent.YES),
        ("the afternoon is fine", MOVE, Consent.YES),
        ("keep the Tuesday", MOVE, Consent.NO),
        ("it's fine as it is", MOVE, Consent.NO),
        ("the appointment is fine", MOVE, Consent.UNCLEAR),
        ("yes, as it is", MOVE, Consent.UNCLEAR),
        ("perfect as it is", 'It says: "please move my visit". Is that right?', Consent.YES),
        ("Yes. But between two and four.", "Somebody calls you in the afternoon. Is that all right?", Consent.UNCLEAR),
    ],
)
def test_consent__to_a_known_proposal__must_be_to_that_one(text: str, proposal: str, verdict: Consent) -> None:
    assert consent(text, proposal=proposal) is verdict


VISIT = (
    "I'll book the technician for Tuesday, December 1st in the morning, between 8 AM and noon;"
    " it's free, or 49 dollars if the fault is in your own equipment. Shall I do that?"
)
PART = (
    "So you'll pay 40 dollars by Friday, December 4th. Of the other 70 dollars, 10 dollars will stay overdue since"
    " Friday, November 6th, and 60 dollars will stay due on Sunday, December 6th. Shall I note that?"
)


@pytest.mark.parametrize(
    ("text", "proposal", "is_yes"),
    [
        ("Yes, eight to twelve is fine.", VISIT, True),
        ("Yes, between 8 and noon.", VISIT, True),
        ("Yes, from 8 to 12 o'clock please.", VISIT, True),
        ("Yes, Tuesday morning.", VISIT, True),
        ("Yes, forty.", PART, True),
        ("Yes, on Friday.", PART, True),
        ("Alright, go ahead, my wife'll be around from eight anyway.", VISIT, True),
        ("Alright, go ahead, my wife'll be around from ten.", VISIT, False),
        ("Yes, my wife'll be around from noon.", VISIT, False),
        ("Yes, at eight.", VISIT, False),
        ("Yes. At eight.", VISIT, False),
        ("Yes, at noon.", VISIT, False),
        ("Yes, from eight to ten.", VISIT, False),
        ("Yes, for free.", VISIT, False),
        ("Yes, forty nine.", VISIT, False),
        ("Is it eight to twelve?", VISIT, False),
        ("Eight to twelve.", VISIT, False),
        ("Yes, seventy.", PART, False),
        ("Yes, ten dollars.", PART, False),
        ("Yes. Sixty.", PART, False),
        ("Yes, on Sunday.", PART, False),
        ("Yes, on the sixth.", PART, False),
    ],
)
def test_consent__what_a_proposal_only_tells_besides__is_no_word_of_a_yes(
    text: str, proposal: str, is_yes: bool
) -> None:
    assert (consent(text, proposal=proposal) is Consent.YES) is is_yes
    assert is_yes or not is_said_outright(text, proposal=proposal)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz ', ", max_size=40), st.sampled_from(said(NO)))
def test_consent__anything_with_a_refusal_at_its_end__is_no_yes(before: str, refusal: str) -> None:
    assert consent(f"{before} {refusal}") is not Consent.YES


@given(
    st.sampled_from(said(YES)),
    st.sampled_from(["wait", "no", "don't", "not yet", "actually no", "hold on", "but not today"]),
)
def test_consent__a_yes_and_then_anything_that_takes_it_back__is_no_yes(yes: str, back: str) -> None:
    assert consent(f"{yes} {back}") is not Consent.YES


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("It's a bit garbled at the end but yes, that's fine.", Consent.YES),
        ("Reads a bit daft, but it's all in there. Yes, go ahead", Consent.YES),
        ("It's a mouthful but that's it exactly.", Consent.YES),
        ("I talk too much, don't I. Yes, that's right.", Consent.YES),
        ("Reads a bit daft, but it's all in there.", Consent.UNCLEAR),
        ("Sounds a bit rude. Okay.", Consent.UNCLEAR),
        ("the last part is garbled, yes", Consent.UNCLEAR),
        ("It's a bit garbled at the end. Yes?", Consent.UNCLEAR),
        ("the gate is open, but yes", Consent.UNCLEAR),
        ("It's a bit formal. Yes but put my name in", Consent.UNCLEAR),
        ("It's perfect, but call me at six", Consent.UNCLEAR),
        ("It's a bit long, but no.", Consent.NO),
        ("You got all of it. No.", Consent.NO),
    ],
)
def test_consent__after_how_a_text_reads__is_the_yes_or_no_that_follows(said: str, answer: Consent) -> None:
    proposal = 'I\'ll take your message, with no call back. It says: "the bell is broken". Is that all right?'

    assert consent(said, proposal=proposal) is answer
