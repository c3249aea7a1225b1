"""Was what is counted so far counted with the catalog and the settings at hand? Else a worker refuses to go on."""

from collections.abc import Iterable, Mapping

from schemas.definitions import Wording
from service.doctor.finding import Finding, broken, fine
from service.doctor.words import said
from service.fingerprint import DECISIVE

Generations = Mapping[int, Iterable[str]]
"""By generation that there is: the fingerprints in its journals."""


def definitions(ours: str, generation: int, there: Generations) -> Finding:
    """`ours`: the fingerprint of what is at hand; `generation`: the one that the settings say."""
    theirs = sorted(set(there.get(generation, ())))
    named = str(generation)
    if not theirs:
        return fine("definitions", said("definitions_none", generation=named))
    if theirs == [ours]:
        return fine("definitions", said("definitions", generation=named, fingerprint=ours))
    found = said("definitions_stale", generation=named, theirs=", ".join(theirs), ours=ours)
    return broken("definitions", found, _advice(ours, there))


def _advice(ours: str, there: Generations) -> Wording:
    """A generation that has them; else one that is free."""
    for generation, fingerprints in there.items():
        if set(fingerprints) == {ours}:
            return said("definitions_there", there=str(generation))
    settings = ", ".join(f"VIGIE_{name.upper()}" for name in DECISIVE)
    return said("definitions_rebuild", free=str(max(there) + 1), settings=settings)
