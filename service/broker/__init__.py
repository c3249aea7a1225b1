"""A real Apache Kafka from `pip` alone: jars fetched once, run by a Java that comes in a wheel."""

from service.broker.java import BrokerFailed
from service.broker.policy import BrokerPolicy
from service.broker.server import EmbeddedBroker

__all__ = ["BrokerFailed", "BrokerPolicy", "EmbeddedBroker"]
