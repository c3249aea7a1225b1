"""Money of one currency in another one, exactly: whole numbers of a unit so fine that no rate leaves a rest."""

from schemas.currencies import decimals_of
from schemas.facts import ABSENT
from schemas.rates import PARTS

_MOST_DECIMALS = 4
"""Of any currency's minor unit."""

FINE = PARTS * 10**_MOST_DECIMALS
"""Fine units in a thousandth of a minor unit."""

_INT64 = 1 << 63


def factor_of(source: str, target: str) -> int:
    """What thousandths of a minor unit × the rate in parts is to be multiplied by, to be fine units of the target.

    Rates are of major units, and a yen has no cents.

    >>> [factor_of(*pair) for pair in (("USD", "EUR"), ("JPY", "EUR"), ("EUR", "JPY"))]
    [10000, 1000000, 100]
    """
    return int(10 ** (_MOST_DECIMALS + decimals_of(target) - decimals_of(source)))


def rounded(fine: int) -> int:
    """Fine units in thousandths of a minor unit, half even; `ABSENT` where 64 bits cannot hold them.

    >>> rounded(FINE + FINE // 2), rounded(2 * FINE + FINE // 2), rounded(-FINE // 2)
    (2, 2, 0)
    """
    whole, rest = divmod(fine, FINE)
    up = 2 * rest > FINE or (2 * rest == FINE and whole % 2 == 1)
    return whole + up if -_INT64 < whole + up < _INT64 else ABSENT
