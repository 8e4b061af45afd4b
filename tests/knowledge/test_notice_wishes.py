"""What people say of announcements is understood in many styles, and what is meant otherwise is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.notice_wishes import Heard, NoticeWishes

THEMES = {
    "startup": ["起業"],
    "business": ["補助金"],
    "jobs": ["就職・採用", "求人"],
    "college": ["カレッジ"],
    "move": ["移住"],
    "deadlines": ["締切"],
    "office": ["窓口からのお知らせ", "窓口"],
}
WISHES = NoticeWishes({word: theme for theme, words in THEMES.items() for word in words})

SAID = yaml.safe_load(Path(__file__).with_name("notice_wishes.yaml").read_text("utf8"))
CASES = [(said, None if wish == "not_meant" else wish) for wish, texts in SAID.items() for said in texts]


@pytest.mark.parametrize(("said", "wish"), CASES)
def test_what_is_wished(said: str, wish: str | None) -> None:
    heard = WISHES.hear(said)
    assert (heard.wish if heard else None) == wish
    assert heard is None or heard.themes == ()


@pytest.mark.parametrize(
    ("said", "wish", "themes"),
    [
        ("就職決まったから求人のお知らせはもういらないです", "stop", ("jobs",)),
        ("起業と移住の通知は止めて", "stop", ("startup", "move")),
        ("カレッジのお知らせ止めて", "stop", ("college",)),
        ("窓口からのお知らせはいらない", "stop", ("office",)),
        ("移住の通知だけでいい", "only", ("move",)),
        ("締切と補助金のお知らせだけほしい", "only", ("deadlines", "business")),
        ("起業以外のお知らせはいらない", "only", ("startup",)),
        ("起業のお知らせ以外いらない", "only", ("startup",)),
        ("求人のお知らせを再開したい", "go", ("jobs",)),
        ("起業のお知らせをまた送って", "go", ("startup",)),
    ],
)
def test_of_which_themes(said: str, wish: str, themes: tuple[str, ...]) -> None:
    heard = WISHES.hear(said)
    assert heard is not None
    assert (heard.wish, heard.themes) == (wish, themes)


@given(st.text(max_size=80))
def test_any_text_is_heard_without_harm(text: str) -> None:
    heard = WISHES.hear(text)
    assert heard is None or isinstance(heard, Heard)


def test_a_long_message_has_more_to_say() -> None:
    assert WISHES.hear("会社の設備を新しくしたくて相談しています。" * 4 + "お知らせいらない") is None
