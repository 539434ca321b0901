"""Words that a recogniser should know, from several sources."""

from __future__ import annotations

from callcenter.models.phone_tuning import PHONE


def test_keyterms__several_sources__are_clean_unique_and_bounded() -> None:
    terms = PHONE.keyterms(["Harbor", " fiber  optic "], ["harbor", "", "Ada Lovelace"], [f"t{n}" for n in range(99)])

    assert terms[:3] == ("Harbor", "fiber optic", "Ada Lovelace")
    assert len(terms) == PHONE.max_keyterms
