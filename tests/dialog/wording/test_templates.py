"""Templates and the filters that make facts speakable."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callcenter.dialog.wording.templates import TemplateFault, Templates, check_template

TEMPLATES = Templates(lambda: datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("template", "spoken"),
    [
        ("{{ 4990 | money }}", "49 dollars and 90 cents"),
        ("{{ 100 | money }}", "1 dollar"),
        ("{{ 1 | money }}", "1 cent"),
        ("{{ 0 | money }}", "0 dollars"),
        ("{{ -250 | money }}", "minus 2 dollars and 50 cents"),
        ("{{ '2026-11-24' | date }}", "Tuesday, November 24th"),
        ("{{ '2027-01-03' | date }}", "Sunday, January 3rd, 2027"),
        ("{{ '08:00' | time }}", "8 AM"),
        ("{{ '14:30' | time }}", "2:30 PM"),
        ("{{ '2026-11-24T12:00-05:00' | time }}", "noon"),
        ("{{ '00:00' | time }}", "midnight"),
        ("{{ '40718823' | digits }}", "4 0 7 1, 8 8 2 3"),
        ("{{ '78701' | digits }}", "7 8 7 0 1"),
        ("{{ '5125550123' | digits }}", "5 1 2, 5 5 5, 0 1 2 3"),
        ("{{ 1234567 | digits }}", "1 2 3, 4 5 6 7"),
        ("{{ 22 | ordinal }} {{ 11 | ordinal }}", "22nd 11th"),
        ("{{ 1 | plural('invoice') }}, {{ 2 | plural('entry', 'entries') }}", "1 invoice, 2 entries"),
        ("{{ ['a', 'b', 'c'] | list }}", "a, b and c"),
        ("a\n   b", "a b"),
    ],
)
def test_render__each_filter__gives_speakable_words(template: str, spoken: str) -> None:
    assert TEMPLATES.render(template, {}) == spoken


@pytest.mark.parametrize(
    "template", ["{{ missing }}", "{{ '12,50' | money }}", "{{ none | date }}", "{{ 'x' | time }}", "{{ '' | digits }}"]
)
def test_render__fact_missing_or_unspeakable__raises_speech_error(template: str) -> None:
    with pytest.raises(TemplateFault):
        TEMPLATES.render(template, {})


def test_render__template_reaching_for_python__is_refused() -> None:
    with pytest.raises(TemplateFault):
        TEMPLATES.render("{{ ''.__class__.__mro__ }}", {})


def test_check_template__good__has_no_faults() -> None:
    assert check_template("{% if a %}{{ a | money }}{% endif %}") == []


@pytest.mark.parametrize("template", ["{{ a | nonsense }}", "{% if a %}", "{{ a"])
def test_check_template__bad__names_the_fault(template: str) -> None:
    assert check_template(template)


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ names[who] }}", "'dict object' has no attribute #"),
        ("{{ [3] | map(who) | list }}", "No filter named #"),
        ("{{ who.surname }}", "'str object' has no attribute 'surname'"),
        ("{{ nobody }}", "'nobody' is undefined"),
        ("{{ who | float + who }}", "'float' and 'str'"),
    ],
)
def test_render__can_t_be_filled__says_why_without_what_the_caller_said(template: str, says: str) -> None:
    with pytest.raises(TemplateFault) as fault:
        TEMPLATES.render(template, {"who": "Fay O'Miller", "names": {}})

    assert says in str(fault.value)
    assert "Fay" not in str(fault.value)
