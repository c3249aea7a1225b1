"""Values as TOML writes them."""

from schemas.definitions import Value


def shown(value: Value) -> str:
    """A value as TOML writes it.

    >>> shown(True), shown("hard")
    ('true', '"hard"')
    """
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
