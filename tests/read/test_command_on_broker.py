"""`vigie read` as a person calls it, on a real broker."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas.topics import topics_of
from service.settings import Settings
from service.topics import ensure_topics
from tests.cli.test_main import vigie
from tests.read.written import written

pytestmark = pytest.mark.broker

Sent = Iterable[tuple[bytes | None, bytes | None]]


async def put(settings: Settings, topic: str, records: Sent, stands: bool = True) -> None:
    """Records of one transaction on partition 1; one that does not stand is aborted."""
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, transactional_id=f"{topic}-writer")
    await producer.start()
    await producer.begin_transaction()
    for key, value in records:
        await producer.send(topic, value, key, partition=1)
    await (producer.commit_transaction() if stands else producer.abort_transaction())
    await producer.stop()


async def test_records_that_fit_are_shown_and_the_others_are_told(fresh_settings: Settings) -> None:
    settings = fresh_settings
    await ensure_topics(settings)
    topics = topics_of(settings.app, 1, settings.namespace)
    facts, updates = topics.facts.name, topics.updates.name
    good = [record.value for record in written()["facts"][:2]]
    await put(settings, facts, [(None, good[0]), (None, b"not ours"), (None, good[1])])
    await put(settings, facts, [(None, good[0])], stands=False)
    told = [(record.key, record.value) for record in written()["updates"][:5]]
    await put(settings, updates, [*told, (told[0][0], None), (told[1][0], told[2][1])])
    ask = asking(settings)

    done = vigie("read", "facts", "--json", **ask)
    assert done.returncode == 1
    assert [json.loads(line)["offset"] for line in done.stdout.splitlines()] == [0, 2]
    assert done.stderr.splitlines()[0] == f"topic {facts}, partition 1, offset 1: is no MessagePack"

    done = vigie("read", facts, "--partition", "1", "--from", "2", "--lang", "fr", COLUMNS="200", **ask)
    assert (done.returncode, done.stderr) == (0, "")
    assert "partition 1 · position 2 · écrit " in done.stdout and "dimensions" in done.stdout
    assert done.stdout.count("partition 1 · position") == 1

    done = vigie("read", "updates", "--json", "--limit", "100", **ask)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["value"] for line in lines] == [*(json.loads(value or b"") for _, value in told), None]
    assert lines[-1]["key"] == json.loads(told[0][0] or b"")
    assert f"topic {updates}, partition 1, offset 6: " in done.stderr

    done = vigie("read", "updates", "--from=-3", "--lang", "fr", COLUMNS="200", **ask)
    assert done.returncode == 1 and "indicateur clé" in done.stdout and "disparue" in done.stdout
    assert done.stderr.splitlines()[-1] == "enregistrements contraires à leur modèle\u202f: 1"

    assert vigie("read", "facts", "--partition", "9", VIGIE_LANG="fr", **ask).stderr.strip() == (
        f"vigie read\u202f: {facts} n’a pas de partition 9\u202f: il en a 4, à partir de 0"
    )
    missing = vigie("read", "facts", **(ask | {"VIGIE_APP": "nobody"}))
    assert missing.returncode == 1 and missing.stderr.endswith("; `vigie topics` creates it\n")


async def test_what_is_sent_and_which_topics_there_are_is_told_in_french(
    fresh_settings: Settings, tmp_path: Path
) -> None:
    ask = asking(fresh_settings)
    assert "créé" in vigie("topics", "--lang", "fr", **ask).stdout
    (tmp_path / "events").write_text('{"type": "nothing"}\n' * 2)
    sent = vigie("send", str(tmp_path / "events"), "--lang", "fr", **ask)
    assert sent.stdout == f"événements envoyés à {fresh_settings.namespace}.mail\u202f: 2\n"
    read = vigie("read", "mail", "--lang", "fr", **ask)
    assert read.returncode == 1
    assert read.stderr.count("n’est pas un événement d’un type que ce topic transporte") == 2


def asking(settings: Settings) -> dict[str, str]:
    """The settings as variables."""
    names = ("broker", "app", "namespace", "partitions")
    return {f"VIGIE_{name.upper()}": str(getattr(settings, name)) for name in names}
