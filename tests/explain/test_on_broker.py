"""`vigie explain` over what the heart published, on a real topic."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from schemas.topics import topics_of
from schemas.updates import Update
from service.explain.asked import Asked, ask
from service.explain.found import Found, find
from service.explain.topic import updates
from service.explain.words import NotExplained
from service.settings import Settings
from service.topics import ensure_topics
from tests.explain.published import CATALOG, PARTITIONS, key_of, last, published
from tests.until import until

pytestmark = pytest.mark.broker


def campaigns(kpi: str = "open_rate", window: str = "day") -> list[Update]:
    """What was published of a KPI by campaign."""
    return [u for u in last().values() if (u.kpi, u.window) == (kpi, window) and list(u.scope) == ["campaign"]]


@pytest.fixture
async def topic(fresh_settings: Settings) -> AsyncIterator[Settings]:
    """An installation in whose topic everything stands that the heart published, each record in its partition."""
    assert fresh_settings.partitions == PARTITIONS
    await ensure_topics(fresh_settings)
    name = topics_of(fresh_settings.app, 1, fresh_settings.namespace).updates.name
    wanted = (b'{"kpi":"open_rate",', b'{"kpi":"mailing_score",', b'{"kpi":"human_', b'{"kpi":"net_')
    async with AIOKafkaProducer(bootstrap_servers=fresh_settings.broker) as producer:
        for partition, key, value in published():
            if key.startswith(wanted):
                await producer.send(name, value, key, partition)
        await producer.flush()
    yield fresh_settings


async def found(settings: Settings, asked: Asked) -> Found:
    async with updates(settings) as topic:
        return await find(topic, asked, CATALOG)


async def refused(settings: Settings, asked: Asked) -> str:
    with pytest.raises(NotExplained) as error:
        await found(settings, asked)
    return error.value.text("en")


def vigie(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    named = {name: str(getattr(settings, name)) for name in ("broker", "app", "namespace")}
    environment = ours | {f"VIGIE_{name.upper()}": value for name, value in named.items()}
    command = [sys.executable, "-m", "service", "explain", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


async def test_the_last_record_of_a_key_is_found_in_the_one_partition_that_holds_it(topic: Settings) -> None:
    by_campaign = campaigns()
    newest = max(update.bucket for update in by_campaign)
    for update in by_campaign[:3]:
        asked = ask(CATALOG, "open_rate", [f"campaign={update.scope['campaign']}"], "day", update.bucket)
        assert (await found(topic, asked))["open_rate"] == update
    here = next(update for update in by_campaign if update.bucket == newest)
    unsaid = ask(CATALOG, "open_rate", [f"campaign={here.scope['campaign']}"], "day", None)
    assert (await found(topic, unsaid))["open_rate"] == here


async def test_what_there_is_instead_is_told(topic: Settings) -> None:
    campaign = campaigns()[0].scope["campaign"]
    assert f"campaign={campaign}," in await refused(
        topic, Asked("open_rate", {"campaign": campaign + "s"}, "day", None)
    )
    nearest = await refused(topic, Asked("open_rate", {"campaign": campaign}, "day", "1999-12-31"))
    assert campaigns()[0].bucket in nearest
    over = await refused(topic, Asked("open_rate", {"campaign": campaign}, "year", None))
    assert over.endswith("all, day, month, week")
    assert "nothing of it was published" in await refused(topic, Asked("sent", {}, "day", None))


async def test_a_key_that_is_gone_or_was_never_committed_is_not_there(topic: Settings) -> None:
    update = campaigns()[0]
    asked = Asked("open_rate", update.scope, "day", update.bucket)
    name = topics_of(topic.app, 1, topic.namespace).updates.name
    producer = AIOKafkaProducer(bootstrap_servers=topic.broker, transactional_id=topic.app)
    async with updates(topic) as log, producer:
        partition = log.partition_of(update.scope)
        await producer.begin_transaction()
        await producer.send_and_wait(name, None, key_of(update), partition)
        await producer.abort_transaction()
        assert (await found(topic, asked))["open_rate"] == update
        async with producer.transaction():
            await producer.send_and_wait(name, None, key_of(update), partition)
        # Its mark is written a while after the transaction was said to have ended.
        await until(lambda: _is_gone(topic, asked))


async def _is_gone(settings: Settings, asked: Asked) -> bool:
    try:
        return not await found(settings, asked)
    except NotExplained as error:
        return "nothing was published for " in error.text("en")


async def test_it_is_told_in_both_languages_with_the_formula_worked_out(topic: Settings) -> None:
    score = vigie(topic, "mailing_score", "--window", "day")
    assert score.returncode == 0, score.stderr
    assert "reproduced: " in score.stdout and "Mailing score" in score.stdout
    french = vigie(topic, "mailing_score", "--window", "day", "--lang", "fr")
    assert french.returncode == 0 and "reproduit\u202f: " in french.stdout
    rate = next(update for update in campaigns() if update.value is not None)
    which = ("--scope", f"campaign={rate.scope['campaign']}", "--bucket", rate.bucket)
    given = json.loads(vigie(topic, "open_rate", *which, "--json").stdout)
    assert given["reproduced"] and given["update"] == rate.model_dump(mode="json")
    assert given["steps"][0] == f"{rate.numerator:g} ÷ {rate.denominator:g}"


async def test_a_value_that_its_inputs_do_not_give_is_an_exit_code_of_1(topic: Settings) -> None:
    update = next(update for update in campaigns() if update.value)
    spoilt = update.model_copy(update={"value": 0.123})
    async with updates(topic) as log, AIOKafkaProducer(bootstrap_servers=topic.broker) as producer:
        place = log.partition_of(update.scope)
        await producer.send_and_wait(log.topic, spoilt.model_dump_json().encode(), key_of(update), place)
    scope = f"campaign={update.scope['campaign']}"
    done = vigie(topic, "open_rate", "--scope", scope, "--bucket", update.bucket)
    assert done.returncode == 1 and "NOT reproduced: open_rate: value was published as 0.123" in done.stdout
    missing = vigie(topic, "open_rate", "--scope", scope, "--bucket", "1999-12-31", "--lang", "fr")
    assert missing.returncode == 1 and "rien n’a été publié pour 1999-12-31" in missing.stderr
