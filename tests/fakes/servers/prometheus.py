"""Debian's Prometheus on a free loopback port, scraping one address every second as `infra/` configures it."""

from __future__ import annotations

import asyncio
import math
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
from ruamel.yaml import YAML

from tests.fakes.ports import free_port
from tests.fakes.waiting import until
from tests.fakes.worker.sip_serving import PATIENCE_S

SHIPPED = Path(__file__).resolve().parents[3] / "infra/observability/prometheus.yml"


class Prometheus:
    """A running Prometheus."""

    def __init__(self, port: int, http: aiohttp.ClientSession) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._http = http

    async def ask(self, expression: str) -> dict[str, float]:
        """Return the values of an instant query by their labels; those that are no number are left out."""
        async with self._http.get(f"{self._url}/api/v1/query", params={"query": expression}) as answer:
            body = await answer.json()
        assert body["status"] == "success", (expression, body)
        result = body["data"]["result"]
        rows = [({}, result)] if body["data"]["resultType"] == "scalar" else [(r["metric"], r["value"]) for r in result]
        values = {",".join(f"{k}={v}" for k, v in sorted(labels.items())): float(value[1]) for labels, value in rows}
        return {labels: value for labels, value in values.items() if math.isfinite(value)}

    async def value(self, expression: str, *, without: str = "\n", timeout_s: float = PATIENCE_S) -> dict[str, float]:
        """Ask until there is a value whose labels are without a word; nothing where there is none in time."""

        async def found() -> dict[str, float]:
            return {labels: value for labels, value in (await self.ask(expression)).items() if without not in labels}

        with suppress(AssertionError):
            return await until(found, timeout_s=timeout_s, every_s=0.2)
        return {}

    async def sees(self, expression: str) -> None:
        """Wait until a condition holds in what was scraped."""
        assert await self.value(expression), f"Prometheus never saw {expression}"

    async def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            async with self._http.get(f"{self._url}/-/ready") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False


def configuration(metrics_port: int) -> dict[str, Any]:
    """Return the shipped configuration for this machine: every second, and the one job that is ours to fill."""
    config: dict[str, Any] = YAML(typ="safe").load(SHIPPED.read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(SHIPPED.parent / name) for name in config["rule_files"]]
    config["scrape_configs"] = [job for job in config["scrape_configs"] if job["job_name"] == "callcenter"]
    config["scrape_configs"][0]["static_configs"] = [{"targets": [f"127.0.0.1:{metrics_port}"]}]
    return config


@asynccontextmanager
async def prometheus(metrics_port: int, folder: Path) -> AsyncIterator[Prometheus]:
    """Run a Prometheus that keeps what it scrapes in `folder`."""
    port = free_port()
    config = folder / "prometheus.yml"
    with config.open("w") as file:
        YAML(typ="safe").dump(configuration(metrics_port), file)
    with (folder / "prometheus.log").open("w") as log:
        process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={config}",
                f"--storage.tsdb.path={folder / 'series'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
        try:
            async with aiohttp.ClientSession() as http:
                server = Prometheus(port, http)

                async def is_ready() -> bool:
                    assert process.poll() is None, (folder / "prometheus.log").read_text()[-2000:]
                    return await server.is_ready()

                await until(is_ready, what="Prometheus", timeout_s=PATIENCE_S)
                yield server
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 20)
