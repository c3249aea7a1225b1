"""An objective as a sentence, in English and French: its own wording, or one made of the KPI's title."""

from schemas.currencies import CODES, decimals_of
from schemas.definitions.aims import AtLeast, AtMost, Between
from schemas.definitions.kpis import Kpi
from schemas.definitions.objectives import Objective
from schemas.definitions.terms import Wording


def sentence(kpi: Kpi) -> Wording | None:
    """What is to hold; None for a KPI without an objective."""
    if kpi.objective is None:
        return None
    return kpi.objective.wording or Wording(
        en=f"{kpi.title.en}: {_english(kpi, kpi.objective)}", fr=f"{kpi.title.fr}\u202f: {_french(kpi, kpi.objective)}"
    )


def _english(kpi: Kpi, objective: Objective) -> str:
    match objective.aim:
        case AtLeast(target):
            return f"at least {_shown(target, kpi, objective)}"
        case AtMost(target):
            return f"at most {_shown(target, kpi, objective)}"
        case Between(low, high):
            return f"between {_shown(low, kpi, objective)} and {_shown(high, kpi, objective)}"


def _french(kpi: Kpi, objective: Objective) -> str:
    match objective.aim:
        case AtLeast(target):
            return f"au moins {_decimal_comma(_shown(target, kpi, objective))}"
        case AtMost(target):
            return f"au plus {_decimal_comma(_shown(target, kpi, objective))}"
        case Between(low, high):
            lowest, highest = (_decimal_comma(_shown(bound, kpi, objective)) for bound in (low, high))
            return f"entre {lowest} et {highest}"


def _shown(number: float, kpi: Kpi, objective: Objective) -> str:
    """A ratio in percent, money in its currency where the objective says which."""
    currency = objective.where.get("currency", "")
    if kpi.unit == "ratio":
        return f"{_plain(number * 100)}\u00a0%"
    if kpi.unit == "money" and currency in CODES:
        return f"{_plain(number / 10 ** decimals_of(currency))}\u00a0{currency}"
    return _plain(number)


def _plain(number: float) -> str:
    return f"{number:,.10g}".replace(",", "\u202f")


def _decimal_comma(text: str) -> str:
    return text.replace(".", ",")
