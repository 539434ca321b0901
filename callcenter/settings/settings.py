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
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from callcenter.domain.language import Language
from callcenter.errors import SettingsError
from callcenter.settings import setting_faults
from callcenter.settings.console_settings import ConsoleSettings
from callcenter.settings.log_settings import LogSettings
from callcenter.settings.setting_faults import PREFIX as _PREFIX
from callcenter.settings.setting_faults import Environment, fault_of, shared_ports
from callcenter.settings.setting_values import (
    AgentsFolder,
    Bind,
    Codecs,
    CommaList,
    Count,
    Countries,
    Country,
    DataFolder,
    Days,
    Destination,
    EdgeAddress,
    ExistingFile,
    Folder,
    HeaderName,
    HeaderNames,
    HttpUrl,
    LivekitUrl,
    ModelChain,
    PortRange,
    Registrar,
    SettingsGroup,
    SpokenNumber,
    TimeZone,
    TurnDetectionChoice,
    VadChoice,
    ports_needed,
)
from callcenter.settings.storage_settings import StorageSettings
from callcenter.settings.worker_settings import WorkerSettings

REPOSITORY = Path(__file__).resolve().parents[2]
_SHIPPED = Path(__file__).resolve().parents[1] / "shipped"


def shipped(folder: str) -> Path:
    """Return the shipped `sip` or `dispatch_rules` folder: beside the package, or inside an installed wheel."""
    beside = REPOSITORY / folder
    return beside if beside.is_dir() else _SHIPPED / folder


class SipSettings(SettingsGroup):
    """The single machine's SIP side."""

    #: Where `serve` listens unless `--bind` says otherwise.
    bind: Bind = "127.0.0.1:5060"
    #: Workers that `serve` runs, `auto` for one a processor. Several share the address by a Kamailio of their own or,
    #: if `edge` is set, stand behind that one, from `bind`'s port upwards.
    workers: Count = Field(default=1, ge=1, le=32)
    #: First and last UDP port for RTP; two a call (RTP and RTCP). Several workers share them out.
    rtp_ports: PortRange = "16384-32767"
    #: Simultaneous calls of a worker; one more is refused with 503.
    max_calls: int = Field(default=40, ge=1, le=1000)
    #: Calls of one calling number at once, and in an hour; 0 is any number. Kept if others than this machine can
    #: call: behind an edge, or on an address that isn't loopback.
    calls_per_caller: int = Field(default=3, ge=0)
    calls_per_caller_an_hour: int = Field(default=30, ge=0)
    #: Calls to one dialled number at once, and in an hour; 0 is any number.
    calls_per_number: int = Field(default=0, ge=0)
    calls_per_number_an_hour: int = Field(default=0, ge=0)
    #: Seconds from INVITE to a confirmed dialog (ACK).
    establish_timeout_s: float = Field(default=10, gt=0)
    #: Seconds without RTP after which the caller counts as gone.
    rtp_timeout_s: int = Field(default=10, ge=0, le=86_400)
    #: Seconds for which a caller may hold us: no audio is missed then, so nothing tells that they are gone. 0: none.
    hold_limit_s: float = Field(default=900, ge=0)
    #: Seconds a call may last at most.
    max_duration_s: int = Field(default=3600, ge=1, le=604_800)
    #: Seconds running calls get to finish on SIGTERM.
    drain_timeout_s: float = Field(default=1800, ge=0, le=604_800)
    #: Seconds a transfer may ring before the caller comes back to the agent.
    transfer_timeout_s: float = Field(default=30, gt=0)
    #: Address or number of the person who takes transfers: a SIP URI, or a number for the caller's carrier.
    person: Destination = "sip:frontdesk@127.0.0.1:5090"
    #: Which routing judges calls: the last apply's (the files' until there is one), or always the files'.
    routing: Literal["applied", "files"] = "applied"
    #: Certificate (with its chain) and key, PEM files, for SIP over TLS on the port after `bind`'s; none is no TLS.
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    #: Header names whose values come with a call, beside those admission needs.
    headers: Annotated[CommaList, HeaderNames] = ()
    #: The carrier's header with the attestation level of the calling number (A, B or C).
    attestation_header: HeaderName = "P-Attestation-Indicator"
    #: Codecs offered, the preferred first.
    codecs: Annotated[CommaList, Codecs] = ("opus", "g722", "pcmu", "pcma")
    #: Where the edge (Kamailio) in front sends from: HOST, or HOST:PORT if the port isn't 5060. X-Edge headers are
    #: believed from there only, not from other programs on its host.
    edge: EdgeAddress = ""
    #: Provider account to register: user, password and registrar host[:port].
    register_user: str = ""
    register_password: SecretStr = SecretStr("")
    registrar: Registrar = ""
    #: Transport to the registrar.
    register_transport: Literal["udp", "tcp"] = "udp"
    #: Seconds between registration refreshes.
    register_interval_s: int = Field(default=300, ge=30, le=86_400)
    #: Days for which the SIP messages of calls are kept, for faults between us and a carrier; 0 keeps none.
    trace_days: Days = 0
    #: Megabytes of resident memory at which the worker is recycled between calls.
    recycle_rss_mb: int = Field(default=2500, ge=200)

    @model_validator(mode="after")
    def _fits_together(self) -> SipSettings:
        if fault := ports_needed(self.rtp_ports, self.max_calls * self.workers):
            raise ValueError(f"{_PREFIX}SIP__RTP_PORTS: {fault}")
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError(f"{_PREFIX}SIP__TLS_CERTIFICATE and {_PREFIX}SIP__TLS_KEY belong together")
        if bool(self.register_user) != bool(self.registrar):
            raise ValueError(
                f"{_PREFIX}SIP__REGISTER_USER and {_PREFIX}SIP__REGISTRAR belong together: set both or none"
            )
        return self


class LanguageChains(SettingsGroup):
    """Chains of one language; an empty one says nothing, and the chain of all languages serves."""

    stt: CommaList = ()
    llm: CommaList = ()
    tts: CommaList = ()


class ModelSettings(SettingsGroup):
    """Model strings. A list is a failover chain, the preferred first. Agents may name their own (`models:`)."""

    #: Recognisers: `local/moonshine`, `deepgram/nova-3:multi`, `openai-compatible/NAME@URL`, ...
    stt: ModelChain = ("local/moonshine",)
    #: Language models: `local/dialog` (needs none), `groq/openai/gpt-oss-120b`, `openai-compatible/NAME@URL`, ...
    llm: ModelChain = ("local/dialog",)
    #: Voices: `local/piper`, `rime/coda`, `openai-compatible/NAME@URL`, ...
    tts: ModelChain = ("local/piper",)
    #: Chains of single languages (en, es, fr, de), if they differ:
    #: `CALLCENTER_MODELS__LANGUAGES__ES__TTS=rime/coda:sol,local/piper:/voices/es.onnx`.
    languages: dict[Language, LanguageChains] = Field(default_factory=dict)
    #: Whether Deepgram may keep callers' audio to train its models (its "Model Improvement Program", on by default
    #: there): they may not unless this is set.
    deepgram_may_train: bool = False
    #: Whether recognisers are told a customer's name, street and city to listen for: `verified` once the caller has
    #: shown who they are, `never` keeps them here.
    customer_keyterms: Literal["verified", "never"] = "verified"
    #: `livekit/vad` (in the livekit-agents wheel) or `silero`.
    vad: VadChoice = "livekit/vad"
    #: `v1-mini` (its weights are in the wheel), `text`, `stt` or `vad`.
    turn_detection: TurnDetectionChoice = "v1-mini"
    #: `auto` is Krisp on LiveKit Cloud and WebRTC elsewhere.
    noise_cancellation: Literal["auto", "krisp", "webrtc", "dtln", "hush", "off"] = "auto"
    #: Probability of an ended turn below which the agent waits longer, by language, if the turn detection's own
    #: doesn't suit: `CALLCENTER_MODELS__TURN_THRESHOLDS__ES=0.3`.
    turn_thresholds: dict[Language, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    #: Seconds of silence after which a turn may end, and after which it must; the phone tuning's 0.5 and 2 if unset.
    min_endpointing_delay_s: float | None = Field(default=None, ge=0)
    max_endpointing_delay_s: float | None = Field(default=None, gt=0)
    #: Seconds to the first output before a failover chain moves on. Short enough that, with the end of the turn
    #: and the next model's own time, the caller waits no longer than 3 s.
    stt_deadline_s: float = Field(default=2.0, gt=0)
    llm_deadline_s: float = Field(default=1.8, gt=0)
    tts_deadline_s: float = Field(default=1.5, gt=0)
    #: Seconds of silence after which the agent says a word, when an answer takes so long; 0 is never.
    filler_after_s: float = Field(default=2.5, ge=0)

    @model_validator(mode="after")
    def _fits_together(self) -> ModelSettings:
        least, most = self.min_endpointing_delay_s, self.max_endpointing_delay_s
        if least is not None and most is not None and least > most:
            raise ValueError(f"{_PREFIX}MODELS__MIN_ENDPOINTING_DELAY_S is more than MAX_ENDPOINTING_DELAY_S")
        return self


class CallSettings(SettingsGroup):
    """The call flow."""

    #: Keep a stereo recording of each call (a dispatch rule can also ask for it).
    record: bool = False
    #: Seconds of silence from the caller before the agent asks, and then hangs up.
    silence_ask_s: float = Field(default=12, gt=0)
    silence_end_s: float = Field(default=30, gt=0)
    #: Seconds that a caller who says "hold on" is waited for before silence counts.
    hold_on_s: float = Field(default=60, ge=0)
    #: Days after which calls, journals and recordings are erased; 0 keeps them.
    retention_days: Days = 0
    #: Days after which recordings, and words said or given to tools, go while the call stays in the log; 0 keeps them.
    recording_days: Days = 0
    transcript_days: Days = 0
    #: Gigabytes (10^9 bytes) that recordings may take on the disk; above it the oldest go, once an hour. 0 is any.
    recordings_quota_gb: float = Field(default=0, ge=0)
    #: Days for which recordings stay whatever the quota, if a law or a contract wants them.
    recordings_min_days: Days = 0
    #: What callers are told to dial if somebody is in danger; a dispatch rule can say another.
    emergency_number: SpokenNumber = "911"
    #: Handoffs between agents in one call; one more, and the agent has to go on by itself or get a person.
    max_handoffs: int = Field(default=6, ge=0)
    #: What agents may refund a customer in 30 days, in cents, all refunds together; above it a person decides.
    refund_limit_cents: int = Field(default=5000, ge=0, le=100_000_000)
    #: Let a caller whose number is a customer's hear that account's facts and change it, without account number and
    #: ZIP code. Caller ID can be forged by anybody with a PBX: off, unless your carrier vouches for it.
    recognised_is_enough: bool = False
    #: Minutes for which an account and a calling number are locked after three wrong guesses, in whatever calls.
    identification_lock_minutes: int = Field(default=60, ge=1, le=525_600)
    #: Where codes for callers are sent from: an HTTP address that takes `{"to": "+1...", "text": "..."}`, and its
    #: bearer token. Empty: no codes.
    messenger_url: HttpUrl = ""
    messenger_token: SecretStr = SecretStr("")
    #: Regions (ISO 3166-1 alpha-2) whose numbers we call back; the country alone if empty. Never premium numbers.
    callback_regions: Annotated[CommaList, Countries] = ()
    #: Country whose numbers are read without a country code (ISO 3166-1 alpha-2).
    country: Country = "US"
    #: Time zone of opening hours and appointments (IANA name).
    timezone: TimeZone = "America/New_York"

    @model_validator(mode="after")
    def _fits_together(self) -> CallSettings:
        if self.silence_end_s <= self.silence_ask_s:
            raise ValueError(f"{_PREFIX}CALLS__SILENCE_END_S must be longer than {_PREFIX}CALLS__SILENCE_ASK_S")
        if any(0 < days < self.recordings_min_days for days in (self.retention_days, self.recording_days)):
            raise ValueError(f"{_PREFIX}CALLS__RECORDINGS_MIN_DAYS is more than RETENTION_DAYS or RECORDING_DAYS")
        return self


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
