"""ingest: raw bytes become facts or rejects; direct identifiers end here."""

from collections.abc import Container, Mapping

from agents.context import Context
from schemas.events import MODELS
from schemas.topics import INGEST, Topic
from service.kpi.ingest.machine import Ingest
from service.kpi.ingest.pseudonym import Pseudonym
from service.sources.decoder import Decoder
from service.sources.redact import Redact
from service.stream.policy import LaneSpec


def lanes(context: Context) -> tuple[LaneSpec, ...]:
    """One lane per partition of each raw topic, whatever its keys."""
    return tuple(_of_topic(context, topic, family) for topic, family in zip(context.topics.raw, MODELS, strict=True))


def _of_topic(context: Context, topic: Topic, family: str) -> LaneSpec:
    pseudonym = Pseudonym(context.settings.pseudonym_key.get_secret_value().encode())
    decode = Decoder(MODELS[family], _known(context, family, pseudonym))
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


def _known(context: Context, family: str, pseudonym: Pseudonym) -> Mapping[str, Container[str]]:
    """An address that has a pseudonym has matched its pattern: it is looked up once for both.

    Not where the topic has several such fields: what is known of one may not match the pattern of another.
    """
    fields = {name for model in MODELS[family].values() for name in model.model_fields}
    direct = fields.intersection(it.field for it in context.catalog.subjects.values() if it.direct)
    return dict.fromkeys(direct, pseudonym.known) if len(direct) == 1 else {}
