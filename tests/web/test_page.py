"""The page in a real browser over a mirror that is filled by hand: what it says when something is not as usual."""

from playwright.async_api import Page, expect

from service.broker.policy import LOOPBACK
from service.broker.ports import free_ports
from service.web.mirror.mirror import Mirror
from service.web.policy import WebPolicy
from service.web.server import Web
from tests.demo.fakes import objective, update
from tests.web.browser import barriers, needs_chromium, reading
from tests.web.served import mirrored, more, parts, serving

pytestmark = needs_chromium

DAY = {"window": "day", "bucket": "2026-11-24"}
TOKEN = "a-token-of-some-length"


def some() -> Mirror:
    """A rate that is met, one that is undefined, money in two currencies."""
    money = [
        update("net_sales", 1234567.5, unit="money", scope={"currency": currency}, **DAY)
        for currency in ("EUR", "JPY", "TND")
    ]
    return mirrored(
        update(value=0.25, objective=objective("met"), **DAY),
        update("human_open_rate", None, objective=objective("unknown", None), **DAY),
        *money,
    )


async def text(page: Page, kpi: str, part: str, scope: str = "{}") -> str:
    """What a row says."""
    return await page.locator(f".row[data-kpi={kpi}][data-scope='{scope}'] {part}").inner_text()


async def test_nothing_counted_yet_is_said_kindly_and_the_first_value_replaces_it() -> None:
    mirror = Mirror()
    async with serving(parts(mirror)) as address, reading(address) as reader:
        page = await reader.page(wait="#empty")
        await expect(page.locator("#empty h2")).to_have_text("Nothing has been counted yet")
        assert await barriers(page) == []
        more(mirror, [update(value=0.25, **DAY)])
        await expect(page.locator(".row .title")).to_have_text("Open rate")
        await expect(page.locator("#empty")).to_have_count(0)


async def test_another_scope_shows_nothing_of_the_one_before() -> None:
    mirror = more(some(), [update(value=0.4, scope={"campaign": "spring"}, **DAY)])
    async with serving(parts(mirror)) as address, reading(address) as reader:
        page = await reader.page()
        await page.click("#scope")
        await page.select_option("#scope-kind", "campaign")
        await page.locator(".choice", has_text="spring").click()
        await expect(page.locator(".row .value")).to_have_text(["40.0%"])
        assert "scope=campaign%3Dspring" in page.url
        await page.select_option("#window", "year")
        await expect(page.locator("#empty h2")).to_have_text("Nothing in this scope")


async def test_undefined_is_a_dash_and_money_has_the_decimals_of_its_currency() -> None:
    async with serving(parts(some())) as address, reading(address) as reader:
        page = await reader.page()
        assert (await text(page, "human_open_rate", ".number")).startswith("–")
        wanted = {"EUR": "€12,346", "JPY": "¥1,234,568", "TND": "TND 1,234.568"}
        for currency, shown in wanted.items():
            found = await text(page, "net_sales", ".value", f'{{"currency":"{currency}"}}')
            assert found.replace("\xa0", " ") == shown


async def test_french_writes_numbers_as_french_does() -> None:
    async with serving(parts(some())) as address, reading(address) as reader:
        page = await reader.page("lang=fr")
        assert await text(page, "open_rate", ".value") == "25,0\xa0%"
        assert await page.locator("html").get_attribute("lang") == "fr"


async def test_the_formula_of_a_score_is_written_as_people_write_it() -> None:
    inputs = {f"attainment({name})": 0.5 for name in ("mailing_score", "web_score", "sales_score", "care_score")}
    score = update("overall_score", 0.5, window="month", bucket="2026-11", unit="score", inputs=inputs)
    async with serving(parts(mirrored(score))) as address, reading(address) as reader:
        page = await reader.page()
        await page.locator(".row .title").click()
        formula = page.locator("#detail .formula p")
        await expect(formula.first).to_contain_text("weighted mean(min(1, Mailing score: attainment) : 1, min(1, ")
        await expect(formula.last).to_contain_text("min(1, 50.0%) : 2) = 50%")


async def test_a_lost_connection_is_said_and_the_page_goes_on_where_it_was() -> None:
    mirror = some()
    # Not any free port: while nobody listens on it, a client's own end might take one of those.
    policy = WebPolicy(LOOPBACK, next(free_ports(LOOPBACK)))
    server = Web(parts(mirror, policy=policy))
    await server.on_start()
    async with reading(server.address) as reader:
        page = await reader.page()
        await server.on_stop()
        await expect(page.locator("#notice")).to_contain_text("Connection lost")
        more(mirror, [update(value=0.5, **DAY)])
        async with serving(parts(mirror, policy=policy)):
            await expect(page.locator("#notice")).to_be_hidden()
            await expect(page.locator(".row[data-kpi=open_rate] .value")).to_have_text("50.0%")
        reader.wrong.clear()  # a browser logs each try that was refused


async def test_a_token_is_asked_for_until_it_is_right() -> None:
    policy = WebPolicy(LOOPBACK, 0, TOKEN)
    async with serving(parts(some(), policy=policy)) as address, reading(address) as reader:
        page = await reader.page(wait="#token-input")
        for given, answer in (("wrong", "#token .wrong"), (TOKEN, ".row")):
            await page.fill("#token-input", given)
            await page.press("#token-input", "Enter")
            await page.wait_for_selector(answer)
        reader.wrong.clear()  # a browser logs each refusal


async def test_it_can_be_used_by_keyboard_alone() -> None:
    async with serving(parts(some())) as address, reading(address) as reader:
        page = await reader.page()
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.locator(".row[data-kpi=open_rate] .title").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#detail-title")).to_have_text("Open rate")
        await page.keyboard.press("Escape")
        await expect(page.locator("#detail")).to_be_hidden()
        assert await page.evaluate("document.activeElement.textContent") == "Open rate"


async def test_a_breach_that_comes_and_goes_is_told_to_a_screen_reader() -> None:
    mirror = some()
    async with serving(parts(mirror)) as address, reading(address) as reader:
        page = await reader.page()
        await expect(page.locator(".calm")).to_have_text("No objective is missed here.")
        more(mirror, [update(value=0.1, objective=objective("breached", 0.5), **DAY)])
        await expect(page.locator("#said")).to_have_text("Open rate: objective missed")
        await expect(page.locator(".card .value")).to_have_text("10.0%")
        more(mirror, [update(value=0.3, objective=objective("met"), **DAY)])
        await expect(page.locator("#said")).to_have_text("Open rate: no longer missed")
        await expect(page.locator(".card")).to_have_count(0)


async def test_rows_with_a_missed_objective_stand_first_and_focus_stays_where_it_was() -> None:
    mirror = mirrored(
        *(update(kpi, 0.25, objective=objective("met"), **DAY) for kpi in ("open_rate", "click_through_rate"))
    )
    async with serving(parts(mirror)) as address, reading(address) as reader:
        page = await reader.page()
        await page.locator(".row[data-kpi=click_through_rate] .title").focus()
        more(mirror, [update("click_through_rate", 0.1, objective=objective("breached", 0.5), **DAY)])
        await expect(page.locator(".row").first).to_have_attribute("data-kpi", "click_through_rate")
        assert await page.evaluate("document.activeElement.closest('.row').dataset.kpi") == "click_through_rate"
