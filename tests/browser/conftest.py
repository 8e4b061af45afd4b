"""A real browser for the pages, the accessibility checker, and the pictures for docs/."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.echo_desk import Phone, desk_running, phone_running

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
PICTURES = Path(__file__).parents[2] / "docs/pictures"
# Without these Chromium looks up its maker's hosts at every start.
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PATIENCE_MS = 120_000  # only where something never comes does it matter
SERIOUS = ("serious", "critical")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, headless; without it the tests skip."""
    if not CHROMIUM.exists():
        pytest.skip("the system's Chromium (/usr/bin/chromium) is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages with contexts of their own (`width`, `height`, and whatever Playwright's context takes); any error
    or refused script in their consoles fails the test, but for words of `expected`."""
    complaints: list[str] = []
    contexts = []

    def open_one(width: int = 1280, height: int = 800, *, expected: str | None = None, **more: Any) -> Any:
        def heard(words: str) -> None:
            if expected is None or expected not in words:
                complaints.append(words)

        more = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo", **more}
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: heard(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: heard(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """One page on a narrow phone."""
    return open_page(360, 700)


@pytest.fixture
def phone() -> Iterator[Phone]:
    """An emulator with a desk that answers everything."""
    with desk_running() as (desk, webhook), phone_running(desk, webhook) as running:
        yield running


@pytest.fixture
def serious_barriers() -> Callable[[Any], list[str]]:
    """What axe-core finds serious or critical on a page, as readable lines; skips where axe-core is not installed."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in tests/browser)")

    def check(page: Any) -> list[str]:
        page.evaluate(AXE.read_text("utf8"))
        found = page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{one['id']}: {node['target']} {json.dumps(node.get('failureSummary', ''), ensure_ascii=False)}"
            for one in found
            if one["impact"] in SERIOUS
            for node in one["nodes"]
        ]

    return check


@pytest.fixture
def keep_picture() -> Callable[[Any, str], None]:
    """Keeps a screenshot of a page or an element under docs/pictures, when KEEP_PICTURES is set (make pictures)."""

    def keep(what: Any, name: str) -> None:
        if os.environ.get("KEEP_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            what.screenshot(path=PICTURES / f"{name}.png", animations="disabled")

    return keep
