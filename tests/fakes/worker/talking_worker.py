"""A worker process without SIP, models or calls: it says what a worker says, and what none should.

Says `ready` when told to prepare, once somebody has opened the pipe that its settings' `loads_until` names, if any;
told to serve, lines that are no JSON, no message or longer than the parent takes; then `serving`, a call's first fact,
and its last. Ends when told to drain or stop.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from callcenter.telephony.embedded.process.worker_link import LIMIT_BYTES

CALL_ID = "a-call"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def tell(event: str, **facts: object) -> None:
    say(json.dumps({"event": event, **facts}))


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "prepare":
                if pipe := order["settings"].get("loads_until"):
                    Path(pipe).read_bytes()
                tell("ready")
            case "serve":
                for odd in ("no JSON {", "[]", json.dumps({"event": "call"}), "x" * (2 * LIMIT_BYTES)):
                    say(odd)
                tell("serving", numbers=None, callers=None)
                tell("call", call_id=CALL_ID, fact="CallStarted", line="begun")
                tell("call", call_id=CALL_ID, fact="WrappedUp", line="over")
            case "drain" | "stop":
                return


if __name__ == "__main__":
    main()
