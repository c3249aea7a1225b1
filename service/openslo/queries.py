"""The queries of exported SLOs: the series of /metrics that hold a value, and which KPI and scope a query means."""

import re
from collections.abc import Iterable, Mapping

from service import names

_SERIES = re.compile(r"\s*(\w+)\{(.*)\}\s*\Z", re.DOTALL)
_LABEL = re.compile(r'\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(?:,|\Z)')
_ESCAPED = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


def query(metric: str, kpi: str, window: str, scope: Mapping[str, str], dimensions: Iterable[str]) -> str:
    """The series of a KPI in one scope; the other `dimensions` that it is broken down by must be absent.

    >>> query("vigie_kpi_value", "sent", "day", {}, ["campaign"])
    'vigie_kpi_value{kpi="sent",window="day",campaign=""}'
    """
    labels = {names.KPI: kpi, names.WINDOW: window} | dict.fromkeys(dimensions, "") | dict(scope)
    written = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{metric}{{{written}}}"


def labels_of(query: object) -> dict[str, str] | None:
    """The labels of a query of that form that are not absent; None: it is another one.

    >>> labels_of('vigie_kpi_value{kpi="sent",campaign=""}'), labels_of("sum(up)")
    ({'kpi': 'sent'}, None)
    """
    series = _SERIES.fullmatch(query) if isinstance(query, str) else None
    if series is None or not series[1].startswith("vigie_kpi_"):
        return None
    at, labels = 0, {}
    while found := _LABEL.match(series[2], at):
        labels[found[1]] = re.sub(r'\\[\\"n]', lambda sign: _ESCAPED[sign[0]], found[2])
        at = found.end()
    return {name: value for name, value in labels.items() if value} if at == len(series[2]) else None


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
