"""Emergencies in each language, and what only sounds like one."""

from __future__ import annotations

import pytest

from callcenter.spoken.act.emergency import is_emergency

DANGER = [
    "there are strangers in the house",
    "what's that smell? Oh no, the modem's burning!",
    "oh no no something's burning in here",
    "my husband has collapsed",
    "eight one six my husband has collapsed",
    "she's not breathing",
    "the whole kitchen stinks of gas",
    "it reeks of smoke in here",
    "somebody's drowning in the pool",
    "a man is trying to get in",
    "the ceiling came down on him",
    "I can't feel my left arm",
    "Please, my husband's on the floor. He's not breeding. I don't know what to do.",
    "my mother is lying on the kitchen floor and doesn't answer",
    "call an ambulance",
    "there's a fire in my kitchen",
    "my house is on fire",
    "I smell gas",
    "I smell something funny from the box, like burning",
    "the box smells a bit burned",
    "there's a funny smell like rotten eggs near the box",
    "it smells of sulphur in the basement",
    "somebody is breaking in",
    "there's an intruder in the house",
    "he's having a heart attack",
    "I think she's having a stroke",
    "he's bleeding a lot",
    "my baby is choking",
    "I want to kill myself",
    "please help me I'm dying",
    "he fell down the stairs and he's unconscious",
    "there's smoke coming out of the modem",
    "a bit of smoke, yes",
    "sparks are coming from the outlet and it smells of burning",
    "somebody's been shot",
    "my mother had a seizure and won't wake up",
    "I can't breathe",
    "she took an overdose",
    "my husband is hitting me",
    "someone has a gun",
    "there's been an accident and people are hurt",
    "we need the police right now",
    "get me nine one one",
    "carbon monoxide alarm is going off",
    "he's unconscious",
    "she's choking",
    "I'm bleeding",
    "grandma isn't responding",
    "I took a bunch of pills",
    "I feel like killing myself",
    "the gas is leaking",
    "a live wire fell in my yard",
    "help me he's going to hurt me",
    "I think she's dead",
    "nine five zero one, help, my dad fell down and he isn't moving!",
]
HARMLESS = [
    "Should I have a man come round then? Or, I don't like strangers in the house.",
    "I won't have people I don't know, I hate strangers in my house",
    "how many hours is he in the house?",
    "how long will the man be in the house",
    "my gas bill stinks",
    "your service stinks",
    "he's drowning in bills",
    "somebody is trying to get into my account",
    "the router is on the floor",
    "my daughter is on the floor above",
    "he's on the floor behind the desk plugging it in",
    "I'm on the ground floor",
    "somebody over there got trigger happy and hit me with the same charge",
    "no the modem isn't burning",
    "I need an emergency credit",
    "is this an emergency line",
    "my modem died",
    "fire me an email",
    "my fire stick won't connect",
    "the line is dead",
    "this bill gave me a heart attack",
    "you people are killing me with these prices",
    "no it's not an emergency",
    "I'm dying to know when he comes",
    "my internet collapsed last night",
    "the connection is choking on zoom",
    "we had a fire last year",
    "what if there's a fire",
    "I could murder a coffee while I wait",
    "my laptop crashed",
    "the price is a robbery",
    "the router is bleeding me dry",
    "my kid's shooting game lags",
    "I'm burning through my data",
    "the alarm system needs internet",
    "my husband passed away last year and it's his account",
    "I'm sick of waiting",
    "it's urgent",
    "the technician never came and I'm furious",
    "my husband is dead and the account was his",
    "I'm choking on these fees",
    "we're trapped in this contract",
    "prices exploded",
]
FOREIGN = [
    ("es", "mi marido no respira"),
    ("es", "hay un incendio en mi casa"),
    ("es", "llame a una ambulancia"),
    ("es", "huele a gas"),
    ("fr", "il ne respire plus"),
    ("fr", "il y a le feu dans la maison"),
    ("fr", "appelez une ambulance"),
    ("fr", "ça sent le gaz"),
    ("de", "mein Mann atmet nicht mehr"),
    ("de", "es brennt bei uns"),
    ("de", "rufen Sie einen Krankenwagen"),
    ("de", "es riecht nach Gas"),
]


@pytest.mark.parametrize("text", DANGER)
def test_emergency__somebody_in_danger__is_heard(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_emergency__what_only_sounds_like_one__is_none(text: str) -> None:
    assert not is_emergency(text)


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_emergency__in_each_language__is_heard(language: str, text: str) -> None:
    assert is_emergency(text, language=language)


def test_emergency__a_phrase_of_the_rule__counts_here_only() -> None:
    assert is_emergency("the elevator is stuck with us in it", phrases=["elevator is stuck"])
    assert not is_emergency("the elevator is stuck with us in it")
    assert not is_emergency("the elevator isn't what I'm calling about", phrases=["elevator is stuck"])
