"""Settings of the cluster's worker."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from callcenter.settings.setting_values import Address, CommaList, Countries, Destinations, SettingsGroup


class WorkerSettings(SettingsGroup):
    """The cluster's worker (`callcenter worker`)."""

    #: Name that dispatch rules ask for (`room_config.agents[].agent_name`); jobs come by this name only.
    agent_name: str = Field(default="callcenter", min_length=1)
    #: Where jobs run: a process each, which share one that has the models on the device; or threads, for less memory.
    executor: Literal["process", "thread"] = "process"
    #: Calls at which the worker counts as full; with threads five at most, whatever stands here.
    max_calls: int = Field(default=20, ge=1, le=1000)
    #: The container's CPU (0-1) above which no more jobs come, however few calls there are; 1 looks at calls alone.
    load_threshold: float = Field(default=0.8, gt=0, le=1)
    #: Processes or threads kept warm: callers who can be served at once. Those beyond are tried again after 1.5 s and
    #: then refused; with 0 each rings until a process of its own is loaded.
    idle_jobs: int = Field(default=4, ge=0)
    #: Seconds running calls get to finish on SIGTERM; Kubernetes must grant more.
    drain_timeout_s: int = Field(default=3600, ge=0, le=604_800)
    #: Seconds a job may wait for its caller, and the caller for our audio.
    participant_timeout_s: float = Field(default=30, gt=0)
    #: Address and ports of the health check and of the Prometheus metrics.
    host: Address = "127.0.0.1"
    health_port: int = Field(default=8081, ge=0, le=65535)
    prometheus_port: int = Field(default=9464, ge=0, le=65535)
    #: Bring Postgres up to date at start. Off if it is reached through a pool of transactions (PgBouncer), which
    #: can't keep a migration's lock: run `callcenter db migrate` straight against Postgres instead.
    migrate: bool = True
    #: Postgres connections of one job.
    pool_size: int = Field(default=2, ge=1, le=20)
    #: Trunk (LiveKit id) by which a dispatch's `dial` rings, and the person if a caller's own trunk allows no REFER
    #: (their number, not a SIP URI); empty: none is rung.
    outbound_trunk: str = ""
    #: Where supervisors may send a caller, as `sip.person` is written; that person is always among them.
    supervisor_destinations: Annotated[CommaList, Destinations] = ()
    #: Regions (ISO 3166-1 alpha-2) whose numbers a dispatch's `dial` may ring, never premium; the country if empty.
    dial_regions: Annotated[CommaList, Countries] = ()
