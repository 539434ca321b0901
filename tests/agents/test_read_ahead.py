"""What a process has ready for those that are forked from it, once it has read the agents."""

from __future__ import annotations

import subprocess
import sys

#: In a process of its own: tests before this one have read callers' words of all languages.
SCRIPT = """
import sys
from callcenter.agents.roster import read_ahead
from callcenter.settings import load_settings

read_ahead(load_settings().agents_dir)
from callcenter.spoken.act.acts import read_acts
before = set(sys.modules)
read_acts("yes, but how much do I owe you?")
print(*(name for name in sys.modules if name not in before))
"""


def test_read_ahead__a_caller_s_first_words__load_nothing_any_more() -> None:
    said = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout

    assert said.split() == []
