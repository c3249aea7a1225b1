"""The labels of /metrics and of alerts that are ours. A dimension becomes one too, and may not be called like these."""

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
        names.BOUND,
        names.STATUS,
        names.REST,
        names.FAMILY,
        names.OWNED_BY,
        names.KIND,
        names.OVER,
        names.ALERT_NAME,
        names.ALERT_STATE,
    }
)


def taken(name: str) -> str:
    """Why a dimension may not be called so."""
    return f"{name} is a label of /metrics or of alerts already: a dimension has to be called otherwise"
