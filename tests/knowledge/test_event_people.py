"""How many come, as people say it: in all, more, fewer, or a companion who does not come."""

from __future__ import annotations

import pytest

from knowledge.event_people import Change, PeopleSaid
from knowledge.event_spelling import spelled

SAID = PeopleSaid()


@pytest.mark.parametrize(
    ("message", "wished"),
    [
        ("一人キャンセル", Change(more=-1)),
        ("1名キャンセルで", Change(more=-1)),
        ("ひとり行げなくなった", Change(more=-1)),
        ("2人で申し込んだけど1人行けなくなった", Change(more=-1)),
        ("3人のうち2人行けない", Change(more=-2)),
        ("もう一人行けなくなった", Change(more=-1)),
        ("one of us can't come", Change(more=-1)),
        ("一人増えます", Change(more=1)),
        ("二人追加で", Change(more=2)),
        ("あと1人追加", Change(more=1)),
        ("もう一人連れていってもいい？", Change(more=1, asks=True)),
        ("Can I bring one more person?", Change(more=1, asks=True)),
        ("妻が行けなくなった", Change(companion=True)),
        ("夫は欠席します", Change(companion=True)),
        ("子どもの分を取り消したい", Change(companion=True)),
        ("妻が行けなくなったので1人にしてください", Change(total=1)),
        ("連れが行けなくなって、私だけになりました", Change(total=1)),
        ("やっぱり1人で行く", Change(total=1)),
        ("2人から3人に変更したい", Change(total=3)),
        ("2人じゃなくて3人です", Change(total=3)),
        ("3人に減らして", Change(total=3)),
        ("人数減らしたい", Change()),
        ("従業員を一人増やしたい", None),
        ("子どもが熱を出して行けそうにないです", None),
        ("母が入院したので行けなくなりました", None),
        ("2人で予約お願いします", None),
        ("妻が失業した", None),
    ],
)
def test_what_becomes_of_a_party(message: str, wished: Change | None) -> None:
    assert SAID.change(spelled(message), named=False) == wished
