"""What OpenSLO v1 asks of an SLO, written down from its specification and its published schemas, apart from our models.

https://github.com/OpenSLO/OpenSLO: the README's notes, and schemas/v1/parts/{name,metadata}.schema.json.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

NAME = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
KEY = r"[a-z0-9A-Z]([a-z0-9A-Z._-]{0,61}[a-z0-9A-Z])?"
VALUE = r"[a-z0-9A-Z][a-z0-9A-Z._-]{0,62}"
DURATION = r"[1-9][0-9]*[mhdwMQY]"


def wrong(slo: Any) -> list[str]:
    """What is against the specification."""
    return [*_head(slo), *_metadata(slo["metadata"]), *_spec(slo["spec"])]


def _head(slo: Any) -> Iterator[str]:
    if (slo.get("apiVersion"), slo.get("kind"), set(slo)) != (
        "openslo/v1",
        "SLO",
        {"apiVersion", "kind", "metadata", "spec"},
    ):
        yield f"head: {sorted(slo)}"


def _metadata(metadata: Any) -> Iterator[str]:
    if not re.fullmatch(NAME, metadata["name"]):
        yield f"name: {metadata['name']}"
    if not 1 <= len(metadata.get("displayName", "-")) <= 63:
        yield "displayName"
    for part in ("labels", "annotations"):
        for key, value in metadata.get(part, {}).items():
            if not (re.fullmatch(KEY, key) and re.fullmatch(VALUE, value)):
                yield f"{part}: {key}={value}"


def _spec(spec: Any) -> Iterator[str]:
    known = {"description", "service", "indicator", "timeWindow", "budgetingMethod", "objectives"}
    if set(spec) - known or len(spec["description"]) > 1050 or not re.fullmatch(NAME, spec["service"]):
        yield f"spec: {sorted(spec)}"
    yield from _indicator(spec["indicator"])
    (window,) = spec["timeWindow"]
    yield from _window(window)
    threshold = "thresholdMetric" in spec["indicator"]["spec"]
    if threshold and len(spec["objectives"]) != 1:
        yield "only one Threshold can be defined"
    for objective in spec["objectives"]:
        yield from _objective(objective, threshold, spec["budgetingMethod"])


def _indicator(indicator: Any) -> Iterator[str]:
    yield from _metadata(indicator["metadata"])
    ((kind, metric),) = indicator["spec"].items()
    queries = [metric] if kind == "thresholdMetric" else [part for name, part in metric.items() if name != "counter"]
    if kind == "ratioMetric" and (("good" in metric) == ("bad" in metric) or "total" not in metric):
        yield "ratioMetric: good or bad, of total"
    if not all(query["metricSource"]["spec"]["query"] for query in queries):
        yield "metricSource: spec"


def _window(window: Any) -> Iterator[str]:
    if not re.fullmatch(DURATION, window["duration"]):
        yield f"duration: {window['duration']}"
    if window["isRolling"] == ("calendar" in window):
        yield "either rolling or calendar-aligned"
    if calendar := window.get("calendar"):
        datetime.strptime(calendar["startTime"], "%Y-%m-%d %H:%M:%S")
        ZoneInfo(calendar["timeZone"])


def _objective(objective: Any, threshold: bool, method: str) -> Iterator[str]:
    if ("op" in objective, "value" in objective) != (threshold, threshold) or not 0 <= objective["target"] < 1:
        yield f"objective: {objective}"
    if threshold and objective["op"] not in ("lte", "gte", "lt", "gt"):
        yield f"op: {objective['op']}"
    sliced = "timeSliceTarget" in objective and "timeSliceWindow" in objective
    if method not in ("Occurrences", "Timeslices") or sliced != (method == "Timeslices"):
        yield f"budgetingMethod: {method}"
    if sliced and not (0 < objective["timeSliceTarget"] <= 1 and re.fullmatch(DURATION, objective["timeSliceWindow"])):
        yield f"time slice: {objective}"
