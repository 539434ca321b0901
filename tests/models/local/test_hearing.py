"""Moonshine's own decoder: tokens, what callers are expected to say, the search, and agreements that weren't heard."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from livekit import rtc

from callcenter.models.audio.resampler import Resampler
from callcenter.models.local.hearing.as_number import NEARLY_AS_WELL, as_number, number_tokens
from callcenter.models.local.hearing.certain import chosen_text
from callcenter.models.local.hearing.expected_words import BEFORE_ALL, ExpectedWords
from callcenter.models.local.hearing.search import READINGS, Hypothesis, read
from callcenter.models.local.hearing.vocabulary import END, Vocabulary
from callcenter.models.local.hearing.weights import Floats, Memory, chosen
from callcenter.models.local.moonshine import HURRIED, Moonshine, meaningful
from tests.fakes.waiting import others

#: A vocabulary of letters and three words, in the order of a tokenizer.bin: unknown, begin, end, then pieces.
PIECES = [
    "<unk>",
    "<s>",
    "</s>",
    *"▁abcdefghijklmnopqrstuvwxyz?.0123456789",
    "▁p",
    "▁pa",
    "▁b",
    "▁bi",
    "▁bil",
    "▁pay",
    "▁may",
    "▁bill",
    "▁Pay",
    "▁mill",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(piece.encode() for piece in PIECES)


class FakeWeights:
    """Says, after the tokens so far, what the next ones' probabilities are; all others' are next to nothing."""

    def __init__(self, pieces: Sequence[str], after: Mapping[str, Mapping[str, float]]) -> None:
        self._pieces = list(pieces)
        self._after = after
        #: How many readings were followed, by step.
        self.followed: list[int] = []

    def hear(self, audio: Floats) -> Floats:
        return np.zeros((1, 4, 2), dtype=np.float32)

    def begin(self, heard: Floats) -> tuple[Floats, Memory]:
        return np.array([self._row("")]), {"said": np.array([[""]])}  # type: ignore[dict-item]

    def go_on(self, heard: Floats, tokens: Sequence[int], memory: Memory) -> tuple[Floats, Memory]:
        self.followed.append(len(tokens))
        said = [f"{before[0]}{self._pieces[token]}" for before, token in zip(memory["said"], tokens, strict=True)]
        return np.array([self._row(one) for one in said]), {"said": np.array([[one] for one in said])}  # type: ignore[dict-item]

    def _row(self, said: str) -> list[float]:
        likely = self._after.get(said, {"</s>": 1.0})
        return [float(np.log(likely.get(piece, 1e-9))) for piece in self._pieces]


def words(weights: FakeWeights, vocabulary: Vocabulary, sayings: Sequence[str] = ()) -> str:
    readings = read(weights, ExpectedWords(vocabulary, sayings), np.zeros(16_000, np.float32), seconds=1.0)  # type: ignore[arg-type]
    return vocabulary.text(readings[0].tokens)


def test_vocabulary__text__is_cut_as_the_pieces_were_joined_and_comes_back(moonshine: Moonshine) -> None:
    own = moonshine.vocabulary
    text = "My technician didn't say 427."

    assert [own.piece(token) for token in own.tokens(text)] == [
        *(" My", " techn", "ician", " didn", "'", "t", " say", " ", "4", "2", "7", "."),
    ]
    assert own.text([1, *own.tokens(text), END]) == text


def test_search__the_first_word_is_likelier_alone_but_not_with_the_rest__both_are_followed(
    vocabulary: Vocabulary,
) -> None:
    weights = FakeWeights(
        PIECES, {"": {"▁may": 0.6, "▁pay": 0.4}, "▁may": {"▁bill": 0.1, "▁mill": 0.1}, "▁pay": {"▁bill": 1.0}}
    )

    assert words(weights, vocabulary) == "pay bill"


def test_search__two_words_sound_alike__the_one_that_callers_say_is_taken(vocabulary: Vocabulary) -> None:
    sound = {"": {"▁may": 0.52, "▁pay": 0.48}, "▁may": {"▁bill": 1.0}, "▁pay": {"▁bill": 1.0}}

    assert words(FakeWeights(PIECES, sound), vocabulary) == "may bill"
    assert words(FakeWeights(PIECES, sound), vocabulary, ["pay bill"] * 5) == "pay bill"


def test_search__a_word_is_clearly_another__what_callers_say_changes_nothing(vocabulary: Vocabulary) -> None:
    sound = {"": {"▁may": 0.95, "▁pay": 0.05}, "▁may": {"▁bill": 1.0}, "▁pay": {"▁bill": 1.0}}

    assert words(FakeWeights(PIECES, sound), vocabulary, ["pay bill"] * 5) == "may bill"


def test_search__it_could_end_early_but_probably_goes_on__nothing_of_the_rest_is_lost(vocabulary: Vocabulary) -> None:
    # Ending at once is likelier than any one of the four sentences that may follow.
    rest = dict.fromkeys(("▁may", "▁mill", "▁Pay", "a"), 0.2)
    weights = FakeWeights(PIECES, {"": {"▁pay": 1.0}, "▁pay": {"</s>": 0.2, "▁bill": 0.8}, "▁pay▁bill": rest})

    assert words(weights, vocabulary).startswith("pay bill")


def test_search__nothing_is_likelier_than_a_sentence_in_noise__the_sentence_is_kept(vocabulary: Vocabulary) -> None:
    likely = {"": {"▁": 0.08, "▁pay": 0.06}, "▁": {"</s>": 0.1}, "▁pay": {"▁bill": 0.3}, "▁pay▁bill": {"▁mill": 0.3}}

    assert words(FakeWeights(PIECES, likely), vocabulary) == "pay bill mill"


def test_search__there_is_nothing_to_hear__nothing_is_written(vocabulary: Vocabulary) -> None:
    assert words(FakeWeights(PIECES, {"": {"▁": 0.9, "▁pay": 0.06}, "▁": {"</s>": 0.9}}), vocabulary) == ""


def test_search__the_network_never_ends__stops_with_the_length_of_the_sound(vocabulary: Vocabulary) -> None:
    class Endless(FakeWeights):
        def _row(self, said: str) -> list[float]:
            return [0.0 if piece == "a" else -20.0 for piece in PIECES]

    weights = Endless(PIECES, {})

    assert set(words(weights, vocabulary)) == {"a"}
    assert len(weights.followed) == 8


def test_expected_words__examples__are_likelier_than_other_words_in_small_and_capital_letters(
    vocabulary: Vocabulary,
) -> None:
    expected = ExpectedWords(vocabulary, ["pay bill"])
    pay, capital, may = (PIECES.index(piece) for piece in ("▁pay", "▁Pay", "▁may"))

    assert expected.after(BEFORE_ALL, pay) == expected.after(BEFORE_ALL, capital)
    assert expected.after(BEFORE_ALL, pay)[0] > expected.after(BEFORE_ALL, may)[0]


def test_expected_words__digits__all_cost_the_same_after_any_number_of_them(vocabulary: Vocabulary) -> None:
    expected = ExpectedWords(vocabulary, ["4071"] * 50)
    said, costs = BEFORE_ALL, set()
    for digit in "4071882399":
        cost, said = expected.after(said, PIECES.index(digit))
        costs.add(cost)
    costs.add(expected.after(said, END)[0])

    assert len(costs) == 1


def test_expected_words__punctuation__costs_nothing_and_is_forgotten(vocabulary: Vocabulary) -> None:
    expected = ExpectedWords(vocabulary)
    assert expected.after((5,), PIECES.index("?")) == (0.0, (5,))


def reading(vocabulary: Vocabulary, text: str, certainty: float) -> Hypothesis:
    tokens = (*vocabulary.tokens(text), END)
    return Hypothesis(tokens=tokens, heard=certainty * len(tokens))


@pytest.mark.parametrize(
    ("heard", "taken"),
    [
        ([("Yeah.", -0.3), ("No.", -0.5)], "No."),
        ([("Yeah.", -0.3), ("Year.", -0.5)], "Yeah."),
        ([("Yeah.", -1.1), ("No.", -1.2)], "No."),
        ([("Yes please.", -1.1), ("Yeah.", -1.3)], ""),
        ([("No.", -1.5), ("Yeah.", -1.6)], "No."),
        ([("How much is it?", -1.5)], "How much is it?"),
        ([("Please do.", -0.3), ("Please, don't.", -0.6)], "Please, don't."),
        ([("Please do.", -0.3), ("Please two.", -0.6)], "Please do."),
        ([("Please don't.", -0.3), ("Please do.", -0.4)], "Please don't."),
        ([("I want to do that.", -0.3), ("I wouldn't do that.", -0.4)], "I wouldn't do that."),
        ([], ""),
    ],
)
def test_chosen_text__an_agreement__is_taken_only_if_it_was_heard_clearly(
    moonshine: Moonshine, heard: list[tuple[str, float]], taken: str
) -> None:
    own = moonshine.vocabulary
    assert chosen_text([reading(own, text, certainty) for text, certainty in heard], own) == taken


def test_search__only_some_tokens__no_other_is_written(vocabulary: Vocabulary) -> None:
    weights = FakeWeights(PIECES, {"": {"▁may": 0.9, "▁pay": 0.1}, "▁pay": {"▁bill": 1.0}})
    only = np.full(len(PIECES), -np.inf, dtype=np.float32)
    assert not read(weights, ExpectedWords(vocabulary), np.zeros(0, np.float32), seconds=1.0, only=only)  # type: ignore[arg-type]

    only[[PIECES.index("▁pay"), PIECES.index("▁bill"), END]] = 0.0
    (best, *_) = read(weights, ExpectedWords(vocabulary), np.zeros(0, np.float32), seconds=1.0, only=only)  # type: ignore[arg-type]
    assert vocabulary.text(best.tokens) == "pay bill"


@pytest.mark.parametrize(
    "said", ["It's 8269 8.", "My account number is six two oh three.", "Um, double-nine", "ZIP code 02139"]
)
def test_number_tokens__what_people_say_when_asked_for_one__may_be_written(moonshine: Moonshine, said: str) -> None:
    only = number_tokens(moonshine.vocabulary)
    assert not only[moonshine.vocabulary.tokens(said)].any()
    assert np.isneginf(only[moonshine.vocabulary.tokens("I would rather not say")]).any()


@pytest.mark.parametrize(
    ("free", "number", "less_likely", "is_taken"),
    [
        ("A two six nine eight.", "Eight two six nine eight.", 4.0, True),
        ("A two six nine eight.", "Eight two six nine eight.", NEARLY_AS_WELL + 0.1, False),
        ("One moment.", "1", 0.5, False),
        ("Thanks to zero three.", "620 three", 2.0, True),
        # No more digits than were heard anyway: the free reading is as good, and likelier.
        ("It's 4071.", "It's 4011.", 0.5, False),
        # One digit by itself.
        ("Or,", "Four.", 2.0, True),
        ("Bye.", "Five.", 0.5, True),
        ("Bye.", "Five.", 3.9, False),
        ("What?", "One.", 0.5, False),
        ("Help.", "Oh,", 0.5, False),
        ("I see.", "Six.", 0.5, False),
    ],
)
def test_as_number__a_number_was_asked_for__is_taken_if_the_sound_bears_it_and_it_has_more_digits(
    moonshine: Moonshine, free: str, number: str, less_likely: float, is_taken: bool
) -> None:
    own = moonshine.vocabulary
    heard, second = (
        Hypothesis(tokens=(*own.tokens(text), END), heard=heard)
        for text, heard in ((free, -2.0), (number, -2.0 - less_likely))
    )
    assert as_number(heard, second, own) is is_taken


async def test_recognise__a_number_was_asked_for__only_then_is_the_sound_read_as_one(
    moonshine: Moonshine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the same sound: an article in a sentence, the first digit in an answer."""

    heard = "A two six nine eight."
    searches: list[Floats | None] = []

    def read_as(*_: object, only: Floats | None = None, **__: object) -> list[Hypothesis]:
        searches.append(only)
        text = heard if only is None else "Eight two six nine eight."
        return [Hypothesis(tokens=(*moonshine.vocabulary.tokens(text), END), heard=-2.0)]

    monkeypatch.setattr("callcenter.models.local.moonshine.read", read_as)
    frame = rtc.AudioFrame(data=bytes(32_000), sample_rate=16_000, num_channels=1, samples_per_channel=16_000)

    assert await moonshine.recognise(frame) == "A two six nine eight."
    assert await moonshine.recognise(frame, asks_number=True) == "Eight two six nine eight."
    assert len(searches) == 3

    heard = "It's 8269 8."
    assert await moonshine.recognise(frame, asks_number=True) == heard
    assert len(searches) == 4


def test_transcribe__fifteen_seconds_and_next_to_nothing__both_are_heard(
    moonshine: Moonshine, say: Callable[[str], bytes]
) -> None:
    speech = np.frombuffer(say("I want to pay my bill."), dtype=np.int16)
    wide = np.tile(Resampler(8000, 16_000).push(speech), 9)[: 15 * 16_000]

    assert "bill" in moonshine.transcribe(wide).casefold()
    assert meaningful(moonshine.transcribe(wide[:100])) == ""


def test_expected_words__asked_what_nobody_says__keep_none_of_it(vocabulary: Vocabulary) -> None:
    expected = ExpectedWords(vocabulary, ["pay bill"])
    kept = [len(value) for value in vars(expected).values() if hasattr(value, "__len__")]
    said = BEFORE_ALL
    for token in range(3, len(PIECES)):
        said = expected.after(said, token)[1]

    assert kept == [len(value) for value in vars(expected).values() if hasattr(value, "__len__")]


def test_search__the_sound_bears_nothing_that_may_be_written__stops_at_once(vocabulary: Vocabulary) -> None:
    weights = FakeWeights(PIECES, {"": {"▁may": 0.9, "▁pay": 1e-4}, "▁pay": {"▁bill": 1.0}})
    only = np.full(len(PIECES), -np.inf, dtype=np.float32)
    only[[PIECES.index("▁pay"), PIECES.index("▁bill"), END]] = 0.0

    def number(at_least: float) -> list[Hypothesis]:
        sound = np.zeros(0, np.float32)
        weights.followed.clear()
        expected = ExpectedWords(vocabulary)
        return read(weights, expected, sound, seconds=1.0, only=only, heard_at_least=at_least)  # type: ignore[arg-type]

    assert vocabulary.text(number(-12.0)[0].tokens) == "pay bill"
    assert number(-6.0) == []
    assert weights.followed == []


def test_memory__readings_change_places__what_was_made_of_the_sound_is_everybodys() -> None:
    of_sound, of_words = np.arange(6.0).reshape(1, 6).repeat(2, axis=0), np.arange(2.0)[:, None]
    memory = {"past.0.encoder.key": of_sound.astype(np.float32), "past.0.decoder.key": of_words.astype(np.float32)}

    fewer, more = chosen(memory, [1]), chosen(memory, [1, 0, 1])

    assert fewer["past.0.decoder.key"].tolist() == [[1.0]]
    assert more["past.0.decoder.key"].tolist() == [[1.0], [0.0], [1.0]]
    assert fewer["past.0.encoder.key"].tolist() == of_sound[:1].tolist()
    assert more["past.0.encoder.key"].tolist() == [of_sound[0].tolist()] * 3


async def test_recognise__others_wait__fewer_readings_are_followed_until_nobody_does(
    moonshine: Moonshine, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[int] = []
    begun, goes_on = threading.Event(), threading.Event()

    def read_as(*_: object, most: int, **__: object) -> list[Hypothesis]:
        followed.append(most)
        begun.set()
        goes_on.wait(60)
        return []

    monkeypatch.setattr("callcenter.models.local.moonshine.read", read_as)
    frame = rtc.AudioFrame(data=bytes(32_000), sample_rate=16_000, num_channels=1, samples_per_channel=16_000)
    first = asyncio.create_task(moonshine.recognise(frame))
    await asyncio.to_thread(begun.wait, 60)
    rest = [asyncio.create_task(moonshine.recognise(frame)) for _ in range(3)]
    await others()
    # Whose caller has gone keeps nobody waiting.
    rest.pop().cancel()
    await others()
    goes_on.set()
    await asyncio.gather(first, *rest)

    assert followed == [READINGS, HURRIED, READINGS]


def test_transcribe__others_wait_and_it_sounds_like_a_yes__all_readings_are_followed(
    moonshine: Moonshine, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = moonshine.vocabulary
    readings = [
        reading(own, "Please do.", -0.3),
        reading(own, "Please wait.", -0.6),
        reading(own, "Please don't.", -1.0),
    ]
    monkeypatch.setattr(
        "callcenter.models.local.moonshine.read", lambda *_, most=READINGS, **__: readings[: most - HURRIED + 1]
    )

    assert moonshine.transcribe(np.zeros(16_000, np.int16), most=HURRIED) == "Please don't."
