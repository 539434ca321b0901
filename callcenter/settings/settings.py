"""Every setting, read once at the start and passed down. Nothing else reads the environment.

A setting is an environment variable: `CALLCENTER_` and the field's name, groups joined by `__`
(`CALLCENTER_SIP__MAX_CALLS=20`). Those that other programs share keep their usual names
(`DATABASE_URL`, `LIVEKIT_URL`, `DEEPGRAM_API_KEY`, ...). The defaults run the single machine with no keys.
Units stand in the names.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from callcenter.errors import SettingsError
from callcenter.settings import setting_faults
from callcenter.settings.call_settings import CallSettings
from callcenter.settings.console_settings import ConsoleSettings
from callcenter.settings.log_settings import LogSettings
from callcenter.settings.model_settings import ModelSettings
from callcenter.settings.setting_faults import PREFIX as _PREFIX
from callcenter.settings.setting_faults import Environment, fault_of, shared_ports
from callcenter.settings.setting_values import AgentsFolder, DataFolder, ExistingFile, Folder, HttpUrl, LivekitUrl
from callcenter.settings.sip_settings import SipSettings
from callcenter.settings.storage_settings import StorageSettings
from callcenter.settings.worker_settings import WorkerSettings

REPOSITORY = Path(__file__).resolve().parents[2]
_SHIPPED = Path(__file__).resolve().parents[1] / "shipped"


def shipped(folder: str) -> Path:
    """Return the shipped `sip` or `dispatch_rules` folder: beside the package, or inside an installed wheel."""
    beside = REPOSITORY / folder
    return beside if beside.is_dir() else _SHIPPED / folder


def _secret(name: str) -> Any:
    """Return the field of a secret whose variable other programs share."""
    return Field(default=SecretStr(""), validation_alias=AliasChoices(name, name.upper()))


class Settings(BaseSettings):
    """All settings. Frozen; build it with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_nested_delimiter="__",
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what the command line said, then the environment."""
        return init_settings, Environment(settings_cls)

    #: Where journals, recordings and the embedded Postgres live.
    data_dir: DataFolder = Field(default_factory=lambda: Path(platformdirs.user_data_dir("callcenter")))
    #: Postgres to use instead of the embedded one.
    database_url: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("database_url", "CALLCENTER_DATABASE_URL", "DATABASE_URL")
    )
    #: Folder of the trunk files.
    sip_dir: Folder = Field(default_factory=lambda: shipped("sip"))
    #: Folder of the dispatch-rule files.
    rules_dir: Folder = Field(default_factory=lambda: shipped("dispatch_rules"))
    #: Folder of the agents, one folder each.
    agents_dir: AgentsFolder = Path(__file__).resolve().parents[1] / "agents"
    #: Put the sample business into a database without customers: `auto` only into the embedded one.
    sample_data: Literal["auto", "on", "off"] = "auto"
    #: Port on 127.0.0.1 for Prometheus metrics, of several workers the first one's, with the others' after it; 0 is
    #: off.
    metrics_port: int = Field(default=0, ge=0, le=65535)

    #: Where OpenTelemetry traces go (OTLP over HTTP, such as http://collector:4318/v1/traces); empty is off.
    otel_endpoint: HttpUrl = ""
    #: Price table to use instead of the shipped one (YAML, see callcenter/prices.yaml).
    prices_file: ExistingFile = None

    sip: SipSettings = SipSettings()
    models: ModelSettings = ModelSettings()
    calls: CallSettings = CallSettings()
    storage: StorageSettings = StorageSettings()
    worker: WorkerSettings = WorkerSettings()
    console: ConsoleSettings = ConsoleSettings()
    log: LogSettings = LogSettings()

    #: LiveKit server, key and secret.
    livekit_url: LivekitUrl = Field(default="", validation_alias=AliasChoices("livekit_url", "LIVEKIT_URL"))
    livekit_api_key: str = Field(default="", validation_alias=AliasChoices("livekit_api_key", "LIVEKIT_API_KEY"))
    livekit_api_secret: SecretStr = _secret("livekit_api_secret")
    #: Keys of hosted models; only those of the configured model strings are needed.
    deepgram_api_key: SecretStr = _secret("deepgram_api_key")
    groq_api_key: SecretStr = _secret("groq_api_key")
    rime_api_key: SecretStr = _secret("rime_api_key")
    openai_api_key: SecretStr = _secret("openai_api_key")

    @property
    def journal_dir(self) -> Path:
        """Folder of the call journals; 0700, outside Postgres's folder."""
        return self.data_dir / "journal"

    @property
    def recordings_dir(self) -> Path:
        """Folder of the recordings; 0700, outside Postgres's folder."""
        return self.data_dir / "recordings"

    @property
    def sip_traces_dir(self) -> Path:
        """Folder of the SIP messages that are kept, a file a call; 0700."""
        return self.data_dir / "sip-messages"

    @property
    def exports_dir(self) -> Path:
        """Folder of the console's exports that wait to be fetched, for an hour; 0700."""
        return self.data_dir / "exports"

    @property
    def trained_dir(self) -> Path:
        """Folder of the trained dialog engine and of phrases as they were spoken, for the next process; 0700."""
        return self.data_dir / "trained"

    @property
    def postgres_dir(self) -> Path:
        """Folder of the embedded Postgres, unless we are root and its user can't reach it (`postgres_user`)."""
        return self.data_dir / "postgres"


class _WithoutAgents(Settings):
    """The settings before the folder of the agents is made."""

    agents_dir: Folder = Settings.model_fields["agents_dir"].default


def load_settings(**overrides: Any) -> Settings:
    """Read the settings from the environment; overrides (from the command line) come first.

    Raises:
        SettingsError: one or more settings can't be used; all of them are named, with what is wrong.
    """
    return _load(Settings, overrides)


def load_settings_without_agents(**overrides: Any) -> Settings:
    """Return the settings of who makes the folder of the agents, or has read it before. Raises as `load_settings`."""
    return _load(_WithoutAgents, overrides)


def _load(kind: type[Settings], overrides: Mapping[str, Any]) -> Settings:
    faults = unknown_variables()
    try:
        settings = kind(**overrides)
        faults += shared_ports(
            sip_bind=settings.sip.bind,
            has_tls=settings.sip.tls_certificate is not None,
            console_bind=settings.console.bind,
            metrics_ports=range(settings.metrics_port, settings.metrics_port + settings.sip.workers)
            if settings.metrics_port
            else range(0),
        )
    except ValidationError as error:
        faults += [fault_of(one, Settings) for one in error.errors()]
    if faults:
        raise SettingsError("\n".join(faults), remedy="Correct or unset them; docs/settings.md lists them all.")
    return settings


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return a fault for each CALLCENTER_ variable that begins with no setting's name."""
    return setting_faults.unknown_variables(Settings, environ)


def secret_from_environment(name: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the value behind an `env:NAME` reference of a YAML file, or None if it is unset or empty."""
    return environ.get(name) or None
