"""Whole sentences and such as trail off, in every language."""

from __future__ import annotations

import pytest

from callcenter.bench.understanding.turn_sentences import BROKEN_OFF, BROKEN_OFF_HELD_OUT, COMPLETE, COMPLETE_HELD_OUT
from callcenter.spoken.answer_shape import Completeness
from callcenter.spoken.sentence import (
    begins_as_question,
    is_question,
    judge_sentence,
    reads_as_question,
    sentences_asked,
)


@pytest.mark.parametrize("text", COMPLETE)
def test_sentence__whole__is_complete(text: str) -> None:
    assert judge_sentence(text) is Completeness.COMPLETE


@pytest.mark.parametrize("text", BROKEN_OFF)
def test_sentence__trailing_off__is_never_complete(text: str) -> None:
    assert judge_sentence(text) is not Completeness.COMPLETE


def test_sentences__held_out__nearly_all_are_judged_right_and_none_that_trails_off_is_taken() -> None:
    whole = [judge_sentence(text) for text in COMPLETE_HELD_OUT]
    broken = [judge_sentence(text) for text in BROKEN_OFF_HELD_OUT]

    assert whole.count(Completeness.COMPLETE) >= 0.9 * len(whole)
    assert Completeness.INCOMPLETE not in whole
    assert broken.count(Completeness.INCOMPLETE) >= 0.8 * len(broken)
    assert Completeness.COMPLETE not in broken


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "¿Cuánto debo este mes?"),
        ("es", "Mi internet no funciona."),
        ("es", "No, gracias, eso es todo."),
        ("fr", "Combien est-ce que je dois ?"),
        ("fr", "Mon internet ne marche plus."),
        ("fr", "Oui, merci."),
        ("de", "Wie viel muss ich bezahlen?"),
        ("de", "Mein Internet geht nicht mehr."),
        ("de", "Ja, genau."),
    ],
)
def test_sentence__whole_in_another_language__is_complete(language: str, text: str) -> None:
    assert judge_sentence(text, language=language) is Completeness.COMPLETE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Llamo porque"),
        ("es", "Mi número de cuenta es"),
        ("es", "¿Me puede decir"),
        ("fr", "J'appelle parce que"),
        ("fr", "Je voudrais savoir"),
        ("fr", "Mon numéro de compte est"),
        ("de", "Ich rufe an, weil"),
        ("de", "Meine Kundennummer ist"),
        ("de", "Können Sie mir sagen"),
    ],
)
def test_sentence__trailing_off_in_another_language__is_incomplete(language: str, text: str) -> None:
    assert judge_sentence(text, language=language) is Completeness.INCOMPLETE


@pytest.mark.parametrize("text", ["", "Fiber", "Tuesday", "Hello there Ann"])
def test_words__that_may_be_all_or_a_beginning__are_open(text: str) -> None:
    assert judge_sentence(text) is Completeness.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "and how long would you give me",
        "hang on, what day was it",
        "what if they say no",
        "is that free",
        "if I pay now?",
    ],
)
def test_begins_as_question__a_question__whatever_leads_it(text: str) -> None:
    assert begins_as_question(text)


@pytest.mark.parametrize("text", ["do whatever you want", "will do", "six weeks", "can", "", "whatever"])
def test_begins_as_question__no_question__is_none(text: str) -> None:
    assert not begins_as_question(text)


@pytest.mark.parametrize(
    ("text", "reads", "is_one"),
    [
        ("and where is it", True, True),
        ("And my wife, she gets a letter?", True, True),
        ("the tenth?", True, False),
        ("the tenth? ", True, False),
        ("The tenth.", False, False),
        ("Is it? I paid.", True, True),
        ("I paid, is that bad", False, False),
        ("", False, False),
    ],
)
def test_reads_as_question__by_its_beginning_or_its_mark__a_value_asked_back_too(
    text: str, reads: bool, is_one: bool
) -> None:
    assert (reads_as_question(text), is_question(text)) == (reads, is_one)


def test_sentences_asked__of_several__are_those_that_ask() -> None:
    assert sentences_asked("It's me. Is she in? My sister? Thanks.") == ["Is she in?", "My sister?"]
