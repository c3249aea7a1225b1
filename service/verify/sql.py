"""Names and texts as SQL writes them."""


def name(identifier: str) -> str:
    """An identifier, quoted.

    >>> name("order")
    '"order"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text, quoted.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def texts(values: object) -> str:
    """A list of texts for IN; of none it is one that nothing is in, and of which NOT IN says NULL: use IS NOT TRUE."""
    assert isinstance(values, tuple | list | set | frozenset | dict)
    return f"({', '.join(text(value) for value in sorted(values)) or 'NULL'})"
