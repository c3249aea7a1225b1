"""Raw events, one module per family; `MODELS` says which model reads which type on which raw topic."""

from typing import get_args

from schemas.events.base import Event
from schemas.events.care import AnyCareEvent
from schemas.events.control import controls_of
from schemas.events.mail import AnyMailEvent
from schemas.events.sales import AnySalesEvent
from schemas.events.web import AnyWebEvent


def _by_type(union: object) -> dict[str, type[Event]]:
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}


_FAMILIES: dict[str, object] = {
    "mail": AnyMailEvent,
    "sales": AnySalesEvent,
    "care": AnyCareEvent,
    "web": AnyWebEvent,
}

COUNTED: dict[str, dict[str, type[Event]]] = {topic: _by_type(family) for topic, family in _FAMILIES.items()}
"""Raw topic → event type → model, of what the catalog may count."""

MODELS: dict[str, dict[str, type[Event]]] = {
    topic: COUNTED[topic] | controls_of(family) for topic, family in _FAMILIES.items()
}
"""Raw topic → event type → model, of all that the topic carries: its family, and control events."""
