"""Whatever an import says is said in English and in French, of the same things."""

from string import Formatter
from typing import get_args

from service.imports.faults import Fault, Unfit
from service.imports.words import REASONS, TEXTS, Reason, say


def test_both_languages_say_the_same_things_and_not_the_same_words() -> None:
    for name, (english, french) in (*REASONS.items(), *TEXTS.items()):
        fields = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in (english, french)]
        assert fields[0] == fields[1], name
        assert english.strip() != french.strip() or name == "of_type", name


def test_every_reason_has_words() -> None:
    assert set(REASONS) == set(get_args(Reason))


def test_french_leaves_a_space_before_a_colon_and_between_thousands() -> None:
    assert say("en", "rows", count=12_345) == "rows read: 12,345"
    assert say("fr", "rows", count=12_345) == "lignes lues : 12\u202f345"


def test_a_value_is_shown_so_far_as_it_helps() -> None:
    fault = Fault("a.csv", 3, Unfit("no_number", "price", value="x" * 500))
    assert len(fault.text("en")) < 120 and "…" in fault.text("fr")
