"""What is asked of a session, in every style; and what is asked of something else."""

from __future__ import annotations

import pytest

from knowledge.event_questions import event_questions
from knowledge.event_spelling import spelled

ASKED = {
    "late": ["30分遅刻しそう", "ちょっとおくれます", "途中からでもいい？", "I might be late"],
    "early": ["途中で帰ってもいい？"],
    "child": ["子連れで参加できますか", "赤ちゃん連れでも大丈夫？", "こども つれてっていい？"],
    "bring": ["持ち物は？", "何を持っていけばいい", "What should I bring?"],
    "dress": ["服装は？", "スーツじゃなくていい？"],
    "parking": ["駐車場ある？", "車で行ってもいいですか"],
    "called_off": ["雪でも開催しますか", "大雪だったら中止？", "中止になったりしない？"],
    "walkin": ["当日飛び入りできる？", "予約なしで行ける？"],
    "receipt": ["受付番号なんだっけ", "うけつけばんごう わすれました"],
    "code": ["コード忘れた", "チェックインのコードなくした", "入口のコードがわからない"],
    "calendar": ["カレンダーに入れたい"],
    "charge": ["参加費は？"],
    "fee": ["いくらかかる？"],
    "venue": ["会場どこだっけ", "Where is the venue?"],
    "until": ["まだ間に合う？"],
    "": [
        "駐車場の多い土地を買いたい", "服装自由の会社で働きたい", "子どもを連れて移住したい", "QRコードがわからない",
        "申請の受付番号を忘れました", "雪の日に除雪してくれる？", "カレンダーを作る会社を起業したい",
        "誰でも使える制度は？", "遅れて申請してもいいですか", "面接会の服装は", "補助金が中止になった",
        "ジョブカフェに予約なしで行ける？", "会場を借りたい",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "message"), [(name, one) for name, said in ASKED.items() for one in said])
def test_topic(name: str, message: str) -> None:
    topic = event_questions().topic(spelled(message), named=False)
    assert (topic.name if topic else "") == name
