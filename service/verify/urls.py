"""What stands in a URL: its host, and parameters of its query."""

from urllib.parse import parse_qsl

_LONGEST = 128
"""Characters of a parameter that become a dimension."""


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


def _is_scheme(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and all(sign.isalnum() or sign in "+.-" for sign in text)


def parameter(url: str | None, name: str) -> str | None:
    """The first value of a parameter, decoded and trimmed; nothing where it is missing or empty.

    >>> parameter("/?a=%20x+y&a=z#?a=q", "a"), parameter("/?a=&a=z", "a"), parameter(None, "a")
    ('x y', None, None)
    """
    query = (url or "").partition("#")[0].partition("?")[2]
    values = [value for key, value in parse_qsl(query, keep_blank_values=True) if key == name]
    return (values[0].strip()[:_LONGEST] or None) if values else None
