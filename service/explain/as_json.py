"""An explanation as JSON, for programs."""

from typing import Any

from service.explain.explanation import Difference, Explanation, Part
from service.explain.steps import named, steps


def as_json(explained: Explanation) -> dict[str, Any]:
    """The update as it was published, and how it comes about; `reproduced` is true if it comes out again."""
    tree, recompute = explained.formula.tree, explained.recompute
    return {
        "title": explained.kpi.title.model_dump(),
        "formula": named(tree),
        "steps": list(steps(tree, recompute, _shown)) if recompute else [],
        "update": explained.update.model_dump(mode="json"),
        "parts": [_part(part) for part in explained.parts],
        "reproduced": explained.reproduced,
        "differences": [_difference(each) for each in explained.own],
    }


def _part(part: Part) -> dict[str, Any]:
    of = as_json(part.of) if part.of else None
    return {"kpi": part.kpi, "attainment": part.attainment, "explanation": of}


def _difference(each: Difference) -> dict[str, Any]:
    return {"field": each.field, "published": each.published, "recomputed": each.recomputed}


def _shown(number: float | None) -> str:
    return "null" if number is None else f"{number:.15g}"
