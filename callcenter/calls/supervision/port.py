"""The port for stepping into a running call, as the console and the command line see it.

Two ways lead to a call: the socket of the worker that carries it (`telephony.embedded.supervision`) and the call's
LiveKit room (`telephony.livekit.supervisor`). Who watches is on record and seen by the others; nobody is audible
before `take_over`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping
from typing import Any

from callcenter.calls.supervision.mailbox import Mailbox
from callcenter.domain.supervision import Instructed, PartySound, Seen, Step

#: What may wait for a reader: facts and words, and moments of sound (some 20 to 100 ms each, both parties').
MAX_SEEN, MAX_SOUNDS = 2048, 64


class CallSupervisor(ABC):
    """One supervisor at one running call. Every step raises SupervisorRefused if it comes to nothing.

    Args:
        identity: Who it is, for the record and for the others at the call.
    """

    def __init__(self, identity: str) -> None:
        self.identity = identity
        self._seen: Mailbox[Seen] = Mailbox(MAX_SEEN)
        self._sounds: Mailbox[PartySound] = Mailbox(MAX_SOUNDS)

    def seen(self) -> AsyncIterator[Seen]:
        """Yield the call's facts so far, then facts, words and who else is there as they come; ends with the call."""
        return self._seen

    def sounds(self) -> AsyncIterator[PartySound]:
        """Yield what both parties say, from `hear` on, each at its own rate; what isn't read in time is dropped."""
        return self._sounds

    async def hear(self) -> None:
        """Begin to listen."""
        await self._step(Step.HEAR, {})

    async def stop_hearing(self) -> None:
        """Listen no more; what was heard and not read yet may still come."""
        await self._step(Step.STOP_HEARING, {})

    async def say(self, text: str) -> None:
        """Have a text spoken to the caller in the agent's voice."""
        await self._step(Step.SAY, {"text": text})

    async def whisper(self, text: str) -> Instructed:
        """Give the agent an instruction, which is never spoken; return when it is acted on."""
        answer = await self._step(Step.WHISPER, {"text": text})
        return Instructed(answer["instructed"])

    async def take_over(self) -> None:
        """Silence the agent; from now on the caller hears what `speak` is given."""
        await self._step(Step.TAKE_OVER, {})

    @abstractmethod
    async def speak(self, pcm: bytes) -> None:
        """Say something to the caller: mono int16 at `SUPERVISOR_HZ`, as it is spoken. Unheard before `take_over`."""

    async def give_back(self) -> None:
        """Leave the caller to the agent again. Whoever leaves the call gives back, too."""
        await self._step(Step.GIVE_BACK, {})

    async def transfer(self, destination: str) -> None:
        """Send the caller to a destination of the settings' list; waits for the outcome."""
        await self._step(Step.TRANSFER, {"to": destination})

    async def hang_up(self) -> None:
        """End the call."""
        await self._step(Step.HANG_UP, {})

    @abstractmethod
    async def _step(self, step: Step, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask the call for a step and return its answer.

        Raises:
            SupervisorRefused: it came to nothing, or the call is over.
        """

    def _over(self) -> None:
        """Nothing more comes of the call."""
        self._seen.close()
        self._sounds.close()
