"""The simulated caller: what they do next."""

from __future__ import annotations

from callcenter.eval.story.asked_for import AskedFor
from callcenter.eval.story.caller import SAME_REQUEST, SimulatedCaller
from callcenter.eval.story.move import MoveKind
from callcenter.eval.story.story import Event, StoryAnswer, StorySound
from tests.eval.stories import story

GREETING = "How can I help you?"
ACCOUNT = "What's your account number?"
CONFIRM = "I'll book Monday in the evening. Shall I do that?"


def _opened(caller: SimulatedCaller) -> SimulatedCaller:
    caller.hear(GREETING)
    return caller


def test_hear__greeting__opens_with_the_trials_own_wording() -> None:
    first, second, third = (SimulatedCaller(story=story(), trial=trial).hear(GREETING) for trial in (1, 2, 3))

    assert (first.words, second.words, third.words) == ("How much do I owe?", "My balance?", "How much do I owe?")


def test_hear__asked_twice__goes_on_to_the_next_wording() -> None:
    caller = _opened(SimulatedCaller(story=story({AskedFor.ACCOUNT_NUMBER: (StoryAnswer(say=("one", "two")),)})))

    assert [caller.hear(ACCOUNT).words, caller.hear(ACCOUNT).words] == ["one", "two"]


def test_hear__answer_for_other_words__is_passed_over() -> None:
    answers = (StoryAnswer(say=("No, the morning.",), hears="evening"), StoryAnswer(say=("Yes.",)))
    caller = _opened(SimulatedCaller(story=story({AskedFor.CONFIRM: answers})))

    assert caller.hear(CONFIRM).words == "No, the morning."
    assert caller.hear(CONFIRM.replace("evening", "morning")).words == "Yes."


def test_hear__answer_for_once__makes_way_for_the_next() -> None:
    answers = (StoryAnswer(say=("Wait.",), times=1), StoryAnswer(say=("Yes.",)))
    caller = _opened(SimulatedCaller(story=story({AskedFor.CONFIRM: answers})))

    assert [caller.hear(CONFIRM).words, caller.hear(CONFIRM).words] == ["Wait.", "Yes."]


def test_hear__offer_without_its_own_answer__takes_that_for_any_offer() -> None:
    caller = _opened(SimulatedCaller(story=story({AskedFor.OFFER: (StoryAnswer(say=("No thanks.",)),)})))

    assert caller.hear("Shall I open a ticket?").words == "No thanks."


def test_hear__which_topic_after_a_second_wish__says_the_second_wish_again() -> None:
    answers = {AskedFor.ANYTHING_ELSE: (StoryAnswer(say=("Yes, a technician.",), times=1),)}
    caller = _opened(SimulatedCaller(story=story(answers)))
    caller.hear("Done. Is there anything else?")

    assert caller.hear("Is it about a bill or a visit?").words == "Yes, a technician."


def test_hear__keys_and_silence__are_moves_of_their_own() -> None:
    answers = {
        AskedFor.ACCOUNT_NUMBER: (StoryAnswer(keys="4071"),),
        AskedFor.DAY: (StoryAnswer(silence_s=9),),
        AskedFor.CONFIRM: (StoryAnswer(hang_up=True),),
    }
    caller = _opened(SimulatedCaller(story=story(answers)))
    kinds = [caller.hear(words).kind for words in (ACCOUNT, "Which day?", CONFIRM)]

    assert kinds == [MoveKind.KEYS, MoveKind.SILENCE, MoveKind.HANG_UP]


def test_hear__no_answer__is_stuck_says_so_and_leaves_once_out_of_patience() -> None:
    caller = _opened(SimulatedCaller(story=story(patience=1)))
    first = caller.hear(ACCOUNT)
    last = caller.hear("And the ZIP code?")

    assert (first.to, first.hang_up) == ("unforeseen", False)
    assert (last.hang_up, last.why) == (True, "no answer to postcode, out of patience")
    assert [one.split(":")[0] for one in caller.stuck] == ["account-number", "postcode"]


def test_hear__same_request_for_ever__leaves() -> None:
    caller = _opened(SimulatedCaller(story=story({AskedFor.ACCOUNT_NUMBER: (StoryAnswer(say=("one",)),)})))
    moves = [caller.hear(ACCOUNT) for _ in range(SAME_REQUEST + 1)]

    assert [move.hang_up for move in moves] == [False] * SAME_REQUEST + [True]


def test_during__answer_to_the_opening__is_when_the_event_comes_and_only_once() -> None:
    event = Event(during="opening", say=("And hurry!",))
    caller = SimulatedCaller(story=story(events=(event,)))

    assert caller.during() is None
    caller.hear(GREETING)
    assert caller.during() is event
    caller.did(event)
    assert caller.during() is None
    assert caller.moves[-1].words == "And hurry!"


def test_did__cough__is_no_move() -> None:
    event = Event(during="greeting", sound=StorySound.COUGH)
    caller = SimulatedCaller(story=story(events=(event,)))
    caller.did(event)

    assert caller.moves == []
    assert caller.hear(GREETING).words == "How much do I owe?"
