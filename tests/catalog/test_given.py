"""Whether a field is given can be told of every field, also of one that identifies people."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from schemas.facts import Dimension
from service.catalog import check, load
from service.kpi.derive.derivations import Deriving

CATALOG = """
family = "sales"
topic = "sales"
title = { en = "Sales", fr = "Ventes" }

[subject.order]
field = "order"
direct = false
on = "order_placed"

[subject.customer]
field = "customer"
on = "order_placed"

[derivation.known]
kind = "given"
of = "customer"

[derivation.priced]
kind = "given"
of = "amount"

[indicator.orders_known]
kind = "count"
on = "order_placed"
where = { known = true }
unit = "count"
title = { en = "Orders", fr = "Commandes" }
description = { en = "Orders of known customers.", fr = "Commandes de clients connus." }
"""


def written(folder: Path, text: str) -> Path:
    (folder / "sales.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("customer", "known"), [("ada@example.org", True), ("", None), (None, None)])
def test_a_field_is_given_or_nothing_is_said_of_it(tmp_path: Path, customer: str | None, known: Dimension) -> None:
    deriving = Deriving(["known"], load(written(tmp_path, CATALOG)).derivations)
    assert deriving.values(deriving.get(SimpleNamespace(customer=customer))) == (known,)


@pytest.mark.parametrize(("amount", "priced"), [(1250, True), ("12.5", True), (0, True), (None, None)])
def test_an_amount_of_nothing_is_given_too(tmp_path: Path, amount: int | str | None, priced: Dimension) -> None:
    deriving = Deriving(["priced"], load(written(tmp_path, CATALOG)).derivations)
    assert deriving.values(deriving.get(SimpleNamespace(amount=amount))) == (priced,)


def test_what_is_remembered_of_an_event_is_not_who_it_is_about(tmp_path: Path) -> None:
    get = Deriving(["known"], load(written(tmp_path, CATALOG)).derivations).get
    assert get(SimpleNamespace(customer="ada@example.org")) == get(SimpleNamespace(customer="bob@example.org"))


def test_only_that_it_is_given_may_be_asked_of_who_an_event_is_about(tmp_path: Path) -> None:
    assert check(written(tmp_path, CATALOG)) == []
    (mistake, *_) = check(written(tmp_path, CATALOG.replace('"given"', '"host"')))
    assert "customer identifies people" in mistake.message


def test_it_never_is_false(tmp_path: Path) -> None:
    (mistake,) = check(written(tmp_path, CATALOG.replace("known = true", "known = false")))
    assert mistake.message == "known never is false: it is true"


def test_a_field_that_no_event_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    (mistake, *_) = check(written(tmp_path, CATALOG.replace('of = "customer"', 'of = "custmer"')))
    assert (mistake.field, mistake.nearest) == ("derivation.known.of", "customer")
