"""The search on made-up entries: what people type, and what they mean."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search import Entry, Index

ENTRIES = [
    Entry("dorm", "dorm", "社員寮の建設補助", ("社員寮", "独身寮を建てたい"), "従業員の寮を建てる費用を補助します。"),
    Entry("dorm/cap", "dorm", "", ("いくらまで",), "補助の上限は1棟あたり900万円です。"),
    Entry("dorm/when", "dorm", "", ("締め切り",), "受付は6月30日までです。"),
    Entry("locker", "locker", "更衣室とトイレの改修補助", ("女性用トイレ", "更衣室"), "女性が働きやすい職場にします。"),
    Entry("fair", "fair", "企業展示会", ("展示会に出展したい", "商談会"), "製品を並べて商談をする催しです。"),
    Entry("jobs", "jobs", "就活カフェ", ("就活の相談", "就職の悩み"), "仕事探しの不安を相談員が聞きます。"),
    Entry("start", "start", "起業塾", ("創業スクール", "お店を始めたい"), "事業計画の作り方を学ぶ講座です。"),
    Entry("tax", "tax", "固定資産税の課税免除", ("固定資産税",), "工場を新設した会社の税を3年間免除します。"),
    Entry("move", "move", "移住応援金", ("移住支援", "引っ越しの補助"), "東京から移り住む世帯に応援金を渡します。"),
    Entry("foreign", "foreign", "外国人材の日本語教室", ("日本語教室",), "外国人従業員が日本語を学ぶ教室です。"),
    Entry("dx", "dx", "デジタル化応援", ("DX相談",), "紙の帳簿をなくしたい会社に専門家が行きます。"),
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(ENTRIES)


@pytest.mark.parametrize(
    ("question", "target"),
    [
        ("社員寮を建てる補助はありますか", "dorm"),
        ("寮 補助 いくら", "dorm"),
        ("従業員の社宅を建てたい", "dorm"),  # equal words
        ("しゃいんりょうの ほじょは ありますか", "dorm"),  # kana only
        ("しゃいんりょうをたてたいのですが", "dorm"),  # kana without spaces
        ("写真量を立てたい", "dorm"),  # wrong conversions, sounding nearly alike
        ("好意室を作りたい", "locker"),
        ("習活のこと", "jobs"),
        ("来月の催しに出点したい", "fair"),
        ("固定視線税のこと", "tax"),
        ("個定資産税を安く", "tax"),
        ("デシタル化", "dx"),  # a lost voicing mark
        ("イジュウオウエンキン", "move"),
        ("店っこ始めてぇんだども", "start"),  # dialect
        ("おらほの会社で税金ば安ぐしてもらえるべか、工場の固定資産税", "tax"),
        ("I want to start a business. Is there a course?", "start"),
        ("Japanese class for foreign workers", "foreign"),
        ("property tax", "tax"),
        ("ＤＸ相談", "dx"),
    ],
)
def test_first_hit(index: Index, question: str, target: str) -> None:
    assert index.search(question)[0].target == target


def test_one_sentence_of_a_story_decides(index: Index) -> None:
    story = (
        "従業員8人の小さな会社です。父の代から工場をやっていて、去年は東京の展示会も見てきました。"
        "若い人も増えて、仕事の相談もよく受けます。そこで、女性用のトイレと更衣室を直したいのですが補助はありますか。"
        "税金や引っ越しのことではありません。よろしくお願いいたします。"
    )
    assert index.search(story)[0].target == "locker"


def test_the_asked_fact_comes_first(index: Index) -> None:
    assert index.rank_entries("社員寮の補助の上限はいくら", "dorm")[0] == ("dorm/cap", 1.0)
    assert index.rank_entries("寮の受付の締め切り", "dorm")[0][0] == "dorm/when"
    assert index.rank_entries("寮", "unknown") == []


def test_a_hit_names_its_best_entry(index: Index) -> None:
    assert index.search("社員寮の受付の締め切りはいつまで")[0].entry == "dorm/when"


@pytest.mark.parametrize("question", ["", " ", "、。！？", "🙂", "ｚｚｚｑ"])
def test_nothing_known_gives_no_hit(index: Index, question: str) -> None:
    assert index.search(question) == []


def test_questions_for_others_have_less_confidence(index: Index) -> None:
    ours = ["社員寮を建てたい", "固定資産税の免除", "就活の相談がしたい", "日本語教室に通わせたい"]
    others = ["犬の登録の仕方", "明日の天気", "図書館は何時まで開いていますか", "保育園の空き状況が知りたい"]

    def confidence(question: str) -> float:
        return max((hit.confidence for hit in index.search(question)), default=0.0)

    assert min(map(confidence, ours)) > max(map(confidence, others))


def test_a_light_entry_stands_behind() -> None:
    pair = [Entry("a", "a", "寮の補助", weight=0.5), Entry("b", "b", "寮の補助")]
    assert [hit.target for hit in Index(pair).search("寮の補助")] == ["b", "a"]


def test_an_index_may_be_empty() -> None:
    assert Index([]).search("寮") == []


@settings(deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("社員寮しゃいんりょう固定資産税ー。？ aR6"))))
def test_any_text_gives_sorted_hits_once_per_target(index: Index, question: str) -> None:
    hits = index.search(question)
    assert hits == index.search(question)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.target for hit in hits}) == len(hits)
    for hit in hits:
        assert all(0 <= figure <= 1 for figure in (hit.score, hit.coverage, hit.reverse, hit.confidence))


def test_very_long_text_is_answered(index: Index) -> None:
    assert index.search("社員寮を建てたい。" * 10_000)[0].target == "dorm"


def test_threads_share_one_index(index: Index) -> None:
    questions = ["社員寮を建てたい", "固定視線税", "しゅうかつの そうだん", "start a business"] * 20
    alone = [index.search(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, questions)) == alone
