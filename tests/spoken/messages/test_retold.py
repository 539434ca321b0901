"""What is to be written down or told to somebody, beside something else."""

import pytest

from callcenter.spoken.messages.retold import to_be_told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "And write the dog, please: big dog, black, he must ring first.",
            "the dog, please: big dog, black, he must ring first",
        ),
        ("And tell them the doorbell is broken, they have to knock.", "the doorbell is broken, they have to knock"),
        ("And ask them not to call before nine.", "ask them not to call before nine"),
        ("And while you're there, tell them to bring a longer cable.", "tell them to bring a longer cable"),
        ("put in that the gate code is 4711", "the gate code is 4711"),
        ("Let him know that the lift is out.", "the lift is out"),
        ("He must ring the neighbour's bell, ours is dead.", "He must ring the neighbour's bell, ours is dead"),
        ("leave a message on the machine", "leave a message on the machine"),
        ("Make a note about the dog.", "Make a note about the dog"),
        ("remind him of the narrow drive", "remind him of the narrow drive"),
    ],
)
def test_words_for_somebody__are_what_is_told(said: str, told: str) -> None:
    assert to_be_told(said) == told


@pytest.mark.parametrize(
    "said",
    [
        "put it in, then",
        "write it off",
        "note that I'll pay on Friday",
        "tell me how much I owe",
        "put me down for Saturday",
        "say that again please",
        "write me a letter",
        "let me know when it's done",
        "ask them to call me tomorrow",
        "is he to bring a ladder?",
        "he can come at nine",
        "make it the afternoon",
        "I'd like a letter",
    ],
)
def test_words_for_us__are_none(said: str) -> None:
    assert to_be_told(said) == ""
