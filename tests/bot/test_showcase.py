"""The showcase: the desk's own cards, as LINE would take them and the renderer shows them."""

import json

import pytest

from bot.announcement_samples import announcement_samples
from bot.emulator.bodies import check_messages
from bot.preview import message_html
from bot.preview.samples import Sample
from bot.scenes import SCENES
from bot.showcase import desk_samples
from handlers.desk import Desk
from tests.preview.strict_html import complaints, said


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    return {sample.title: sample for sample in desk_samples(Desk.open())}


def test_every_scene_is_answered_as_line_would_take_it(samples: dict[str, Sample]) -> None:
    own = [one.title for one in announcement_samples()]
    assert list(samples) == [*(scene.title for scene in SCENES), *own]
    for sample in samples.values():
        assert check_messages(sample.messages) == []
        for message in sample.messages:
            assert complaints(str(message_html(message))) == []


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("実施中の制度", "実施中"),
        ("まもなく終わる制度", "終了予定"),
        ("終わった制度と後継", "後継の制度を見る"),
        ("資料が食い違う制度", "確認が必要"),
        ("これから始まる制度", "開始予定"),
        ("今年は開かれない催し", "開催なし"),
        ("資料より後の年度", "今年度未確認"),
        ("一覧", "くわしく見る"),
        ("もしかして", "近いもの"),
        ("聞き返し", "どなたのため"),
        ("連絡先", "電話"),
        ("友だちになったとき", "窓口"),
        ("受付番号", "受付番号"),
        ("質問", "→ はい"),
        ("日付の質問", "日付を選ぶ"),
        ("対象になりそう・最大いくら", "最大 90万円"),
        ("対象外・いつなら対象", "いつなら対象？"),
        ("職員の確認が必要・決まった額", "300万円"),
        ("計算どおりの額", "1,000円未満を切り捨てて 226,000円"),
        ("幅のある額", "3,000万円 から 4,500万円"),
        ("上限だけ・読み方が2つ", "上限は 40万円 または 50万円"),
        ("終わった制度", "後継の制度を見る"),
        ("答えを直す", "直したいものを選んでください"),
        ("相談カード", "この内容で預ける"),
        ("相談カードの番号", "お預かりしました"),
        ("何人分かの結果", "2人目"),
        ("使える制度診断の結果", "職員の確認が必要"),
        ("使える制度診断の質問", "どのようなことをしたいですか"),
        ("イベントの一覧", "受付中・あと12席"),
        ("次の回を聞かれたとき", "受付中・あと2席"),
        ("講座に申し込みたいとき", "5日間の講座です"),
        ("人数をたずねる", "何人で参加しますか"),
        ("申し込んだとき", "カレンダーに入れる"),
        ("満席のとき", "キャンセル待ちする"),
        ("キャンセル待ち", "いま1番目"),
        ("席が空いたとき", "ゆずる"),
        ("取りやめるとき", "はい、取りやめる"),
        ("日時が変わったとき", "変更前の日時"),
        ("中止になったとき", "大雪のため"),
        ("終わったあと", "イベントはいかがでしたか"),
        ("約束はしない", "お約束はできません"),
    ],
)
def test_scenes_show_what_their_titles_say(samples: dict[str, Sample], title: str, words: str) -> None:
    assert words in "".join(said(str(message_html(message))) for message in samples[title].messages)


def test_lists_are_carousels_and_cards_have_alt_texts(samples: dict[str, Sample]) -> None:
    assert any(
        message["contents"]["type"] == "carousel" for message in samples["一覧"].messages if message["type"] == "flex"
    )
    for sample in samples.values():
        assert all(message["altText"] for message in sample.messages if message["type"] == "flex")


def test_nothing_of_one_scene_is_left_in_the_next() -> None:
    assert json.dumps([one.messages for one in desk_samples()]) == json.dumps([one.messages for one in desk_samples()])
