"""The currencies of ISO 4217, and how many decimals each has.

Source: ISO 4217 list one as published on 2026-01-01 by its maintenance agency (SIX), less the codes that have no minor
unit (metals, testing, none), plus what list three says was withdrawn since 2010, so that history can be counted.
A table of our own and no library: the codes have to be types, which the event models, their JSON Schema and
`vigie check` share, and a new one comes about once a year.
"""

from typing import Annotated, Literal, get_args

from schemas.clearly import Clearly

# fmt: off
Code = Literal[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BHD", "BIF", "BMD", "BND",
    "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CLF", "CLP", "CNY",
    "COP", "COU", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP",
    "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD",
    "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP",
    "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
    "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN",
    "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD",
    "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX",
    "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED", "VES", "VND", "VUV", "WST", "XAD", "XAF", "XCD", "XCG", "XOF",
    "XPF", "YER", "ZAR", "ZMW", "ZWG",
    # withdrawn since 2010
    "ANG", "BGN", "BYR", "CUC", "EEK", "HRK", "LTL", "LVL", "MRO", "SLL", "STD", "VEF", "ZMK", "ZWL",
]
# fmt: on
CODES: tuple[Code, ...] = get_args(Code)

Currency = Annotated[Code, Clearly("currency", "a currency is a code of ISO 4217 in capitals, such as EUR")]
"""What an amount is in."""

_NOT_TWO = {
    0: "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS = {code: decimals for decimals, codes in _NOT_TWO.items() for code in codes.split()}


def decimals_of(currency: str) -> int:
    """How many decimals of a currency (one of `CODES`) make its minor unit.

    >>> decimals_of("EUR"), decimals_of("JPY"), decimals_of("TND")
    (2, 0, 3)
    """
    return _DECIMALS.get(currency, 2)
