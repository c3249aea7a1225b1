"""Who may read what."""

import aiohttp
import pytest

from service.settings import Settings
from service.web.guard import HEADERS
from service.web.mirror.mirror import Mirror
from service.web.policy import TokenMissing, WebPolicy
from tests.web.served import get, parts, serving

TOKEN = "a-token-of-some-length"


def test_a_server_that_others_can_reach_does_not_start_without_a_token() -> None:
    with pytest.raises(TokenMissing, match=r"0\.0\.0\.0.*VIGIE_WEB_TOKEN"):
        WebPolicy.of(Settings(web_host="0.0.0.0"))
    assert WebPolicy.of(Settings(web_host="0.0.0.0", web_token=TOKEN)).token == TOKEN
    assert WebPolicy.of(Settings()).token is None


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        Settings(web_token="secret")


async def test_with_a_token_only_health_and_the_empty_page_are_open() -> None:
    async with serving(parts(Mirror(), policy=WebPolicy("127.0.0.1", 0, TOKEN))) as address:
        for path in ("/health/live", "/health/ready", "/"):
            assert (await get(address + path))[0] == 200
        for path in ("/api/v1/kpis", "/api/v1/stream", "/api/v1/openapi.json", "/metrics"):
            status, text = await get(address + path)
            assert status == 401 and "VIGIE_WEB_TOKEN" in text
            assert (await get(address + path, Authorization="Bearer another-token-as-long"))[0] == 401
        assert (await get(f"{address}/api/v1/kpis", Authorization=f"Bearer {TOKEN}"))[0] == 200


async def test_a_refusal_says_which_scheme_is_wanted() -> None:
    async with (
        serving(parts(Mirror(), policy=WebPolicy("127.0.0.1", 0, TOKEN))) as address,
        aiohttp.ClientSession() as session,
        session.get(f"{address}/api/v1/kpis") as answer,
    ):
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.content_type == "application/problem+json"


async def test_a_name_that_another_site_points_to_this_machine_is_not_answered() -> None:
    async with serving(parts(Mirror())) as address:
        for host in ("rebound.example", "rebound.example:8765"):
            assert (await get(f"{address}/api/v1/kpis", Host=host))[0] == 421
        for host in ("localhost:8765", "[::1]:8765", "127.0.0.1"):
            assert (await get(f"{address}/api/v1/kpis", Host=host))[0] == 200
        assert (await get(f"{address}/health/live", Host="probe.example"))[0] == 200


async def test_every_answer_tells_browsers_what_to_keep_to() -> None:
    async with serving(parts(Mirror())) as address, aiohttp.ClientSession() as session:
        for path in ("/", "/api/v1/kpis", "/api/v1/nothing"):
            async with session.get(address + path) as answer:
                assert HEADERS.items() <= dict(answer.headers).items()
                assert answer.headers["Cache-Control"] == "no-cache"


async def test_nothing_can_be_written() -> None:
    async with serving(parts(Mirror())) as address, aiohttp.ClientSession() as session:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            async with session.request(method, f"{address}/api/v1/kpis") as answer:
                assert answer.status == 405 and "to be read" in await answer.text()
