"""A small catalog for tests: every kind of indicator, window and formula, with words that mean nothing."""

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.definitions import CountIndicator, DistinctIndicator, Indicator, Kpi, StockIndicator, Subject
from schemas.events.base import Event, Key, Text
from schemas.events.control import controls_of
from schemas.rules import RuleTable
from service.kpi.catalog import Catalog
from service.kpi.derive.derivations import Derivations, Derived
from service.kpi.derive.rules import table_of
from service.kpi.formula.formula import parse_formula

TOPIC = "things"


class Thing(Event):
    """What all of them have."""

    who: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\z")]
    shop: Key | None = None


class Made(Thing):
    type: Literal["made"]


class Used(Thing):
    type: Literal["used"]
    agent: Text = ""
    robot: bool | None = None


class Left(Thing):
    type: Literal["left"]
    how: Literal["hard", "soft"]


class Noticed(Thing):
    """Nothing counts these."""

    type: Literal["noticed"]


MODELS: dict[str, type[Event]] = {"made": Made, "used": Used, "left": Left, "noticed": Noticed}
ANY = Annotated[Made | Used | Left | Noticed, Field(discriminator="type")]
CARRIED = MODELS | controls_of(ANY)
"""All that the raw topic carries."""

_WORDS = {"en": "x", "fr": "x"}
_RULES = RuleTable.model_validate(
    {
        "version": "1",
        "inputs": ("robot", "agent"),
        "otherwise": False,
        "rule": (
            {"name": "said", "when": {"robot": {"equals": True}}, "then": True, "source": "x"},
            {"name": "denied", "when": {"robot": {"equals": False}}, "then": False, "source": "x"},
            {"name": "named", "when": {"agent": {"contains": "BOT"}}, "then": True, "source": "x"},
            {"name": "curl", "when": {"agent": {"prefix": "Curl/"}}, "then": True, "source": "x"},
        ),
    }
)
_CALENDAR = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year", "all")
_ALL = ("5m", "1h", "each_10m", *_CALENDAR)


def catalog() -> Catalog:
    """The catalog."""
    kpis = {
        "uses": _kpi("used_total", _ALL, by=("shop",)),
        "use_ratio": _kpi("used_total / made_total", _ALL, by=("shop",), objective=_at("at_least", 0.5, "5m", "day")),
        "use_rate": _kpi("used_people / made_people", _CALENDAR, by=("shop",), objective=_at("at_least", 0.4, "day")),
        "activity": _kpi("active_people", ("day", "week", "all"), by=("shop",)),
        "robots": _kpi("used_total - used_human", ("1h", "day", "all"), by=("shop", "robot")),
        "leave_rate": _kpi("left_total / there_before", ("day", "week", "month")),
        "leavers": _kpi("left_people", ("week", "year"), by=("how",)),
        "score": _kpi("attainment(use_rate) + attainment(use_ratio) * 2", ("day", "all"), by=("shop",)),
    }
    return Catalog(
        subjects={"who": Subject(field="who", on=tuple(MODELS))},
        derivations=Derivations({}, {"robot": Derived(_RULES.inputs, table_of(_RULES))}),
        entities={},
        visits={},
        indicators=_indicators(),
        kpis=kpis,
        formulas={name: parse_formula(kpi.formula) for name, kpi in kpis.items()},
        families={},
        resolution=60,
        fingerprint="test",
    )


def _indicators() -> dict[str, Indicator]:
    return {
        "made_total": _folded(CountIndicator, "made", by=("shop",)),
        "made_people": _folded(DistinctIndicator, "made", by=("shop",)),
        "used_total": _folded(CountIndicator, "used", by=("shop", "robot")),
        "used_human": _folded(CountIndicator, "used", by=("shop", "robot"), where={"robot": False}),
        "used_people": _folded(DistinctIndicator, "used", by=("shop",)),
        "left_total": _folded(CountIndicator, "left"),
        "active_people": _folded(DistinctIndicator, "made", "used", by=("shop",)),
        "left_people": _folded(DistinctIndicator, "left", by=("how",), where={"how": "hard"}),
        "there_before": StockIndicator.model_validate(
            {"kind": "stock", "plus": "made_total", "minus": "left_total", **_counted()}
        ),
    }


def _folded(model: type[Any], *on: str, by: tuple[str, ...] = (), where: dict[str, Any] | None = None) -> Any:
    kind = "count" if model is CountIndicator else "distinct"
    return model(kind=kind, on=on, by=by, where=where or {}, **_counted())


def _counted() -> dict[str, Any]:
    return {"unit": "count", "title": _WORDS, "description": _WORDS}


def _at(direction: str, target: float, *over: str) -> dict[str, Any]:
    return {direction: target, "over": over, "minimum_sample": 3, "severity": "info"}


def _kpi(
    formula: str, windows: tuple[str, ...], by: tuple[str, ...] = (), objective: dict[str, Any] | None = None
) -> Kpi:
    return Kpi.model_validate(
        {
            "formula": formula,
            "unit": "ratio",
            "by": by,
            "windows": windows,
            "owner": "x",
            "title": _WORDS,
            "description": _WORDS,
            "source": "x",
            "example": {"inputs": {}},
            "objective": objective,
        }
    )
