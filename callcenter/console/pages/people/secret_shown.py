"""A secret that is shown once: a one-time link, a token."""

from __future__ import annotations

import json

from nicegui import ui

from callcenter.console.pages.frame import labelled, quiet_button, words
from callcenter.console.preferences import _


def show_secret(title: str, hint: str, secret: str, *, is_path: bool = False) -> None:
    """Show a secret until the dialog is closed, with a button that copies it; a path is shown with its address."""
    whole = f"location.origin + {json.dumps(secret)}" if is_path else json.dumps(secret)
    with labelled(ui.dialog().props("persistent"), title) as dialog, ui.card():
        words("h2", title)
        ui.label(hint)
        words("code", secret).classes("secret")
        with ui.row():
            ui.button(_("Copy"), on_click=lambda: ui.run_javascript(f"navigator.clipboard.writeText({whole})")).props(
                "no-caps unelevated"
            )
            quiet_button(_("Close"), dialog.close)
    dialog.on("hide", dialog.delete)
    dialog.open()
