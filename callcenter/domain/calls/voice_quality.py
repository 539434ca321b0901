"""How well speech got through: the mean opinion score that the E-model gives for loss, jitter and delay (ITU-T G.107).

R = 93.2 - Id - Ie,eff, with all other impairments at the model's defaults (G.107 table 3). Loss counts as random
(BurstR 1). Telephone band: for G.722 and Opus the figure is an indication.
"""

from __future__ import annotations

#: R with no impairment but the defaults (G.107 §7.7).
BEST_R = 93.2
#: Packet-loss robustness Bpl (G.113 Appendix I): G.711 as our stack decodes it, without concealment; Opus conceals.
_BPL = {"OPUS": 25.1}
_BPL_WITHOUT_CONCEALMENT = 4.3
#: A packet's length and the least depth of the jitter buffer, in milliseconds.
_PACKET_MS = 20.0
#: One-way delay beyond which people talk over one another, in milliseconds (Cole and Rosenbluth 2001, fit to G.107).
_TALK_OVER_MS = 177.3


def mean_opinion(*, loss_pct: float, jitter_ms: float, rtt_ms: float, codec: str = "PCMU") -> float:
    """Return the score, 1.0 (bad) to 4.5 (excellent): 4.4 on a clean line.

    The jitter buffer is taken as twice the jitter deep, the way as half of the round trip.
    """
    delay_ms = rtt_ms / 2 + 2 * _PACKET_MS + 2 * jitter_ms
    delayed = 0.024 * delay_ms + 0.11 * max(0.0, delay_ms - _TALK_OVER_MS)
    lost = 95 * loss_pct / (loss_pct + _BPL.get(codec, _BPL_WITHOUT_CONCEALMENT)) if loss_pct else 0.0
    r = min(100.0, max(0.0, BEST_R - delayed - lost))
    return max(1.0, round(1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r), 2))  # G.107 Annex B
