"""ingest: raw bytes become facts or rejects; direct identifiers end here."""

from agents.context import Context
from schemas.events import MODELS
from schemas.topics import INGEST, Topic
from service.kpi.ingest import Ingest
from service.kpi.pseudonym import Pseudonym
from service.sources.decoder import Decoder
from service.sources.redact import Redact
from service.stream.policy import LaneSpec


def lanes(context: Context) -> tuple[LaneSpec, ...]:
    """One lane per partition of each raw topic, whatever its keys."""
    return tuple(_of_topic(context, topic, family) for topic, family in zip(context.topics.raw, MODELS, strict=True))


def _of_topic(context: Context, topic: Topic, family: str) -> LaneSpec:
    pseudonym = Pseudonym(context.settings.pseudonym_key.get_secret_value().encode())
    # An address that has a pseudonym has matched its pattern: it is looked up once for both.
    direct = {subject.field for subject in context.catalog.subjects.values() if subject.direct}
    decode = Decoder(MODELS[family], dict.fromkeys(direct, pseudonym.known))
    redact = Redact(MODELS[family])
    journal = context.topics.journal(INGEST, topic.name)

    def machine(partition: int) -> Ingest:
        return Ingest(
            topic=topic.name,
            partition=partition,
            catalog=context.catalog,
            policy=context.policy,
            topics=context.topics,
            partitions=context.settings.partitions,
            decode=decode,
            redact=redact,
            pseudonym=pseudonym,
        )

    return LaneSpec(INGEST, topic.name, journal.name, machine, context.beat, owns_input=False)
