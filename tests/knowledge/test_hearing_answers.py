"""Replies as people type them, and sentences that say something beside their question."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answers import Unreadable
from knowledge.heard_in import _readings, heard_in
from knowledge.hearing_answers import Heard, hear
from knowledge.loader import shipped
from knowledge.numerals import figures, tidy, value
from knowledge.spoken_days import spoken_days

QUESTIONS = shipped().questions
TODAY = dt.date(2025, 3, 11)
MAN = 10_000


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("key", "said", "answer"),
    [
        ("hires", "12人", 12), ("hires", "１２名", 12), ("hires", "十二人です", 12), ("hires", "12", 12),
        ("hires", "十二", 12), ("hires", "ふたり", 2), ("hires", "さんにんです", 3), ("hires", "じゅうにん", 10),
        ("hires", "ゼロ", 0), ("hires", "なし", 0), ("hires", "いません", 0), ("hires", "誰もいない", 0),
        ("hires", "3人雇いました", 3), ("hires", "12人くらい", 12), ("children", "子どもは2人です", 2),
        ("children", "いないです", 0), ("children", "一人", 1),
        ("eligible_cost_yen", "300万くらい", 300 * MAN), ("eligible_cost_yen", "三百万", 300 * MAN),
        ("eligible_cost_yen", "300万円ちょっと", 300 * MAN), ("eligible_cost_yen", "税抜50万", 50 * MAN),
        ("eligible_cost_yen", "さんびゃくまん", 300 * MAN), ("eligible_cost_yen", "1,500,000円", 150 * MAN),
        ("eligible_cost_yen", "２千５百万", 2500 * MAN), ("eligible_cost_yen", "百万円です", 100 * MAN),
        ("eligible_cost_yen", "約３００万円", 300 * MAN), ("eligible_cost_yen", "3.5億", 35000 * MAN),
        ("eligible_cost_yen", "費用は300 万円です", 300 * MAN),
        ("eligible_cost_yen", "だいたい二百万円前後", 200 * MAN),
        ("eligible_cost_yen", "たぶん300万", 300 * MAN), ("eligible_cost_yen", "見積もりはまだ", None),
        ("eligible_cost_yen", "わがんね", None), ("eligible_cost_yen", "ちょっとわかんない", None),
        ("posting_cost_ex_tax_yen", "税抜きで50万円", 50 * MAN),
        ("age", "39", 39), ("age", "39歳です", 39), ("age", "三十九", 39), ("age", "さんじゅうきゅうさい", 39),
        ("months_of_activity", "半年", 6), ("months_of_activity", "6か月", 6), ("months_of_activity", "1年", 12),
        ("months_of_activity", "十二ヶ月", 12), ("year", "令和7年度", 2025), ("year", "R7", 2025),
        ("year", "2025", 2025), ("year", "今年度", 2024), ("year", "来年度です", 2025),
        ("business_start", "去年の4月", day("2024-04-01")), ("business_start", "R6年10月", day("2024-10-01")),
        ("business_start", "令和7年の3月10日", day("2025-03-10")), ("business_start", "2024/4/1", day("2024-04-01")),
        ("business_start", "平成30年4月ごろ", day("2018-04-01")), ("business_start", "3年前", day("2022-03-11")),
        ("business_start", "四月一日", day("2024-04-01")), ("business_start", "忘れました", None),
        ("completion_date", "来月", day("2025-04-01")), ("completion_date", "3月末", day("2025-03-31")),
        ("completion_date", "来月の10日です", day("2025-04-10")), ("completion_date", "20250401", day("2025-04-01")),
        ("completion_date", "2週間後", day("2025-03-25")), ("completion_date", "年度末", day("2025-03-31")),
        ("completion_date", "去年の10月に終わりました", day("2024-10-01")),
        ("completion_date", "まだ決まってない", None), ("completion_date", "12月に終わりました", day("2024-12-01")),
        ("place_in_city", "はい、市内です", True), ("place_in_city", "うん", True), ("place_in_city", "そうです", True),
        ("place_in_city", "ちがいます", False), ("place_in_city", "ないです", False), ("place_in_city", "んだ", True),
        ("place_in_city", "んでね", False), ("place_in_city", "市外です", False), ("place_in_city", "一関です", True),
        ("place_in_city", "店は市内にあります", True), ("place_in_city", "いや、市外です", False),
        ("place_in_city", "間違いないです", True), ("place_in_city", "そうじゃない", False),
        ("place_in_city", "わからない", None), ("place_in_city", "わかりません", None),
        ("place_in_city", "たぶん", None),
        ("place_in_city", "ハイ！", True), ("place_in_city", "ＹＥＳ", True), ("place_in_city", "ねえ", False),
        ("place_in_city", "花泉です", True), ("place_in_city", "店は千厩町にあります", True),
        ("place_in_city", "一関に2店舗あります", True), ("place_in_city", "奥州市です", False),
        ("place_in_city", "はい、そうなんですけど、工事は来月からです", True),
        ("is_sme", "中小企業です", True), ("has_hiring_plan", "雇う予定です", True),
        ("has_hiring_plan", "予定はありません", False), ("has_hiring_plan", "計画あり", True),
        ("had_this_grant_before", "まだです", False), ("has_hiring_plan", "まだありません", False),
        ("took_startup_course", "まだ受けていません", False), ("builds_dormitory", "いいえ、まだです", False),
        ("household_or_single", "家族4人で移住します", "household"), ("my_workplace", "市内の会社だ", "in_city"),
        ("had_this_grant_before", "してない", False),
        ("had_this_grant_before", "初めてです", False), ("had_this_grant_before", "受けてねえ", False),
        ("had_this_grant_before", "前に受けました", True), ("had_this_grant_before", "うけてない", False),
        ("only_movable_equipment", "工事もあります", False), ("only_movable_equipment", "備品だけです", True),
        ("house_type", "新築です", "new"), ("house_type", "中古", "used"), ("house_type", "②", "used"),
        ("house_type", "空き家バンクの家", "registered_vacant"), ("house_type", "1番", "new"),
        ("business_aim", "どちらでもない", "other"), ("business_aim", "お店を始めたい", "startup"),
        ("training_costs", "両方", "both"), ("training_costs", "研修だけ", "training"),
    ],
)  # fmt: skip
def test_forms_of_an_answer(key: str, said: str, answer: Any) -> None:
    heard = hear(QUESTIONS[key], said, TODAY).value
    assert heard == answer
    assert type(heard) is type(answer)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("hires", "2、3人"), ("hires", "3人か4人"), ("hires", "10人以上"), ("hires", "3万円"), ("hires", "12歳"),
        ("hires", "999人"), ("hires", "1.5人"), ("children", "従業員12人"), ("children", "5歳"),
        ("eligible_cost_yen", "300"), ("eligible_cost_yen", "300万から500万"), ("eligible_cost_yen", "500万以内"),
        ("eligible_cost_yen", "トイレが3つ壊れた"), ("eligible_cost_yen", "300万円まで出ますか"),
        ("posting_cost_ex_tax_yen", "税込55万"), ("age", "40代"), ("age", "1985年生まれ"), ("age", "200歳"),
        ("year", "7"), ("business_start", "4月か5月"), ("business_start", "2024年4月1日と5月2日"),
        ("business_start", "13月"), ("business_start", "2月30日"), ("business_start", "おととし"),
        ("place_in_city", "はい、ありません"), ("place_in_city", "いいえ、市内です"), ("place_in_city", "なくはない"),
        ("place_in_city", "どっちでもない"), ("place_in_city", "本社は盛岡です"),
        ("place_in_city", "トイレが狭くて使えない"), ("place_in_city", "女性用トイレを作りたいんです"),
        ("place_in_city", "しないです"), ("city_sme_fund_loan", "まだ借りてない"), ("builds_dormitory", "まだです"),
        ("lives_in_city", "まだ住んでいません"), ("raised_from_bank", "まだ調達していない"),
        ("place_in_city", "12人です"), ("is_sme", "トイレの工事をします"), ("house_type", "新築か中古"),
        ("house_type", "新築ではない"), ("house_type", "マンション"), ("house_type", "9"), ("age", ""),
    ],
)  # fmt: skip
def test_what_is_no_clear_answer_is_asked_again(key: str, said: str) -> None:
    with pytest.raises(Unreadable, match="送って"):
        hear(QUESTIONS[key], said, TODAY)


def test_about_and_what_was_filled_in_are_told() -> None:
    assert hear(QUESTIONS["eligible_cost_yen"], "300万ちょっと", TODAY) == Heard(3_000_000, about=True)
    assert hear(QUESTIONS["business_start"], "去年の4月", TODAY) == Heard(day("2024-04-01"), filled_in=True)
    assert hear(QUESTIONS["business_start"], "令和6年4月1日", TODAY) == Heard(day("2024-04-01"))


@given(st.sampled_from(sorted(QUESTIONS)), st.text(max_size=80))
@settings(deadline=None, max_examples=400)
def test_any_text_is_an_answer_or_asked_again(key: str, said: str) -> None:
    _fits(key, said)


fragments = st.lists(
    st.sampled_from(
        ["12", "三百", "万", "円", "人", "はい", "いいえ", "、", "ない", "です", "去年", "4月", "R6年", "か", "くらい",
         "新築", "中古", "半年", "令和", "元", "百", "億", "年", "日", "前", "わからない", "まだ", "？", "2025", "/",
         "一関"]
    ),
    max_size=7,
).map("".join)  # fmt: skip


@given(st.sampled_from(sorted(QUESTIONS)), fragments)
@settings(deadline=None, max_examples=800)
def test_pieces_of_answers_give_an_answer_or_a_question(key: str, said: str) -> None:
    _fits(key, said)


def _fits(key: str, said: str) -> None:
    question = QUESTIONS[key]
    try:
        heard = hear(question, said, TODAY).value
    except Unreadable:
        return
    kinds = {"yes_no": bool, "choice": str, "date": dt.date}
    assert heard is None or type(heard) is kinds.get(question.type, int)
    if question.type == "choice" and heard is not None:
        assert heard in [choice.value for choice in question.choices]


@given(st.sampled_from([q.key for q in QUESTIONS.values() if q.type in ("integer", "yen", "age")]),
       st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["、", "と", "か", "人と", "万円と", "〜", " "]),
       st.sampled_from(["", "人", "万円", "歳", "か月", "です"]))  # fmt: skip
@settings(deadline=None, max_examples=300)
def test_two_figures_are_never_one_answer(key: str, one: int, two: int, between: str, end: str) -> None:
    if between == " ":
        between = "または"
    with pytest.raises(Unreadable):
        hear(QUESTIONS[key], f"{one}{between}{two}{end}", TODAY)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("製造業で従業員12人、来月トイレ直したい", {"is_sme": True, "only_movable_equipment": False}),
        ("39歳、新築2500万で子ども2人", {"house_type": "new", "price_yen": 2500 * MAN, "age": 39, "children": 2,
          "children_under_18": 2}),
        ("市内の会社です", {"place_in_city": True, "my_workplace": "in_city"}),
        ("うちは市内で製造業をやっています", {"place_in_city": True}),
        ("新築 1200万 39歳 子ども 2人", {"house_type": "new", "price_yen": 1200 * MAN, "age": 39, "children": 2,
          "children_under_18": 2}),
        ("見積 180 万円", {"eligible_cost_yen": 180 * MAN, "joint_research_cost_yen": 180 * MAN}),
        ("市内で林業をしてみたい", {}),
        ("一関で店をやっています", {"place_in_city": True}),
        ("市内の中小企業です", {"place_in_city": True, "is_sme": True, "is_sme_in_city": True}),
        ("設備投資5000万円を考えています", {"investment_yen": 5000 * MAN}),
        ("４０００万円の機械を入れる", {"acquisition_price_of_depreciable_assets": 4000 * MAN}),
        ("空き家バンクの家を300万円で買う", {"house_type": "registered_vacant", "price_yen": 300 * MAN}),
        ("従業員300人の会社", {}), ("2500万円以上の家", {}), ("子ども3歳です", {}), ("新築と中古どちらが得ですか", {}),
        ("対象は中小企業ですか", {}), ("従業員12人以上の会社が対象？", {}), ("中古ではなくて", {}),
        ("新築の場合はいくら", {}), ("子ども2人以上だと", {}), ("自分の畑ではなく、よその畑のりんごです", {}),
        ("補助は最大いくら", {}), ("39歳未満は", {}), ("市外の人でも使える？", {}),
        ("30歳と40歳の夫婦", {"household_or_single": "household"}), ("こんにちは", {}), ("", {}),
        ("夫と6歳の息子を連れて移り住む", {"household_or_single": "household", "children": 1, "children_under_18": 1}),
        ("8歳の娘と3歳の息子がいます", {"children": 2, "children_under_18": 2}),
        ("中学生が1人います", {"children": 1, "children_under_18": 1}),
        ("子ども1人につき", {}), ("25歳の娘がいます", {}), ("独身です", {"household_or_single": "single"}),
        ("地元の大工さんに新築を頼む", {"house_type": "new", "local_builder": True}),
        ("工事に150万円くらいかかります", {"eligible_cost_yen": 150 * MAN, "joint_research_cost_yen": 150 * MAN}),
        ("8か月続けました", {"months_of_activity": 8}), ("令和1年で", {}),
    ],
)  # fmt: skip
def test_what_a_sentence_says_beside_its_question(sentence: str, told: dict[str, Any]) -> None:
    assert heard_in(sentence, QUESTIONS.values()) == told


def test_every_reading_belongs_to_a_question_and_fits_it() -> None:
    for key, rows in _readings().items():
        question = QUESTIONS[key]
        for told in rows:
            if told.stops:
                assert (told.value, told.number) == (None, False), key
            elif told.number:
                assert question.type in ("yen", "integer", "age")
                assert "n" in told.pattern.groupindex
            elif question.type == "choice":
                assert told.value in [choice.value for choice in question.choices], key
            else:
                assert type(told.value) is (bool if question.type == "yes_no" else int), key


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=200)
def test_no_sentence_breaks_the_readings(sentence: str) -> None:
    heard_in(sentence, QUESTIONS.values())
    spoken_days(sentence, TODAY)


@given(st.integers(0, 10**12))
def test_a_number_is_the_same_in_every_spelling(number: int) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for written in (str(number), f"{number:,}", str(number).translate(wide)):
        assert [found for _, found in figures(tidy(written))] == [number]
    if number % MAN == 0 and number:
        assert value(f"{number // MAN}万") == number


@given(st.dates(dt.date(2019, 5, 1), dt.date(2030, 12, 31)))
def test_a_whole_day_is_itself_in_every_spelling(one: dt.date) -> None:
    reiwa = one.year - 2018
    forms = (
        f"{one:%Y-%m-%d}", f"{one:%Y/%m/%d}", f"{one:%Y%m%d}", f"{one.year}年{one.month}月{one.day}日",
        f"令和{reiwa}年{one.month}月{one.day}日", f"R{reiwa}.{one.month}.{one.day}",
        f"令和{reiwa}年の{one.month}月{one.day}日",
    )  # fmt: skip
    for form in forms:
        assert [spoken.day for spoken in spoken_days(form, TODAY)] == [one], form
