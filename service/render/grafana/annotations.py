"""Breaches as marks on every course: from when to when an objective was not met."""

from dataclasses import dataclass

from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from service import names
from service.render.grafana.panels import PROMETHEUS
from service.render.grafana.thresholds import BAD


class _Asked(dashboard.AnnotationQuery):
    """With what the data source for Prometheus reads beside `expr`, and the foundation SDK does not know."""

    def to_json(self) -> dict[str, object]:
        """As Grafana reads it."""
        told = f"{{{{{names.KPI}}}}}", f"{{{{{names.WINDOW}}}}}"
        return super().to_json() | {"step": "10s", "titleFormat": told[0], "textFormat": told[1], "tagKeys": names.KPI}


@dataclass(frozen=True)
class Marks(Builder[dashboard.AnnotationQuery]):
    """A mark for each stretch in which a series of `expression` was there."""

    name: str
    expression: str

    def build(self) -> dashboard.AnnotationQuery:
        """The annotation."""
        return _Asked(self.name, PROMETHEUS, icon_color=BAD, expr=self.expression)
