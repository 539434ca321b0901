"""What Helm makes of the chart, by the values of each installation that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
CHART = INFRA / "helm/callcenter"
#: Files of values that are put on top of each other, as `helm --values` does.
INSTALLATIONS = {
    "example": ("example",),
    "air-gapped": ("example", "air-gapped"),
    "hybrid": ("example", "hybrid"),
}
WITH_MEDIA = ("example", "air-gapped")
NAMESPACE = "callcenter"
NO_GROUP = "the cluster group is not installed: uv sync --extra piper --group cluster"


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text())


def load_all(text: str) -> list[Any]:
    return [document for document in YAML(typ="safe").load_all(text) if document]


def merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = dict(under)
    for key, value in over.items():
        inner = both.get(key)
        both[key] = merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return both


def values_of(installation: str) -> dict[str, Any]:
    """What the installation's files give, without the chart's own values."""
    values: dict[str, Any] = {}
    for name in INSTALLATIONS[installation]:
        values = merged(values, load(INFRA / "helm" / f"{name}.yaml"))
    return values


def helm() -> Any:
    """Helm's own engine, or a skipped test."""
    return pytest.importorskip("helm_python", reason=NO_GROUP)


def render(values: dict[str, Any]) -> list[Any]:
    """Return what `helm template` prints, each in the namespace it goes to.

    Raises:
        helm_python.HelmError: the values are refused or a template fails.
    """
    with helm().Chart.load(str(CHART)) as chart:
        chart.validate_schema(values)
        texts = chart.render(values, name="callcenter", namespace=NAMESPACE)
    documents = [one for path, text in sorted(texts.items()) if path.endswith(".yaml") for one in load_all(text)]
    for document in documents:
        document["metadata"].setdefault("namespace", NAMESPACE)
    return documents


def rendered(installation: str) -> list[Any]:
    return render(values_of(installation))


def find(documents: list[Any], kind: str, name: str) -> Any:
    return next(item for item in documents if (item["kind"], item["metadata"]["name"]) == (kind, name))
