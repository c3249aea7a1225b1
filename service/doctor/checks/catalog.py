"""Can what is counted be read?"""

from schemas.definitions import Wording
from service.catalog import check
from service.catalog.mistakes import Mistake
from service.doctor.finding import Finding, broken, fine
from service.doctor.words import said
from service.settings import Settings


def catalog(settings: Settings) -> Finding:
    """How many mistakes there are, and the first of them."""
    if not (mistakes := check(settings.catalog)):
        return fine("catalog", said("catalog", place=settings.catalog or said("shipped")))
    return broken(
        "catalog", said("catalog_broken", count=len(mistakes), first=_worded(mistakes[0])), said("catalog_check")
    )


def _worded(mistake: Mistake) -> Wording:
    return Wording(en=mistake.text("en"), fr=mistake.text("fr"))
