"""Answers as they are written on a command line or in a sheet: yes/no, a choice, yen, a number, a day, an age."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable

from knowledge.kleene import Answer
from knowledge.numerals import value
from knowledge.rule_data import Question

UNKNOWN = {"", "?", "unknown", "null", "none", "不明", "未定"}
UNKNOWN |= {"わからない", "分からない", "わかりません", "分かりません"}
YES = {"yes", "y", "true", "1", "はい", "有", "あり", "○", "◯", "該当", "ある"}
NO = {"no", "n", "false", "0", "いいえ", "無", "なし", "×", "非該当", "ない"}
_AROUND = r"約|およそ|くらい|ぐらい|程度|前後|ほど"
_PLAIN = re.compile(r"[\d.億万千百十]+")
_COUNTED = {
    "人": r"人|名",
    "か月": r"(?:か|ヶ|カ|ヵ|ケ|箇)月(?:間|分)?",
    "泊": r"泊(?:分)?",
    "age": r"満|歳|才",
    "": r"人|名|社|件|回",
}
_IN_YEARS = re.compile(r"(?:(\d+)年(半)?(?:間|分)?|(半)年(?:間|分)?)")
_SEPARATORS = re.compile(r"(?<=\d)[,_](?=\d{3}(?!\d))")
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_YEAR = r"(?:(令和|平成|昭和|r|h|s)\.?(元|0?[1-9]|[1-9]\d)|(\d{4}))"
_DAY = re.compile(_YEAR + r"[年/.-](\d{1,2})[月/.-](\d{1,2})日?(?:\([月火水木金土日](?:曜日?)?\))?")
_FISCAL_YEAR = re.compile(_YEAR + r"(?:年度?)?")
BIGGEST = 10**15  # yen; whoever writes more has slipped
LONGEST = 9  # digits of a number
FIRST_YEAR, LAST_YEAR = 1900, 2100
YEARS = "年度"  # the unit of questions for a fiscal year, which is kept as the western year


TOO_MUCH = "金額が大きすぎます。円の単位で、もう一度確かめてください"


class Unreadable(ValueError):
    """The text is no answer to this question; the message says in Japanese what would be."""


def read_answer(question: Question, text: str) -> Answer | None:
    """The answer in a text; None for わからない. Raises Unreadable."""
    tidy = unicodedata.normalize("NFKC", text).strip().rstrip("。").lower()
    if tidy in UNKNOWN:
        return None
    return _READERS[question.type](question, tidy)


def _yes_no(_question: Question, text: str) -> bool:
    if text in YES:
        return True
    if text in NO:
        return False
    raise Unreadable("「はい」か「いいえ」で書いてください")


def _choice(question: Question, text: str) -> str:
    for choice in question.choices:
        if text in (choice.value, unicodedata.normalize("NFKC", choice.label).lower()):
            return choice.value
    raise Unreadable("次のどれかで書いてください：" + "、".join(f"{c.value}（{c.label}）" for c in question.choices))


def _yen(_question: Question, text: str) -> int:
    dense = re.sub(rf"(?<!\d)\s+|\s+(?!\d)|^¥|円|yen$|{_AROUND}", "", text)
    dense = _SEPARATORS.sub("", dense)
    if dense[:1] in ("-", "−", "▲", "△"):
        raise Unreadable("金額は 0円以上で書いてください")
    if len(dense) > 2 * LONGEST and _PLAIN.fullmatch(dense):
        raise Unreadable(TOO_MUCH)
    total = None if len(dense) > 2 * LONGEST else value(dense)
    if total is None:
        raise Unreadable("金額は 3000000、300万、300万円 のように書いてください")
    if total.denominator != 1:
        raise Unreadable("金額は円の単位で書いてください")
    if total > BIGGEST:
        raise Unreadable(TOO_MUCH)
    return int(total)


def _integer(question: Question, text: str) -> int:
    if question.unit == YEARS:
        return _fiscal_year(text)
    number = _count(text, "age" if question.type == "age" else question.unit or "")
    if question.most is not None and number > question.most:
        raise Unreadable(f"{question.most} までの数で書いてください")
    return number


def _count(text: str, unit: str) -> int:
    """12人, 十二名, 6か月間, and of months 1年半; a unit of something else is none of ours."""
    dense = re.sub(rf"\s|{_AROUND}", "", text)
    if dense[:1] in ("-", "−"):
        raise Unreadable("数は 0以上で書いてください")
    years = _IN_YEARS.fullmatch(dense) if unit == "か月" else None
    if years:
        whole, and_half, half = years.groups()
        return 12 * int((whole or "0")[:LONGEST]) + (6 if and_half or half else 0)
    dense = _SEPARATORS.sub("", re.sub(_COUNTED.get(unit, _COUNTED[""]), "", dense))
    if len(dense) > LONGEST and dense.isdecimal():
        raise Unreadable("数が大きすぎます。もう一度確かめてください")
    number = value(dense) if len(dense) <= LONGEST else None
    if number is None or number.denominator != 1 or "." in dense:
        raise Unreadable("数は 3 や 12 のように、整数で書いてください")
    return int(number)


def _fiscal_year(text: str) -> int:
    """令和7年度, R7 and 2025 → 2025; a bare 7 is not guessed at."""
    match = _FISCAL_YEAR.fullmatch(re.sub(r"\s", "", text))
    if not match:
        raise Unreadable("年度は 令和7年度、2025 のように書いてください")
    year = _western(*match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"{FIRST_YEAR}年度から{LAST_YEAR}年度までで書いてください")
    return year


def _western(era: str | None, era_year: str, western: str | None) -> int:
    return int(western) if western else _ERAS[str(era)] + (1 if era_year == "元" else int(era_year))


def _age(_question: Question, text: str) -> int:
    number = _integer(_question, text)
    if number > 130:
        raise Unreadable("年齢は 39 や 39歳 のように書いてください")
    return number


def read_day(text: str) -> dt.date:
    """2025-04-01, 2025/4/1, 令和7年4月1日, R7.4.1, also in wide letters. Raises Unreadable."""
    return _day(unicodedata.normalize("NFKC", text).strip().lower())


def _day(text: str) -> dt.date:
    match = _DAY.fullmatch(re.sub(r"\s", "", text))
    if not match:
        raise Unreadable("日付は 2025-04-01、令和7年4月1日 のように書いてください")
    era, era_year, western, month, day = match.groups()
    year = _western(era, era_year, western)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"{FIRST_YEAR}年から{LAST_YEAR}年までの日付で書いてください")
    try:
        return dt.date(year, int(month), int(day))
    except ValueError:
        raise Unreadable("その日付は暦にありません") from None


_READERS: dict[str, Callable[[Question, str], Answer]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "yen": _yen,
    "integer": _integer,
    "date": lambda _question, text: _day(text),
    "age": _age,
}
