"""A real browser: Debian's Chromium, driven by playwright; nothing is downloaded."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

PROGRAM = shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).parents[2] / "var" / "screenshots"
"""Where screenshots are written: nobody compares them, people look at them."""

PATIENCE = 120_000
"""Milliseconds: other tests may have the machine meanwhile. What must be quick is measured where it is said."""
expect.set_options(timeout=PATIENCE)

needs_chromium = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed (Debian's package chromium)")


@dataclass
class Reader:
    """Somebody with a browser, and what went wrong in it."""

    browser: Browser
    address: str
    wrong: list[str] = field(default_factory=list)

    async def page(self, query: str = "lang=en", wait: str = ".row", **options: Any) -> Page:
        """The board, once it shows `wait`."""
        context = await self.browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        await page.goto(f"{self.address}/?{query}")
        await page.wait_for_selector(wait)
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(message.text)


@asynccontextmanager
async def reading(address: str) -> AsyncIterator[Reader]:
    """A browser of its own, with a profile that is thrown away. What its console complains of fails the test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        reader = Reader(browser, address)
        try:
            yield reader
        finally:
            await browser.close()
    assert not reader.wrong


async def still(page: Page) -> None:
    """Return when nothing moves any more: a colour that is half there is no colour."""
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")


async def shot(page: Page, name: str, whole: bool = False) -> None:
    """A picture of the page for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)


async def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds that keeps people out: serious and critical violations and where, by all rules or some."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = await Axe().run(page, options=options)
    return [
        f"{each['id']}: {[node['target'] for node in each['nodes'][:3]]} {each['nodes'][0].get('failureSummary', '')}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]
