"""Dialog acts by table: what a caller's turn does, after what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.domain.dialog_act import Act, Asked, Consent
from callcenter.spoken.act.act_words.small_talk import Talk, kind_of_talk
from callcenter.spoken.act.acts import read_acts
from callcenter.spoken.act.forbidding import forbids
from callcenter.spoken.words import plain_words

O, C, V, M, P = Asked.OPEN, Asked.CONSENT, Asked.VALUE, Asked.MORE, Asked.PICK  # noqa: E741

TABLE: list[tuple[str, Asked, Act]] = [
    ("eight one six my husband has collapsed", V, Act.EMERGENCY),
    ("oh my god there's smoke coming out of the wall", C, Act.EMERGENCY),
    ("I need an emergency credit on my bill", O, Act.WISH),
    ("what's that smell? Oh no, the modem's burning!", V, Act.EMERGENCY),
    ("No, that'd be all.", M, Act.GOODBYE),
    ("Hi there, how are you doing today? Are you one of those robots?", O, Act.MACHINE),
    ("Hello? You have to speak up, I can't hear so good.", O, Act.REPEAT),
    ("I'm at my own place, so I don't have her papers here. Her name's Cara.", V, Act.UNKNOWN),
    ("cool. that's everything, you've been great", M, Act.GOODBYE),
    ("great. that's all I wanted, thank you so much", M, Act.GOODBYE),
    ("never mind then, a person could tell me?", M, Act.PERSON),
    ("This is ridiculous, get me somebody.", V, Act.PERSON),
    ("get me somebody for Thursday", O, Act.WISH),
    ("never mind, who can help me with that?", M, Act.PERSON),
    ("is there nobody at all?", M, Act.PERSON),
    ("who can tell me what I owe?", O, Act.WISH),
    ("how long's that gonnae be?", M, Act.ABOUT_THAT),
    ("When you call me?", M, Act.ABOUT_THAT),
    ("in the morning did you say?", M, Act.REPEAT),
    ("are you still there?", V, Act.HEARD),
    ("is the sixty still there?", C, Act.WISH),
    ("please don't record this", O, Act.NO_RECORDING),
    ("I don't consent to any recording", O, Act.NO_RECORDING),
    ("no I don't want this recorded", C, Act.NO_RECORDING),
    ("is this one of those A I things, or a real person?", O, Act.MACHINE),
    ("I must have dialed wrong", O, Act.WRONG_NUMBER),
    ("No, that's everything. Bye.", M, Act.GOODBYE),
    ("nope that's it, appreciate it", M, Act.GOODBYE),
    ("you too", M, Act.GOODBYE),
    ("what's the number again", M, Act.REPEAT),
    ("actually wait, what day was it again?", C, Act.ABOUT_THAT),
    ("hang on, could you repeat that", C, Act.REPEAT),
    ("what was the one before that", M, Act.ABOUT_THAT),
    ("no I want to know why", M, Act.ABOUT_THAT),
    ("do you know what happened", M, Act.ABOUT_THAT),
    ("so when will someone call", M, Act.ABOUT_THAT),
    ("I'm not a customer yet", M, Act.WISH),
    ("why do you need my account number", V, Act.EXPLAIN),
    ("what do you need that for", V, Act.EXPLAIN),
    ("hola, necesito ayuda con mi factura", O, Act.OTHER_LANGUAGE),
    ("ich verstehe kein Englisch", V, Act.OTHER_LANGUAGE),
    ("any outages in six zero six one four?", O, Act.WISH),
    ("I'm done with you people", M, Act.OBJECTION),
    ("I don't want to be recorded", C, Act.NO_RECORDING),
    ("Before we start, I don't agree to having this recorded, okay?", O, Act.NO_RECORDING),
    ("I'd rather you didn't record this", O, Act.NO_RECORDING),
    ("I'm not comfortable with being recorded", O, Act.NO_RECORDING),
    ("is this being recorded? because I don't want that", O, Act.NO_RECORDING),
    ("keep this off tape", O, Act.NO_RECORDING),
    ("I don't mind being recorded", O, Act.WISH),
    ("is this call recorded", O, Act.WISH),
    ("my payment was not recorded", O, Act.WISH),
    ("your recording said nobody would come", O, Act.WISH),
    ("I haven't got it before that, so never mind.", V, Act.CANCEL),
    ("I can't any sooner than that. Forget it then.", V, Act.CANCEL),
    ("I don't want to do this any more", V, Act.CANCEL),
    ("I was going to say never mind but my internet is still down", O, Act.WISH),
    ("I don't have one, I lost the bill.", V, Act.UNKNOWN),
    ("I only know her zip", V, Act.UNKNOWN),
    ("my husband has all that", V, Act.UNKNOWN),
    ("No, that's all I wanted. Bye.", M, Act.GOODBYE),
    ("that's what I wanted to know, bye", M, Act.GOODBYE),
    ("that is not what I wanted", M, Act.OBJECTION),
    ("turn off the recording", M, Act.NO_RECORDING),
    ("I want to speak to a real person", O, Act.PERSON),
    ("operator", V, Act.PERSON),
    ("can you put me through to somebody", C, Act.PERSON),
    ("I don't want to talk to a robot", O, Act.PERSON),
    ("no need to get a person", C, Act.NO),
    ("sorry wrong number", O, Act.WRONG_NUMBER),
    ("I must have misdialed", O, Act.WRONG_NUMBER),
    ("Oh. I think I've got the wrong number, sorry.", P, Act.WRONG_NUMBER),
    ("you have the wrong number there", V, Act.CORRECTION),
    ("Sorry. I've got the wrong number. Bye.", V, Act.WRONG_NUMBER),
    ("do you speak Spanish", O, Act.OTHER_LANGUAGE),
    ("hablas español", O, Act.OTHER_LANGUAGE),
    ("you're a stupid idiot", C, Act.ABUSE),
    ("shut up", O, Act.ABUSE),
    ("that's not what I asked", M, Act.OBJECTION),
    ("I didn't agree to that", M, Act.OBJECTION),
    ("this is ridiculous", C, Act.OBJECTION),
    ("I already told you that", V, Act.OBJECTION),
    ("you're not listening to me", M, Act.OBJECTION),
    ("hold on a minute", V, Act.HOLD_ON),
    ("ok wait", C, Act.HOLD_ON),
    ("will it be a long wait?", C, Act.WISH),
    ("let me get my glasses", V, Act.HOLD_ON),
    ("bye now", M, Act.GOODBYE),
    ("no that's all thank you", M, Act.GOODBYE),
    ("have a nice day", M, Act.GOODBYE),
    ("never mind", C, Act.CANCEL),
    ("say that again please", O, Act.REPEAT),
    ("sorry what", C, Act.REPEAT),
    ("the internet is down again", O, Act.WISH),
    ("slower please", V, Act.SLOWER),
    ("my internet is too slow", O, Act.WISH),
    ("what's an account number", V, Act.EXPLAIN),
    ("I don't understand the question", C, Act.EXPLAIN),
    ("why is that", O, Act.ABOUT_THAT),
    ("how much was that", M, Act.ABOUT_THAT),
    ("how much do I owe", O, Act.WISH),
    ("are you a robot", O, Act.MACHINE),
    ("are you a real person or a computer", O, Act.MACHINE),
    ("what can you do", O, Act.ABILITIES),
    ("can you hear me", V, Act.HEARD),
    ("I don't have it with me", V, Act.UNKNOWN),
    ("no idea", V, Act.UNKNOWN),
    ("no the end is nine one not nine two", V, Act.CORRECTION),
    ("a week later than that", C, Act.CORRECTION),
    ("anything but the evening", P, Act.CORRECTION),
    ("not Friday, Thursday", C, Act.CORRECTION),
    ("please don't", C, Act.NO),
    ("definitely not", C, Act.NO),
    ("i would rather not", C, Act.NO),
    ("no thanks", M, Act.NO),
    ("yes please", C, Act.YES),
    ("no problem go ahead", C, Act.YES),
    ("no, one more thing", M, Act.WISH),
    ("no I have another question", M, Act.WISH),
    ("no thanks but how much do I owe", M, Act.WISH),
    ("I want to cancel my appointment", O, Act.WISH),
    ("can I order a pizza", O, Act.WRONG_NUMBER),
    ("thanks a lot", M, Act.THANKS),
    ("hello", O, Act.GREETING),
    ("mm hmm", O, Act.BACK_CHANNEL),
    ("I see", O, Act.BACK_CHANNEL),
    ("Tuesday morning", V, Act.UNCLEAR),
    ("", O, Act.UNCLEAR),
]
FOREIGN: list[tuple[str, str, Asked, Act]] = [
    ("es", "quiero hablar con una persona", O, Act.PERSON),
    ("es", "no quiero que me graben", O, Act.NO_RECORDING),
    ("es", "me equivoqué de número", O, Act.WRONG_NUMBER),
    ("es", "repita por favor", V, Act.REPEAT),
    ("es", "espere un momento", V, Act.HOLD_ON),
    ("es", "nada más gracias", M, Act.GOODBYE),
    ("es", "mi marido no respira", V, Act.EMERGENCY),
    ("es", "¿habla inglés?", O, Act.OTHER_LANGUAGE),
    ("fr", "je voudrais parler à un conseiller", O, Act.PERSON),
    ("fr", "attendez une minute", V, Act.HOLD_ON),
    ("fr", "au revoir", M, Act.GOODBYE),
    ("fr", "vous pouvez répéter s'il vous plaît", V, Act.REPEAT),
    ("fr", "il y a le feu dans la maison", O, Act.EMERGENCY),
    ("fr", "faux numéro", O, Act.WRONG_NUMBER),
    ("de", "ich möchte mit einem Menschen sprechen", O, Act.PERSON),
    ("de", "Moment bitte", V, Act.HOLD_ON),
    ("de", "auf Wiederhören", M, Act.GOODBYE),
    ("de", "können Sie das wiederholen", V, Act.REPEAT),
    ("de", "es brennt bei uns", O, Act.EMERGENCY),
    ("de", "ich will nicht aufgenommen werden", O, Act.NO_RECORDING),
    ("de", "falsch verbunden", O, Act.WRONG_NUMBER),
]


@pytest.mark.parametrize(("text", "asked", "act"), TABLE, ids=[f"{row[0]}-{row[1]}" for row in TABLE])
def test_read_acts__of_a_turn__names_the_most_pressing_one(text: str, asked: Asked, act: Act) -> None:
    assert read_acts(text, asked=asked).act is act


@pytest.mark.parametrize(("language", "text", "asked", "act"), FOREIGN, ids=[f"{row[0]}-{row[1]}" for row in FOREIGN])
def test_read_acts__in_another_language__names_the_act(language: str, text: str, asked: Asked, act: Act) -> None:
    assert read_acts(text, language=language, asked=asked).act is act


@pytest.mark.parametrize(
    ("text", "asked", "wish", "second"),
    [
        ("cancel my visit and also how much do I owe", O, "cancel my visit", "how much do I owe"),
        ("no thanks but how much do I owe", M, "how much do i owe", ""),
        ("I want my balance and I also need a technician", O, "I want my balance", "I also need a technician"),
        ("what do I owe and when is it due", O, "what do I owe and when is it due", ""),
        ("yes please and also when is my bill due", C, "when is my bill due", ""),
        ("no one more thing", M, "", ""),
        ("how much do I owe you", O, "how much do I owe you", ""),
        ("definitely not", C, "", ""),
        ("thanks a lot", M, "", ""),
    ],
)
def test_read_acts__wishes__are_what_is_left_of_the_turn(text: str, asked: Asked, wish: str, second: str) -> None:
    heard = read_acts(text, asked=asked)

    assert (heard.wish.lower(), heard.second) == (wish.lower(), second)


def test_read_acts__yes_and_another_wish__is_a_yes_and_a_wish() -> None:
    heard = read_acts("yes please and also when is my bill due", asked=C)

    assert heard.consent is Consent.YES
    assert {Act.YES, Act.WISH} <= heard.acts


@given(st.text(max_size=80), st.sampled_from(list(Asked)), st.sampled_from(["en", "es", "fr", "de", "xx"]))
def test_read_acts__whatever_is_said__has_an_act_among_its_acts(text: str, asked: Asked, language: str) -> None:
    heard = read_acts(text, language=language, asked=asked)

    assert heard.act in heard.acts
    assert heard.text == text
    assert bool(heard.wish) <= (Act.WISH in heard.acts)


@given(
    st.sampled_from(["no", "don't", "never", "wait", "hold on", "not that"]), st.sampled_from(["yes", "sure", "okay"])
)
def test_read_acts__a_yes_taken_back__is_no_yes(back: str, yes: str) -> None:
    for text in (f"{yes} {back}", f"{yes}, well {back}", f"{back} {yes} no"):
        assert read_acts(text, asked=C).consent is not Consent.YES
        assert Act.YES not in read_acts(text, asked=C).acts


def test_read_acts__in_a_spanish_call__spanish_is_no_other_language() -> None:
    assert read_acts("buenos dias, necesito ayuda con mi factura", language="es").act is not Act.OTHER_LANGUAGE


@pytest.mark.parametrize(
    "said",
    [
        "OK thank you, have nice day",
        "Peace out",
        "that'll do me",
        "right, I'm off",
        "cheers love, ta-ra",
        "nothing more from my side",
        "laters",
        "that's me",
        "that's the lot",
        "we are finished",
        "good day to you sir",
        "I'd better get going",
        "right, I'll love you and leave you",
        "ok talk later",
        "you've been a great help, thanks",
        "that should do it",
        "you can close the call now",
        "all good here",
        "I have all what I need",
        "have good weekend",
        "I have to go to work now",
        "that's everything sorted thanks",
    ],
)
def test_read_acts__goodbyes_of_ordinary_people__are_goodbyes(said: str) -> None:
    assert read_acts(said, asked=M).act is Act.GOODBYE


@pytest.mark.parametrize(
    "said",
    [
        "bye bye to my internet then",
        "have a nice day, but first tell me what I owe",
        "I said goodbye to my old provider",
        "I want to say goodbye to your company, cancel my contract",
        "I'm off work on Tuesday",
        "see you on Tuesday at nine?",
        "will you be off at Christmas",
        "that'll do me no good",
        "I have to go through the wall",
        "good night is when it stops",
        "I need to run a cable",
        "I'm not done",
        "don't hang up",
        "that's me on the account, yes",
        "good day for me is Friday",
        "done",
    ],
)
def test_read_acts__words_of_a_goodbye_in_something_else__are_none(said: str) -> None:
    assert Act.GOODBYE not in read_acts(said, asked=M).acts


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("you sound nice", Talk.COMPLIMENT),
        ("you have a lovely voice", Talk.COMPLIMENT),
        ("hahaha", Talk.LAUGHTER),
        ("haha you're funny", Talk.LAUGHTER),
        ("sorry I'm a bit slow", Talk.APOLOGY),
        ("sorry I was talking to my son", Talk.APOLOGY),
        ("sorry about the noise", Talk.APOLOGY),
        ("it's raining cats and dogs here", Talk.WEATHER),
        ("nice weather isn't it", Talk.WEATHER),
        ("is it cold where you are", Talk.WEATHER),
        ("how's your day going", Talk.HOW_ARE_YOU),
        ("Harold, turn that down", Talk.IN_THE_ROOM),
        ("I'm on the phone, love", Talk.IN_THE_ROOM),
        ("he passed away last year", Talk.SORROW),
    ],
)
def test_read_acts__small_talk__wants_nothing(said: str, kind: Talk) -> None:
    for asked in (O, C, V, M, P):
        assert read_acts(said, asked=asked).act is Act.TALK
        assert read_acts(said, asked=asked).wish == ""
    assert kind_of_talk(plain_words(said)) is kind


@pytest.mark.parametrize(
    "said",
    [
        "my internet is a bit slow",
        "you sound nice, what do I owe",
        "the modem is hot",
        "my husband died and I want to cancel his contract",
        "sorry, it's 4071 8823",
        "sorry, Tuesday",
        "turn it off and on again?",
        "is it cold in the modem",
        "you're wrong",
        "how is my refund going",
        "the signal died last week",
        "are you open today",
    ],
)
def test_read_acts__words_of_small_talk_in_something_else__are_none(said: str) -> None:
    assert read_acts(said).act is not Act.TALK


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("am I on the right line?", Act.ABILITIES),
        ("hang on, where are my glasses", Act.HOLD_ON),
        ("it's my husband who does that", Act.UNKNOWN),
        ("good evening to you", Act.GREETING),
    ],
)
def test_read_acts__thinking_aloud__is_about_the_conversation(said: str, act: Act) -> None:
    assert read_acts(said).act is act


@pytest.mark.parametrize(
    ("said", "is_goodbye"),
    [
        ("No, gotta run, by.", True),
        ("No, that's all. Thanks, by!", True),
        ("No, thank you. That was all. By.", True),
        ("That was all. Buy.", True),
        ("Okay, by now.", True),
        ("It ought to work by now.", False),
        ("What would I have to buy.", False),
        ("Can somebody come by.", False),
        ("I'd like somebody to stop by", False),
        ("The technician said he'd be by.", False),
        ("When was it they came by?", False),
    ],
)
def test_read_acts__bye_as_recognisers_write_it__is_a_goodbye_and_coming_by_none(said: str, is_goodbye: bool) -> None:
    assert (Act.GOODBYE in read_acts(said, asked=Asked.MORE).acts) is is_goodbye


def test_read_acts__by_where_a_number_is_asked_for__is_no_goodbye() -> None:
    assert Act.GOODBYE not in read_acts("By.", asked=Asked.VALUE).acts


@pytest.mark.parametrize(
    ("said", "verb", "is_forbidden"),
    [
        ("Please don't cancel my visit.", "cancel", True),
        ("No, never book anything", "book", True),
        ("I don't know, cancel it", "cancel", False),
        ("don't cancel it", "book", False),
        ("It's more. But I don't want a refund, she does that", "refund", True),
        ("no refund please", "refund", True),
        ("don't I get a refund?", "refund", False),
        ("I don't know about the refund", "refund", False),
    ],
)
def test_forbids__what_is_named_and_nothing_else(said: str, verb: str, is_forbidden: bool) -> None:
    assert forbids(said, verb) is is_forbidden
