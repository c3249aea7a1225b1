"""Can the cache be written to?"""

import tempfile

from service.doctor.finding import Finding, broken, fine
from service.doctor.words import said
from service.settings import Settings


def cache(settings: Settings) -> Finding:
    """Tried with a file that is gone at once."""
    place = settings.cache.resolve()
    try:
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError as error:
        return broken("cache", said("cache_closed", place=place, error=error.strerror), said("cache_open"))
    return fine("cache", said("cache", place=place))
