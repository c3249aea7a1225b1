"""A rejected record as it is published."""

import orjson

from schemas.rejects import Reject
from service.machine import Output


def reject_output(topic: str, partitions: int, reject: Reject) -> Output:
    """A record for the rejects topic, in the partition that has the raw partition's number."""
    value = orjson.dumps(reject.model_dump())
    return Output(topic, reject.partition % partitions, None, value)
