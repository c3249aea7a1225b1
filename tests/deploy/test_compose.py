"""docker-compose.yml is valid and closed to the outside, and its variables are those of the settings."""

import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from service.broker.jars import LOCK as JARS
from service.broker.policy import SMALL
from tests.deploy.files import GIVEN, ROOT, VARIABLES, WEB_PORT, compose, document

SCHEMA = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json").read_text())
SERVICES: dict[str, Any] = compose()["services"]
PROMETHEUS = ROOT / "deploy" / "prometheus" / "prometheus.yml"
VIGIE, TOPICS = SERVICES["vigie"], SERVICES["topics"]

NOT_IN_CONTAINERS = {"VIGIE_CATALOG", "VIGIE_CACHE"}
"""Paths: of a catalog, which needs a mount too, and of the embedded broker's files."""

LASTING = sorted(SERVICES.keys() - {"topics"})


def valid(content: Any) -> bool:
    """Whether the Compose specification's schema accepts it."""
    return bool(jsonschema.Draft7Validator(SCHEMA).is_valid(content))


def mounts(service: str) -> list[list[str]]:
    """The `source:target[:ro]` of a service's volumes, taken apart."""
    return [volume.split(":") for volume in SERVICES[service].get("volumes", [])]


def test_the_compose_specification_accepts_it() -> None:
    jsonschema.validate(compose(), SCHEMA, jsonschema.Draft7Validator)


@pytest.mark.parametrize(
    ("place", "mistake"),
    [
        ("service", {"helthcheck": {}}),
        ("service", {"depends_on": {"kafka": {"condition": "service_heathy"}}}),
        ("service", {"restart": ["always"]}),
        ("top", {"servces": {}}),
    ],
)
def test_the_compose_specification_refuses_a_mistake(place: str, mistake: dict[str, Any]) -> None:
    content = compose()
    (content if place == "top" else content["services"]["vigie"]).update(mistake)
    assert valid(compose()) and not valid(content)


def test_every_setting_reaches_the_worker_and_no_other_name_does() -> None:
    assert VIGIE["environment"].keys() == VARIABLES.keys() - NOT_IN_CONTAINERS


def test_prometheus_reads_with_the_token_of_the_worker() -> None:
    (name,) = SERVICES["prometheus"]["secrets"]
    assert compose()["secrets"][name] == {"environment": "VIGIE_WEB_TOKEN"}
    (job,) = [j for j in document(PROMETHEUS)["scrape_configs"] if j["job_name"] == "vigie"]
    assert job["authorization"] == {"credentials_file": f"/run/secrets/{name}"}


def test_the_topics_are_made_under_the_settings_of_the_worker() -> None:
    assert TOPICS["environment"].items() <= VIGIE["environment"].items()


def test_the_worker_listens_where_it_is_published_and_asked_for_its_health() -> None:
    environment, check = VIGIE["environment"], " ".join(VIGIE["healthcheck"]["test"])
    assert (environment["VIGIE_WEB_HOST"], environment["VIGIE_WEB_PORT"]) == ("0.0.0.0", str(WEB_PORT))
    assert VIGIE["ports"] == [f"127.0.0.1:${{VIGIE_WEB_PORT:-{WEB_PORT}}}:{WEB_PORT}"]
    assert f"http://127.0.0.1:{WEB_PORT}/health/ready" in check


def test_the_worker_speaks_to_the_listener_that_kafka_advertises_inside() -> None:
    inside, host = SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    assert inside == f"INSIDE://{VIGIE['environment']['VIGIE_BROKER']}"
    assert host.removeprefix("HOST://") + ":9092" in SERVICES["kafka"]["ports"]


def test_kafka_is_the_one_that_runs_embedded() -> None:
    kafka = SERVICES["kafka"]
    version = kafka["image"].removeprefix("apache/kafka:")
    assert f"org.apache.kafka:kafka_2.13:{version} " in JARS.read_text(encoding="utf-8")
    embedded = {f"KAFKA_{key}".upper().replace(".", "_"): value for key, value in SMALL.items()}
    assert embedded.items() <= kafka["environment"].items()


def test_the_worker_starts_once_the_topics_are_there() -> None:
    assert (TOPICS["command"], VIGIE["command"]) == (["topics"], ["worker"])
    assert TOPICS["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert VIGIE["depends_on"]["topics"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_ports_are_published_on_loopback_only(service: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))


@pytest.mark.parametrize("service", LASTING)
def test_what_lasts_is_watched_and_comes_back(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[service]["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", sorted(SERVICES.keys() - {"vigie", "topics"}))
def test_images_are_pinned_to_a_full_version(service: str) -> None:
    assert re.fullmatch(r"[a-z]+/[a-z]+:v?\d+\.\d+\.\d+", SERVICES[service]["image"])


@pytest.mark.parametrize("service", LASTING)
def test_what_is_mounted_exists(service: str) -> None:
    for source, *_, mode in mounts(service):
        if source.startswith("./"):
            assert (ROOT / source).is_dir() and mode == "ro"
        else:
            assert source in compose()["volumes"]


def test_no_named_volume_is_left_over() -> None:
    assert {source for service in SERVICES for source, *_ in mounts(service)} >= compose()["volumes"].keys()


@pytest.mark.parametrize("variable", sorted(GIVEN))
def test_a_secret_has_no_default_and_asks_for_itself(variable: str) -> None:
    uses = re.findall(rf"\$\{{{variable}([^}}]*)\}}", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert uses and all(use.startswith(":?") for use in uses)


def test_grafana_lets_nobody_in_without_the_password() -> None:
    environment = SERVICES["grafana"]["environment"]
    assert environment["GF_AUTH_ANONYMOUS_ENABLED"] == environment["GF_USERS_ALLOW_SIGN_UP"] == "false"
    assert environment["GF_SECURITY_ADMIN_PASSWORD"].startswith("${GRAFANA_PASSWORD:?")


def client(arguments: list[str], env_file: Path) -> subprocess.CompletedProcess[str]:
    """Run the Docker client's compose on the file; it needs no engine for this."""
    command = ["docker", "compose", "--env-file", str(env_file), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """An env file with what must be given, where Docker's client has compose."""
    path = tmp_path / "env"
    path.write_text("".join(f"{name}={value}\n" for name, value in GIVEN.items()), encoding="utf-8")
    try:
        present = client(["version"], path).returncode == 0
    except FileNotFoundError:
        present = False
    if not present:
        pytest.skip("`docker compose` is not installed; the schema was checked all the same")
    return path


def test_docker_compose_reads_it(env_file: Path, tmp_path: Path) -> None:
    done = client(["config", "--output", str(tmp_path / "out.yml")], env_file)
    assert done.returncode == 0, done.stderr
    worker = document(tmp_path / "out.yml")["services"]["vigie"]["environment"]
    assert worker["VIGIE_PSEUDONYM_KEY"] == "a-key"


@pytest.mark.parametrize("variable", sorted(GIVEN))
def test_docker_compose_names_the_secret_that_is_missing(variable: str, env_file: Path) -> None:
    kept = {name: value for name, value in GIVEN.items() if name != variable}
    env_file.write_text("".join(f"{name}={value}\n" for name, value in kept.items()), encoding="utf-8")
    done = client(["config"], env_file)
    assert done.returncode != 0 and variable in done.stderr
