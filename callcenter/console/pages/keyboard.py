"""What the keys do on a page: a list of them, opened by `?` or its button."""

from __future__ import annotations

from nicegui import ui

from callcenter.console.pages.frame import labelled, quiet_button, words
from callcenter.console.preferences import N_, _

#: Keys of a list of calls, and of a call's player.
LIST_KEYS = (
    ("J, ↓", N_("next call")),
    ("K, ↑", N_("the one before")),
    ("Enter", N_("open it")),
    ("/", N_("to the filters")),
)
PLAYER_KEYS = (
    ("K", N_("play, pause")),
    ("J, L", N_("5 seconds back, on")),
    ("←, →", N_("1 second back, on")),
    ("/", N_("find in this call")),
    ("Enter", N_("the next place found; with Shift the one before")),
)
#: Of reviewing.
CARD_KEY, NEXT_KEY = ("S", N_("to the score card")), ("N", N_("review the next call"))
_HELP = ("?", N_("this list"))


def keyboard_help(*keys: tuple[str, str]) -> None:
    """Add the button that shows these keys."""
    with labelled(ui.element("dialog").props("id=keys"), _("Keyboard")):
        words("h2", _("Keyboard"))
        with ui.element("dl"):
            for key, does in (*keys, _HELP):
                with ui.element("dt"):
                    words("kbd", key)
                words("dd", _(does))
        with ui.element("form").props("method=dialog"):
            words("button", _("Close"))
    quiet_button(_("Keyboard (?)"), lambda: ui.run_javascript("showKeys()"))
