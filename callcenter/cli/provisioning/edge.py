"""`callcenter edge render`: a Kamailio configuration from the trunk files."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from callcenter.cli.output import print_json, stderr


def register(app: typer.Typer) -> None:
    """Add `edge` to the command line."""
    edge = typer.Typer(help="The SIP edge (Kamailio) in front of the single machine.", no_args_is_help=True)
    app.add_typer(edge, name="edge")

    @edge.callback()
    def _edge() -> None:
        """The SIP edge (Kamailio) in front of the single machine."""

    @edge.command()
    def render(
        bind: str = typer.Option("127.0.0.1:5060", "--bind", help="HOST:PORT to listen on, UDP and TCP."),
        advertise: str = typer.Option("", "--advertise", help="HOST:PORT that carriers see, if that differs (NAT)."),
        worker: list[str] = typer.Option(
            [], "--worker", help="HOST:PORT of a worker; several times for several. Default: serve's, by its settings."
        ),
        media: str = typer.Option(
            "",
            "--media",
            help="Address that carriers send audio to, for workers on loopback (default: as they see us).",
        ),
        audio_from: list[str] = typer.Option(
            [],
            "--audio-from",
            help="Address or network that carriers send audio from, or `trunks` for the trunks' allow-lists; several "
            "times for several. The firewall's rules close the audio's ports to all others. Default: anywhere.",
        ),
        tls_cert: Path | None = typer.Option(None, "--tls-cert", help="Certificate chain, PEM."),
        tls_key: Path | None = typer.Option(None, "--tls-key", help="Its private key, PEM."),
        tls_port: int = typer.Option(5061, "--tls-port", min=1, max=65535, help="Port for TLS."),
        out: Path | None = typer.Option(
            None, "--out", help="Where the configuration goes; workers, passwords, firewall go beside it."
        ),
        sip_dir: Path | None = typer.Option(None, "--sip-dir", help="Folder of the trunk files."),
        rules_dir: Path | None = typer.Option(None, "--rules-dir", help="Folder of the dispatch-rule files."),
        flood: int = typer.Option(40, "--flood", min=1, help="Requests in 2 s that hold a stranger off."),
        calls_per_second: int = typer.Option(50, "--calls-per-second", min=1, help="Calls a second from one sender."),
        hold_off: int = typer.Option(600, "--hold-off", min=1, help="Seconds a sender is held off."),
        as_json: bool = typer.Option(
            False, "--json", help="Print warnings and the files written as JSON; without --out the files' texts."
        ),
    ) -> None:
        """Write Kamailio's configuration; without --out it is printed. Passwords are written only with --out."""
        from callcenter.provisioning.edge.config import DEFAULT_FOLDER, EdgeOptions, render_edge, write_edge
        from callcenter.provisioning.edge.declared_trunks import edge_trunks
        from callcenter.settings import load_settings
        from callcenter.telephony.embedded.entry.place import listened_on

        settings = load_settings()
        # Without an edge in the settings, serve has the public port itself: it will have to move.
        served = listened_on(settings.sip) if settings.sip.edge else ("127.0.0.1:5070",)
        options = EdgeOptions(
            bind=bind,
            advertise=advertise,
            workers=tuple(worker) or served,
            media=media,
            rtp_ports=settings.sip.rtp_ports,
            audio_from=tuple(audio_from),
            config_file=out.absolute() if out is not None else DEFAULT_FOLDER / "kamailio.cfg",
            tls_cert=tls_cert.absolute() if tls_cert is not None else None,
            tls_key=tls_key.absolute() if tls_key is not None else None,
            tls_port=tls_port,
            flood_requests=flood,
            calls_per_second=calls_per_second,
            hold_off_s=hold_off,
        )
        trunks = edge_trunks(settings, sip_dir=sip_dir, rules_dir=rules_dir)
        files = render_edge(trunks, options)
        written = write_edge(files, options) if out is not None else ()
        source = str(sip_dir or settings.sip_dir)
        if as_json:
            texts = {} if written else {"config": files.config, "workers": files.workers, "firewall": files.firewall}
            return print_json(
                {"trunks_from": source, "warnings": files.warnings, "written": written, **texts}, indent=2
            )
        console = stderr()
        for warning in files.warnings:
            console.print(f"warning: {warning}", markup=False, style="yellow", soft_wrap=True)
        console.print(
            f"{len(trunks)} inbound trunk{'s' if len(trunks) != 1 else ''}, from the files in {source}.",
            markup=False,
            soft_wrap=True,
        )
        console.print(f"The workers need CALLCENTER_SIP__EDGE={options.sends_from}.", markup=False, soft_wrap=True)
        if not audio_from:
            console.print(
                "The rules leave the audio's ports open to anybody: `--audio-from` names whom it comes from (`trunks`: "
                "the trunks' addresses).",
                markup=False,
                soft_wrap=True,
            )
        if out is None:
            sys.stdout.write(files.config)
            console.print(
                "The tables of workers and passwords and the firewall's rules are written with --out only.", style="dim"
            )
            return None
        for path in written:
            console.print(f"wrote {path}", markup=False, soft_wrap=True)
        return None
