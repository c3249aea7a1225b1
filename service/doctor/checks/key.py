"""Are pseudonyms made with a key of one's own?"""

from service.doctor.finding import Finding, fine, warning
from service.doctor.words import said
from service.settings import Settings


def key(settings: Settings) -> Finding:
    """The key itself is never shown."""
    return warning("key", said("key_public"), said("key_set")) if settings.has_public_key else fine("key", said("key"))
