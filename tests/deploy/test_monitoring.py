"""Prometheus, Alertmanager and Grafana find each other and Vigie, and name only what is exported."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from tests.deploy.files import DEPLOY, ROOT, WEB_PORT, compose, document
from tests.deploy.promtool import accepted, both_promtools, needs_amtool

PROMETHEUS = DEPLOY / "prometheus" / "prometheus.yml"
ALERTMANAGER = DEPLOY / "alertmanager" / "alertmanager.yml"
PROVISIONING = DEPLOY / "grafana" / "provisioning"
RULES = sorted((DEPLOY / "prometheus" / "rules").glob("*.yml"))
SERVICES: dict[str, Any] = compose()["services"]


def served() -> set[str]:
    """`service:port` of everything that compose publishes, by the port inside."""
    return {
        f"{service}:{port.rsplit(':', 1)[1]}"
        for service, content in SERVICES.items()
        for port in content.get("ports", [])
    }


def scraped() -> dict[str, list[str]]:
    """Targets by job."""
    jobs = document(PROMETHEUS)["scrape_configs"]
    return {job["job_name"]: [t for c in job["static_configs"] for t in c["targets"]] for job in jobs}


def test_the_job_in_kubernetes_has_the_name_that_the_rules_ask_for_and_finds_the_pods() -> None:
    (job,) = document(PROMETHEUS.with_name("kubernetes.yml"))["scrape_configs"]
    pod = document(DEPLOY / "kubernetes" / "statefulset.yaml")["spec"]["template"]
    (port,) = pod["spec"]["containers"][0]["ports"]
    kept = ";".join([pod["metadata"]["labels"]["app.kubernetes.io/name"], port["name"]])
    assert job["job_name"] == "vigie" and job["relabel_configs"][0]["regex"] == kept


def test_prometheus_reads_the_worker_and_itself() -> None:
    targets = scraped()
    assert targets["vigie"] == [f"vigie:{WEB_PORT}"]
    assert {t.replace("127.0.0.1", "prometheus") for job in targets.values() for t in job} <= served()


def test_prometheus_sends_alerts_to_the_alertmanager_of_compose() -> None:
    (manager,) = document(PROMETHEUS)["alerting"]["alertmanagers"]
    assert manager["static_configs"] == [{"targets": ["alertmanager:9093"]}]
    assert "alertmanager:9093" in served()


def test_grafana_asks_services_of_compose() -> None:
    sources = document(PROVISIONING / "datasources" / "prometheus.yml")["datasources"]
    assert {urlsplit(source["url"]).netloc for source in sources} == {"prometheus:9090", "alertmanager:9093"}
    assert [source["uid"] for source in sources if source.get("isDefault")] == ["prometheus"]


def test_grafana_looks_for_dashboards_where_they_are_mounted() -> None:
    mounted = "/etc/grafana/dashboards"
    assert f"./deploy/grafana/dashboards:{mounted}:ro" in SERVICES["grafana"]["volumes"]
    providers = document(PROVISIONING / "dashboards" / "vigie.yml")["providers"]
    assert {provider["options"]["path"] for provider in providers} == {
        f"{mounted}/{folder.name}" for folder in (DEPLOY / "grafana" / "dashboards").iterdir()
    }
    assert len({provider["folder"] for provider in providers}) == len(providers)


def test_the_dashboard_that_grafana_begins_with_is_there() -> None:
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert (DEPLOY / "grafana" / "dashboards" / home.removeprefix("/etc/grafana/dashboards/")).is_file()


def test_every_rule_file_is_loaded() -> None:
    (pattern,) = document(PROMETHEUS)["rule_files"]
    assert RULES and sorted(PROMETHEUS.parent.glob(pattern)) == RULES


def test_every_route_has_its_receiver() -> None:
    content = document(ALERTMANAGER)
    routes = [content["route"], *content["route"].get("routes", [])]
    assert {route["receiver"] for route in routes} == {receiver["name"] for receiver in content["receivers"]}


@both_promtools
def test_promtool_accepts_the_configuration(promtool: str) -> None:
    # Of the syntax only: the file with the token is there in the container.
    accepted(promtool, "check", "config", "--syntax-only", str(PROMETHEUS))
    accepted(promtool, "check", "rules", *map(str, RULES))


@both_promtools
def test_promtool_accepts_the_configuration_for_kubernetes_but_for_its_discovery(promtool: str, tmp_path: Path) -> None:
    """Debian builds Prometheus without the discovery of pods."""
    content = document(PROMETHEUS.with_name("kubernetes.yml"))
    (job,) = content["scrape_configs"]
    assert job.pop("kubernetes_sd_configs") == [{"role": "pod"}]
    (tmp_path / "kubernetes.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    accepted(promtool, "check", "config", "--syntax-only", str(tmp_path / "kubernetes.yml"))


@both_promtools
@pytest.mark.parametrize("tests", sorted((PROMETHEUS.parent / "tests").glob("*.yml")), ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_not_when_they_should_not(promtool: str, tests: Path) -> None:
    accepted(promtool, "test", "rules", str(tests))


@needs_amtool
def test_amtool_accepts_the_configuration() -> None:
    accepted("amtool", "check-config", str(ALERTMANAGER))


@pytest.mark.parametrize("service", ["prometheus", "alertmanager"])
def test_the_file_that_is_checked_is_the_file_that_is_started(service: str) -> None:
    (source, target, _), *_ = (volume.split(":") for volume in SERVICES[service]["volumes"])
    (option,) = (o for o in SERVICES[service]["command"] if o.startswith("--config.file="))
    inside = option.removeprefix("--config.file=").removeprefix(f"{target}/")
    assert ROOT / source / inside in {PROMETHEUS, ALERTMANAGER}
