"""PromQL as text."""

from collections.abc import Mapping

Matchers = Mapping[str, str]
"""By label: the operator and the value, such as `="day"` or `=~"$campaign"`."""


def is_(value: str) -> str:
    """A matcher for that value; the empty one is for series without the label.

    >>> is_("day")
    '="day"'
    """
    return f'="{value}"'


def like(pattern: str) -> str:
    """A matcher for a regular expression, which must fit the whole value.

    >>> like("a|b")
    '=~"a|b"'
    """
    return f'=~"{pattern}"'


def select(metric: str, matchers: Matchers) -> str:
    """The series of a metric.

    >>> select("vigie_kpi_value", {"kpi": is_("sent"), "campaign": like("$campaign")})
    'vigie_kpi_value{kpi="sent",campaign=~"$campaign"}'
    """
    inside = ",".join(f"{label}{matcher}" for label, matcher in matchers.items())
    return f"{metric}{{{inside}}}" if inside else metric


def rate(counter: str, matchers: Matchers) -> str:
    """What a counter gains a second, over a range that Grafana chooses to hold some scrapes."""
    return f"rate({select(f'{counter}_total', matchers)}[$__rate_interval])"


def summed(by: str, expression: str) -> str:
    """The sum over all workers and partitions, by a label (none: of everything).

    >>> summed("agent", "x"), summed("", "x")
    ('sum by (agent) (x)', 'sum(x)')
    """
    return f"sum by ({by}) ({expression})" if by else f"sum({expression})"
