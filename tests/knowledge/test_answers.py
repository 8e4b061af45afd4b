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
        ("yen", "5千円", 5_000), ("yen", "0", 0),
        ("integer", "12人", 12), ("integer", "１２名", 12), ("age", "39歳", 39),
        ("date", "2025-04-30", dt.date(2025, 4, 30)), ("date", "令和7年4月30日", dt.date(2025, 4, 30)),
        ("date", "R7.4.30", dt.date(2025, 4, 30)), ("date", "令和元年5月1日", dt.date(2019, 5, 1)),
    ],
)  # fmt: skip
def test_what_is_understood(kind: str, text: str, answer: Answer | None) -> None:
    assert read_answer(question(kind), text) == answer


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "たぶん"), ("choice", "中古車"), ("yen", "三百まん"), ("yen", "300万と少し"), ("yen", "1.5円"),
        ("yen", "-1"), ("yen", "300 500万"), ("integer", "3.5"), ("integer", "21"), ("age", "200"),
        ("date", "2025-02-30"), ("date", "来月"), ("date", "2025/4"),
    ],
)  # fmt: skip
def test_what_is_asked_again(kind: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read_answer(question(kind), text)
