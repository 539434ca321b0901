"""A story told over the telephone: real SIP, real speech, noise, and the panel of what was heard."""

import importlib.util
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from callcenter.business.sample_customers import ANN
from callcenter.eval.phone.noise import PhoneLine, read_noise
from callcenter.eval.phone.player import PhonePlayer, open_phone_player
from callcenter.eval.story.move import MoveKind
from callcenter.eval.story.story import CallerIs, Event, Story, StorySound
from callcenter.eval.turns.sounds import SoundKind
from callcenter.eval.turns.speech_stretches import caller_speech, read_recording
from callcenter.settings import Settings
from tests.fakes.shipped import keep_trained

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("piper") is None, reason="the extra piper is not installed: uv sync --extra piper"
    ),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(200),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def player() -> AsyncIterator[PhonePlayer]:
    with tempfile.TemporaryDirectory(prefix="cc-eval-") as folder:
        line = PhoneLine(noise=read_noise("street:20"), loss_pct=1)
        settings = Settings(data_dir=Path(folder))
        keep_trained(settings.data_dir)
        async with open_phone_player(settings, line=line, jobs=1, on_progress=lambda _: None) as opened:
            yield opened


async def test_play__a_caller_who_coughs_and_leaves__is_heard_measured_and_recorded(player: PhonePlayer) -> None:
    story = Story(
        label="only-goodbye",
        caller=CallerIs(number=ANN.phone_number),
        opening=("Nothing, thank you. Goodbye.",),
        events=(Event(during="greeting", after_words=2, sound=StorySound.COUGH),),
    )

    async with player.play(story, 1) as (run, connection):
        calls = await connection.fetchval("SELECT count(*) FROM call")

    assert run.faults == ()
    assert calls == 1
    assert run.moves[0].words in story.opening
    assert run.panel is not None and len(run.panel.ignored[SoundKind.VOCAL_TIC]) == 1
    assert run.heard is not None and run.heard.words >= 4
    recording = read_recording(Path(run.recording))
    assert recording.rate_hz == 8000
    assert caller_speech(recording)


async def test_play__a_caller_who_interrupts__says_so_while_the_agent_speaks(player: PhonePlayer) -> None:
    story = Story(
        label="interrupts",
        # Said once more if the line or a busy machine let nobody hear it.
        opening=("Sorry, wrong number. Goodbye.",),
        caller=CallerIs(number=ANN.phone_number),
        events=(Event(during="greeting", after_words=3, say=("Stop, sorry, wrong number. Goodbye.",)),),
    )

    async with player.play(story, 1) as (run, _):
        pass

    assert run.faults == ()
    assert (run.moves[0].kind, run.moves[0].to) == (MoveKind.SAY, "event")
    assert run.panel is not None and len(run.panel.yields_ms) == 1
