"""What is shown to a person on a terminal."""

from __future__ import annotations

from callcenter.cli.output import escape


def test_escape__of_a_callers_text__leaves_nothing_that_acts_on_the_terminal() -> None:
    assert escape("\x1b]0;title\x07[red]x[/]\x9b2J\u202e") == r"]0;title\[red]x\[/]2J"
