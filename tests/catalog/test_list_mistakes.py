"""Reference lists and bands that cannot be, and derivations that name them wrongly."""

from pathlib import Path

import pytest

from service.catalog import check, load
from tests.catalog.broken import MAIL, Case, cases, changed, written

LIST = """\
version = "1"
title = { en = "Reasons", fr = "Motifs" }

[code.price]
title = { en = "Price", fr = "Prix" }
spellings = ["Too dear", "costly"]
source = "test"

[code.moved]
title = { en = "Moved", fr = "Déménagé" }
spellings = ["gone away"]
source = "test"

[code.other]
title = { en = "Other", fr = "Autre" }
source = "test"

[code.unknown]
title = { en = "Unknown", fr = "Inconnu" }
source = "test"
"""

CARE = """\
family = "care"
topic = "care"
title = { en = "Care", fr = "Relation client" }

[subject.client]
field = "customer"
on = ["customer_gained", "customer_lost"]

[derivation.cause]
kind = "code"
list = "cause.toml"
of = "reason"

[derivation.year]
kind = "band"
of = "tenure"
starts = { first = 0, later = 13 }

[indicator.lost]
kind = "count"
on = "customer_lost"
where = { cause = "price" }
by = ["cause", "year"]
unit = "count"
title = { en = "Lost", fr = "Perdus" }
description = { en = "Customers lost.", fr = "Clients perdus." }
"""

LISTS: dict[str, Case] = {
    "a spelling of two codes": (
        '"gone away"',
        '"gone away", "TOO  dear"',
        "code.moved.spellings[1]",
        "'TOO  dear' means price already",
        None,
    ),
    "another code as a spelling": (
        '"gone away"',
        '"Price"',
        "code.moved.spellings[0]",
        "'Price' means price already",
        None,
    ),
    "its own name as a spelling": (
        '"gone away"',
        '"MOVED"',
        "code.moved.spellings[0]",
        "'MOVED' means moved already",
        None,
    ),
    "a spelling of nothing": ('"gone away"', '" _ "', "code.moved.spellings[0]", "nothing is left", None),
    "no unknown": ("[code.unknown]", "[code.unclear]", "code", "lacks unknown", None),
    "no other": ("[code.other]", "[code.else]", "code", "lacks other", None),
    "unlisted as a code": ("[code.moved]", "[code.unlisted]", "code.unlisted", "does not know yet", None),
    "no source": ('"costly"]\nsource = "test"', '"costly"]', "code.price.source", "is missing", None),
    "no French": (', fr = "Prix"', "", "code.price.title.fr", "is missing", None),
    "unknown field": ('spellings = ["gone', 'spelings = ["gone', "code.moved.spelings", "unknown field", "spellings"),
}

DERIVATIONS: dict[str, Case] = {
    "unknown list": (
        'list = "cause.toml"',
        'list = "causes.toml"',
        "derivation.cause.list",
        "unknown reference list causes.toml",
        "cause.toml",
    ),
    "list of an unknown field": (
        'of = "reason"',
        'of = "raison"',
        "derivation.cause.of",
        "unknown event field raison",
        "reason",
    ),
    "code of a number": (
        'of = "reason"',
        'of = "tenure"',
        "derivation.cause.of",
        "unknown event field tenure",
        None,
    ),
    "code of people": (
        'of = "reason"',
        'of = "customer"',
        "derivation.cause.of",
        "customer identifies people",
        None,
    ),
    "band of a text": ('of = "tenure"', 'of = "contract"', "derivation.year.of", "unknown number contract", None),
    "band of money": ('of = "tenure"', 'of = "monthly"', "derivation.year.of", "unknown number monthly", None),
    "bands that do not rise": (
        "later = 13",
        "later = 0",
        "derivation.year",
        "each band begins above the one before",
        None,
    ),
    "where a list never gives": (
        'cause = "price"',
        'cause = "prise"',
        "indicator.lost.where.cause",
        'cause never is "prise"',
        "price",
    ),
}


def folder(tmp_path: Path, care: str = CARE, listed: str = LIST) -> Path:
    """A catalog with a reference list."""
    (tmp_path / "lists").mkdir(parents=True, exist_ok=True)
    (tmp_path / "lists" / "cause.toml").write_text(listed)
    return written(tmp_path, MAIL, care=care)


def test_the_catalog_with_a_list_is_right_and_unlisted_is_a_value_of_it(tmp_path: Path) -> None:
    assert check(folder(tmp_path)) == []
    assert check(folder(tmp_path, changed(CARE, 'cause = "price"', 'cause = "unlisted"')[0])) == []


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(LISTS))
def test_a_mistake_in_a_list_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, _ = changed(LIST, old, new)
    told = [m for m in check(folder(tmp_path, listed=text)) if m.field == field and message in m.message]
    assert [(m.file, m.nearest) for m in told] == [("lists/cause.toml", near)]
    key = field.rpartition(".")[2].partition("[")[0]
    assert key in text.splitlines()[told[0].line - 1] or message.startswith(("lacks", "is missing"))


@pytest.mark.parametrize(("old", "new", "field", "message", "near"), cases(DERIVATIONS))
def test_a_derivation_that_names_wrongly_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str, near: str | None
) -> None:
    text, line = changed(CARE, old, new)
    told = [m for m in check(folder(tmp_path, text)) if m.field == field and message in m.message]
    assert [(m.file, m.nearest) for m in told] == [("care.toml", near)]
    assert told[0].line == line or field == "derivation.year"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('source = "test"', 'source = "a page"', True),
        ('en = "Price"', 'en = "Cost"', True),
        ('version = "1"', 'version = "2"', True),
        ('"costly"', '"costly", "dear"', False),
        ('"gone away"', '"went away"', False),
    ],
)
def test_what_a_list_decides_is_in_the_fingerprint_and_its_words_are_not(
    tmp_path: Path, old: str, new: str, same: bool
) -> None:
    before = load(folder(tmp_path / "a")).fingerprint
    after = load(folder(tmp_path / "b", listed=changed(LIST, old, new)[0])).fingerprint
    assert (before == after) == same


def test_bands_are_in_the_fingerprint(tmp_path: Path) -> None:
    text, _ = changed(CARE, "later = 13", "later = 12")
    assert load(folder(tmp_path / "a")).fingerprint != load(folder(tmp_path / "b", text)).fingerprint
