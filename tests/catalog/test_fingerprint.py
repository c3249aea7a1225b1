"""The fingerprint changes with everything that decides what is published, and with nothing else."""

from pathlib import Path

import pytest

from service.catalog import load
from tests.catalog.broken import MAIL, RULES, changed, written


def fingerprint(folder: Path, mail: str = MAIL, rules: str = RULES) -> str:
    return load(written(folder, mail, rules)).fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('en = "Delivered"', 'en = "Got through"'),
        ('fr = "Mails délivrés."', 'fr = "Autre texte."'),
        ('owner = "marketing"', 'owner = "sales"'),
        ('source = "test"', 'source = "elsewhere"'),
        ("opened_unique / delivered_unique", "opened_unique  /  delivered_unique"),
        ('windows = ["day", "week"]', 'windows = ["week", "day"]'),
        ("value = 0.25", "value = 0.250"),
        ("[kpi.open_rate]", "# a remark\n[kpi.open_rate]"),
    ],
)
def test_words_do_not_change_it(tmp_path: Path, old: str, new: str) -> None:
    text, _ = changed(MAIL, old, new)
    assert fingerprint(tmp_path / "new", text) == fingerprint(tmp_path / "old")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("where = { machine = false }", "where = { machine = true }"),
        ('where = { place = "site" }', 'where = { place = "newsletter" }'),
        ('kind = "distinct"\non = "mail_opened"', 'kind = "count"\non = "mail_opened"'),
        ("opened_unique / delivered_unique", "opened_unique / (delivered_unique)"),
        ('windows = ["5m", "day", "all"]', 'windows = ["5m", "day"]'),
        ('windows = ["5m", "day", "all"]', 'windows = ["5m", "day", "each_10s"]'),
        ('formula = "delivered"\nunit = "count"', 'formula = "delivered"\nunit = "recipients"'),
        ("at_least = 0.2", "at_least = 0.3"),
        ("minimum_sample = 10", "minimum_sample = 11"),
        ('plus = "accounts_opened"', 'plus = "accounts_closed"'),
        (
            'field = "recipient"',
            'field = "recipient"\ndirect = false',
        ),
    ],
)
def test_what_decides_what_is_published_changes_it(tmp_path: Path, old: str, new: str) -> None:
    text, _ = changed(MAIL, old, new)
    assert fingerprint(tmp_path / "new", text) != fingerprint(tmp_path / "old")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('source = "test"', 'source = "a page"', True),
        ('name = "bare_agent"', 'name = "bare"', True),
        ('equals = "Mozilla/5.0"', 'prefix = "Mozilla/5.0"', False),
        ("then = true", "then = false", False),
    ],
)
def test_rows_of_a_rule_table_count_by_what_they_do(tmp_path: Path, old: str, new: str, same: bool) -> None:
    rules, _ = changed(RULES, old, new)
    assert (fingerprint(tmp_path / "new", rules=rules) == fingerprint(tmp_path / "old")) == same


def test_what_holds_where_no_row_does_counts(tmp_path: Path) -> None:
    human, _ = changed(RULES, "then = true", "then = false")
    machine = human.replace("otherwise = false", "otherwise = true")
    assert fingerprint(tmp_path / "new", rules=machine) != fingerprint(tmp_path / "old", rules=human)


def test_the_order_of_rows_counts(tmp_path: Path) -> None:
    head, first, second = RULES.split("[[rule]]\n")
    swapped = "[[rule]]\n".join([head, second + "\n", first])
    assert fingerprint(tmp_path / "new", rules=swapped) != fingerprint(tmp_path / "old")


def test_it_has_16_hex_digits_and_stays_between_runs(tmp_path: Path) -> None:
    first = fingerprint(tmp_path / "a")
    assert first == fingerprint(tmp_path / "b") and len(first) == 16 and int(first, 16) >= 0
