"""A recount written down as the service would publish it, so that tests can then spoil it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

import orjson

from schemas.accounting import AccountingKey, LaneAccounting, Outcomes
from schemas.breaches import Breach, BreachKey
from schemas.rejects import Reject
from schemas.updates import Evolution, Update, UpdateKey
from service.verify.figures import Figures, Key
from service.verify.recount import Recount, Refusal
from tests.verify.handmade import Counted, plan


def key_of(key: Key) -> bytes:
    """The record key."""
    return (
        UpdateKey(kpi=key.kpi, scope=dict(key.scope), window=key.window, bucket=key.bucket).model_dump_json().encode()
    )


def update_of(key: Key, said: Figures, **changed: object) -> bytes:
    """The record value, with some of its fields changed."""
    update = Update(
        kpi=key.kpi,
        scope=dict(key.scope),
        window=key.window,
        bucket=key.bucket,
        start=said.start,
        end=said.end,
        value=said.value,
        numerator=said.numerator,
        denominator=said.denominator,
        inputs=dict(said.inputs),
        unit=said.unit,
        objective=said.objective,
        evolution=said.evolution,
        revision=1,
        status="provisional",
        as_of=datetime(2026, 11, 24, tzinfo=UTC),
    )
    return orjson.dumps(update.model_dump(mode="json") | changed)


def updates_of(figures: Mapping[Key, Figures]) -> dict[bytes, bytes]:
    """Every record of `kpi.updates`."""
    return {key_of(key): update_of(key, said) for key, said in figures.items()}


def breaches_of(recount: Recount) -> Iterator[tuple[bytes, bytes]]:
    """A breach of each thing that is in breach now, as if nothing had ever been before."""
    assert recount.head is not None
    head = datetime.fromtimestamp(recount.head * plan().resolution, UTC)
    for key, said in recount.figures.items():
        state = said.objective
        if state and state.status == "breached" and recount.current.get(key.window, "") == key.bucket:
            yield (
                BreachKey(kpi=key.kpi, scope=dict(key.scope), window=key.window).model_dump_json().encode(),
                Breach(
                    kind="breach",
                    kpi=key.kpi,
                    scope=dict(key.scope),
                    window=key.window,
                    bucket=key.bucket,
                    start=said.start,
                    end=said.end,
                    value=said.value,
                    numerator=said.numerator,
                    denominator=said.denominator,
                    inputs=dict(said.inputs),
                    unit=said.unit,
                    objective=state,
                    since=head,
                    previous="unknown",
                    state="breached",
                    revision=1,
                    as_of=head,
                )
                .model_dump_json()
                .encode(),
            )


def rejects_of(refusals: Iterable[Refusal]) -> list[bytes]:
    """Every record of `kpi.rejects`."""
    return [
        Reject(reason=reason, detail="it is", topic=topic, partition=partition, offset=offset, size=0, payload=None)
        .model_dump_json()
        .encode()
        for topic, partition, offset, reason in sorted(refusals)
    ]


def accounting_of(counted: Counted, facts: str = "facts") -> dict[bytes, bytes]:
    """Every record of `kpi.accounting`, had there been one partition of dedupe."""
    recount = counted.recount
    conflicts = Counter((topic, partition) for topic, partition, _, reason in recount.refusals if reason == "conflict")
    told: list[tuple[AccountingKey, list[Outcomes]]] = []
    admitted: list[Outcomes] = []
    for (topic, partition), read in counted.read.items():
        numbers, mine = recount.accounting[topic, partition], conflicts[topic, partition]
        reasons = Counter(reason for *place, _, reason in recount.refusals if place == [topic, partition])
        at_once = {reason: n for reason, n in reasons.items() if reason != "conflict"}
        nothing = {"topic": topic, "partition": partition, "read": 0, "counted": 0, "duplicate": 0, "ignored": 0}
        key = AccountingKey(agent="ingest", topic=topic, partition=partition)
        intake = nothing | {"read": read, "ignored": numbers["ignored"], "rejected": at_once}
        told.append((key, [Outcomes.model_validate(intake)]))
        passed = {"counted": numbers["counted"], "duplicate": numbers["duplicate"]}
        rejected = {"rejected": {"conflict": mine} if mine else {}}
        admitted.append(Outcomes.model_validate(nothing | passed | rejected))
    told.append((AccountingKey(agent="dedupe", topic=facts, partition=0), admitted))
    return {
        key.model_dump_json().encode(): LaneAccounting(**dict(key), outcomes=outcomes).model_dump_json().encode()
        for key, outcomes in told
    }


def _earlier(evolution: Evolution | None) -> Iterator[tuple[str, float | None]]:
    if evolution and evolution.previous:
        yield "previous", evolution.previous.value
    if evolution and evolution.year_ago:
        yield "year_ago", evolution.year_ago.value


def exposition_of(counted: Counted) -> str:
    """What one worker would show on /metrics, written out by hand for this purpose."""
    recount = counted.recount
    lines = [
        f'vigie_events_read_total{{topic="{topic}",partition="{partition}"}} {records}'
        for (topic, partition), records in sorted(counted.read.items())
    ]
    lines += [
        f'vigie_events_total{{topic="{topic}",partition="{partition}",outcome="{outcome}"}} {number}'
        for (topic, partition), outcomes in sorted(recount.accounting.items())
        for outcome, number in sorted(outcomes.items())
    ]
    for topic, partition, _, reason in sorted(recount.refusals):
        lines.append(f'vigie_rejects_total{{topic="{topic}",partition="{partition}",reason="{reason}"}} 1')
    head = recount.head
    lines += [] if head is None else [f"vigie_newest_event_timestamp_seconds {head * plan().resolution}"]
    for name, kpi in plan().definitions.kpis.items():
        if goal := kpi.objective:
            labels = f'kpi="{name}",direction="{goal.direction}",severity="{goal.severity}"'
            lines.append(f"vigie_objective_target{{{labels}}} {goal.target}")
    shown: dict[str, float] = {}
    for key, said in recount.figures.items():
        if recount.current.get(key.window, "") == key.bucket:
            labels = "".join(f',{dimension}="{member}"' for dimension, member in key.scope)
            kpi_labels = f'kpi="{key.kpi}",window="{key.window}"{labels}'
            of_kpi = {"value": said.value, "numerator": said.numerator, "denominator": said.denominator}
            of_kpi |= dict(_earlier(said.evolution))
            shown |= {f"vigie_kpi_{what}{{{kpi_labels}}}": n for what, n in of_kpi.items() if n is not None}
            if said.end:
                shown[f'vigie_window_end_timestamp_seconds{{window="{key.window}"}}'] = said.end.timestamp()
            if goal_state := said.objective:
                shown[f'vigie_objective_breached{{{kpi_labels},severity="{goal_state.severity}"}}'] = 0
                shown[f'vigie_objective_status{{{kpi_labels},status="{goal_state.status}"}}'] = 1
                if goal_state.attainment is not None:
                    shown[f"vigie_objective_attainment{{{kpi_labels}}}"] = goal_state.attainment
            for name, number in said.inputs.items():
                if "(" not in name and number is not None:
                    shown[f'vigie_indicator_value{{indicator="{name}",window="{key.window}"{labels}}}'] = number
    return "\n".join([*lines, *(f"{series} {number}" for series, number in shown.items())]) + "\n"
