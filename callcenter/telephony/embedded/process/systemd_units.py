"""systemd units for one machine in production: serve, hardened, and a nightly backup.

The directives are systemd.exec(5)'s, systemd.service(5)'s and systemd.kill(5)'s. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from callcenter.domain.host_port import is_loopback
from callcenter.settings import Settings
from callcenter.settings.environment_file import ENVIRONMENT_FILE
from callcenter.telephony.embedded.port_check import split_bind

#: Where distributions look for the operator's own units.
UNITS_FOLDER = Path("/etc/systemd/system")
#: Backups that the nightly unit keeps.
BACKUPS_KEPT = 14
#: Seconds systemd waits beyond the drain before it kills what is left.
BEYOND_DRAIN_S = 60
#: Open files allowed; a call needs 8.
OPEN_FILES = 65_536
#: Ports below are root's.
_FIRST_FREE_PORT = 1024
#: What `ProtectHome=yes` hides.
_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitOptions:
    """What units are made for: the program, and who runs it. The state is /var/lib/`state`."""

    program: Path
    user: str = "callcenter"
    state: str = "callcenter"
    environment_file: Path = ENVIRONMENT_FILE


def render_units(settings: Settings, options: UnitOptions) -> Mapping[str, str]:
    """Return the units' texts by file name. The settings in force decide on ports, folders and the drain's time."""
    hardening = _hardening(settings, options)
    return {
        "callcenter.service": _serve(settings, options, hardening),
        "callcenter-backup.service": _backup(options, hardening),
        "callcenter-backup.timer": _TIMER,
    }


def _serve(settings: Settings, options: UnitOptions, hardening: str) -> str:
    host, port = split_bind(settings.sip.bind)
    # Behind the edge, or on this machine alone, serve asks for no word that the network is trusted.
    trust = "" if is_loopback(host) or settings.sip.edge else " --trust-network"
    needs_capability = port < _FIRST_FREE_PORT
    capability = "CAP_NET_BIND_SERVICE" if needs_capability else ""
    ambient = f"AmbientCapabilities={capability}\n" if needs_capability else ""
    stop_s = round(settings.sip.drain_timeout_s) + BEYOND_DRAIN_S
    return f"""\
[Unit]
Description=callcenter: answers the phone
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=exec
{_common(options)}
ExecStart={options.program} serve{trust}
Restart=on-failure
RestartSec=2
# SIGTERM lets running calls finish; systemd waits for that, and kills what is left then. Only serve itself gets the
# signal: it ends its workers and Postgres in order.
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec={stop_s}
LimitNOFILE={OPEN_FILES}
LimitCORE=0
CapabilityBoundingSet={capability}
{ambient}{hardening}
[Install]
WantedBy=multi-user.target
"""


def _backup(options: UnitOptions, hardening: str) -> str:
    folder = f"/var/lib/{options.state}/backups"
    keep = f"ls -1t {folder}/*.dump | tail -n +{BACKUPS_KEPT + 1} | xargs -r rm --"
    return f"""\
[Unit]
Description=callcenter: the database into one file

[Service]
Type=oneshot
{_common(options)}
ExecStartPre=/bin/mkdir -p {folder}
ExecStart=/bin/sh -c 'exec {options.program} db backup {folder}/$$(date +%%F-%%H%%M%%S).dump'
ExecStartPost=/bin/sh -c '{keep}'
CapabilityBoundingSet=
{hardening}"""


_TIMER = """\
[Unit]
Description=callcenter: a backup every night

[Timer]
OnCalendar=*-*-* 03:17
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
"""


def _common(options: UnitOptions) -> str:
    return f"""\
User={options.user}
Group={options.user}
StateDirectory={options.state}
StateDirectoryMode=0700
WorkingDirectory=/var/lib/{options.state}
Environment=CALLCENTER_DATA_DIR=/var/lib/{options.state} PYTHONUNBUFFERED=1
EnvironmentFile=-{options.environment_file}"""


def _hardening(settings: Settings, options: UnitOptions) -> str:
    used = (options.program, settings.sip_dir, settings.rules_dir, settings.agents_dir, settings.prices_file)
    in_home = any(path is not None and path.is_relative_to(home) for path in used for home in _HOMES)
    return f"""\
UMask=0077
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome={"read-only" if in_home else "yes"}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
PrivateMounts=yes
"""
