"""Asking whether one speaks to a machine, told from wishes for a person and from questions of other things."""

from __future__ import annotations

import pytest

from callcenter.domain.dialog_act import Act, Asked
from callcenter.spoken.act.acts import read_acts

ASKS = """
are you a person or one of those machines, love?
You've a nice voice, are you a real girl?
hang on am I talking to a computer here
is this a recording or what
are you one of them AI things
do you actually understand me or are you a bot
sorry, but is there a human in there?
you don't sound like a robot, are you one?
are you a robot
am I speaking to a real person?
is this a real person
are you human
are you even a real person
is that a machine
are you AI
You're a computer, aren't you?
who am I talking to
wait, is this automated?
am I talking to a live person
is this one of those answering machines
are you real
so I'm talking to a machine?
is it a person or a computer I'm talking to?
do I have a real person on the line?
are you a man or a machine
hello, human or robot?
you sound like a robot, are you one
oh are you the robot thing my daughter told me about?
pardon me dear, are you a lady or a recording?
Is anyone real there or is this a bot?
are you Siri?
is this the robot
what are you
are you alive?
is that your real voice
am I chatting with a bot
Pardon, do I speak with a person?
so you're not a real woman then?
is that you, Alexa?
""".strip().split("\n")

ASKS_NOT = """
I want a person, not a machine
can I talk to a real person
get me a human
is there a person I can talk to
is there anybody there I can talk to
I don't want to talk to a robot
are you recording this
is this being recorded
is this the real price?
is that a real discount
is someone real looking at my refund?
my answering machine is broken
is my computer the problem
are you a big company
is there a man coming or a woman?
is it the computer or the line
put me through to someone real please
is this a program that runs on my computer
you're not a person I'd send
do I speak with my own technician
the washing machine man is coming too
are there people in the office
is there a human who could take this
are you people open on Sunday
is that a man I can trust
a real person please
is the technician a real person or a subcontractor
is this an automatic payment
do you have real people
yes, do it, you machine
four oh seven one, eight eight two three
""".strip().split("\n")


@pytest.mark.parametrize("asked", [Asked.OPEN, Asked.VALUE, Asked.CONSENT, Asked.MORE])
def test_act__of_who_asks_what_we_are__is_that_whatever_was_asked(asked: Asked) -> None:
    assert [text for text in ASKS if read_acts(text, asked=asked).act is not Act.MACHINE] == []


@pytest.mark.parametrize("asked", [Asked.OPEN, Asked.VALUE, Asked.CONSENT, Asked.MORE])
def test_act__of_who_wants_a_person_or_asks_something_else__is_another(asked: Asked) -> None:
    assert [text for text in ASKS_NOT if Act.MACHINE in read_acts(text, asked=asked).acts] == []
