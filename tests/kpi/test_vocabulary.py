"""What lives and runs keep of routes."""

import msgspec
import numpy as np

from schemas.facts import ABSENT, ID, TIME, Route
from service.kpi.lives.vocabulary import Vocabulary


def encoded(kind: str, dimensions: tuple[tuple[str, str], ...], *measures: str) -> bytes:
    route: Route = (kind, "who", dimensions, (TIME, ID, *measures))
    return msgspec.msgpack.encode(route)


def test_amounts_are_read_by_name_and_what_a_route_lacks_is_absent() -> None:
    vocabulary = Vocabulary(("made", "sold"), ("shop",), ("worth", "back"))
    routes = vocabulary.routes.ids([encoded("sold", (("shop", "a"),), "back"), encoded("made", ())])
    read = vocabulary.amounts(routes, np.array([0, 3]), np.array([10, 20, 30, 40, 50]))
    assert read.tolist() == [[10, 20, ABSENT, 30], [40, 50, ABSENT, ABSENT]]
    assert vocabulary.kind.tolist() == [1, 0]


def test_what_is_broken_down_by_nothing_has_a_row_of_no_values_for_each_route() -> None:
    vocabulary = Vocabulary(("made",), (), ())
    routes = vocabulary.routes.ids([encoded("made", ())])
    assert vocabulary.value.shape == (1, 0)
    assert vocabulary.amounts(routes, np.array([0]), np.array([10, 20])).tolist() == [[10, 20]]
