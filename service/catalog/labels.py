"""The labels of /metrics that are ours: a dimension becomes a label too, and may not be called like one of them."""

from service import names

LABELS = frozenset(
    {
        names.KPI,
        names.INDICATOR,
        names.WINDOW,
        names.TOPIC,
        names.PARTITION,
        names.OUTCOME,
        names.REASON,
        names.AGENT,
        names.DIRECTION,
        names.SEVERITY,
        names.STATUS,
    }
)


def taken(name: str) -> str:
    """Why a dimension may not be called so."""
    return f"{name} is a label of /metrics already: a dimension has to be called otherwise"
