"""A name in a catalog that means nothing where it stands."""

from pathlib import Path

import pytest

from service import names
from service.catalog import check
from service.catalog.labels import LABELS
from tests.catalog.broken import MAIL, Case, added, cases, changed, written

NAMES: dict[str, Case] = {
    "unknown topic": ('topic = "mail"', 'topic = "mial"', "topic", "unknown topic mial", "mail"),
    "unknown event type": (
        'on = "mail_opened"',
        'on = "mail_opend"',
        "indicator.opened_unique.on",
        "unknown event type mail_opend",
        "mail_opened",
    ),
    "subject of an unknown event type": (
        '"mail_opened", "unsubscribed"',
        '"mail_openned", "unsubscribed"',
        "subject.recipient.on[1]",
        "unknown event type",
        "mail_opened",
    ),
    "subject in an unknown field": (
        'field = "recipient"',
        'field = "recipiant"',
        "subject.recipient.field",
        "unknown field of mail_delivered recipiant",
        "recipient",
    ),
    "event type without a subject": (
        'on = "mail_opened"',
        'on = "mail_clicked"',
        "indicator.opened_unique.on",
        "no [subject] says whom mail_clicked is about",
        None,
    ),
    "one of several event types unknown": (
        'on = "mail_opened"',
        'on = ["mail_opened", "mail_delivred"]',
        "indicator.opened_unique.on[1]",
        "unknown event type mail_delivred",
        "mail_delivered",
    ),
    "event type twice": (
        'on = "mail_opened"',
        'on = ["mail_opened", "mail_opened"]',
        "indicator.opened_unique.on[1]",
        "mail_opened is listed twice",
        None,
    ),
    "subject in a field that may be missing": (
        'field = "recipient"',
        'field = "message"',
        "subject.recipient.field",
        "message is no text that every mail_delivered has",
        None,
    ),
    "subject in a field that is no text": (
        'field = "recipient"\non = ["mail_delivered", "mail_opened",',
        'field = "machine"\non = ["mail_opened", "mail_opened",',
        "subject.recipient.field",
        "machine is no text that every mail_opened has",
        None,
    ),
    "derivation called like a label of ours": (
        "[derivation.machine]",
        "[derivation.window]",
        "derivation.window",
        "window is a label of /metrics or of alerts already",
        None,
    ),
    "unknown dimension in where": (
        "where = { machine = false }",
        "where = { machin = false }",
        "indicator.opened_unique.where.machin",
        "unknown dimension of mail_opened machin",
        "machine",
    ),
    "where that never holds": (
        'where = { place = "site" }',
        'where = { place = "sight" }',
        "indicator.accounts_closed.where.place",
        'place never is "sight": it is "newsletter" or "site"',
        "site",
    ),
    "where a derivation never gives": (
        "where = { machine = false }",
        'where = { machine = "no" }',
        "indicator.opened_unique.where.machine",
        'machine never is "no": it is true or false',
        None,
    ),
    "unknown dimension in by": (
        'by = ["campaign"]',
        'by = ["campain"]',
        "indicator.delivered.by[0]",
        "unknown dimension of mail_delivered campain",
        "campaign",
    ),
    "people as a dimension": (
        'by = ["campaign"]',
        'by = ["recipient"]',
        "indicator.delivered.by[0]",
        "recipient identifies people",
        None,
    ),
    "unknown derivation input": (
        'inputs = ["machine", "user_agent"]',
        'inputs = ["machine", "user_agnt"]',
        "derivation.machine.inputs[1]",
        "unknown event field user_agnt",
        "user_agent",
    ),
    "inputs that no event has together": (
        'inputs = ["machine", "user_agent"]',
        'inputs = ["place", "user_agent"]',
        "derivation.machine.inputs",
        "no event type has all of these fields",
        None,
    ),
    "unknown rules file": (
        'rules = "machine.toml"',
        'rules = "machines.toml"',
        "derivation.machine.rules",
        "unknown rule file machines.toml",
        "machine.toml",
    ),
    "unknown indicator in a stock": (
        'plus = "accounts_opened"',
        'plus = "accounts_opend"',
        "indicator.accounts_at_start.plus",
        "unknown indicator accounts_opend",
        "accounts_opened",
    ),
    "stock of a distinct": (
        'plus = "accounts_opened"',
        'plus = "opened_unique"',
        "indicator.accounts_at_start.plus",
        "opened_unique is of kind distinct, of which buckets do not add up",
        None,
    ),
    "unknown indicator in a formula": (
        'formula = "opened_unique / delivered_unique"',
        'formula = "opend_unique / delivered_unique"',
        "kpi.open_rate.formula",
        "unknown indicator opend_unique",
        "opened_unique",
    ),
    "KPI read as an indicator": (
        'formula = "opened_unique / delivered_unique"',
        'formula = "opened_unique / score"',
        "kpi.open_rate.formula",
        "score is a KPI: a formula reads indicators, or attainment(score)",
        None,
    ),
    "unknown KPI in an attainment": (
        "attainment(open_rate)): 1",
        "attainment(open_rat)): 1",
        "kpi.score.formula",
        "unknown KPI open_rat",
        "open_rate",
    ),
}


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(NAMES))
def test_a_wrong_name_is_told_with_the_nearest_right_one(
    tmp_path: Path,
    old: str,
    new: str,
    field: str,
    message: str,
    near: str | None,
) -> None:
    text, line = changed(MAIL, old, new)
    told = [m for m in check(written(tmp_path, text)) if m.field == field and message in m.message]
    assert [(m.file, m.line, m.nearest) for m in told] == [("mail.toml", line + added(new, field), near)]


@pytest.mark.parametrize(
    ("event_type", "field", "message"),
    [
        ("mail_delivered", "indicator.delivered.by[0]", "unknown dimension of account_opened campaign"),
        ("unsubscribed", "indicator.accounts_closed.where.place", "unknown dimension of account_opened place"),
    ],
)
def test_what_events_are_told_apart_by_must_be_there_in_each_of_several_types(
    tmp_path: Path, event_type: str, field: str, message: str
) -> None:
    text, line = changed(MAIL, f'on = "{event_type}"', f'on = ["{event_type}", "account_opened"]')
    (mistake,) = (m for m in check(written(tmp_path, text)) if m.field == field)
    assert (mistake.message.partition(";")[0], mistake.line) == (message, line + 1)


def test_names_are_unique_over_all_files(tmp_path: Path) -> None:
    second = MAIL.replace('family = "mail"', 'family = "post"')
    told = [str(mistake) for mistake in check(written(tmp_path, post=second))]
    indicators, kpis, subjects = 6, 4, 1
    assert len(told) == indicators + kpis + subjects + 1
    assert "post.toml:15: indicator.delivered: delivered is defined already at mail.toml:15" in told


def test_an_indicator_that_no_formula_reads_is_no_mistake(tmp_path: Path) -> None:
    text, _ = changed(MAIL, 'formula = "accounts_closed / accounts_at_start"', 'formula = "accounts_closed"')
    text, _ = changed(text, "accounts_at_start = 10 }, value = 0.1", "}, value = 1")
    text, _ = changed(text, "accounts_closed = 1, }", "accounts_closed = 1 }")
    assert check(written(tmp_path, text)) == []


def test_every_label_of_metrics_is_taken() -> None:
    told = {
        value for name, value in vars(names).items() if name.isupper() and not value.startswith(("vigie_", "vigie:"))
    }
    assert told - {names.CURRENCY} == LABELS
