"""An explanation as a person reads it: a label and a text on each line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from schemas.definitions import Unit
from schemas.updates import Base, Scope, Update
from service.demo.words import UNDEFINED, Words
from service.explain.asked import scope_text
from service.explain.explanation import Difference, Explanation, Part
from service.explain.judged import sample_of
from service.explain.steps import named, steps
from service.explain.words import say
from service.kpi.catalog import Catalog
from service.lang import Lang

_DIGITS = 6
"""Significant digits of a number in a step."""

Line = tuple[str, str]
"""A label, empty where it is that of the line above, and a text."""


@dataclass(frozen=True)
class Teller:
    """Writes explanations in a language, with times in the reporting zone."""

    lang: Lang
    catalog: Catalog
    zone: ZoneInfo

    @property
    def words(self) -> Words:
        """How the language writes numbers."""
        return Words(self.lang)

    def heading(self, explained: Explanation) -> str:
        """Which value of which KPI."""
        update = explained.update
        where = scope_text(update.scope, self.say("everywhere"))
        return f"{self.words.of(explained.kpi.title)} ({update.kpi}) · {where} · {self._when(update)}"

    def lines(self, explained: Explanation) -> Iterator[Line]:
        """Everything that is known of the value."""
        yield "", self._span(explained.update)
        yield from self._formula(explained)
        yield from self._value(explained)
        yield from self._inputs(explained)
        yield from self._parts(explained.parts, explained.update.scope)
        yield from self._objective(explained)
        yield from self._evolution(explained)
        yield self.say("published"), self._publication(explained.update)

    def verdict(self, explained: Explanation) -> Iterator[str]:
        """Whether everything comes out as it was published; each thing that does not."""
        if explained.reproduced:
            yield self.say("reproduced")
        yield from map(self._difference, explained.differences)

    def say(self, name: str, **parts: object) -> str:
        """A text in the language."""
        return say(self.lang, name, **parts)

    def number(self, number: float | None) -> str:
        """As it stands in a step."""
        if number is None:
            return UNDEFINED
        whole = len(f"{abs(number):.0f}")
        text = self.words.number(number, 0 if float(number).is_integer() else max(2, _DIGITS - whole))
        return text.rstrip("0").rstrip(".,") if {".", ","} & set(text[-_DIGITS:]) and not _is_whole(number) else text

    def _when(self, update: Update) -> str:
        return " ".join(filter(None, (self.words(update.window), update.bucket)))

    def _span(self, update: Update) -> str:
        if update.start is None or update.end is None:
            return self.say("no_end")
        return self.say("from_to", start=self._time(update.start), end=self._time(update.end))

    def _time(self, time: datetime) -> str:
        return f"{time.astimezone(self.zone):%Y-%m-%d %H:%M:%S} ({self.zone.key})"

    def _formula(self, explained: Explanation) -> Iterator[Line]:
        tree = explained.formula.tree
        yield self.say("formula"), named(tree)
        if explained.recompute:
            yield from (("", f"= {step}") for step in steps(tree, explained.recompute, self.number))

    def _value(self, explained: Explanation) -> Iterator[Line]:
        update = explained.update
        value = self._shown(update.value, update)
        yield self.say("value"), self.say("undefined") if update.value is None else value
        if update.numerator is not None and update.denominator is not None:
            yield self.say("ratio"), f"{self.number(update.numerator)} ÷ {self.number(update.denominator)}"
        if "currency" in update.scope and update.unit == "money":
            given = {"currency": update.scope["currency"], "minor": self.number(update.value), "value": value}
            yield "", self.say("money", **given)

    def _shown(self, value: float | None, update: Update) -> str:
        return self.words.value(value, cast(Unit, update.unit), update.scope)

    def _inputs(self, explained: Explanation) -> Iterator[Line]:
        read = {name: number for name, number in explained.update.inputs.items() if name in self.catalog.indicators}
        labels = [self.say("inputs"), *[""] * len(read)]
        for label, (name, number) in zip(labels, read.items(), strict=False):
            indicator = self.catalog.indicators[name]
            shown = self.words.value(number, indicator.unit, explained.update.scope)
            yield label, f"{name} = {shown} · {self.words.of(indicator.title)}"

    def _parts(self, parts: tuple[Part, ...], scope: Scope, depth: int = 0) -> Iterator[Line]:
        for number, part in enumerate(parts):
            label = self.say("parts") if number == depth == 0 else ""
            yield label, "    " * depth + self._part(part)
            yield from self._parts(part.of.parts if part.of else (), scope, depth + 1)

    def _part(self, part: Part) -> str:
        title = self.words.of(self.catalog.kpis[part.kpi].title)
        attained = UNDEFINED if part.attainment is None else self.words.percent(part.attainment, 1)
        said = f"{title} ({part.kpi}){self.say('colon')}{self.say('attained')} {attained}"
        if part.of is None:
            return f"{said} · {self.say('nothing')}"
        objective = self.catalog.kpis[part.kpi].objective
        value = self._shown(part.of.update.value, part.of.update)
        by = self._shown(objective.target if objective else None, part.of.update)
        return f"{said} = {value} ÷ {by} · {self._quotient(part.of.update)}".removesuffix(" · ")

    def _quotient(self, update: Update) -> str:
        if update.numerator is None or update.denominator is None:
            return ""
        return f"{self.number(update.numerator)} ÷ {self.number(update.denominator)}"

    def _objective(self, explained: Explanation) -> Iterator[Line]:
        update, state = explained.update, explained.update.objective
        if state is None:
            return
        attained = UNDEFINED if state.attainment is None else self.words.percent(state.attainment, 1)
        bound = self.words.target(state, cast(Unit, update.unit), update.scope)
        stands = f"{self.words(state.status)}, {self.say('attained')} {attained}"
        yield self.say("objective"), f"{bound}{self.say('colon')}{stands}"
        if state.pace:
            expected = self._shown(state.pace.expected, update)
            value = UNDEFINED if state.pace.value is None else self.words.percent(state.pace.value, 1)
            elapsed = UNDEFINED if state.pace.elapsed is None else self.words.percent(state.pace.elapsed, 1)
            yield "", self.say("pace", expected=expected, elapsed=elapsed, value=value)
        if state.minimum_sample:
            sample = self.words.number(state.minimum_sample)
            objective = explained.kpi.objective
            counted = sample_of(update, objective.sample if objective else ())
            yield "", f"{self.say('sample')} {sample} ({self.number(counted)})"

    def _evolution(self, explained: Explanation) -> Iterator[Line]:
        evolution = explained.update.evolution
        if evolution:
            yield self.say("evolution"), self._base("previous", evolution.previous, explained.update)
            yield "", self._base("year_ago", evolution.year_ago, explained.update)
            if evolution.running:
                yield "", self.say("running")

    def _base(self, name: str, base: Base | None, update: Update) -> str:
        if base is None:
            return f"{self.say(name)}{self.say('colon')}{self.say('nothing')}"
        said = f"{self.say(name)} ({base.bucket}){self.say('colon')}{self._shown(base.value, update)}"
        if base.difference is None:
            return said
        change = "" if base.change is None else f" ({_signed(base.change)}{self.words.percent(base.change, 1)})"
        return f"{said}; {_signed(base.difference)}{self._shown(base.difference, update)}{change}"

    def _publication(self, update: Update) -> str:
        given = {"revision": update.revision, "as_of": self._time(update.as_of)}
        return self.say("publication", status=self.say(update.status), **given)

    def _difference(self, each: Difference) -> str:
        if isinstance(each.published, list):
            lists = {"published": ", ".join(each.published), "wanted": ", ".join(cast(list[str], each.recomputed))}
            return f"{each.field}{self.say('colon')}{self.say('other_inputs', **lists)}"
        return self.say("differs", field=each.field, published=each.published, recomputed=each.recomputed)


def _signed(number: float) -> str:
    return "+" if number > 0 else ""


def _is_whole(number: float) -> bool:
    return float(number).is_integer()
