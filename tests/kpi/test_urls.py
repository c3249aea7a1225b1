"""Hosts and parameters, as people's browsers and servers write URLs."""

from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.kpi.derive.urls import LONGEST, host_of, path_of, tags_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.google.fr/", "www.google.fr"),
        ("HTTP://Blog.Example.ORG:8080/a?b#c", "blog.example.org"),
        ("https://user:secret@example.org/", "example.org"),
        ("https://example.org?a=https://other.org", "example.org"),
        ("https://example.org#a@b", "example.org"),
        ("https://example.org./", "example.org"),
        ("android-app://com.google.android.gm/", "com.google.android.gm"),
        ("https://bücher.example/", "bücher.example"),
        ("example.org/path", None),
        ("//example.org/path", None),
        ("/path?u=https://example.org", None),
        ("https:///path", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_a_host_is_what_stands_between_scheme_and_path(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/a/b.html?c=/d#/e", "/a/b.html"),
        ("https://example.org/a/", "/a/"),
        ("https://user:secret@example.org:8080/a", "/a"),
        ("https://example.org", "/"),
        ("https://example.org?a=/b", "/"),
        ("https://example.org#/b", "/"),
        ("/A%20b/../c", "/A%20b/../c"),
        ("//a/b", "//a/b"),
        ("/a?https://example.org/b", "/a"),
        ("/" + "x" * LONGEST, "/" + "x" * (LONGEST - 1)),
        ("https:///a", None),
        ("a/b", None),
        ("*", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_a_path_is_what_stands_between_host_and_query_as_it_is_written(url: str | None, path: str | None) -> None:
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("/?utm_source=news", "news"),
        ("https://example.org/a?x=1&utm_source=news&y=2", "news"),
        ("/?utm_source=a&utm_source=b", "a"),
        ("/?utm_source=&utm_source=b", None),
        ("/?utm_source", None),
        ("/?UTM_SOURCE=news", None),
        ("/?my_utm_source=news", None),
        ("/?utm_source=spring+mail%20%C3%A9t%C3%A9", "spring mail été"),
        ("/?utm%5Fsource=news", "news"),
        ("/?utm_source=%20news%0A", "news"),
        ("/?utm_source=a=b", "a=b"),
        ("/?utm_source=a#utm_source=b", "a"),
        ("/#?utm_source=b", None),
        ("/a?b?utm_source=x", None),
        ("/?utm_source=%FF", "\ufffd"),
        ("/?utm_source=%zz", "%zz"),
        ("/utm_source=news", None),
        ("", None),
        (None, None),
    ],
)
def test_a_parameter_is_the_first_value_of_its_name_decoded(url: str | None, value: str | None) -> None:
    assert tags_of([["utm_source"]])(url) == (value,)


def test_of_several_parameters_the_first_that_has_a_value_counts() -> None:
    assert tags_of([["ref", "a", "b"], ["b", "a"], ["ref"], ["c"]])("/?ref=&b=2&a=1") == ("1", "2", None, None)


def test_a_name_may_be_written_with_a_sign_for_its_blank() -> None:
    assert [tags_of([["a b"]])(url) for url in ("/?a+b=1", "/?a%20b=1", "/?ab=1")] == [("1",), ("1",), (None,)]


def test_a_parameter_that_is_longer_than_a_dimension_may_be_is_cut() -> None:
    assert tags_of([["a"]])("/?a=" + "x" * 2000) == ("x" * LONGEST,)


@settings(deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.text(max_size=LONGEST)), st.text(alphabet="abc/", max_size=9))
def test_whatever_a_browser_encodes_is_read_again(values: dict[str, str], path: str) -> None:
    url = f"https://example.org/{quote(path)}?{urlencode(values)}"
    assert tags_of([[name] for name in values])(url) == tuple(value.strip() or None for value in values.values())


@settings(deadline=None)
@given(st.from_regex(r"[a-z][a-z0-9-]{0,9}(\.[a-z]{2,5}){1,3}", fullmatch=True), st.sampled_from(["", ":81", ":8080"]))
def test_a_host_is_the_one_that_the_standard_library_finds(host: str, port: str) -> None:
    url = f"https://{host}{port}/x?y"
    assert host_of(url) == urlsplit(url).hostname
