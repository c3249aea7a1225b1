"""What is read out of URLs: hosts, and parameters of the query."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote_plus

LONGEST = 128
"""Characters of a parameter that are looked at; a longer one is cut. It becomes a dimension, and rules search it."""

_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:@]+)")
_MANY = 1 << 10


def host_of(url: str | None) -> str | None:
    """The host in small letters, without user, port and a dot at its end; None where there is no `scheme://host`.

    >>> host_of("https://WWW.Example.com:8080/a?b"), host_of("/a?b"), host_of(None)
    ('www.example.com', None, None)
    """
    found = _HOST.match(url) if url else None
    return (found[1].lower().removesuffix(".") or None) if found else None


def parameter_of(url: str | None, names: Iterable[str]) -> str | None:
    """The value of the first of these parameters that has one, decoded and without white space around it, else None.

    Of a parameter that is there twice, the first value counts.

    >>> parameter_of("/?utm_source=spring%20mail&utm_source=x#y", ["utm_source"]), parameter_of("/?a=&b=1", ["a", "b"])
    ('spring mail', '1')
    """
    # Most URLs have no query: they must cost nothing.
    if not url or "?" not in url:
        return None
    given = _parameters(url.partition("#")[0].partition("?")[2])
    return next((given[name] for name in names if given.get(name)), None)


@lru_cache(_MANY)
def _parameters(query: str) -> Mapping[str, str | None]:
    """By name; the first of a name stands, even if it is empty."""
    values: dict[str, str | None] = {}
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        values.setdefault(unquote_plus(name), unquote_plus(value).strip()[:LONGEST] or None)
    return values
