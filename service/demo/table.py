"""The demo's picture: every KPI against its objective, and what the service did with the events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from schemas.definitions import Kpi, Wording
from schemas.updates import Update
from service.demo.board import Row
from service.demo.scrape import Figures
from service.demo.words import COLOURS, UNDEFINED, Words

_WIDE = 118
"""Columns of the terminal from which everything is shown."""


@dataclass(frozen=True)
class Places:
    """Where to look further."""

    board: str
    metrics: str
    updates: str
    bootstrap: str


@dataclass(frozen=True)
class Picture:
    """Everything that is shown at one moment."""

    sections: Sequence[tuple[Wording, Sequence[Row]]]
    """By family."""
    happens: Sequence[Wording]
    """The scenario, and what holds at the moment."""
    sent: int
    figures: Figures
    age: float | None
    """Seconds by which the counting is behind the sending; None before the first count."""
    places: Places

    @property
    def rows(self) -> list[Row]:
        """Those of all families."""
        return [row for _, rows in self.sections for row in rows]


def picture(shown: Picture, kpis: Mapping[str, Kpi], words: Words, width: int) -> RenderableType:
    """The table with the lines under it, for a terminal of that width."""
    return Group(_title(shown, words), _table(shown, kpis, words, wide=width >= _WIDE), *_lines(shown, words))


def _table(shown: Picture, kpis: Mapping[str, Kpi], words: Words, wide: bool) -> Table:
    # Where room is short only the titles give way, which needs a table that takes all the width there is.
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=not wide)
    table.add_column(words("kpi"), ratio=1, no_wrap=True, overflow="ellipsis", min_width=18)
    table.add_column(words("over"), no_wrap=True)
    for name in ("value", "objective", "attainment"):
        table.add_column(words(name), justify="right", no_wrap=True)
    table.add_column(words("state"), no_wrap=True)
    if wide:
        table.add_column(words("parts"), justify="right", no_wrap=True)
        table.add_column(words("since_start"), justify="right", no_wrap=True)
        table.add_column(words("busiest"), justify="right", no_wrap=True)
        table.add_column(words("state"), no_wrap=True)
    for title, rows in shown.sections:
        table.add_row(Text(words.of(title), style="bold cyan"))
        for row in rows:
            table.add_row(*_cells(row, kpis[row.kpi], words, wide))
    return table


def _title(shown: Picture, words: Words) -> Text:
    return Text(" · ".join(map(words.of, shown.happens)), style="bold magenta")


def _cells(row: Row, kpi: Kpi, words: Words, wide: bool) -> list[RenderableType]:
    update, objective = row.everywhere, row.everywhere.objective
    cells: list[RenderableType] = [
        " ".join((words.of(kpi.title), *update.scope.values())),
        words(row.window),
        Text(words.value(update.value, kpi.unit, update.scope), style="bold"),
        words.target(objective, kpi.unit, update.scope),
        _attained(update, words),
        state(update, words),
    ]
    return cells if not wide else [*cells, *_wide_cells(row, kpi, words)]


def _wide_cells(row: Row, kpi: Kpi, words: Words) -> list[RenderableType]:
    return [
        _parts(row.everywhere, words),
        words.value(row.all_time.value, kpi.unit, row.all_time.scope) if row.all_time else "",
        _busiest(row, kpi, words),
        state(row.busiest, words) if row.busiest else Text(),
    ]


def _busiest(row: Row, kpi: Kpi, words: Words) -> str:
    if row.busiest is None:
        return ""
    where = ", ".join(value for name, value in row.busiest.scope.items() if name not in row.everywhere.scope)
    return f"{where} {words.value(row.busiest.value, kpi.unit, row.busiest.scope)}"


def _attained(update: Update, words: Words) -> str:
    if update.objective is None:
        return ""
    attained = update.objective.attainment
    return UNDEFINED if attained is None else words.percent(attained)


def _parts(update: Update, words: Words) -> str:
    if update.numerator is None or update.denominator is None:
        return ""
    return f"{words.number(update.numerator)} / {words.number(update.denominator)}"


def state(update: Update, words: Words) -> Text:
    """The state against the objective by word and by colour; nothing where there is no objective."""
    if update.objective is None:
        return Text()
    status = update.objective.status
    return Text(words(status), style=COLOURS[status])


def _lines(shown: Picture, words: Words) -> list[RenderableType]:
    places = shown.places
    lines = [Text(words("waiting"), style="yellow")] if not shown.rows else []
    lines.append(Text(accounting(shown, words)))
    if reasons := rejected(shown.figures, words):
        lines.append(Text(words.labelled("rejected", reasons), style="dim"))
    lines.append(Text(words.labelled("board", places.board), style="bold"))
    lines.append(Text(words.labelled("metrics", places.metrics), style="dim"))
    lines.append(
        Text(
            words.labelled("topic", f"{places.updates} · {places.bootstrap} · isolation.level=read_committed"),
            style="dim",
        )
    )
    return [*lines, Text(words("stop"), style="dim")]


def accounting(shown: Picture, words: Words) -> str:
    """What became of the events, in one line."""
    outcomes = shown.figures.outcomes
    named = [("sent", shown.sent)] + [
        (name, outcomes.get(name, 0)) for name in ("counted", "duplicate", "rejected", "ignored")
    ]
    parts = [f"{words(name)} {words.number(number)}" for name, number in named]
    return words.labelled("events", " · ".join([*parts, _fresh(shown, words)]))


def _fresh(shown: Picture, words: Words) -> str:
    age = UNDEFINED if shown.age is None else words.number(shown.age, 1)
    return f"{words('fresh')} {age} s"


def rejected(figures: Figures, words: Words) -> str:
    """The reject reasons and how often each, most frequent first."""
    known = sorted(figures.rejects.items(), key=lambda item: (-item[1], item[0]))
    return " · ".join(f"{reason} {words.number(count)}" for reason, count in known if count)


def line(shown: Picture, kpis: Mapping[str, Kpi], words: Words) -> str:
    """The picture in a line, for a log: what happens, the accounting and every score."""
    scores = [row for row in shown.rows if kpis[row.kpi].unit == "score"]
    values = [
        f"{words.of(kpis[row.kpi].title)} "
        f"{words.value(row.everywhere.value, kpis[row.kpi].unit, row.everywhere.scope)} "
        f"({state(row.everywhere, words).plain})"
        for row in scores
    ]
    return f"{_title(shown, words).plain} | {accounting(shown, words)} | {' · '.join(values) or words('waiting')}"
