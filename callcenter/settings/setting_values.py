"""Kinds of settings that are more than a number or a word: each says at the start what is wrong with a value."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode

from callcenter.domain.host_port import is_address, read_host_port
from callcenter.domain.routing.sip_address import read_address

#: First port that a program may take without being root.
_FIRST_PORT = 1024
#: RTP and RTCP (RFC 3550 §11).
_PORTS_A_CALL = 2
_CODECS = ("opus", "g722", "pcmu", "pcma")


class SettingsGroup(BaseModel):
    """Settings that belong together: never changed, and no name but those it has."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _bind(text: str) -> str:
    host, _ = read_host_port(text)
    if not is_address(host) or host == "::":
        raise ValueError(f"{host!r} is no address of this machine, such as 127.0.0.1 or [2001:db8::7]")
    return text


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"{text!r} is no IP address of this machine, such as 127.0.0.1")
    return text


def _edge(text: str) -> str:
    if not text:
        return text
    host, _ = read_host_port(text, default_port=5060)
    if not is_address(host):
        raise ValueError(f"{host!r} is no IP address; senders are compared with it, and a name is never theirs")
    return text


def _registrar(text: str) -> str:
    if text:
        read_host_port(text, default_port=5060)
    return text


def _port_range(text: str) -> str:
    match = re.fullmatch(r"\s*(\d+)\s*-\s*(\d+)\s*", text)
    if match is None:
        raise ValueError(f"{text!r} is no range of ports, such as 16384-32767")
    first, last = int(match[1]), int(match[2])
    if not _FIRST_PORT <= first < last <= 65535:
        raise ValueError(f"{text!r} must rise from {_FIRST_PORT} at least to 65535 at most")
    return f"{first}-{last}"


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    # OSError: zoneinfo opens a file of the time zone's name, which may be a folder (America).
    except (ValueError, KeyError, OSError):
        raise ValueError(f"there is no time zone {name!r}{_meant(name, available_timezones())}") from None
    return name


def _processors(value: Any) -> Any:
    return os.cpu_count() or 1 if value == "auto" else value


def _split_commas(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _country(code: str) -> str:
    import phonenumbers

    if code.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(f"{code!r} is no country; write its two letters, such as US or DE (ISO 3166-1)")
    return code.upper()


def _countries(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_country(code) for code in codes)


#: A SIP URI that can be called: no spaces, and a port that is one (RFC 3261 §25.1).
_SIP_URI = re.compile(
    r"(?i:sips?):([^@\s<>]+@)?(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\.?)(:[0-9]{1,5})?([;?]\S*)?"
)


def _destination(text: str) -> str:
    # With a plus a number of E.164 (7 digits are the shortest that anybody has), without one also an extension.
    if re.fullmatch(r"\+[1-9][0-9]{6,14}|[0-9*#]{2,20}", text):
        return text
    address = read_address(text)
    is_sip = text.lower().startswith(("sip:", "sips:"))
    if not (address.user or address.host) or (is_sip and not _SIP_URI.fullmatch(text)):
        raise ValueError(
            f"{text!r} is neither a number nor a SIP address, such as +12025550123 or sip:desk@pbx.example"
        )
    return text


def _url(text: str) -> str:
    if not text:
        return text
    if not _is_url(text, "http", "https"):
        raise ValueError(f"{text!r} is no http:// or https:// address")
    return text


def _livekit_url(text: str) -> str:
    if text and not _is_url(text, "ws", "wss", "http", "https"):
        raise ValueError("it is no address of a LiveKit server, such as wss://livekit.example.com")
    return text


def _is_url(text: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(text)
        # A port that is none is told only when it is asked for.
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _folder(value: Any) -> Any:
    if value == "":
        raise ValueError("it is empty, which would be the working folder; name a folder, or unset it")
    if isinstance(value, str) and value.startswith("~"):
        raise ValueError(f"{value!r} begins with ~, which only a shell replaces; write the whole path")
    return value


def _agents(folder: Path) -> Path:
    if not folder.is_dir():
        raise ValueError(f"there is no folder {folder}")
    if not any(folder.glob("*/agent.yaml")):
        raise ValueError(f"{folder} holds no folder of an agent")
    return folder


def _codecs(names: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [name for name in names if name.lower() not in _CODECS]:
        raise ValueError(f"unknown codec {', '.join(unknown)}; there are {', '.join(_CODECS)}")
    if not names:
        raise ValueError(f"at least one codec is needed; there are {', '.join(_CODECS)}")
    return names


def _chain(names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise ValueError("at least one model is needed; docs/models.md says which there are")
    return names


def _headers(names: tuple[str, ...]) -> tuple[str, ...]:
    # RFC 3261 §25.1: a header name is a token.
    if bad := [name for name in names if not re.fullmatch(r"[A-Za-z0-9.!%*_+`'~-]+", name)]:
        raise ValueError(f"{', '.join(map(repr, bad))} can be no header's name")
    return names


def _spoken_number(text: str) -> str:
    if not re.fullmatch(r"[0-9 +*#-]{2,20}", text):
        raise ValueError(f"{text!r} is no number that a caller can dial")
    return text


def _file(path: Path | None) -> Path | None:
    if path is not None and not path.is_file():
        raise ValueError(f"there is no file {path}")
    return path


def _meant(name: str, known: set[str]) -> str:
    """Return "; did you mean ...?" if a known name is near."""
    from rapidfuzz import process

    # The sign of Etc/GMT+1 is the other way round: nobody means it.
    places = sorted(one for one in known if not one.startswith("Etc/"))
    found: Any = process.extractOne(name, places, score_cutoff=80)
    return f"; did you mean {found[0]}?" if found is not None else ""


Bind = Annotated[str, AfterValidator(_bind)]
Address = Annotated[str, AfterValidator(_address)]
EdgeAddress = Annotated[str, AfterValidator(_edge)]
Registrar = Annotated[str, AfterValidator(_registrar)]
PortRange = Annotated[str, AfterValidator(_port_range)]
TimeZone = Annotated[str, AfterValidator(_timezone)]
Country = Annotated[str, AfterValidator(_country)]
Destination = Annotated[str, AfterValidator(_destination)]
HttpUrl = Annotated[str, AfterValidator(_url)]
LivekitUrl = Annotated[str, AfterValidator(_livekit_url)]
SpokenNumber = Annotated[str, AfterValidator(_spoken_number)]
#: A folder; that of the data is the same wherever a command is started.
Folder = Annotated[Path, BeforeValidator(_folder)]
DataFolder = Annotated[Folder, AfterValidator(Path.absolute)]
AgentsFolder = Annotated[Folder, AfterValidator(_agents)]
#: How long something is kept: 0 has a meaning of its own, a century is the longest that calendars can take.
Days = Annotated[int, Field(ge=0, le=36_500)]
ExistingFile = Annotated[Path | None, AfterValidator(_file)]
#: Several texts, in the environment with commas between them.
CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)]
#: Model strings, the preferred first.
ModelChain = Annotated[CommaList, AfterValidator(_chain)]
VadChoice = Literal["livekit/vad", "silero"]
TurnDetectionChoice = Literal["v1-mini", "text", "stt", "vad"]
#: How many; `auto` is one a processor.
Count = Annotated[int, BeforeValidator(_processors)]
Codecs = AfterValidator(_codecs)
Countries = AfterValidator(_countries)
Destinations = AfterValidator(lambda values: tuple(_destination(one) for one in values))
HeaderNames = AfterValidator(_headers)
HeaderName = Annotated[str, AfterValidator(lambda name: _headers((name,))[0])]


def ports_needed(port_range: str, max_calls: int) -> str:
    """Return what is wrong with a range of RTP ports for so many calls, or ''."""
    first, _, last = port_range.partition("-")
    room = (int(last) - int(first) + 1) // _PORTS_A_CALL
    return "" if room >= max_calls else f"{port_range} has room for {room} calls, and {max_calls} may come at once"
