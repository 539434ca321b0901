"""Keys the caller presses become words the agent hears, so an account number can be typed."""

from __future__ import annotations

import asyncio

from livekit.agents import AgentSession

from callcenter.calls.context import CallContext

#: Seconds without a key after which the number is complete (IVR practice: 2-4 s between digits).
PAUSE_S = 2.5
#: Keys of one number; the longest that is typed, an IBAN, has 34. What comes after, before a pause, is no person's.
MAX_KEYS = 64
#: What a lone 0 means on every phone menu.
OPERATOR_WISH = "I want to speak to a person please"


class Keypad:
    """Collects the keys of one call. `#` ends a number at once, `*` clears it, a lone 0 asks for a person."""

    def __init__(self, session: AgentSession[CallContext]) -> None:
        self._session = session
        self._keys = ""
        self._timer: asyncio.TimerHandle | None = None

    def press(self, digit: str) -> None:
        """Take one key."""
        self.close()
        if digit == "*":
            self._keys = ""
        elif digit == "#":
            self._hand_over()
        else:
            self._keys = (self._keys + digit)[:MAX_KEYS]
            self._timer = asyncio.get_running_loop().call_later(PAUSE_S, self._hand_over)

    def close(self) -> None:
        """Stop waiting for more keys."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _hand_over(self) -> None:
        keys, self._keys = self._keys, ""
        self.close()
        if keys:
            self._session.interrupt()
            self._session.generate_reply(user_input=OPERATOR_WISH if keys == "0" else " ".join(keys))
