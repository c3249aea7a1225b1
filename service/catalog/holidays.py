"""Public holidays, as the library holidays knows them: a country's dates, by its code in ISO 3166."""

from datetime import date
from functools import cache
from importlib.metadata import version

import holidays

VERSION = f"holidays {version('holidays')}"
"""Part of the catalog's fingerprint where an objective asks: another version may know other dates."""

COUNTRIES = frozenset(code for code in holidays.list_supported_countries() if len(code) == 2)

_YEARS = range(1990, 2061)
"""Before and after them there are none: a business day is then any from Monday to Friday."""


@cache
def holidays_of(country: str) -> frozenset[date]:
    """The dates that are public holidays in all of a country.

    >>> date(2026, 7, 14) in holidays_of("FR"), date(2026, 7, 15) in holidays_of("FR")
    (True, False)
    """
    return frozenset(holidays.country_holidays(country, years=_YEARS))
