"""The files about alerts, by their path in the repository."""

from collections.abc import Iterator
from pathlib import Path

from service.kpi.catalog import Catalog
from service.render.alerts.alert import PAGE
from service.render.alerts.alertmanager import WEBHOOK_FILE, alertmanager, webhook_of
from service.render.alerts.burn import RATES, Budget, budgets, burn_groups
from service.render.alerts.burn_cases import Pace, burn_cases, corrections
from service.render.alerts.cases import file_of
from service.render.alerts.goals import Goal, goals
from service.render.alerts.objective_cases import STEP, objective_cases
from service.render.alerts.objectives import dimensions, objective_groups
from service.render.alerts.page import page
from service.render.alerts.worker import worker_groups
from service.render.alerts.worker_cases import STEP as WORKER_STEP
from service.render.alerts.worker_cases import worker_cases
from service.render.yaml_text import Data, yaml_text

PROMETHEUS = Path("deploy/prometheus")
ALERTMANAGER = Path("deploy/alertmanager/alertmanager.yml")

_HEAD = "Made by `vigie render` from {}; edit that."
_CATALOG = "the objectives of the catalog (schemas/catalog) and service/render/alerts"
_CODE = "service/render/alerts"

File = tuple[Path, str]


def alert_files(catalog: Catalog, root: Path) -> Iterator[File]:
    """Rules, their tests, Alertmanager's configuration. `root`: where the address of the webhook is read."""
    listed = list(goals(catalog))
    burning = list(budgets(listed, catalog))
    yield from _rules(listed, burning)
    yield from _tests(listed, burning)
    yield Path(PAGE), page(catalog, listed, burning)
    yield ALERTMANAGER, _yaml(f"{_CATALOG}, and {WEBHOOK_FILE}", alertmanager(_webhook(root), dimensions(listed)))


def _rules(goals: list[Goal], budgets: list[Budget]) -> Iterator[File]:
    groups = {
        "objectives": (_CATALOG, objective_groups(goals)),
        "burn": (_CATALOG, burn_groups(budgets, dimensions(goals))),
        "worker": (_CODE, worker_groups()),
    }
    for name, (source, content) in groups.items():
        yield PROMETHEUS / "rules" / f"{name}.yml", _yaml(source, {"groups": content})


def _tests(goals: list[Goal], budgets: list[Budget]) -> Iterator[File]:
    yield _test("objectives", _CATALOG, file_of(_about("objectives"), STEP, objective_cases(goals)))
    for rate in RATES:
        cases = [*burn_cases(budgets, rate), corrections(budgets, rate)]
        yield _test(f"burn-{rate.long}", _CATALOG, file_of(_about("burn"), Pace(rate).step, cases))
    yield _test("worker", _CODE, file_of(_about("objectives", "worker"), WORKER_STEP, worker_cases()))


def _about(*rules: str) -> list[str]:
    return [f"../rules/{name}.yml" for name in rules]


def _test(name: str, source: str, content: Data) -> File:
    return PROMETHEUS / "tests" / f"{name}.yml", _yaml(source, content)


def _yaml(source: str, content: Data) -> str:
    return yaml_text(_HEAD.format(source), content)


def _webhook(root: Path) -> str | None:
    file = root / WEBHOOK_FILE
    return webhook_of(file.read_text(encoding="utf-8")) if file.exists() else None
