"""Taking leave: the words that do, what beside them wants something, and what only sounds like a leave."""

from __future__ import annotations

import pytest

from callcenter.spoken.act.leave_taking import read_leave, thanks_and_tells


@pytest.mark.parametrize(
    "said",
    [
        "No, that's it. Thanks for being patient with a worried dad",
        "No, that's done. I've had enough, thanks for your help",
        "Thank you, sir. That is all. And thanks for slow speaking",
        "Fair enough. No, that's me, I've got a queue. Cheers",
        "Fine. I'll take it up with them in writing. Good day",
        "No. Oh, this is ridiculous. Goodbye",
        "No, that's all for now, my phone's dying. Thanks for your time",
        "Nothing else. Thanks for looking into the appointment for me",
        "Great. That's that then. Have a good shift",
        "That's all, and say hello to the team from me",
        "Bye. And thanks for being so clear about the payment",
        "Whatever. That's it. I'm done talking to a machine. Goodbye",
        "No thanks. I'd rather not talk about the bill any more. Goodbye",
        "Thanks, I'm done here. What a day. Goodbye",
        "That's everything, young man. You remind me of my grandson",
        "No more questions from me, thanks. It's been quite the week",
        "Perfect. My boss will be glad about the appointment. That's all then",
        "No, that's plenty. Thank you for not being a robot with me",
        "Thanks, no more. I need to get off this train",
    ],
)
def test_leave__whatever_is_remarked_beside_it__wants_nothing(said: str) -> None:
    leave = read_leave(said)

    assert leave is not None and not leave.wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "That was all I think. Oh, and when are you open on a Sunday, in case my memory fails me? My neighbour, "
            "Doris, she's with you too",
            ("Oh, and when are you open on a Sunday, in case my memory fails me?",),
        ),
        ("No, that's all. Actually, do I have to be home?", ("Actually, do I have to be home?",)),
        ("Thank you. Please also cancel my appointment, bye", ("Please also cancel my appointment,",)),
        ("No, that's it, unless you can tell me your address", ("unless you can tell me your address",)),
        ("No that's all thanks. Oh, my wife asks when you're open", ("Oh, my wife asks when you're open",)),
        ("OK thanks bye, oh and tell me your hours", ("oh and tell me your hours",)),
        ("That's all, but my internet still doesn't work", ("but my internet still doesn't work",)),
    ],
)
def test_leave__with_a_wish_or_a_question__leaves_that_to_be_served(said: str, wanted: tuple[str, ...]) -> None:
    leave = read_leave(said)

    assert leave is not None and leave.wanted == wanted


@pytest.mark.parametrize(
    "said",
    [
        "That's it? No refund?",
        "That's all wrong",
        "That's it, the red one",
        "That's it, that one, the fifteenth",
        "Is that all?",
        "That's it, exactly, the bill is wrong",
        "That's everything you can do?",
        "That is all I have got, no number",
        "Before I go, do you come to Watertown?",
        "Take care of the refund for me, please",
        "Take care that he comes in the morning",
        "I'm done waiting, when does the technician come?",
        "Good day. I want to talk about my invoice",
        "Have a nice day? I want my money back",
        "Goodbye to my money then, is it?",
        "no nothing",
        "Thanks for your help. Can somebody call me tomorrow?",
    ],
)
def test_words__that_only_sound_like_a_leave__take_none(said: str) -> None:
    assert read_leave(said) is None


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        ("Thanks for your help, I'll let my flatmate know about the outage", True),
        ("Thanks, I'll be fine. When does he come?", False),
        ("Thanks. My internet is slow", False),
        ("I'll tell my wife", False),
    ],
)
def test_thanks__with_what_the_caller_will_do__are_no_wish(said: str, is_so: bool) -> None:
    assert thanks_and_tells(said) is is_so
