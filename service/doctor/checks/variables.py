"""Is every VIGIE_ variable a setting? A mistyped one is no error to the settings: they never see it."""

from collections.abc import Iterator, Mapping

from service.doctor.finding import Finding, warning
from service.doctor.words import said
from service.lang import VARIABLE
from service.nearest import nearest
from service.settings import Settings


def variables(environment: Mapping[str, str]) -> Iterator[Finding]:
    """A warning for each that is none."""
    known = [VARIABLE, *(f"VIGIE_{name.upper()}" for name in Settings.model_fields)]
    for name in sorted(environment):
        if name.upper().startswith("VIGIE_") and name.upper() not in known:
            near = nearest(name.upper(), known)
            advice = said("did_you_mean", near=near) if near else said("remove")
            yield warning("settings", said("no_setting", given=name), advice)
