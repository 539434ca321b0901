"""The E-model against figures worked out by hand from ITU-T G.107."""

from __future__ import annotations

import pytest

from callcenter.domain.calls.voice_quality import mean_opinion


@pytest.mark.parametrize(
    ("loss_pct", "jitter_ms", "rtt_ms", "codec", "mos"),
    [
        # G.107: R 93.2 is 4.41; with the 40 ms of packet and buffer 92.2.
        (0, 0, 0, "PCMU", 4.39),
        (1, 0, 0, "PCMU", 3.79),
        (5, 0, 0, "PCMU", 2.12),
        (5, 0, 0, "OPUS", 3.87),
        (0, 0, 600, "PCMU", 3.46),
        (100, 500, 3000, "PCMU", 1.0),
    ],
)
def test_mean_opinion__by_the_model__is_as_computed_by_hand(
    loss_pct: float, jitter_ms: float, rtt_ms: float, codec: str, mos: float
) -> None:
    found = mean_opinion(loss_pct=loss_pct, jitter_ms=jitter_ms, rtt_ms=rtt_ms, codec=codec)
    assert found == pytest.approx(mos, abs=0.02)
