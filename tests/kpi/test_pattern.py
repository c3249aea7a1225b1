"""The regular expressions that a rule table may hold."""

import re
import time

import pytest

from service.kpi.derive.pattern import compiled

ALLOWED = [
    "^(.*cp.*|ppc|retargeting|paid.*)$",
    "^(.*(([^a-df-z]|^)shop|shopping).*)$",
    r"(^|\.)(google|bing)\.",
    "^[a-z0-9_]{2,8}$",
    "e-?mail",
    "a+b*",
    "x{3}",
]

REFUSED = [
    ("(a+)+", "repetition inside a repetition"),
    ("(a|b*)*", "repetition inside a repetition"),
    ("(.*){3}", "repetition inside a repetition"),
    (".*a.*b.*", "more than two"),
    ("a{1000}", "more than 32 times"),
    ("a{1,1000}", "more than 32 times"),
    (r"(a)\1", r"\1 is not allowed"),
    (r"\d", r"\d is not allowed"),
    ("(?=a)b", "(? is not allowed"),
    ("(?!a)b", "(? is not allowed"),
    ("(?i)a", "(? is not allowed"),
    ("(?i:a)", "(? is not allowed"),
    ("a*?", "min repeat is not allowed"),
    ("a*+", "possessive repeat is not allowed"),
    ("(?>a)", "(? is not allowed"),
    ("(?P<n>a)", "write small letters"),
    ("Google", "write small letters"),
    ("(a", "is no regular expression"),
    ("[z-a]", "is no regular expression"),
    ("[a$]", "is no regular expression"),
]


@pytest.mark.parametrize("pattern", ALLOWED)
def test_a_plain_pattern_means_what_it_means_in_python(pattern: str) -> None:
    for text in ("cpc", "eshop", "a-shop", "bishop", "www.google.fr", "ab", "e-mail", "xxx", ""):
        assert bool(compiled(pattern).search(text)) == bool(re.search(pattern, text)), text


@pytest.mark.parametrize(("pattern", "reason"), REFUSED)
def test_what_others_read_otherwise_or_could_take_long_is_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)):
        compiled(pattern)


def test_the_end_is_the_end_and_not_a_line_break_before_it() -> None:
    assert compiled("a$").search("a\n") is None
    assert compiled(r"a\$").search("a$")
    assert compiled(r"a\\$").search("a\\")


@pytest.mark.parametrize("pattern", ALLOWED)
def test_no_text_of_a_field_takes_long(pattern: str) -> None:
    start = time.process_time()
    for text in ("cp" * 1024 + "\n", "a" * 2048, "shop" * 512 + "\n", "." * 2048):
        compiled(pattern).search(text)
    assert time.process_time() - start < 1
