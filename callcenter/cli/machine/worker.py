"""`callcenter worker`: the cluster's worker behind a LiveKit server."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add `worker` to the command line."""

    @app.command()
    def worker(
        agent_name: str = typer.Option(
            "", "--agent-name", help="Name that dispatch rules ask for (default: the setting's)."
        ),
        max_calls: int = typer.Option(
            0,
            "--max-calls",
            min=0,
            max=1000,
            help="Calls at which this worker is full (default: the setting's).",
            show_default=False,
        ),
    ) -> None:
        """Serve calls that a LiveKit server hands out. SIGTERM drains; a second one hangs up."""
        import asyncio

        from callcenter.log import configure_logging
        from callcenter.settings import load_settings

        overrides = {
            **({"agent_name": agent_name} if agent_name else {}),
            **({"max_calls": max_calls} if max_calls else {}),
        }
        settings = load_settings(**({"worker": overrides} if overrides else {}))
        configure_logging(settings.log)

        from callcenter.telephony.livekit.worker.worker import check_settings, run_worker

        check_settings(settings)
        asyncio.run(run_worker(settings))
