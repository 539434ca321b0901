"""Everything in infra/ that can be checked without a cluster."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

import jsonschema
import prometheus_client
import pytest
from livekit.agents.telemetry import metrics as agents_metrics
from ruamel.yaml import YAML

from callcenter import metrics
from callcenter.settings import Settings
from tests.infra.chart import INFRA, ROOT, WITH_MEDIA, find, load, rendered
from tests.infra.known_keys import LIVEKIT, SIP, unknown_keys

_FUNCTIONS = frozenset(
    "sum avg max min rate increase histogram_quantile label_replace absent by without on ignoring le and or"
    " unless".split()
)


def settings_names() -> set[str]:
    """Every environment variable that the settings read."""
    names = {"LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "DATABASE_URL"}
    names |= {f"{provider}_API_KEY" for provider in ("DEEPGRAM", "GROQ", "RIME", "OPENAI")}
    for name, field in Settings.model_fields.items():
        group = getattr(field.annotation, "model_fields", None)
        if group is None:
            names.add(f"CALLCENTER_{name.upper()}")
        else:
            names |= {f"CALLCENTER_{name.upper()}__{inner.upper()}" for inner in group}
    return names


def exported_names() -> set[str]:
    """Names of the series that a worker exports: ours, and livekit-agents'."""
    names = set()
    assert agents_metrics.RUNNING_JOB_GAUGE
    for registry in (metrics.REGISTRY, prometheus_client.REGISTRY):
        for metric in registry.collect():
            names.add(metric.name)
            suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(metric.type, [])
            names |= {metric.name + suffix for suffix in suffixes}
    return names


def queried_names(expression: str) -> set[str]:
    """Return the metric names of a PromQL expression."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\"", "", expression)
    bare = re.sub(r"\b(by|without|on|ignoring)\s*\([^)]*\)", "", bare)
    return {word for word in re.findall(r"[a-zA-Z_:][a-zA-Z0-9_:]*", bare) if word not in _FUNCTIONS}


def test_queried_names__an_expression__gives_the_metrics_alone() -> None:
    expression = 'histogram_quantile(0.9, sum by (le) (rate(a_bucket{part="x"}[5m]))) / on (job) b_total'

    assert queried_names(expression) == {"a_bucket", "b_total"}


def test_compose__the_specifications_schema__is_valid() -> None:
    schema = json.loads((ROOT / "tests/infra/compose-spec.json").read_text())

    faults = list(jsonschema.Draft7Validator(schema).iter_errors(load(INFRA / "compose.yaml")))

    assert [(list(fault.path), fault.message) for fault in faults] == []


def test_compose__mounted_files__are_there() -> None:
    for service in load(INFRA / "compose.yaml")["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (INFRA / source).is_file(), volume


def test_compose__worker__gets_settings_that_exist_and_no_secret_in_the_file() -> None:
    environment = load(INFRA / "compose.yaml")["services"]["worker"]["environment"]

    assert set(environment) <= settings_names()
    secret = {name: value for name, value in environment.items() if name.endswith(("_KEY", "_SECRET", "DATABASE_URL"))}
    assert all("${" in value for value in secret.values())


def test_compose__grace__is_longer_than_the_drain() -> None:
    grace = load(INFRA / "compose.yaml")["services"]["worker"]["stop_grace_period"]

    assert int(grace.removesuffix("m")) * 60 > Settings.model_fields["worker"].default.drain_timeout_s


@pytest.mark.parametrize(("name", "known"), [("livekit.yaml", LIVEKIT), ("sip.yaml", SIP)])
def test_livekit__files__have_known_keys_only(name: str, known: dict[str, Any]) -> None:
    assert unknown_keys(load(INFRA / "livekit" / name), known) == []


@pytest.mark.parametrize("installation", WITH_MEDIA)
def test_livekit__kubernetes_config__has_known_keys_only(installation: str) -> None:
    data = find(rendered(installation), "ConfigMap", "livekit-config")["data"]

    assert unknown_keys(YAML(typ="safe").load(data["livekit.yaml"]), LIVEKIT) == []
    assert unknown_keys(YAML(typ="safe").load(data["sip.yaml"]), SIP) == []


def test_known_keys__a_misspelt_one__is_found() -> None:
    assert unknown_keys({"redis": {"adress": "x"}, "rtp_ports": "1-2"}, SIP) == ["redis.adress", "rtp_ports"]


def test_dashboard__every_query__uses_metrics_that_exist() -> None:
    dashboard = json.loads((INFRA / "observability/grafana/callcenter.json").read_text())
    exported = exported_names()

    assert len(dashboard["panels"]) >= 15
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            expression = target["expr"].replace("$__rate_interval", "5m")
            assert queried_names(expression) <= exported, (panel["title"], target["expr"])


def test_dashboard__every_metric_of_ours__has_a_panel() -> None:
    dashboard = (INFRA / "observability/grafana/callcenter.json").read_text()

    assert [metric.name for metric in metrics.REGISTRY.collect() if metric.name not in dashboard] == []


def test_alerts__every_rule__uses_metrics_that_exist_and_runbooks_that_are_there() -> None:
    exported = exported_names() | {"up"}

    for group in load(INFRA / "observability/alerts.yml")["groups"]:
        for rule in group["rules"]:
            assert queried_names(rule["expr"]) <= exported, rule["alert"]
            assert "job=" not in rule["expr"], rule["alert"]
            if runbook := rule["annotations"].get("runbook"):
                assert (ROOT / runbook).is_file(), runbook


def test_adapter__its_rule__gives_the_autoscaler_the_metric_it_asks_for() -> None:
    (rule,) = load(INFRA / "observability/prometheus-adapter.yaml")["rules"]["custom"]
    scaler = find(rendered("example"), "HorizontalPodAutoscaler", "callcenter-worker")
    asked = [metric["pods"]["metric"]["name"] for metric in scaler["spec"]["metrics"] if metric["type"] == "Pods"]

    assert asked == [rule["name"]["as"]]
    assert queried_names(rule["seriesQuery"]) <= exported_names()
    assert "callcenter_calls_limit{" in rule["metricsQuery"]
    assert re.fullmatch(rule["name"]["matches"], rule["seriesQuery"].partition("{")[0])


def test_collector__pipelines__use_what_is_declared() -> None:
    config = load(INFRA / "observability/otel-collector.yaml")

    for pipeline in config["service"]["pipelines"].values():
        for kind, names in pipeline.items():
            assert set(names) <= set(config[kind])


@pytest.mark.debian
def test_prometheus__promtool__accepts_rules_and_configuration() -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (Debian package prometheus)")
    for kind, name in (("rules", "alerts.yml"), ("config", "prometheus.yml")):
        result = subprocess.run(
            ["promtool", "check", kind, name],
            cwd=INFRA / "observability",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr


def test_images__of_other_people__are_of_an_exact_version_or_a_digest() -> None:
    """A tag such as 7.4-alpine moves: what was tested isn't what runs."""
    chart = load(INFRA / "helm" / "callcenter" / "values.yaml")["images"].values()
    air_gapped = load(INFRA / "helm" / "air-gapped.yaml")["images"].values()
    # The project's own image is built, and has no build.
    services = load(INFRA / "compose.yaml")["services"].values()
    composed = [service["image"] for service in services if "build" not in service]
    base = [line.split()[1] for line in (INFRA / "Dockerfile").read_text().splitlines() if line.startswith("FROM")]

    images = [*chart, *air_gapped, *composed, *base]
    assert len(images) > 12
    assert [one for one in images if not re.search(r":v?\d+\.\d+\.\d+|:\d{2}\.\d+-|@sha256:", one)] == []


def test_dockerfile__image__is_locked_and_not_root() -> None:
    lines = (INFRA / "Dockerfile").read_text().splitlines()

    syncs = [line for line in lines if "uv sync" in line and line.startswith("RUN")]
    assert syncs and all("--frozen" in line for line in syncs)
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users[-1] == "10001:10001"
