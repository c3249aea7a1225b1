"""Would the embedded broker start without a network?"""

from service.broker.jars import locked
from service.doctor.finding import Finding, fine, warning
from service.doctor.words import said
from service.settings import Settings


def jars(settings: Settings) -> Finding:
    """Whether all that it needs is in the cache."""
    missing = sum(not jar.is_in(settings.cache / "jars") for jar in locked())
    if not missing:
        return fine("kafka", said("jars"))
    return warning("kafka", said("jars_missing", count=missing), said("jars_fetch"))
