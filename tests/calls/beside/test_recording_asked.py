"""Whether a call is recorded is told to who asks that, in whatever words, and to nobody who asks of recordings."""

from __future__ import annotations

import pytest

from callcenter.calls.beside.recording_consent import asks_whether_recorded

ASKED = """\
is this call recorded|are you recording me|is somebody recording what I say|am I on tape|will this call be recorded|
do you tape these calls|are calls recorded with you|is it recorded what I'm saying|is there a recording of this|
you're not recording this, are you|do you record phone calls|did you record that|are all calls recorded|
I'd like to know whether I'm being recorded|do you record everything|I'm not being recorded, am I|
could you tell me if this is being recorded|is anyone taping this|do they record what we say|are your calls taped"""
OF_ELSE = """\
what happens with the recording|why do you record calls|how long do you keep recordings|can I get the recording|
I'd like a copy of the recording|is there a recording of my last call|is the recording deleted afterwards|
I don't want to be recorded|stop recording|my tv is not recording|do you have it on record that I called|
who hears the recording|if you record my wish I'm happy|is my payment on record"""


def _texts(table: str) -> list[str]:
    return [text.strip() for text in table.split("|")]


@pytest.mark.parametrize("text", _texts(ASKED))
def test_recording__asked_whether_there_is_one__is_that(text: str) -> None:
    assert asks_whether_recorded(text, "en")


@pytest.mark.parametrize("text", _texts(OF_ELSE))
def test_recording__something_else_of_it__is_not_that(text: str) -> None:
    assert not asks_whether_recorded(text, "en")
