"""What decides values, in one short word: the catalog and the settings that count too."""

import hashlib

from service.kpi.catalog import Catalog
from service.settings import Settings

DECISIVE = (
    "zone",
    "week_start",
    "fiscal_start",
    "partitions",
    "retention",
    "future_tolerance",
    "max_event_bytes",
)
"""The settings that decide values, besides the key of pseudonyms."""

_FORMAT = 2
"""Of what flows between the agents and stands in journals, which has no version of its own: whoever changes that raises
this, and a worker refuses what another release has written instead of misreading it."""


def fingerprint(catalog: Catalog, settings: Settings) -> str:
    """16 hex digits. A journal that was written under others is not gone on from."""
    key = hashlib.sha256(settings.pseudonym_key.get_secret_value().encode()).hexdigest()
    decisive = (_FORMAT, catalog.fingerprint, *(getattr(settings, name) for name in DECISIVE), key)
    return hashlib.sha256(repr(decisive).encode()).hexdigest()[:16]
