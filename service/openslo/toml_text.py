"""An objective as the catalog writes it."""

import json

from schemas.definitions import Objective

_ORDER = ("at_least", "at_most", "between", "limit", "over", "scopes", "where", "minimum_sample", "sample", "hold",
          "recover", "severity", "runbook")  # fmt: skip


def toml_of(kpi: str, objective: Objective) -> str:
    """The lines to put into a file of the catalog; what is as it would be anyway is not said.

    >>> print(toml_of("sent", Objective(at_least=20, over=["week"], severity="info")))
    [kpi.sent]
    objective = { at_least = 20.0, over = ["week"], severity = "info" }
    """
    given = objective.model_dump(exclude_defaults=True, exclude_none=True)
    fields = ", ".join(f"{name} = {_value(given[name])}" for name in _ORDER if name in given)
    return f"[kpi.{kpi}]\nobjective = {{ {fields} }}"


def _value(value: object) -> str:
    match value:
        case dict():
            return f"{{ {', '.join(f'{name} = {_value(part)}' for name, part in value.items())} }}"
        case tuple() | list():
            return f"[{', '.join(map(_value, value))}]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return str(value).lower()
    return repr(value)
