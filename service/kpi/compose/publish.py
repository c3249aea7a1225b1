"""Lines that changed become updates; lines as they are, the KPIs that exist on them. All lines of a kind at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, repeat

import numpy as np
import orjson

from schemas.facts import ScopeKey
from service.kpi.columns import Ints, Marked
from service.kpi.compose.compare import Comparison, Earlier
from service.kpi.compose.evaluate import Evaluation, Evaluator, Sheet
from service.kpi.compose.judge import Judge, Places, Seen, Standing
from service.kpi.compose.layout import Layout, Reading
from service.kpi.compose.objective_text import ObjectiveText
from service.kpi.compose.past import Found, Past
from service.kpi.compose.tables import Lines, Tables
from service.kpi.compose.update_text import Stamp, Surroundings, UpdateText
from service.kpi.compose.wanted import Wanted
from service.kpi.formula.numbers import NULL
from service.kpi.period.calendar import ReportingCalendar, instant
from service.kpi.period.spans import Spans
from service.kpi.period.windows import Window
from service.kpi.scopes import ScopeTexts

Keep = Callable[[Wanted, Lines], Marked]
"""Which KPIs of a window are wanted on which of its lines."""


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of several windows together, with the KPIs that are wanted on them."""

    window: Ints
    """Positions in the layout's windows."""
    scope: Ints
    bucket: Ints
    final: Marked
    value: Ints
    wanted: Marked
    """Lines by KPIs, in the catalog's order."""

    @property
    def places(self) -> Places:
        """Where its lines are."""
        return Places(self.window, self.scope, self.bucket)

    def only(self, lines: Ints) -> "Page":
        """Some of the lines."""
        where = self.window[lines], self.scope[lines], self.bucket[lines]
        return Page(*where, self.final[lines], self.value[lines], self.wanted[lines])


class Publisher:
    """Finds the KPIs that lines change, evaluates them, and writes them down."""

    def __init__(
        self, layout: Layout, tables: Tables, evaluator: Evaluator, spans: Spans, calendar: ReportingCalendar
    ) -> None:
        self.evaluator, self.spans = evaluator, spans
        self._layout, self._tables = layout, tables
        self.windows = layout.windows
        self.scopes = ScopeTexts()
        self.readings = _all(layout)
        self._wanted = {window: Wanted(each, len(layout.columns)) for window, each in layout.by_window.items()}
        places = {reading.name: place for place, reading in enumerate(self.readings)}
        self._places = {window: [places[r.name] for r in each] for window, each in layout.by_window.items()}
        self.judge = Judge(layout, self.readings, tables, calendar)
        self._texts = [UpdateText(reading) for reading in self.readings]
        self.objectives = [ObjectiveText(goal) if goal else None for goal in self.judge.goals]
        self._past = Past(layout, self.readings, self._wanted, tables, spans)
        self._named = lru_cache(maxsize=1 << 14)(self._bucket)

    @property
    def names(self) -> Sequence[ScopeKey]:
        """All scopes, by number."""
        return self._tables.scopes.names

    def changed(self, stamp: Stamp, seen: list[Seen]) -> Iterator[tuple[bytes, bytes]]:
        """Key and value of everything that changed since the last rest, but for what is gone.

        `seen` gets what was judged.
        """
        page = self._page(self._tables.changed, lambda wanted, lines: wanted.changed(lines, self.scopes))
        if page is None:
            return
        sheet, around, comparison = self._sheet(page), self._surroundings(page, stamp), self.comparison(page)
        for kpi in np.flatnonzero(page.wanted.any(0)).tolist():
            lines, reading = np.flatnonzero(page.wanted[:, kpi]), self.readings[kpi]
            evaluated = sheet[reading.name]
            standing = self.judge.standing(kpi, evaluated, page.places, lines)
            if standing is not None:
                seen.append(Seen(kpi, evaluated, lines[standing.at], standing))
            compared = comparison.written(kpi, reading, evaluated.value, lines) if comparison else repeat(NULL)
            yield from self._texts[kpi].written(
                evaluated, around, lines.tolist(), self._judged(kpi, standing, len(lines)), compared
            )

    def gone(self) -> Iterator[tuple[int, Places]]:
        """By KPI, the places of everything that existed at the last rest and does not any more."""
        self.scopes.learn(self._tables.scopes.names)
        for at, window in enumerate(self._layout.windows):
            lines = self._tables.emptied(window)
            gone = self._wanted[window].gone(lines, self.scopes)
            for place in np.flatnonzero(gone.any(0)).tolist():
                mine = np.flatnonzero(gone[:, place])
                places = Places(np.full(len(mine), at), lines.scope[mine], lines.bucket[mine])
                yield self._places[window][place], places

    def keys(self, kpi: int, places: Places) -> Iterator[bytes]:
        """The keys of a KPI's updates at these places."""
        for window, scope, bucket in zip(*(column.tolist() for column in places), strict=True):
            named, _ = self._named(self.windows[window], bucket)
            yield self._texts[kpi].key(_where(self.scopes.json[scope], named))

    def evaluations(self, kpis: Sequence[int], places: Places) -> Sequence[Evaluation | None]:
        """What each of these KPIs says at its place; None where it does not exist."""
        page = self._page(partial(self._at, places), lambda wanted, lines: wanted.existing(lines, self.scopes))
        if page is None:
            return [None] * len(kpis)
        sheet = self._sheet(page)
        lines = {
            place: line for line, place in enumerate(zip(*(column.tolist() for column in page.places), strict=True))
        }
        found = [lines.get(place, -1) for place in zip(*(column.tolist() for column in places), strict=True)]
        return [
            sheet[self.readings[kpi].name].at(line) if line >= 0 and page.wanted[line, kpi] else None
            for kpi, line in zip(kpis, found, strict=True)
        ]

    def current(self) -> tuple[Page, Sheet] | None:
        """The lines that are of now, with the KPIs that exist on them; None if there is none."""
        page = self._page(self._tables.current, lambda wanted, lines: wanted.existing(lines, self.scopes))
        return None if page is None else (page, self._sheet(page))

    def _at(self, places: Places, window: Window) -> Lines:
        """The lines of some places of a window, each once: several KPIs may be asked for at one."""
        mine = places.only(np.flatnonzero(places.window == self.windows.index(window)))
        scope, first = np.unique(mine.scope, return_index=True)
        return self._tables.at(window, scope, mine.bucket[first])

    def _sheet(self, page: Page) -> Sheet:
        return self.evaluator(page.value, partial(self._within, page.scope))

    def _within(self, scopes: Ints, scope: ScopeKey) -> Marked:
        within: Marked = scopes == self._tables.scopes.known(scope)
        return within

    def _judged(self, kpi: int, standing: Standing | None, lines: int) -> Iterable[bytes]:
        text = self.objectives[kpi]
        if text is None or standing is None:
            return repeat(NULL)
        texts = [NULL] * lines
        for at, written in zip(standing.at.tolist(), text.written(standing.judged), strict=True):
            texts[at] = written
        return texts

    def _page(self, lines_of: Callable[[Window], Lines], keep: Keep) -> Page | None:
        self.scopes.learn(self._tables.scopes.names)
        parts = [self._part(at, window, lines_of(window), keep) for at, window in enumerate(self._layout.windows)]
        parts = [part for part in parts if len(part.scope)]
        if not parts:
            return None
        names = Page.__dataclass_fields__
        return Page(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def _part(self, at: int, window: Window, lines: Lines, keep: Keep) -> Page:
        """The lines of one window on which some KPI is wanted."""
        kept = keep(self._wanted[window], lines)
        found = np.flatnonzero(kept.any(1))
        lines, n = lines.only(found), len(found)
        wanted = np.zeros((n, len(self.readings)), np.bool_)
        wanted[:, self._places[window]] = kept[found]
        # What rolls has no stocks, which are the last columns, and no KPI that reads one.
        value = np.zeros((n, len(self._layout.columns)), np.int64)
        value[:, : lines.value.shape[1]] = lines.value
        return Page(np.full(n, at), lines.scope, lines.bucket, lines.final, value, wanted)

    def comparison(self, page: Page) -> Comparison | None:
        """What the lines of a page are compared with; None where that is nothing."""
        found = self._past.of(page.places)
        return found and Comparison(found.running, *(self._earlier(page, each) for each in found.periods))

    def _earlier(self, page: Page, found: Found) -> Earlier:
        sheet = self.evaluator(found.value, partial(self._within, page.scope[found.lines]))
        return Earlier(found, sheet)

    def _surroundings(self, page: Page, stamp: Stamp) -> Surroundings:
        windows = map(self._layout.windows.__getitem__, page.window.tolist())
        named = list(map(self._named, windows, page.bucket.tolist()))
        scopes = map(self.scopes.json.__getitem__, page.scope.tolist())
        return Surroundings(
            [_where(scope, name) for scope, (name, _) in zip(scopes, named, strict=True)],
            [when for _, when in named],
            list(map(stamp.endings.__getitem__, page.final.tolist())),
        )

    def _bucket(self, window: Window, bucket: int) -> tuple[bytes, bytes]:
        """The JSON that says which bucket, and when it is."""
        span = self.spans.span(window, bucket)
        named = {"window": window.name, "bucket": self.spans.name(window, bucket)}
        when = {"start": span and instant(span.start), "end": span and instant(span.end)}
        return orjson.dumps(named)[1:-1], orjson.dumps(when)[1:-1]


def _where(scope: bytes, named: bytes) -> bytes:
    return b'"scope":%b,%b' % (scope, named)


def _all(layout: Layout) -> Sequence[Reading]:
    """Every KPI that has a window."""
    readings: Iterable[Reading] = chain.from_iterable(layout.by_window.values())
    return list({reading.name: reading for reading in readings}.values())
