"""What is read out of URLs: hosts, paths, and parameters of the query."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from urllib.parse import unquote_plus

LONGEST = 128
"""Characters of a parameter or a path that are looked at; more are cut. It becomes a dimension, and rules search it."""

_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?+([^/?#:@]+)")  # the user part is taken whole
_PATH = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]+)?(/[^?#]*)?")  # fits any text, perhaps with nothing of it
_MANY = 1 << 10
"""Texts that each reader remembers what it read of: most events tell of a page that others told of just before."""


@lru_cache(_MANY << 2)
def host_of(url: str | None) -> str | None:
    """The host in small letters, without user, port and a dot at its end; None where there is no `scheme://host`.

    >>> host_of("https://WWW.Example.com:8080/a?b"), host_of("/a?b"), host_of(None)
    ('www.example.com', None, None)
    >>> host_of("a://user@"), host_of("a://user@b")
    (None, 'b')
    """
    found = _HOST.match(url) if url else None
    return (found[1].lower().removesuffix(".") or None) if found else None


@lru_cache(_MANY << 2)
def path_of(url: str | None) -> str | None:
    """The path as it stands, at most 128 characters; `/` where there is only a host, None where there is neither.

    >>> path_of("https://example.com/a%20b/?c#d"), path_of("/a?b=/c"), path_of("https://example.com?a"), path_of("a/b")
    ('/a%20b/', '/a', '/', None)
    """
    found = _PATH.match(url or "")
    return (found[1] or "/")[:LONGEST] if found and found[0] else None


def tags_of(tags: Sequence[Sequence[str]]) -> Callable[[str | None], tuple[str | None, ...]]:
    """A function of a URL that gives, for each tag, the value of the first of its parameters that has one.

    Values are decoded, without white space around them, and at most 128 characters. A parameter that is there twice
    has its first value; None where none has one.

    >>> tags_of([["utm_source"], ["a", "b"]])("/?utm_source=spring%20mail&utm_source=x&a=&b=1#y")
    ('spring mail', '1')
    """
    nothing = (None,) * len(tags)
    # Most URLs have no query, or one without a tag: they must cost nothing. Names too may be written with `%` and `+`.
    may_have = re.compile("|".join([*(re.escape(name) for names in tags for name in names), "[%+]"])).search

    @lru_cache(_MANY)
    def of_query(query: str) -> tuple[str | None, ...]:
        given = _parameters(query)
        return tuple([next((given[name] for name in names if given.get(name)), None) for names in tags])

    @lru_cache(_MANY)
    def of_url(url: str | None) -> tuple[str | None, ...]:
        if not url or "?" not in url:
            return nothing
        query = url.partition("#")[0].partition("?")[2]
        return of_query(query) if may_have(query) else nothing

    return of_url


def _parameters(query: str) -> Mapping[str, str | None]:
    """By name; the first of a name stands, even if it is empty."""
    values: dict[str, str | None] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        values.setdefault(_decoded(name), _decoded(value).strip()[:LONGEST] or None)
    return values


def _decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text
