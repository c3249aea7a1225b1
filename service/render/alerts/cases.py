"""Unit tests of rules as promtool reads them: series over time, and which alerts are firing when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import PurePosixPath

from service.durations import write_duration
from service.render.alerts.alert import Alert
from service.render.alerts.text import Labels, said
from service.render.yaml_text import Data

GONE = None
"""The series is not shown: at first by a stale marker, as a scrape without it leaves one."""

Value = float | None


@dataclass(frozen=True)
class Series:
    """A series, with its values in promtool's notation."""

    metric: str
    labels: Labels
    values: str

    @property
    def given(self) -> Data:
        """As promtool is given it."""
        labels = ", ".join(f'{name}="{value}"' for name, value in self.labels.items())
        return {"series": f"{self.metric}{{{labels}}}", "values": self.values}


def steady(values: Sequence[Value]) -> str:
    """A value for each step; equal ones are written once: `1x2` are three to promtool, `_x2` two missing ones.

    >>> steady([GONE, 1.5, 1.5, 1.5, GONE, GONE, 2, 3])
    '_ 1.5x2 stale _ 2 3'
    """
    runs = [(value, len(list(run))) for value, run in groupby(values)]
    seen = [False, *(value is not None for value, _ in runs)]
    return " ".join(
        piece for (value, length), shown in zip(runs, seen, strict=False) for piece in _run(value, length, shown)
    )


def _run(value: Value, length: int, shown_before: bool) -> Iterator[str]:
    if value is not None:
        yield f"{value!r}x{length - 1}" if length > 1 else f"{value!r}"
        return
    yield from ["stale"] * shown_before
    if missing := length - shown_before:
        yield f"_x{missing}" if missing > 1 else "_"


def growing(pieces: Sequence[tuple[float, int]]) -> str:
    """From 0 on, what each step adds for how many steps.

    >>> growing([(2, 10), (5, 3), (-1, 1)])
    '0+2x10 25+5x2 34-1x0'
    """
    (first, steps), *more = pieces
    written, reached = [f"0{first:+}x{steps}"], first * steps
    for added, steps in more:
        written.append(f"{reached + added}{added:+}x{steps - 1}")
        reached += added * steps
    return " ".join(written)


@dataclass(frozen=True)
class Firing:
    """An alert with the labels that its expression gives it, and its value."""

    alert: Alert
    labels: Labels
    value: float

    @property
    def expected(self) -> Data:
        """As promtool compares it."""
        labels = {**self.labels, **self.alert.all_labels}
        texts = {name: said(text, labels, self.value) for name, text in self.alert.annotations.items()}
        return {"exp_labels": labels, "exp_annotations": {**texts, "runbook": self.alert.link}}


@dataclass(frozen=True)
class Moment:
    """All alerts of a name that are firing at a step."""

    step: int
    name: str
    firing: Sequence[Firing] = ()


@dataclass(frozen=True)
class Case:
    """A claim, the series that it is about, and what must be seen."""

    claim: str
    step: timedelta
    series: Sequence[Series]
    moments: Sequence[Moment]

    @property
    def given(self) -> Data:
        """As promtool is given it."""
        return {
            "name": self.claim,
            "interval": write_duration(self.step),
            "input_series": [series.given for series in self.series],
            "alert_rule_test": [self._test(moment) for moment in self.moments],
        }

    def _test(self, moment: Moment) -> Data:
        return {
            "eval_time": write_duration(moment.step * self.step),
            "alertname": moment.name,
            "exp_alerts": [firing.expected for firing in moment.firing],
        }


def file_of(rules: Sequence[str], step: timedelta, cases: Iterable[Case]) -> Mapping[str, Data]:
    """A test file about rule files, given relative to it; each holds a group of its name, and reads those before it."""
    return {
        "rule_files": rules,
        "evaluation_interval": write_duration(step),
        # Without it promtool takes the groups in any order, and what one reads of another is now and then a step old.
        "group_eval_order": [PurePosixPath(file).stem for file in rules],
        "tests": [case.given for case in cases],
    }
