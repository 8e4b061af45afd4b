"""What cards show beside the answer: the point in the notification, whom to ring, what must be asked."""

from __future__ import annotations

from typing import Any

import pytest

from handlers import wording
from tests.handlers.conftest import Person


def _headlines(person: Person) -> list[str]:
    return [message["altText"] for message in person.screen if message["type"] == "flex"]


def _part(part: Any, **wanted: str) -> list[dict[str, Any]]:
    """Every part of a message that has these values."""
    if isinstance(part, list):
        return [found for inner in part for found in _part(inner, **wanted)]
    if not isinstance(part, dict):
        return []
    own = [part] if all(part.get(name) == value for name, value in wanted.items()) else []
    return own + [found for inner in part.values() for found in _part(inner, **wanted)]


@pytest.mark.parametrize(
    ("said", "headline"),
    [
        ("会社のトイレの補助はいくら", "女性のためのトイレ・更衣室などの改修補助：上限100万円（実施中）"),
        ("会社のトイレの補助に使った実績は何社", "女性のためのトイレ・更衣室などの改修補助（実施中）"),
        ("起業者経営安定化支援事業費補助金は", "起業して3年以内の人への補助（令和6年度で終了）（終了予定）"),
        ("移住支援補助金はいくら", "移住した人への支援金と学生の就活交通費（実施中）"),
    ],
)
def test_the_notification_tells_the_answers_point(person: Person, said: str, headline: str) -> None:
    """Several limits, or a question for something else, leave the sum out."""
    person.say(said)
    assert headline in _headlines(person)


def test_a_number_can_be_rung_and_says_what_it_is_for(person: Person) -> None:
    heard = person.say("起業支援室の電話番号")
    [call] = _part(person.screen, label=wording.CALL)
    assert call["uri"] == "tel:0191-21-8412"
    assert "として資料に載っているものです" in heard
    assert _headlines(person)[0] == "一関市 商工労働部 起業支援室：電話 0191-21-8412"


def test_a_desk_without_a_number_offers_no_call(person: Person) -> None:
    person.say("MAKOTO WILLの連絡先")
    assert _part(person.screen, label=wording.CALL) == []
    assert "info-will@mkto.org" in str(person.screen)


def test_the_desk_comes_before_everything_else_that_is_asked(person: Person) -> None:
    heard = person.say("創業の相談窓口は全部で何か所ありますか。電話番号は")
    assert heard.index("0191-21-8412") < heard.index("9か所")


def test_a_silent_source_is_named_all_the_same(person: Person) -> None:
    person.say("社員寮の補助")
    heard = person.tap("問い合わせ先")
    assert "書かれていません" in heard
    assert "出典：（" not in heard


def test_a_receipt_can_be_shown_at_the_counter(person: Person) -> None:
    person.say("職員に聞く")
    person.say("書類を郵送してもらえますか")
    assert _headlines(person) == ["質問をお預かりしました（受付番号 1）。"]
    assert _part(person.screen, type="text", text="書類を郵送してもらえますか")


def test_who_can_use_it_includes_the_conditions(person: Person) -> None:
    person.say("使えるか調べる")
    person.tap("制度が決まっている")
    person.tap("事業主・会社")
    person.tap("ほかの立場で調べる")
    person.tap("起業したい")
    heard = person.tap("講座を受けて起業する人への新しい支援金")
    assert "特定創業支援等事業" in heard


@pytest.mark.parametrize(("amount", "words"), [(1_000_000, "100万円"), (100_000_000, "1億円"), (12_345, "12,345円")])
def test_sums_are_written_as_the_city_writes_them(amount: int, words: str) -> None:
    assert wording.yen(amount) == words
