"""The worker starts as shipped: every chain of compose and of each installation, against what its image installs."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from callcenter.models.model_string import ModelString, Part, parse_chain
from callcenter.settings import Settings
from callcenter.telephony.livekit.worker.worker import executor_type, most_calls
from tests.infra.chart import CHART, INFRA, INSTALLATIONS, ROOT, find, load, rendered

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
#: The package that a model on the device comes with.
ON_DEVICE = {Part.STT: "moonshine-voice", Part.LLM: "scikit-learn", Part.TTS: "piper-tts"}


def packages(extras: str) -> set[str]:
    """Return the names of the packages an image has, by its build argument EXTRAS."""
    named = re.findall(r"--extra (\S+)", extras)
    requirements = [
        *PROJECT["dependencies"],
        *(line for name in named for line in PROJECT["optional-dependencies"][name]),
    ]
    return {re.split(r"[\[=<>~! ]", line)[0] for line in requirements}


def documented_extras() -> str:
    """Return EXTRAS of the one image that docs/kubernetes.md builds."""
    (extras,) = re.findall(r'docker build .*--build-arg EXTRAS="([^"]*)"', (ROOT / "docs/kubernetes.md").read_text())
    return str(extras)


def package_of(model: ModelString) -> str:
    return ON_DEVICE[model.part] if model.is_local else f"livekit-plugins-{model.provider}"


def chains(settings: dict[str, Any]) -> list[tuple[ModelString, ...]]:
    found = []
    for part in Part:
        value = re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", settings[f"CALLCENTER_MODELS__{part.upper()}"])
        found.append(parse_chain(value.split(","), part))
    return found


def check(settings: dict[str, Any], extras: str) -> None:
    installed = packages(extras)
    for chain in chains(settings):
        assert [str(model) for model in chain if package_of(model) not in installed] == []
        # Keys of hosted models are optional: what is left without any still serves.
        assert any(model.is_local for model in chain), chain


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_chains__of_each_installation__are_in_the_documented_image(installation: str) -> None:
    documents = rendered(installation)
    settings = find(documents, "ConfigMap", "callcenter-settings")["data"]

    check(settings, documented_extras())


@pytest.mark.parametrize("installation", INSTALLATIONS)
def test_limit__of_each_installation__is_the_one_in_force(installation: str) -> None:
    documents = rendered(installation)
    shipped = find(documents, "ConfigMap", "callcenter-settings")["data"]
    most = int(shipped["CALLCENTER_WORKER__MAX_CALLS"])
    settings = Settings(worker={"max_calls": most})

    assert most_calls(settings, executor_type(settings)) == most


def test_chains__of_compose__are_in_the_image_it_builds() -> None:
    worker = load(INFRA / "compose.yaml")["services"]["worker"]
    extras = re.fullmatch(r"\$\{CALLCENTER_EXTRAS:-(.*)\}", worker["build"]["args"]["EXTRAS"])
    assert extras is not None

    check(worker["environment"], extras[1])


def test_image__of_the_chart__is_the_one_that_is_documented() -> None:
    tag = load(CHART / "Chart.yaml")["appVersion"]

    assert tag == PROJECT["version"]
    assert f"callcenter:{tag} ." in (ROOT / "docs/kubernetes.md").read_text()


def test_packages__without_the_extra__have_no_voice() -> None:
    assert "piper-tts" not in packages("")
    assert "piper-tts" in packages(documented_extras())
