"""What stands in a URL: its host, its path, and parameters of its query."""

from urllib.parse import parse_qsl

_LONGEST = 128
"""Characters of a parameter or path that become a dimension."""


def host(url: str | None) -> str | None:
    """The host in small letters, without user, port and a dot at its end.

    >>> host("https://me@WWW.Example.org.:80/a?b@c"), host("//example.org"), host(None)
    ('www.example.org', None, None)
    """
    scheme, found, rest = (url or "").partition("://")
    if not found or not _is_scheme(scheme):
        return None
    authority = min((rest.partition(end)[0] for end in "/?#"), key=len)
    user, at, place = authority.partition("@")
    name = (place if at else user).partition(":")[0].partition("@")[0]
    return name.lower().removesuffix(".") or None


def path(url: str | None) -> str | None:
    """The path as it stands; `/` after a host alone.

    >>> path("https://me@example.org/a/b?c"), path("https://example.org#a/b"), path("/a#b?c"), path("a/b")
    ('/a/b', '/', '/a', None)
    """
    before = (url or "").partition("#")[0].partition("?")[0]
    scheme, found, rest = before.partition("://")
    if found and _is_scheme(scheme) and rest and not rest.startswith("/"):
        before = "/" + rest.partition("/")[2]
    return before[:_LONGEST] if before.startswith("/") else None


def _is_scheme(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and all(sign.isalnum() or sign in "+.-" for sign in text)


def parameter(url: str | None, *names: str) -> str | None:
    """The first value of a parameter, decoded and trimmed, of the first of these names that has one.

    >>> parameter("/?a=%20x+y&a=z#?a=q", "a"), parameter("/?a=&a=z&b=c", "a"), parameter("/?a=&b=c", "a", "b")
    ('x y', None, 'c')
    """
    query = (url or "").partition("#")[0].partition("?")[2]
    # The last of a name would stay in a mapping: it is the first that stands.
    values = dict(reversed(parse_qsl(query, keep_blank_values=True)))
    found = (values.get(name, "").strip()[:_LONGEST] for name in names)
    return next(filter(None, found), None)
