"""The agents, read in the process that jobs are forked from.

Reading and checking the agents' files is nine tenths of what loading a job's process takes (docs/measured.md).
"""

from __future__ import annotations

from contextlib import suppress

from callcenter.agents.roster import read_ahead
from callcenter.errors import CallcenterError
from callcenter.settings import load_settings


def read_rosters() -> None:
    """Read the agents of this process's settings. A fault in them is told by whoever needs them."""
    with suppress(CallcenterError):
        read_ahead(load_settings().agents_dir)
