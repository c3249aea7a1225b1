"""One file, ten mistakes of ten kinds: all of them are told at once, each on its line."""

from pathlib import Path

from service.catalog import check
from tests.catalog.broken import MAIL, changed, written

TEN = [
    ('title = { en = "Mail", fr = "Mail" }', 'title = { en = "Mail" }', "title.fr"),
    ('rules = "machine.toml"', 'rules = "machin.toml"', "derivation.machine.rules"),
    ("where = { machine = false }", "where = { machines = false }", "indicator.opened_unique.where.machines"),
    ('where = { place = "site" }', 'where = { place = "sites" }', "indicator.accounts_closed.where.place"),
    ('minus = "accounts_closed"', 'minus = "accounts_close"', "indicator.accounts_at_start.minus"),
    ('windows = ["5m", "day", "all"]', 'windows = ["5m", "day", "al"]', "kpi.delivered.windows[2]"),
    ('windows = ["day", "week"]', 'windows = ["day", "week", "1h"]', "kpi.open_rate.windows[2]"),
    ("value = 0.25", "value = 0.2", "kpi.open_rate.example.value"),
    ('over = ["day"]', 'over = ["dai"]', "kpi.open_rate.objective.over[0]"),
    ("attainment(open_rate)): 1", "attainment(open_rates)): 1", "kpi.score.formula"),
]


def test_ten_mistakes_in_one_file_are_all_told_with_their_lines(tmp_path: Path) -> None:
    text, expected = MAIL, []
    for old, new, field in TEN:
        text, line = changed(text, old, new)
        expected.append((line, field))
    told = [(mistake.line, mistake.field) for mistake in check(written(tmp_path, text))]
    assert told == sorted(expected)


def test_a_mistake_in_a_text_does_not_hide_one_in_the_formula_beside_it(tmp_path: Path) -> None:
    text, _ = changed(MAIL, 'owner = "marketing"\n', "", nth=1)
    text, _ = changed(text, "opened_unique / delivered_unique", "opened_uniqe / delivered_unique")
    text, _ = changed(text, 'severity = "info"', 'severity = "loud"')
    fields = {mistake.field for mistake in check(written(tmp_path, text))}
    assert {"kpi.open_rate.owner", "kpi.open_rate.formula", "kpi.open_rate.objective.severity"} <= fields


def test_a_wrong_entry_is_still_known_by_its_name(tmp_path: Path) -> None:
    text, line = changed(MAIL, 'kind = "count"\non = "mail_d', 'kind = "cuont"\non = "mail_d')
    told = [(mistake.line, mistake.field) for mistake in check(written(tmp_path, text))]
    assert told == [(line, "indicator.delivered.kind")]
