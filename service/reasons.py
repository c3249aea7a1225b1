"""Why pydantic refuses a value, in English (its own words) and French."""

from collections.abc import Mapping
from typing import Any

from schemas.definitions import Wording

_FRENCH: Mapping[str, str] = {
    "missing": "manque",
    "extra_forbidden": "n’a pas sa place ici",
    "literal_error": "doit être {expected}",
    "enum": "doit être {expected}",
    "string_type": "doit être un texte",
    "string_too_short": "doit avoir au moins {min_length} caractères",
    "string_too_long": "doit avoir au plus {max_length} caractères",
    "string_pattern_mismatch": "doit être de la forme {pattern}",
    "int_type": "doit être un nombre entier",
    "int_parsing": "doit être un nombre entier",
    "int_from_float": "doit être un nombre entier",
    "float_type": "doit être un nombre",
    "float_parsing": "doit être un nombre",
    "finite_number": "doit être un nombre fini",
    "bool_type": "doit être true ou false",
    "bool_parsing": "doit être true ou false",
    "dict_type": "doit être une table",
    "model_type": "doit être une table",
    "list_type": "doit être une liste",
    "too_short": "doit avoir au moins {min_length} éléments",
    "greater_than": "doit être au-dessus de {gt}",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than": "doit être au-dessous de {lt}",
    "less_than_equal": "doit être au plus {le}",
    "time_delta_parsing": "n’est pas une durée",
}


def reason(error: Mapping[str, Any]) -> Wording:
    """The reason of one of `ValidationError.errors()`.

    >>> reason({"type": "greater_than_equal", "ctx": {"ge": 1}, "msg": "Input should be greater than or equal to 1"}).fr
    'doit être au moins 1'
    """
    english = str(error["msg"]).removeprefix("Value error, ")
    french = _FRENCH.get(error["type"])
    return Wording(en=english, fr=english if french is None else french.format(**error.get("ctx", {})))
