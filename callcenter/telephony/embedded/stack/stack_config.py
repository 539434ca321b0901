"""The stack's configuration lines that its own Config object doesn't model. It ignores unknown keys silently."""

from __future__ import annotations

from callcenter.domain.host_port import write_host_port
from callcenter.errors import SettingsError
from callcenter.telephony.embedded.certificate import joined
from callcenter.telephony.embedded.stack.stack_port import StackOptions

#: Rate of the PCM we hand to the stack, whatever the codec: it resamples in C, outside Python's lock.
TRANSMIT_HZ = 16_000
#: Account parameters: without the first the stack re-INVITEs with video after answering; without the second a
#: caller's REFER could make us call anywhere (toll fraud).
NO_VIDEO = "video_codecs=none"
NO_TRANSFERS = "call_transfer=no"
#: Codec names as the stack wants them. Opus is decoded to mono (`opus_stereo` below).
_CODECS = {"opus": "opus/48000/1", "g722": "g722/16000/1", "pcmu": "pcmu", "pcma": "pcma"}
#: Headers every call needs, beside those the settings name.
_HEADERS = (
    "Call-ID",
    "To",
    "From",
    "User-Agent",
    "P-Asserted-Identity",
    "Diversion",
    "X-Edge-Source",
    "X-Edge-Called",
    "X-Edge-Caller",
)
#: Header names the stack takes in all.
_MAX_HEADERS = 16


def config_lines(options: StackOptions) -> str:
    """Return the lines."""
    tls = () if options.tls is None else (f"sip_certificate {joined(*options.tls)}",)
    return "\n".join(
        (
            f"sip_listen {write_host_port(options.host, options.port)}",
            # Nothing listens from the start (a WebSocket would need a server of its own): see `SipStack.listen`.
            "sip_transports ws",
            *tls,
            f"rtp_ports {options.rtp_ports}",
            f"ausrc_srate {TRANSMIT_HZ}",
            "ausrc_channels 1",
            "opus_stereo no",
            "opus_sprop_stereo no",
            # A packet waits so long for one that was overtaken; who comes later is heard when they come. The stack's
            # adaptive one grows to 200 ms with the third late packet of a call, by a mean of the late ones alone, and
            # never shrinks: each answer after it would come so much later.
            f"audio_jitter_buffer_type {'fixed' if options.reorder_ms else 'off'}",
            f"audio_jitter_buffer_ms {options.reorder_ms or 20}-200",
        )
    )


def exposed_headers(options: StackOptions) -> tuple[str, ...]:
    """Return the header names whose values calls carry.

    Raises:
        SettingsError: more than the stack can take.
    """
    names = tuple(dict.fromkeys((*_HEADERS, *options.headers)))
    if len(names) > _MAX_HEADERS:
        raise SettingsError(
            f"The SIP stack passes at most {_MAX_HEADERS - len(_HEADERS)} headers of your own on.",
            remedy="Shorten CALLCENTER_SIP__HEADERS.",
        )
    return names


def codec_names(options: StackOptions) -> tuple[str, ...]:
    """Return the codecs to offer and take, the preferred first.

    Raises:
        SettingsError: a codec the stack doesn't have.
    """
    if unknown := [name for name in options.codecs if name not in _CODECS]:
        raise SettingsError(
            f"The SIP stack has no codec {unknown[0]!r}.",
            remedy=f"Choose among {', '.join(_CODECS)} (CALLCENTER_SIP__CODECS).",
        )
    return tuple(_CODECS[name] for name in options.codecs)
