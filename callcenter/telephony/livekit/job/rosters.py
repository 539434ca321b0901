"""The agents as the process that jobs are forked from has read them.

Reading and checking the agents' files is nine tenths of what loading a job's process takes (docs/measured.md).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from callcenter.agents.roster import Roster, load_roster
from callcenter.errors import CallcenterError
from callcenter.models.ready_tools import make_ready
from callcenter.settings import load_settings

#: By the agents' folder; empty where this process was forked from none that had read them.
ROSTERS: dict[Path, Roster] = {}


def read_rosters() -> None:
    """Read the agents of this process's settings. A fault in them is told by whoever needs them."""
    with suppress(CallcenterError):
        folder = load_settings().agents_dir
        roster = ROSTERS[folder] = load_roster(folder)
        # A third of what a job does for its agent's first words, else.
        for agent in roster.agents.values():
            make_ready(agent.tools.values())
