"""What a line has lost, over all workers and all parents: a count kept in a process goes with it.

The file stands in the data folder. Calls it lists as running when a parent starts went with the parent before.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from callcenter.log import logger

log = logger(__name__)


class ServeTally:
    """Counts replaced workers by cause, and lost calls."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: set[str] = set()
        #: Workers replaced, by cause.
        self.replaced: Counter[str] = Counter()
        self.lost_calls = 0

    @staticmethod
    def load(file: Path) -> ServeTally:
        """Return what the parents before have left; an unreadable file counts from nothing."""
        tally = ServeTally(file)
        try:
            left = json.loads(file.read_text())
            tally.replaced.update({str(cause): int(count) for cause, count in left["replaced"].items()})
            tally.lost_calls = int(left["lost_calls"])
            went = {str(call_id) for call_id in left["open"]}
        except FileNotFoundError:
            return tally
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("tally_not_read", error=type(error).__name__)
            return ServeTally(file)
        if went:
            tally.replaced["crash"] += 1
            tally.lost_calls += len(went)
        return tally

    def began(self, call_id: str) -> None:
        """A call is running."""
        self._open.add(call_id)
        self.save()

    def ended(self, call_id: str) -> None:
        """It is wrapped up."""
        self._open.discard(call_id)
        self.save()

    def count(self, cause: str, lost: Iterable[str] = ()) -> None:
        """A worker is replaced; with it went these calls."""
        calls = set(lost)
        self.replaced[cause] += 1
        self.lost_calls += len(calls)
        self._open -= calls
        self.save()

    def save(self) -> None:
        """Write it down. A disk that can't take it costs the count, not the calls."""
        text = json.dumps({"replaced": self.replaced, "lost_calls": self.lost_calls, "open": sorted(self._open)})
        temporary = self._file.with_suffix(".new")
        try:
            temporary.write_text(text)
            os.replace(temporary, self._file)
        except OSError as error:
            log.warning("tally_not_written", error=type(error).__name__)
