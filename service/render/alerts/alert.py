"""A rule of Prometheus: what is recorded, or what is alerted about, with its texts in two languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from schemas.updates import Severity
from service import names
from service.durations import write_duration
from service.render.alerts.text import Text, template
from service.render.yaml_text import Data

NO_TIME = timedelta(0)
PAGE = "docs/alerts.md"
"""Where each alert's runbook is, unless the catalog names another."""

BREACH, BURN, BLIND, WORK = "breach", "burn", "blind", "work"
"""The kinds of alerts. While one is `blind`, nothing new is known of any KPI."""


@dataclass(frozen=True)
class Said:
    """What an alert says, in one language."""

    summary: Text
    description: Text


@dataclass(frozen=True)
class Alert:
    """An alerting rule. `hold`: how long its condition must last; `recover`: how long it must be gone."""

    name: str
    expr: str
    severity: Severity
    kind: str
    en: Said
    fr: Said
    hold: timedelta = NO_TIME
    recover: timedelta = NO_TIME
    labels: Mapping[str, str] = field(default_factory=dict)
    """Besides severity and kind."""
    facts: Mapping[str, Text] = field(default_factory=dict)
    """Further annotations."""
    runbook: str = ""
    """Its address; empty: the section of its name on our page."""

    @property
    def all_labels(self) -> dict[str, str]:
        """What the rule adds to the labels of its expression."""
        return {**self.labels, names.SEVERITY: self.severity, names.KIND: self.kind}

    @property
    def annotations(self) -> dict[str, Text]:
        """What it says, by name; the French ones end in `_fr`."""
        return {
            "summary": self.en.summary,
            "summary_fr": self.fr.summary,
            "description": self.en.description,
            "description_fr": self.fr.description,
            **self.facts,
        }

    @property
    def link(self) -> str:
        """Where it says what to do."""
        return self.runbook or f"{PAGE}#{self.name.lower()}"

    @property
    def rule(self) -> Data:
        """As a rule file has it."""
        lasting = {"for": self.hold, "keep_firing_for": self.recover}
        return {
            "alert": self.name,
            "expr": self.expr,
            **{name: write_duration(length) for name, length in lasting.items() if length},
            "labels": self.all_labels,
            "annotations": {
                **{name: template(text) for name, text in self.annotations.items()},
                "runbook": self.link,
            },
        }


@dataclass(frozen=True)
class Recording:
    """A recording rule."""

    name: str
    expr: str

    @property
    def rule(self) -> Data:
        """As a rule file has it."""
        return {"record": self.name, "expr": self.expr}


Rule = Alert | Recording


def group(name: str, rules: Iterable[Rule]) -> Data:
    """A group: its rules are evaluated one after the other, at one time."""
    return {"name": name, "rules": [rule.rule for rule in rules]}
