"""Which topics can be read, under which names, and of which kind their records are."""

from dataclasses import dataclass

from schemas.events import MODELS
from schemas.topics import AGENTS, INGEST, Topics, topics_of
from service.kpi.catalog import Catalog
from service.kpi.ingest.pseudonym import Pseudonym
from service.nearest import nearest
from service.read.hidden import Hidden
from service.read.kinds.changes import OfChanges
from service.read.kinds.facts import OfAdmitted, OfFacts
from service.read.kinds.journal import OfJournal
from service.read.kinds.kind import Kind
from service.read.kinds.published import OfAccounting, OfBreaches, OfRejects, OfUpdates
from service.read.kinds.raw import OfRaw
from service.read.stored import NotRead
from service.settings import Settings


@dataclass(frozen=True)
class Place:
    """A topic, and how its records are read."""

    topic: str
    kind: Kind


def place(asked: str, settings: Settings, catalog: Catalog) -> Place:
    """The topic of a short name, such as `mail`, `facts` or `journal-count`, or of its own. Raises NotRead."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    places = _raw(topics, settings, catalog) | _inner(topics)
    found = places | {each.topic: each for each in places.values()}
    if asked not in found:
        near, there = nearest(asked, found), ", ".join(places)
        if near:
            raise NotRead(f"there is no topic {asked}; did you mean {near}? There is: {there}")
        raise NotRead(f"there is no topic {asked}; there is: {there}")
    return found[asked]


def _raw(topics: Topics, settings: Settings, catalog: Catalog) -> dict[str, Place]:
    hidden = Hidden(catalog, Pseudonym(settings.pseudonym_key.get_secret_value().encode()))
    return {
        family: Place(topic.name, OfRaw(models, hidden))
        for (family, models), topic in zip(MODELS.items(), topics.raw, strict=True)
    }


def _inner(topics: Topics) -> dict[str, Place]:
    names = [*(f"{INGEST}-{family}" for family in MODELS), *AGENTS[1:]]
    journals = {f"journal-{name}": Place(it.name, OfJournal()) for name, it in zip(names, topics.journals, strict=True)}
    return {
        "facts": Place(topics.facts.name, OfFacts()),
        "admitted": Place(topics.admitted.name, OfAdmitted()),
        "changes": Place(topics.changes.name, OfChanges()),
        "updates": Place(topics.updates.name, OfUpdates()),
        "breaches": Place(topics.breaches.name, OfBreaches()),
        "rejects": Place(topics.rejects.name, OfRejects()),
        "accounting": Place(topics.accounting.name, OfAccounting()),
        **journals,
    }
