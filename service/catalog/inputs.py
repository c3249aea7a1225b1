"""What derivations are made of: named in their files, and in the end."""

from schemas.definitions import Derivation, Ruled
from service.catalog.draft import Draft


def inputs_of(derivation: Derivation) -> tuple[str, ...]:
    """The fields and derivations that it names."""
    return derivation.inputs if isinstance(derivation, Ruled) else (derivation.of,)


def fields_under(name: str, draft: Draft, above: tuple[str, ...] = ()) -> frozenset[str]:
    """The raw fields that a name rests on in the end; its own name, where it is no derivation or reads itself."""
    entry = draft.derivations.get(name)
    if entry is None or entry.value is None or name in above:
        return frozenset((name,))
    parts = inputs_of(entry.value)
    return frozenset(field for part in parts for field in _fields_in(name, part, draft, above))


def cycle_of(name: str, draft: Draft, above: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A way from a derivation back to itself, over at least one other; empty if there is none."""
    if name in above:
        return (*above, name) if name == above[0] else ()
    entry = draft.derivations.get(name)
    parts = inputs_of(entry.value) if entry and entry.value else ()
    ways = (cycle_of(part, draft, (*above, name)) for part in parts if part != name)
    return next((way for way in ways if way), ())


def _fields_in(name: str, part: str, draft: Draft, above: tuple[str, ...]) -> frozenset[str]:
    # By its own name a derivation means the raw field that it hides.
    return frozenset((part,)) if part == name else fields_under(part, draft, (*above, name))
