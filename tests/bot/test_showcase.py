"""The showcase: the desk's own cards, as LINE would take them and the renderer shows them."""

import json

import pytest

from bot.emulator.bodies import check_messages
from bot.preview import message_html
from bot.preview.samples import Sample
from bot.showcase import SCENES, desk_samples
from handlers.desk import Desk
from tests.preview.strict_html import complaints, said


@pytest.fixture(scope="module")
def samples() -> dict[str, Sample]:
    return {sample.title: sample for sample in desk_samples(Desk.open())}


def test_every_scene_is_answered_as_line_would_take_it(samples: dict[str, Sample]) -> None:
    assert list(samples) == [scene.title for scene in SCENES]
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
