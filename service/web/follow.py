"""Which topics the board follows, and how eagerly."""

from schemas.topics import topics_of
from service.settings import Settings
from service.web.mirror.mirror import Mirror
from service.web.mirror.reader import ReadPolicy
from service.web.mirror.watch import Watch

SHARE_OF_A_WORKER = 0.25
"""Of the event loop's time that reading for the board may take while lanes live in the same loop."""


def watch_of(settings: Settings, share: float) -> Watch:
    """A watch over the topics of these settings."""
    topics = topics_of(settings.app, settings.generation, settings.namespace)

    def policy(mirror: Mirror) -> ReadPolicy:
        takes = {
            topics.updates.name: mirror.take,
            topics.breaches.name: mirror.note,
            topics.accounting.name: mirror.account,
        }
        return ReadPolicy(settings.broker, takes, share)

    return Watch(policy, settings.board_idle.total_seconds())
