"""Why pydantic refuses a value, in English (its own words) and French."""

from collections.abc import Mapping
from typing import Any

from schemas.definitions import Wording
from schemas.money import MOST
from schemas.rates import DECIMALS
from service.phrases import Phrases

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
    "date_type": "doit être un jour, comme 2026-11-24",
    "date_parsing": "doit être un jour, comme 2026-11-24",
    "date_from_datetime_parsing": "doit être un jour, comme 2026-11-24",
    "datetime_type": "doit être un instant, comme 2026-11-24T10:00:00+01:00",
    "datetime_parsing": "doit être un instant, comme 2026-11-24T10:00:00+01:00",
    "datetime_from_date_parsing": "doit être un instant, comme 2026-11-24T10:00:00+01:00",
    "timezone_aware": "doit dire son décalage horaire, comme +01:00 ou Z",
    "bytes_type": "doit être une suite d’octets",
    "tuple_type": "doit être une liste",
    "too_long": "doit avoir au plus {max_length} éléments",
    "json_invalid": "n’est pas du JSON",
    "model_attributes_type": "doit être une table",
    "union_tag_not_found": "ne dit pas son type ({discriminator})",
    "union_tag_invalid": "n’est pas d’un type connu ici",
    # Ours, in events
    "another_id": "son identifiant n’est pas celui que nomme `event`",
    "currency": "une devise est un code ISO 4217 en capitales, comme EUR",
    "rate": f'un cours est un texte comme "0.9221" : jusqu’à 7 chiffres, et jusqu’à {DECIMALS} après le point',
    "no_rate": "un cours est au-dessus de 0",
    "same_currency": "c’est la devise dont part le cours",
    "day": 'un jour est un texte comme "2026-11-24"',
    "money": "un montant est un nombre entier d’unités mineures, ou un texte décimal à 3 décimales au plus, d’au plus "
    f"{MOST} ; au-dessous de 0 seulement où le champ le dit",
    # Ours, in records (`schemas/records/`)
    "not_msgpack": "n’est pas du MessagePack",
    "too_many": "a {found} champs au lieu de {expected}",
    "other_shape": "doit être {expected}, et non {found}",
    "misshapen": "est d’une forme que l’on ne connaît pas ici",
    "torn": "a {bytes} octets, qui ne font pas des entrées entières de {width}",
    "unequal": "a {found} entrées, et {other} en a {expected}",
    "other_length": "a {found} entrées, et les lignes en demandent {expected}",
    "no_such_entry": "renvoie à l’entrée {index} sur {count}",
    "no_route": "n’est pas une route : type d’événement, rôle, dimensions et mesures",
    "twice": "nomme deux fois la même chose",
    "unsorted": "a des dimensions en désordre, ou deux fois",
    "is_nothing": "ne doit pas être 0",
    "about_nobody": "role : seuls un cours et ce qui retire un événement n’en ont pas",
    "no_version": "version : ce qui retire un événement en a une",
    "another_event": "son identifiant n’est pas celui de `at`, salé pour un sujet",
    "out_of_order": "la position {offset} vient après {before}",
    "backwards": "finit avant de commencer",
    "unknown_event": "n’est pas un événement d’un type que ce topic transporte",
    "no_value": "n’a pas de valeur",
    "another_key": "la clé nomme autre chose que la valeur",
}

_ENGLISH: Mapping[str, str] = {
    "union_tag_invalid": "is not of a type that is known here",
    "union_tag_not_found": "does not say its type ({discriminator})",
}
"""Where pydantic's own words quote the value, or are long."""

_SHAPES = Phrases(
    {
        "list of at least length {length}": "une liste d’au moins {length} éléments",
        "list of at most length {length}": "une liste d’au plus {length} éléments",
        "list of length {length}": "une liste de {length} éléments",
        "list": "une liste",
        "text": "un texte",
        "bytes": "une suite d’octets",
        "whole number": "un nombre entier",
        "number": "un nombre",
        "table": "une table",
        "true or false": "true ou false",
    }
)
"""What fills the gaps of `other_shape`."""


def reason(error: Mapping[str, Any]) -> Wording:
    """The reason of one of `ValidationError.errors()`.

    >>> reason({"type": "greater_than_equal", "ctx": {"ge": 1}, "msg": "Input should be greater than or equal to 1"}).fr
    'doit être au moins 1'
    """
    words = error.get("ctx", {})
    english = _ENGLISH.get(error["type"], "").format(**words) or str(error["msg"]).removeprefix("Value error, ")
    french = _FRENCH.get(error["type"])
    return Wording(en=english, fr=english if french is None else french.format(**_in_french(words)))


def _in_french(words: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: _SHAPES.french(word) or word if isinstance(word, str) else word for name, word in words.items()}
