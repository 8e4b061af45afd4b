"""Answers as people write them into a sheet or a command line."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.answers import Unreadable, read_answer
from knowledge.kleene import Answer
from knowledge.rule_data import Question


def question(kind: str) -> Question:
    choices = [{"value": "new", "label": "新築"}, {"value": "used", "label": "中古住宅"}] if kind == "choice" else []
    most = 20 if kind == "integer" else None
    return Question.model_validate(
        {"key": "it", "type": kind, "ask": "？", "why": "。", "choices": choices, "most": most}
    )


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        ("yes_no", "はい", True), ("yes_no", "ＹＥＳ", True), ("yes_no", "○", True), ("yes_no", "なし", False),
        ("yes_no", "わからない", None), ("yes_no", "", None),
        ("choice", "新築", "new"), ("choice", "USED", "used"),
        ("yen", "3000000", 3_000_000), ("yen", "３，０００，０００円", 3_000_000), ("yen", "300万円", 3_000_000),
        ("yen", "1億2,000万", 120_000_000), ("yen", "12.5万円", 125_000), ("yen", "約300万くらい", 3_000_000),
        ("yen", "5千円", 5_000), ("yen", "0", 0), ("yen", "三百万円", 3_000_000), ("yen", "百万", 1_000_000),
        ("yen", "一億二千万", 120_000_000), ("yen", "3000万1円", 30_000_001), ("yen", "￥1,500,000", 1_500_000),
        ("yen", "1,500千円", 1_500_000), ("yen", "150万円程度", 1_500_000), ("yen", "1500000.0", 1_500_000),
        ("integer", "12人", 12), ("integer", "１２名", 12), ("integer", "十二", 12),
        ("age", "39歳", 39), ("age", "満三十九歳", 39),
        ("yes_no", "はい。", True), ("yes_no", "わかりません", None),
        ("date", "2025-04-30", dt.date(2025, 4, 30)), ("date", "令和7年4月30日", dt.date(2025, 4, 30)),
        ("date", "R7.4.30", dt.date(2025, 4, 30)), ("date", "令和元年5月1日", dt.date(2019, 5, 1)),
        ("date", "R6年12月25日（水）", dt.date(2024, 12, 25)), ("date", "昭和60年4月1日", dt.date(1985, 4, 1)),
    ],
)  # fmt: skip
def test_what_is_understood(kind: str, text: str, answer: Answer | None) -> None:
    assert read_answer(question(kind), text) == answer


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "たぶん"), ("choice", "中古車"), ("yen", "三百まん"), ("yen", "300万と少し"), ("yen", "1.5円"),
        ("yen", "-1"), ("yen", "300 500万"), ("integer", "3.5"), ("integer", "21"), ("age", "200"),
        ("date", "2025-02-30"), ("date", "来月"), ("date", "2025/4"), ("date", "令和0年4月1日"),
        ("yen", "1万2万"), ("yen", "万"), ("yen", "1,50,000"), ("yen", "100万円以上"), ("yen", "税込110万円"),
        ("yen", "1500000.5"), ("yen", "千" * 5000), ("integer", "39歳"), ("integer", "1年"), ("integer", "2.0"),
        ("age", "40代"), ("age", "40歳以上"),
    ],
)  # fmt: skip
def test_what_is_asked_again(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read_answer(question(kind), text)


@pytest.mark.parametrize(
    ("text", "months"),
    [("12か月", 12), ("6ヵ月間", 6), ("12ケ月分", 12), ("1年", 12), ("半年", 6), ("1年半", 18), ("十二", 12)],
)
def test_months_are_also_told_in_years(text: str, months: int) -> None:
    asked = Question.model_validate({"key": "it", "type": "integer", "ask": "？", "why": "。", "unit": "か月"})
    assert read_answer(asked, text) == months


@pytest.mark.parametrize("text", ["3月", "6人", "1年と少し"])
def test_what_counts_no_months_is_asked_again(text: str) -> None:
    asked = Question.model_validate({"key": "it", "type": "integer", "ask": "？", "why": "。", "unit": "か月"})
    with pytest.raises(Unreadable):
        read_answer(asked, text)
