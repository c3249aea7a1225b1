"""What the demo shows: a state by word and by colour, undefined as a dash, nothing cut off that matters."""

import pytest
from rich.console import Console, RenderableType

from schemas.definitions import Example, Kpi, Wording
from schemas.updates import Scope, Update
from service.catalog import load
from service.demo.board import Row
from service.demo.scrape import Figures
from service.demo.table import Picture, Places, line, picture, state
from service.demo.words import COLOURS, Words
from tests.demo.fakes import objective, update

ENGLISH, FRENCH = Words("en"), Words("fr")
KPIS = {
    "open_rate": Kpi(
        formula="opened / delivered",
        unit="ratio",
        windows=("all",),
        owner="marketing",
        title=Wording(en="Open rate", fr="Taux d’ouverture"),
        description=Wording(en="Opens.", fr="Ouvertures."),
        source="ours",
        example=Example(inputs={"opened": 1, "delivered": 4}, value=0.25),
    )
}
MAIL = Wording(en="Mailing campaigns", fr="Campagnes de mailing")
CALM = Wording(en="an ordinary day", fr="une journée ordinaire")
CAMPAIGN: Scope = {"campaign": "spring-1"}
MET = update(numerator=1_234, denominator=4_936, objective=objective("met"))
BREACHED = update(value=0.1, scope=CAMPAIGN, objective=objective("breached", 0.5))
FIGURES = Figures({"counted": 9_000, "duplicate": 450, "rejected": 90}, {"empty": 3, "invalid_json": 12})


def shown(everywhere: Update = MET, busiest: Update | None = BREACHED, figures: Figures = FIGURES) -> Picture:
    row = Row("open_rate", "all", everywhere, busiest, everywhere)
    places = Places("http://127.0.0.1:8765/", "http://127.0.0.1:8765/metrics", "kpi.updates", "127.0.0.1:9092")
    return Picture([(MAIL, [row])], [CALM], 10_000, figures, 0.5, places)


def text(what: RenderableType, width: int = 160) -> str:
    console = Console(width=width, record=True, force_terminal=False, quiet=False, file=None)
    with console.capture() as capture:
        console.print(what)
    return capture.get()


def row_of(out: str) -> str:
    return " ".join(next(line for line in out.splitlines() if "Open rate" in line).split())


def test_a_kpi_stands_against_its_objective_with_its_parts() -> None:
    out = text(picture(shown(), KPIS, ENGLISH, 160))
    words = row_of(out)
    assert words == "Open rate all 25.00% ≥ 20.00% 125% met 1,234 / 4,936 25.00% spring-1 10.00% breached"
    assert "Mailing campaigns" in out and out.startswith("an ordinary day")


def test_french_has_its_own_words_and_numbers() -> None:
    out = text(picture(shown(), KPIS, FRENCH, 160))
    assert "Taux d’ouverture" in out
    assert "25,00\u202f%" in out
    assert "tenu" in out and "manqué" in out
    assert "met" not in out.split() and "breached" not in out


def test_what_became_of_the_events_is_in_the_lines_below() -> None:
    out = text(picture(shown(), KPIS, ENGLISH, 160))
    for part in ("sent 10,000", "counted 9,000", "duplicates 450", "rejected 90", "behind by 0.5 s"):
        assert part in out
    assert "invalid_json 12 · empty 3" in out
    for address in (
        "http://127.0.0.1:8765/",
        "http://127.0.0.1:8765/metrics",
        "kpi.updates",
        "127.0.0.1:9092",
        "read_committed",
    ):
        assert address in out


def test_a_narrow_terminal_still_shows_value_and_state() -> None:
    out = text(picture(shown(), KPIS, ENGLISH, 80), width=80)
    words = row_of(out)
    assert words == "Open rate all 25.00% ≥ 20.00% 125% met"


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
def test_in_80_columns_only_the_longest_titles_are_cut(words: Words) -> None:
    kpis = load().kpis
    judged = update(value=0.3173, objective=objective("breached", 1.586))
    rows = [Row(name, "month", judged, None, judged) for name in kpis]
    out = text(picture(Picture([(MAIL, rows)], [CALM], 1, FIGURES, 0.5, shown().places), kpis, words, 80), width=80)
    table = [row for row in out.splitlines() if words(judged.objective.status if judged.objective else "") in row]
    assert len(table) == len(kpis) > 15
    for row in table:
        _title, *figures = row.replace("\u202f%", "%").replace("≥ ", "≥").split("  ")
        assert "…" not in "".join(figures), row
    assert all(word in out for word in (words("over"), words("attainment"), words("state")))


def test_an_undefined_value_is_a_dash_and_never_0() -> None:
    undefined = update(value=None, objective=objective("unknown", None))
    words = row_of(text(picture(shown(undefined, None), KPIS, ENGLISH, 160)))
    assert words == "Open rate all – ≥ 20.00% – unknown –"


@pytest.mark.parametrize("status", ["met", "breached", "unknown"])
def test_a_state_has_a_word_and_a_colour_of_its_own(status: str) -> None:
    assert len(set(COLOURS.values())) == 3
    made = state(update(objective=objective(status)), ENGLISH)  # type: ignore[arg-type]
    assert (made.plain, made.style) == (status, COLOURS[status])  # type: ignore[index]


def test_before_the_first_values_the_picture_says_that_it_waits() -> None:
    empty = Picture([], [CALM], 0, Figures(), None, shown().places)
    assert "waiting for the first values" in text(picture(empty, KPIS, ENGLISH, 160))
    assert "waiting for the first values" in line(empty, KPIS, ENGLISH)
    assert "behind by – s" in line(empty, KPIS, ENGLISH)


def test_without_a_terminal_a_line_says_what_happens_and_every_score() -> None:
    score = KPIS["open_rate"].model_copy(update={"unit": "score"})
    made = line(shown(), {"open_rate": score}, ENGLISH)
    assert "\n" not in made
    assert made.startswith("an ordinary day | events: sent 10,000")
    assert made.endswith("| Open rate 0.250 (met)")
    assert "Open rate" not in line(shown(), KPIS, ENGLISH)
