"""The simulated caller: answers what the agents say, and cuts one of them short."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping

from callcenter.demo.phone.simulated_caller import SimulatedCall
from callcenter.demo.scenarios import Scenario
from callcenter.domain.calls.turn import Speaker, Turn
from callcenter.domain.record.call_event import Fact, ToolCalled, TurnTaken
from callcenter.domain.tool_answer import Outcome
from callcenter.errors import TelephonyError
from callcenter.tasks import TaskGroup

#: Seconds the caller listens before cutting in: the agent may have begun with another sentence than the one meant.
LISTENS_S = 2.5
#: Seconds without an answer after which the caller says the same again.
PATIENCE_S = 12.0
#: Longest a demo call may last.
CALL_TIMEOUT_S = 150.0
#: What calls for the caller's last answer again: it wasn't heard, or there was none.
_NOT_HEARD = re.compile(
    r"still there|can't hear you|didn't (catch|hear|get|understand)|say (that|it) (again|once more)", re.I
)


class Replies:
    """What the caller replies to the agents' turns. `hear` them in order, and tell by `said` what was spoken."""

    def __init__(self, scenario: Scenario) -> None:
        self.has_opened = False
        self.last_said = ""
        self._scenario = scenario
        #: The answer to a question that ended early. Whoever spoke into it may not have meant to answer it.
        self._owed: str | None = None

    def said(self, line: str) -> None:
        """Note what the caller has begun to say."""
        self.last_said, self.has_opened = line, True

    def hear(self, turn: Turn) -> str | None:
        """Return what the caller says to an agent's turn, or None if it calls for nothing."""
        if turn.is_interrupted:
            self._owed = self._scenario.answer_to(turn.text)
            return None
        if not self.has_opened:
            self.has_opened = True
            return self._scenario.opening
        owed, self._owed = self._owed, None
        if (answer := self._scenario.answer_to(turn.text)) is not None:
            return answer
        return owed or self.last_said or self._scenario.opening if _NOT_HEARD.search(turn.text) else None


class Caller:
    """One caller in one call. `hear` takes the facts in order; `run` speaks."""

    def __init__(self, scenario: Scenario, call: SimulatedCall, voice: Mapping[str, bytes]) -> None:
        self._scenario = scenario
        self._replies = Replies(scenario)
        self._call = call
        self._voice = voice
        self._to_say: asyncio.Queue[str] = asyncio.Queue(maxsize=8)
        self._has_interrupted = False
        self._interrupt_now = asyncio.Event()
        self._heard_at_s = time.monotonic()

    def hear(self, fact: Fact) -> None:
        """Take one fact of the call; answer it if it calls for an answer."""
        self._heard_at_s = time.monotonic()
        is_done = isinstance(fact, ToolCalled) and fact.ok and fact.outcome is not Outcome.PROPOSAL
        if isinstance(fact, ToolCalled) and is_done and fact.tool == self._scenario.interrupt_after:
            self._cut_in()
        elif isinstance(fact, TurnTaken) and fact.turn.speaker is Speaker.AGENT:
            say = self._replies.hear(fact.turn)
            if say is not None and not self._to_say.full():
                self._to_say.put_nowait(say)

    async def run(self) -> None:
        """Speak until the call is over."""
        async with TaskGroup() as group:
            tasks = [group.create_task(self._speak()), group.create_task(self._interrupt())]
            if self._scenario.interrupt_after == "greeting":
                self._cut_in()
            await self._call.ended(timeout_s=CALL_TIMEOUT_S)
            for task in tasks:
                task.cancel()

    def _cut_in(self) -> None:
        if not self._has_interrupted:
            self._has_interrupted = self._replies.has_opened = True
            self._interrupt_now.set()

    async def _speak(self) -> None:
        while True:
            try:
                line = await asyncio.wait_for(self._to_say.get(), PATIENCE_S)
            except TimeoutError:
                # Nothing to say again while the agents are at work or nothing was said yet.
                if not self._replies.last_said or time.monotonic() - self._heard_at_s < PATIENCE_S:
                    continue
                line = self._replies.last_said
            await self._say(line)

    async def _interrupt(self) -> None:
        await self._interrupt_now.wait()
        begun_s = asyncio.get_running_loop().time()
        try:
            await self._call.agent_speaks(after_s=begun_s - 0.3, timeout_s=15)
        except TelephonyError:
            return
        await asyncio.sleep(LISTENS_S)
        await self._say(self._scenario.interrupt)

    async def _say(self, line: str) -> None:
        self._replies.said(line)
        try:
            await self._call.say(self._voice[line])
        except TelephonyError:
            return  # the agent hung up first
