"""One spelling, plain wishes, sentences and content words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import load_analyser, load_synonyms
from knowledge.text import normalise, plain_wish, sentences


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("２５００万円", "2500万円"),
        ("1,000,000円", "1000000円"),
        ("二百万円", "200万円"),
        ("五千円", "5000円"),
        ("第十二回", "第12回"),
        ("経費の二分の一", "経費の2分の1"),
        ("Ｒ６", "令和6年度"),
        ("r7年度", "令和7年度"),
        ("れいわ６ねんど", "令和6年度"),
        ("令和元年", "令和1年"),
        ("デ－タ", "データ"),
        ("スーパ−", "スーパー"),
        ("人財育成", "人材育成"),
        ("Ａ　Ｂ", "a b"),
        ("行きたいです〜", "行きたいです~"),
    ],
)
def test_one_spelling(written: str, expected: str) -> None:
    assert normalise(written) == expected


@pytest.mark.parametrize("name", ["一関市", "一般の人", "十分な準備", "三陸", "一番"])
def test_names_and_words_keep_their_kanji_numerals(name: str) -> None:
    assert normalise(name) == name


@given(st.text())
def test_normalise_is_stable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("お世話になっております。家賃の補助についてご教示いただけますと幸いです。", "家賃の補助について教えて。"),
        ("えっと家賃の補助はありますか", "家賃の補助はありますか"),
        ("恐れ入りますが、窓口はどこでしょうか", "窓口はどこですか"),
        ("おらほの店の家賃、なんぼまで出るべか", "うちの店の家賃、いくらまで出るか"),
        ("仕事始めてぇんだども", "仕事始めたいだけど"),
        ("講習さ行く", "講習に行く"),
        ("申込書ば出す", "申込書を出す"),
        ("教えてけろ", "教えて"),
        ("家建てっぺと思って", "家建てようと思って"),
        ("まだやってっぺか", "まだやってるか"),
        ("うちのわらしさ習わせてぇ", "うちの子どもに習わせたい"),
        ("家賃のほうではなく、光熱費の補助です", "光熱費の補助です"),
        ("家賃だけではなく光熱費も", "家賃だけではなく光熱費も"),
    ],
)
def test_manners_and_dialect_are_left_out(written: str, expected: str) -> None:
    assert plain_wish(written) == expected


@pytest.mark.parametrize(
    "plain",
    [
        "高さ制限はありますか",
        "皆さんの言葉",
        "建物を立てるのですか",
        "廃校になった校舎",
        "49歳で、来年移住します",
        "半ば",
    ],
)
def test_standard_words_are_not_taken_for_dialect(plain: str) -> None:
    assert plain_wish(plain) == plain


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ("Is there a subsidy for foreign workers?", ["補助金", "外国人"]),
        ("I want to open a restaurant. Who can I consult?", ["開業", "相談"]),
        ("How much is the property tax?", ["いくら", "固定資産税"]),
        ("What is the deadline?", ["期限"]),
        ("Factories in Ichinoseki", ["工場", "一関"]),
    ],
)
def test_english_becomes_search_words(english: str, words: list[str]) -> None:
    wish = plain_wish(english)
    assert all(word in wish for word in words), wish


def test_english_names_inside_japanese_stay() -> None:
    assert plain_wish("DXとBCPの講座") == "dxとbcpの講座"


@given(st.text())
def test_plain_wish_never_fails_nor_swallows_everything(text: str) -> None:
    assert bool(plain_wish(text)) == bool(normalise(text).strip(" 、,\n") or normalise(text))


def test_sentences_of_a_story() -> None:
    assert sentences("父の店です。継ぎたい！どこで学べますか？") == ["父の店です。", "継ぎたい!", "どこで学べますか?"]


def test_dictated_text_is_cut_where_speakers_breathe() -> None:
    story = "店をしているんですけど最近お客さんが減って困って誰かに相談したいと思っているのですがどこに行けばいいですか"
    assert sentences(story)[-1] == "どこに行けばいいですか"


def test_content_words_by_dictionary_form() -> None:
    words = load_analyser().words("引越しするときの申込み方法を教えてください")
    assert [word.form for word in words] == ["引っ越し", "申し込み", "方法"]
    assert [word.kind for word in words] == ["noun", "noun", "noun"]


def test_verbs_count_less_than_nouns() -> None:
    noun, verb = load_analyser().words("工場を建てる")
    assert noun.weight > verb.weight
    assert (noun.reading, verb.form) == ("コウジョウ", "建てる")


def test_words_remember_where_they_stand() -> None:
    text = "社員の寮"
    assert [text[word.start :][: len(word.surface)] for word in load_analyser().words(text)] == ["社員", "寮"]


def test_equal_words_share_a_concept_and_phrases_count() -> None:
    analyser = load_analyser()
    synonyms = load_synonyms(analyser, [["起業", "会社を作る"], {"words": ["犬", "猫"], "weight": 0.5}])

    def concepts(text: str) -> set[tuple[str, float]]:
        return {(phrase.concept, phrase.weight) for phrase in synonyms.concepts(analyser.words(text))}

    assert concepts("起業") == concepts("会社を作る") != set()
    assert concepts("会社") == set()
    assert {weight for _, weight in concepts("猫")} == {0.5}
