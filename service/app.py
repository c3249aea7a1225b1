"""Put a worker together: catalog, topics, agents, lanes, metrics. Nothing happens at import."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from prometheus_client import CollectorRegistry, ProcessCollector

from agents import compose, count, dedupe, ingest
from agents.context import Context
from schemas.topics import topics_of
from service.catalog.load import load
from service.fingerprint import fingerprint
from service.kpi.period.buckets import Buckets
from service.kpi.period.calendar import ReportingCalendar
from service.kpi.policy import Policy, RejectLimit
from service.settings import Settings
from service.sinks.currencies import CurrencyCollector
from service.sinks.metrics import WorkerCollector
from service.sinks.scrape import Scrape, ScrapePolicy
from service.stream.app import GroupPolicy, StreamApp, create_stream_app
from service.stream.policy import LanePolicy
from service.topics import check_topics
from service.web.follow import SHARE_OF_A_WORKER, watch_of
from service.web.parts import Parts
from service.web.policy import WebPolicy
from service.web.server import Web


def create_app(settings: Settings) -> StreamApp:
    """The Faust app of a worker, ready to be run.

    Raises CatalogError, BrokerUnreachable, TopicsWrong, TokenMissing: nothing was started then.
    """
    policy = WebPolicy.of(settings)
    context = _context(settings)
    specs = [spec for agent in (ingest, dedupe, count, compose) for spec in agent.lanes(context)]
    app = create_stream_app(_lane_policy(context), _group_policy(settings), specs)
    for spec in specs:
        app.agent(app.batches_topic(spec.topic), name=f"{spec.agent} {spec.topic}")(_feed(app))
    registry = _registry(WorkerCollector(app.lanes, context.catalog))
    shown = ScrapePolicy(settings.series_per_kpi, settings.partitions)
    scrape = Scrape(shown, app.lanes, context.catalog, registry)
    app.companions = (Web(_web_parts(context, policy, app, scrape)),)
    return app


def _registry(worker: WorkerCollector) -> CollectorRegistry:
    """What /metrics tells beside values: the worker's lanes, what amounts are divided by, and its process."""
    registry = CollectorRegistry()
    registry.register(worker)
    registry.register(CurrencyCollector())
    ProcessCollector(registry=registry)
    return registry


def _web_parts(context: Context, policy: WebPolicy, app: StreamApp, scrape: Scrape) -> Parts:
    settings = context.settings
    return Parts(
        policy,
        context.catalog,
        watch_of(settings, SHARE_OF_A_WORKER),
        settings.zone,
        scrape,
        lambda: app.ready,
    )


def _feed(app: StreamApp) -> Callable[[Any], Awaitable[None]]:
    async def feed(stream: Any) -> None:
        batches: AsyncIterator[Any] = app.batches(stream)
        async for source, batch in batches:
            await app.lanes.put(source, batch)

    return feed


def _context(settings: Settings) -> Context:
    catalog = load(settings.catalog)
    topics = topics_of(settings.app, settings.generation, settings.namespace)
    found = {state.topic.name: state.partitions for state in asyncio.run(check_topics(settings))}
    return Context(
        settings=settings,
        catalog=catalog,
        calendar=ReportingCalendar(settings.zone, catalog.resolution, _buckets(settings)),
        policy=_policy(settings),
        topics=topics,
        raw_partitions={raw.name: found[raw.name] for raw in topics.raw},
    )


def _buckets(settings: Settings) -> Buckets:
    return Buckets(settings.week_start, settings.fiscal_start)


def _policy(settings: Settings) -> Policy:
    return Policy(
        retention=_ms(settings.retention.total_seconds()),
        future_tolerance=_ms(settings.future_tolerance.total_seconds()),
        lateness=_ms(settings.lateness.total_seconds()),
        mark_step=_ms(settings.mark_interval.total_seconds() / 2),
        max_event_bytes=settings.max_event_bytes,
        reject_limit=RejectLimit(settings.reject_run, settings.reject_share),
    )


def _ms(seconds: float) -> int:
    return int(seconds * 1000)


def _lane_policy(context: Context) -> LanePolicy:
    settings = context.settings
    return LanePolicy(
        bootstrap=settings.broker,
        app=".".join(filter(None, (settings.namespace, f"{settings.app}-g{settings.generation}"))),
        fingerprint=fingerprint(context.catalog, settings),
        step_records=settings.step_events,
        mark_interval=settings.mark_interval.total_seconds(),
        snapshot_bytes=settings.snapshot_bytes,
    )


def _group_policy(settings: Settings) -> GroupPolicy:
    return GroupPolicy(settings.instance, settings.session_timeout)
