"""Windows that an indicator cannot have, and why."""

from schemas.definitions import (
    ConsolidatedIndicator,
    DistinctIndicator,
    HoldingIndicator,
    Indicator,
    StockIndicator,
    ToDateIndicator,
)
from service.kpi.period.buckets import lies_in
from service.kpi.period.windows import Calendar, Fixed, Rolling, parse_window


def unfit(window: str, indicator: Indicator) -> str | None:
    """The reason, if it cannot be read over this window."""
    match indicator, parse_window(window):
        case DistinctIndicator(), Rolling() | Fixed():
            # People of ten minutes are not the sum of the people of each: only buckets are counted anew.
            return "different subjects are counted by calendar windows and all"
        case HoldingIndicator(), Rolling() | Fixed():
            return "what is held is known at the end of a calendar window, and now (all)"
        case StockIndicator(at="end"), Rolling() | Fixed():
            return "such a stock is what there is at the end of a calendar window, and now (all)"
        case StockIndicator(at="start"), Rolling() | Fixed() | Calendar("all"):
            return "a stock is what there is at the start of a calendar window"
        case ToDateIndicator(since=since), Calendar(name=grain) if lies_in(grain, since):
            return None
        case ToDateIndicator(since=since), _:
            return f"a sum to date is told by windows that lie whole in one {since}"
        case ConsolidatedIndicator(), Rolling() | Fixed():
            return "a rate is valid for whole days, so consolidated money has calendar windows and all"
    return None
