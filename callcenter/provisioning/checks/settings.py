"""What the files ask for and the settings can't give: models of a language, a person, several workers' accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callcenter.domain.language import LANGUAGES, base_language
from callcenter.domain.routing.matching import TargetName
from callcenter.errors import SettingsError
from callcenter.models.choice import choose
from callcenter.settings import SipSettings

if TYPE_CHECKING:
    from callcenter.provisioning.checks.findings import Findings
    from callcenter.settings import Settings

_RULES = "dispatch_rules"
#: Parts of a model chain as the settings name them.
_PARTS = {"stt": "hears", "llm": "answers in", "tts": "speaks"}
#: The person of an installation if nobody has named one.
SAMPLE_PERSON = str(SipSettings.model_fields["person"].default)


def check_settings(findings: Findings, settings: Settings, *, target: TargetName, is_loopback: bool) -> None:
    """Add the faults of rules that these settings can't serve."""
    for rule in findings.declared.dispatch_rules:
        if rule.language and base_language(rule.language) in LANGUAGES:
            _check_language(findings, settings, rule.name, rule.language)
    is_sample = settings.sip.person == SAMPLE_PERSON and (target == TargetName.LIVEKIT or not is_loopback)
    rules = [rule for rule in findings.declared.dispatch_rules if not rule.person]
    if is_sample and rules:
        what = f"callers who want a person are sent to {SAMPLE_PERSON}, the sample's, where nobody is."
        remedy = "Name yours in CALLCENTER_SIP__PERSON, or in the rule's person."
        findings.add(_RULES, rules[0].name, ("agent",), what, remedy, is_warning=True)
    if target == TargetName.EMBEDDED and settings.sip.workers > 1:
        for registration in findings.declared.registrations:
            what = f"of {settings.sip.workers} workers none registers: the provider would call that one."
            remedy = "Have the provider send calls to this address, or set CALLCENTER_SIP__WORKERS to 1."
            findings.add("registrations", registration.name, (), what, remedy, is_warning=True)


def _check_language(findings: Findings, settings: Settings, rule: str, language: str) -> None:
    try:
        unable = choose(language, settings.models).unable()
    except (KeyError, SettingsError):
        # Faulty settings are `doctor`'s business.
        return
    if unable:
        what = f"language: no model {' or '.join(_PARTS[part.value] for part in unable)} {language!r}."
        base = base_language(language).upper()
        remedy = f"Set CALLCENTER_MODELS__LANGUAGES__{base}__{unable[0].value.upper()} (docs/models.md)."
        findings.add(_RULES, rule, ("language",), what, remedy)
