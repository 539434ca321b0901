"""Everything in infra/ that can be checked without a cluster."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import prometheus_client
import pytest
from livekit.agents.telemetry import metrics as agents_metrics
from ruamel.yaml import YAML

from callcenter import metrics
from callcenter.settings import Settings
from tests.infra.known_keys import LIVEKIT, SIP, unknown_keys

ROOT = Path(__file__).resolve().parents[2]
INFRA = ROOT / "infra"
K8S = INFRA / "k8s"
OVERLAYS = ("base", "overlays/air-gapped", "overlays/hybrid")
KUBERNETES = "1.34"
NO_SCHEMAS = "the cluster group is not installed: uv sync --extra piper --group cluster"
_FUNCTIONS = frozenset(
    "sum avg max min rate increase histogram_quantile label_replace absent by without on ignoring le and or"
    " unless".split()
)


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text())


def load_all(text: str) -> list[Any]:
    return [document for document in YAML(typ="safe").load_all(text) if document]


def plain_files() -> Iterator[Path]:
    for path in sorted(K8S.rglob("*.yaml")):
        if path.name != "kustomization.yaml":
            yield path


def rendered(overlay: str) -> list[Any]:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed: overlays can't be rendered")
    result = subprocess.run(
        ["kubectl", "kustomize", str(K8S / overlay)], capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr
    return load_all(result.stdout)


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


@pytest.mark.parametrize("path", list(plain_files()), ids=lambda path: str(path.relative_to(K8S)))
def test_kubernetes__each_file__parses_to_named_kinds(path: Path) -> None:
    documents = load_all(path.read_text())

    assert documents
    assert all(document["kind"] and document["metadata"]["name"] for document in documents)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes__each_overlay__is_valid(overlay: str) -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason=NO_SCHEMAS)
    documents = rendered(overlay)

    assert len(documents) > 8
    for document in documents:
        kubernetes_validate.validate(document, KUBERNETES, strict=True)


def test_kubernetes__broken_manifest__is_found() -> None:
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason=NO_SCHEMAS)
    broken = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": {"replica": 2}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, KUBERNETES, strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes__worker__drains_probes_and_runs_unprivileged(overlay: str) -> None:
    documents = rendered(overlay)
    worker = next(
        item for item in documents if item["kind"] == "Deployment" and item["metadata"]["name"] == "callcenter-worker"
    )
    pod = worker["spec"]["template"]["spec"]
    container = pod["containers"][0]
    settings = next(item["data"] for item in documents if item["metadata"]["name"] == "callcenter-settings")

    assert pod["terminationGracePeriodSeconds"] > int(settings["CALLCENTER_WORKER__DRAIN_TIMEOUT_S"])
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)
    assert {entry["name"] for entry in container["env"]} | set(settings) <= settings_names()
    assert all("secretKeyRef" in entry["valueFrom"] for entry in container["env"])
    scaler = next(item for item in documents if item["kind"] == "HorizontalPodAutoscaler")
    pods = [metric["pods"]["metric"]["name"] for metric in scaler["spec"]["metrics"] if metric["type"] == "Pods"]
    assert pods == ["callcenter_calls_ratio"]
    assert container["readinessProbe"]["httpGet"] == {"path": "/ready", "port": "metrics"}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kubernetes__secrets__are_referred_to_and_never_there(overlay: str) -> None:
    assert not [item for item in rendered(overlay) if item["kind"] == "Secret"]


def test_air_gapped__models_and_network__stay_inside() -> None:
    documents = rendered("overlays/air-gapped")
    settings = next(item["data"] for item in documents if item["metadata"]["name"] == "callcenter-settings")
    policy = next(
        item
        for item in documents
        if item["kind"] == "NetworkPolicy" and item["metadata"]["name"] == "callcenter-worker"
    )
    images = [
        container["image"]
        for item in documents
        if item["kind"] in ("Deployment", "Job", "CronJob")
        for container in item["spec"].get("jobTemplate", item)["spec"]["template"]["spec"]["containers"]
    ]

    for part in ("STT", "LLM", "TTS"):
        assert settings[f"CALLCENTER_MODELS__{part}"].startswith("local/")
        assert "," not in settings[f"CALLCENTER_MODELS__{part}"]
    assert "0.0.0.0/0" not in json.dumps(policy)
    assert all(image.startswith("registry.internal/") for image in images), images


def test_hybrid__media__is_not_in_the_cluster() -> None:
    names = {(item["kind"], item["metadata"]["name"]) for item in rendered("overlays/hybrid")}

    assert not {name for _, name in names} & {"livekit", "livekit-sip", "redis", "livekit-config"}


@pytest.mark.parametrize(("name", "known"), [("livekit.yaml", LIVEKIT), ("sip.yaml", SIP)])
def test_livekit__files__have_known_keys_only(name: str, known: dict[str, Any]) -> None:
    assert unknown_keys(load(INFRA / "livekit" / name), known) == []


@pytest.mark.parametrize("overlay", ["base", "overlays/air-gapped"])
def test_livekit__kubernetes_config__has_known_keys_only(overlay: str) -> None:
    data = next(item["data"] for item in rendered(overlay) if item["metadata"]["name"] == "livekit-config")

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
    scaler = next(
        document
        for document in load_all((K8S / "base/app/scaling.yaml").read_text())
        if "Autoscaler" in document["kind"]
    )
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


def test_dockerfile__image__is_locked_and_not_root() -> None:
    lines = (INFRA / "Dockerfile").read_text().splitlines()

    syncs = [line for line in lines if "uv sync" in line and line.startswith("RUN")]
    assert syncs and all("--frozen" in line for line in syncs)
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users[-1] == "10001:10001"
