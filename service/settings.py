"""The settings, each with its environment variable (`VIGIE_` and the field's name in capitals).

Durations are written `250ms`, `90`, `90s`, `10m`, `1h`, `400d`, or as ISO 8601 (`PT1H`).
"""

from datetime import timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.durations import Duration
from service.nearest import nearest

PUBLIC_KEY = "vigie-demo-key"
"""Good for made-up people only: whoever reads this file can tell whose pseudonym is whose."""


class Settings(BaseSettings):
    """How this worker runs. What is counted is not here but in the catalog."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", extra="forbid", frozen=True)

    broker: str = Field(default="127.0.0.1:9092", description="Kafka's bootstrap address, host:port")
    app: str = Field(
        default="vigie", description="Name of the application: prefix of its group, transactions and topics"
    )
    namespace: str = Field(
        default="", description="Stands before every topic's name, for several installations on one cluster"
    )
    generation: int = Field(default=1, ge=1, description="Raise it to rebuild beside the running state by replay")
    partitions: int = Field(default=8, ge=1, le=256, description="Partitions of each topic that the service creates")
    replication: int = Field(default=1, ge=1, description="Replicas of each topic that the service creates")
    instance: str | None = Field(
        default=None, description="Static group member id; a restart under the same id takes over at once"
    )
    catalog: Path | None = Field(
        default=None, description="Folder of the catalog's TOML files; default: the one shipped"
    )
    pseudonym_key: SecretStr = Field(
        default=SecretStr(PUBLIC_KEY),
        description="Key of the HMAC that hides direct identifiers; set your own",
    )
    zone: str = Field(default="Europe/Paris", description="Reporting time zone: where days, weeks and months begin")
    week_start: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = Field(
        default="monday", description="The day with which weeks begin"
    )
    fiscal_start: int = Field(
        default=1, ge=1, le=12, description="The month (1 to 12) with whose first day fiscal years begin"
    )
    lateness: Duration = Field(
        default=timedelta(hours=1), description="How late an event may be before its window is called final"
    )
    retention: Duration = Field(
        default=timedelta(days=400),
        description="Oldest event accepted, before the newest record of its raw partition; ids are remembered as long",
    )
    future_tolerance: Duration = Field(
        default=timedelta(minutes=10), description="Newest event accepted, after its record's timestamp"
    )
    max_event_bytes: int = Field(default=65_536, ge=256, description="Longest raw event accepted")
    reject_run: int = Field(
        default=5_000, ge=1, description="Stop after so many rejected records in a row in a partition"
    )
    reject_share: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="Stop when more than this share of a partition's last 10,000 records was rejected",
    )
    step_events: int = Field(default=8_000, ge=1, description="Most records folded in one step (one transaction)")
    linger: Duration = Field(
        default=timedelta(milliseconds=60), description="How long a step waits for what else a beat brings"
    )
    cadence: Duration = Field(default=timedelta(milliseconds=400), description="How often changed KPIs are published")
    mark_interval: Duration = Field(
        default=timedelta(seconds=10), description="How often an idle partition moves its mark"
    )
    snapshot_bytes: int = Field(
        default=32 << 20, ge=1 << 10, description="Journal bytes after which a lane writes a snapshot"
    )
    session_timeout: Duration = Field(
        default=timedelta(seconds=6), description="Silence after which the group gives a worker up"
    )
    web_host: str = Field(
        default="127.0.0.1", description="Address of the board, API, /metrics and /health; loopback unless set"
    )
    web_port: int = Field(
        default=8765, ge=0, le=65_535, description="Port of the board, API, /metrics and /health; 0 takes a free one"
    )
    web_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token that readers of the board, the API and /metrics must have; needed where "
        "VIGIE_WEB_HOST is not loopback. /health stays open",
    )
    board_idle: Duration = Field(
        default=timedelta(minutes=5),
        description="How long after its last reader the board's copy of kpi.updates is kept and followed",
    )
    series_per_kpi: int = Field(
        default=1_000,
        ge=1,
        description="Most series of a KPI on /metrics over one window and set of dimensions, of all workers together; "
        "other scopes are added up under `other`",
    )
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="auto: readable on a terminal, JSON elsewhere"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe message logged"
    )
    cache: Path = Field(default=Path(".cache"), description="Where the embedded broker's jars and data are kept")

    @field_validator("zone")
    @classmethod
    def there_is_such_a_zone(cls, zone: str) -> str:
        """Refuse a zone that does not exist before anything is started with it."""
        if problem := zone_problem(zone):
            raise ValueError(problem)
        return zone

    @property
    def has_public_key(self) -> bool:
        """Whether pseudonyms are made with the demo's key, which everybody knows."""
        return self.pseudonym_key.get_secret_value() == PUBLIC_KEY


def zone_problem(zone: str) -> str | None:
    """What is wrong with the name of a time zone, with the nearest that exists; None if nothing is.

    >>> zone_problem("Europe/Pris"), zone_problem("UTC")
    ('there is no such time zone; did you mean Europe/Paris?', None)
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(zone, available_timezones())
        return "there is no such time zone" + (f"; did you mean {near}?" if near else ", such as Europe/Paris")
    return None
