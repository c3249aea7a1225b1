"""Rule tables as SQL: the first row that holds decides, else `otherwise`."""

from schemas.definitions import Value
from schemas.rules import Condition, Rule, RuleTable
from service.verify import sql
from service.verify.definitions import Definitions, text_of
from service.verify.errors import VerifyError


def derived(table: RuleTable, definitions: Definitions) -> str:
    """The value of a derived dimension; nothing for the types of event whose models lack an input."""
    rules = " ".join(f"WHEN {_holds(rule)} THEN {sql.text(text_of(_then(rule)))}" for rule in table.rule)
    otherwise = sql.text(text_of(table.otherwise))
    return f"CASE WHEN _type NOT IN {sql.texts(_types(table, definitions))} THEN NULL {rules} ELSE {otherwise} END"


def _types(table: RuleTable, definitions: Definitions) -> set[str]:
    return {kind for kind, model in definitions.models.items() if set(table.inputs) <= model.model_fields.keys()}


def _then(rule: Rule) -> Value:
    if rule.then is None:
        raise VerifyError(f"rule {rule.name}: takes an input, which is not recounted yet")
    return rule.then


def _holds(rule: Rule) -> str:
    return " AND ".join(_condition(sql.name(field), given) for field, given in rule.when.items())


def _condition(field: str, given: Condition) -> str:
    if given.equals is not None:
        return f"{field} = {sql.text(text_of(given.equals))}"
    if given.contains is not None:
        return f"contains(lower({field}), lower({sql.text(given.contains)}))"
    return f"starts_with(lower({field}), lower({sql.text(given.prefix or '')}))"
