"""The preview page of an announcement in a real browser: nothing out of its box, no barrier, by day and by night."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.announcement_preview import html
from bot.announcement_samples import announcement_samples

SAMPLES = announcement_samples()
OUTSIDE = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const { left, right, width } = one.getBoundingClientRect();
  return width && (left < -1 || right > innerWidth + 1);
}).map((one) => one.className)"""


@pytest.fixture
def shown(open_page: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    """A page with the preview of a sample, by its number."""

    def show(number: int, page: Any) -> Any:
        path = tmp_path / f"{number}.html"
        path.write_text(html(SAMPLES[number].messages), encoding="utf-8")
        page.goto(path.as_uri())
        return page

    return show


@pytest.mark.parametrize("width", [320, 360, 1000])
def test_every_sample_fits(open_page: Callable[..., Any], shown: Callable[..., Any], width: int) -> None:
    page = open_page(width, 900)
    for number in range(len(SAMPLES)):
        shown(number, page)
        assert page.evaluate(OUTSIDE) == []
        assert page.get_by_role("heading", level=1).inner_text() == "お知らせの下見"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(
    open_page: Callable[..., Any],
    shown: Callable[..., Any],
    serious_barriers: Callable[[Any], list[str]],
    scheme: str,
) -> None:
    page = open_page(360, 900, color_scheme=scheme)
    for number in (0, len(SAMPLES) - 2):
        assert serious_barriers(shown(number, page)) == []
