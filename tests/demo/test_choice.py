"""What is shown: of each family the scores, then what is judged by the day, as far as there is room."""

from service.catalog import load
from service.demo.board import APART
from service.demo.choice import AROUND, Section, sections

CATALOG = load()


def chosen(height: int) -> tuple[Section, ...]:
    return sections(CATALOG.kpis, CATALOG.families, CATALOG.family_of, height)


def rows(made: tuple[Section, ...]) -> int:
    return sum(1 if CATALOG.kpis[kpi].overall else APART for section in made for kpi in section.kpis)


def test_every_family_is_shown_and_every_kpi_in_its_own() -> None:
    made = chosen(45)
    assert [section.title for section in made] == list(CATALOG.families.values())
    for family, section in zip(CATALOG.families, made, strict=True):
        assert section.kpis and {CATALOG.family_of[kpi] for kpi in section.kpis} == {family}


def test_on_45_lines_everything_fits() -> None:
    made = chosen(45)
    assert 20 < rows(made) <= 45 - AROUND - len(made)


def test_scores_come_first_and_what_has_no_objective_last() -> None:
    for section in chosen(200):
        units = [CATALOG.kpis[kpi].unit == "score" for kpi in section.kpis]
        judged = [CATALOG.kpis[kpi].objective is not None for kpi in section.kpis]
        assert units == sorted(units, reverse=True) and judged == sorted(judged, reverse=True)


def test_a_larger_terminal_shows_more_and_the_smallest_something_of_each_family() -> None:
    assert rows(chosen(80)) > rows(chosen(45)) > rows(chosen(5)) >= len(CATALOG.families)
