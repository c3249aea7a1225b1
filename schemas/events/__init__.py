"""Raw events, one module per family; `MODELS` says which model reads which type on which raw topic."""

from typing import get_args

from schemas.events.base import Event
from schemas.events.mail import AnyMailEvent
from schemas.events.sales import AnySalesEvent


def _by_type(union: object) -> dict[str, type[Event]]:
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}


MODELS: dict[str, dict[str, type[Event]]] = {
    "mail": _by_type(AnyMailEvent),
    "sales": _by_type(AnySalesEvent),
}
"""Raw topic → event type → model."""
