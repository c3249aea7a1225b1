"""What a person reads at the end."""

import re
from dataclasses import replace

from service.verify.compare import Comparison, Difference
from service.verify.report import report, verified
from service.verify.verify import Verdict
from service.verify.words import _TEXTS, Words
from tests.verify.handmade import RawLog, count, opened

COUNTED = count(RawLog().send(opened(), opened(), b"{"))
EQUAL = Verdict(COUNTED.read, COUNTED.recount, 10, (Comparison("updates", 12), Comparison("rejects", 1)))


def lines(verdict: Verdict, allow_empty: bool = False) -> list[str]:
    return list(report(verdict, allow_empty))


def test_an_equal_verdict_ends_with_three_zeros_and_what_it_stands_on() -> None:
    assert lines(EQUAL)[-2:] == [
        "differing 0 missing 0 extra 0",
        "verified: what was published is what 3 raw records say, counted again in SQL",
    ]
    assert verified(EQUAL, allow_empty=False)


def test_the_accounting_stands_in_columns() -> None:
    assert lines(EQUAL)[:2] == [
        "topic  partition  read  counted  duplicate  rejected  ignored",
        "mail           0     3        1          1         1        0",
    ]


def test_differences_are_listed_up_to_ten_of_a_kind() -> None:
    differing = tuple(Difference(f"kpi {n}", "value", 1, None) for n in range(12))
    verdict = replace(EQUAL, comparisons=(Comparison("updates", 12, differing, ("a",), ("b", "c"), 12),))
    text = "\n".join(lines(verdict))
    assert "    differing  kpi 9: value is null, must be 1\n    differing  and 2 more\n" in text
    assert text.endswith("differing 12 missing 1 extra 2\nFAILED: what was published is not what 3 raw records say")
    assert not verified(verdict, allow_empty=True)


def test_an_empty_comparison_is_a_failure_unless_it_is_allowed() -> None:
    empty = replace(EQUAL, comparisons=(Comparison("updates", 0),))
    assert lines(empty)[-1].startswith("FAILED: there was nothing to compare")
    assert (verified(empty, allow_empty=False), verified(empty, allow_empty=True)) == (False, True)
    assert lines(empty, allow_empty=True)[-1].startswith("verified")


def test_french_says_the_same_in_its_own_words() -> None:
    words = Words("fr")
    differing = tuple(Difference(f"kpi {n}", "value", 1, None) for n in range(12))
    verdict = replace(EQUAL, comparisons=(Comparison("updates", 12, differing, ("a",), ("b",), 12),))
    said = list(report(verdict, False, words))
    assert said[0].split() == ["topic", "partition", "lus", "comptés", "doublons", "rejetés", "ignorés"]
    assert said[-2] == "différents 12 manquants 1 en trop 1"
    assert said[-1] == "ÉCHEC\u202f: ce qui a été publié n’est pas ce que disent 3 enregistrements bruts"
    assert list(report(EQUAL, False, words))[-1].startswith("vérifié")


def test_each_text_has_the_same_parts_in_both_languages() -> None:
    for english, french in _TEXTS.values():
        assert sorted(re.findall(r"{\w+}", english)) == sorted(re.findall(r"{\w+}", french))
