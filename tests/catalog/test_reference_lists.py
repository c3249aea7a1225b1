"""The reference lists that ship: complete, told in two languages, and folding what sources state."""

import pytest

from schemas.lists import OTHER, UNKNOWN, UNLISTED
from service.catalog.draft import drafted, valid
from service.catalog.load import shipped
from service.kpi.derive.lists import codes_of

LISTS = {entry.name.removesuffix(".toml"): listed for entry, listed in valid(drafted(shipped())[0].lists)}

STARTER = {
    "loss": "competitor_offer price quality support_attitude support_skill missing_range extra_charges "
    "moved_or_deceased unknown",
    "dispute": "fraudulent unrecognised duplicate not_received unacceptable credit_not_processed "
    "subscription_cancelled general",
    "undelivered": "invalid bounced timed_out blocked spam unsubscribed other",
    "spam": "abuse fraud miscategorised opt_out other",
    "complaint": "product_quality late_delivery billing",
    "request": "order_status return_refund technical billing",
}


def test_there_is_a_list_for_each_kind_of_characteristic() -> None:
    assert LISTS.keys() == STARTER.keys()


@pytest.mark.parametrize("name", STARTER)
def test_a_list_has_the_codes_that_were_agreed_on_and_keeps_unknown_and_other_apart(name: str) -> None:
    assert {*STARTER[name].split(), UNKNOWN, OTHER} <= LISTS[name].code.keys()
    assert UNLISTED not in LISTS[name].code


@pytest.mark.parametrize("name", STARTER)
def test_every_code_and_spelling_of_a_list_means_that_code(name: str) -> None:
    code_of = codes_of(LISTS[name])
    for code, row in LISTS[name].code.items():
        assert {code_of(text) for text in (code, code.upper(), *row.spellings)} == {code}


@pytest.mark.parametrize("name", STARTER)
def test_codes_are_told_in_english_and_french_each_by_words_of_its_own(name: str) -> None:
    titles = [row.title for row in LISTS[name].code.values()]
    assert len({title.en for title in titles}) == len({title.fr for title in titles}) == len(titles)


@pytest.mark.parametrize(
    ("name", "stated", "code"),
    [
        ("loss", "Lost to competitor", "competitor_offer"),
        ("loss", "Attitude of support", "support_attitude"),
        ("loss", "TROP CHER", "price"),
        ("loss", "Frais supplémentaires", "extra_charges"),
        ("loss", "Don't know", "unknown"),
        ("loss", "Don’t know", "unknown"),
        ("dispute", "PRODUCT_NOT_RECEIVED", "not_received"),
        ("dispute", "CANCELLED_RECURRING_TRANSACTION", "subscription_cancelled"),
        ("undelivered", "timed_out", "timed_out"),
        ("spam", "opt-out", "opt_out"),
        ("complaint", "Retard de livraison", "late_delivery"),
        ("request", "Password reset", "account"),
    ],
)
def test_what_a_source_states_folds_into_its_code(name: str, stated: str, code: str) -> None:
    assert codes_of(LISTS[name])(stated) == code
