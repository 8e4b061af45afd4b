"""Numbers as people reply with them: money, people, months, ages, fiscal years; one figure, or none is taken."""

from __future__ import annotations

import datetime as dt
import re

from knowledge.answers import YEARS, Unreadable
from knowledge.calendar import fiscal_year
from knowledge.letters import is_hiragana
from knowledge.numerals import figures
from knowledge.rule_data import Question

OLDEST = 130
BARE = 1000  # a smaller figure without 円 or 万 may have meant 万円
MOST_YEN = 10**13
_MONTH = r"か月|ヶ月|カ月|ヵ月|ケ月|箇月|ヶ月間|か月間"
_UNITS = {
    "人": r"人|名|にん|めい|人分|名分",
    "か月": _MONTH,
    "泊": r"泊|泊分",
    "yen": r"円",
    "age": r"歳|才|さい",
}
_ANY_UNIT = re.compile(rf"{_MONTH}|[人名社件回泊歳才円年月日代%割個つ階坪回分平㎡倍]|パーセント|にん|めい|さい|えん")
_ERA = re.compile(r"(令和|r|平成|h)\.?(元|\d{1,2})年?度?(?:分)?")
_WESTERN = re.compile(r"((?:19|20)\d\d)年?度?(?:分)?")
_NEAR_YEARS = {"今年度": 0, "本年度": 0, "来年度": 1, "昨年度": -1, "去年度": -1, "再来年度": 2, "一昨年度": -2}
_PEOPLE = {"ひとり": "1人", "ふたり": "2人", "一人": "1人", "二人": "2人"}
_KANA = {
    "いっ": "一", "いち": "一", "にー": "二", "に": "二", "さん": "三", "よん": "四", "よ": "四", "し": "四",
    "ご": "五", "ろっ": "六", "ろく": "六", "なな": "七", "しち": "七", "はっ": "八", "はち": "八", "きゅう": "九",
    "く": "九", "じゅう": "十", "じゅっ": "十", "じっ": "十", "ひゃく": "百", "びゃく": "百", "ぴゃく": "百",
    "せん": "千", "ぜん": "千", "まん": "万", "おく": "億",
}  # fmt: skip
_KANA_TOKEN = "|".join(sorted(_KANA, key=len, reverse=True))
_KANA_NUMBER = re.compile(
    rf"((?:{_KANA_TOKEN})+?)(えん|にん|めい|さい|かげつ|はく|ぱく)?(?:くらい|ぐらい|ほど|です|だ|かな|ちょっと|よ|ね|だべ)*"
)
_KANA_UNITS = {"えん": "円", "にん": "人", "めい": "名", "さい": "歳", "かげつ": "か月", "はく": "泊", "ぱく": "泊"}


def wanted(question: Question) -> str:
    """What would be an answer to a question for a number."""
    if question.type == "yen":
        return "金額を1つだけ、300万円 のように「円」や「万」をつけて送ってください。おおよその額でかまいません。"
    if question.type == "age":
        return "年齢を1つだけ、39歳 のように送ってください。"
    if question.unit == YEARS:
        return "年度を1つだけ、令和7年度 や 2025年度 のように送ってください。"
    most = f"（{question.most}まで）" if question.most else ""
    return f"数を1つだけ、3{question.unit or ''} のように送ってください{most}。"


def number(question: Question, said: str, today: dt.date) -> int:
    """The one number in a tidied reply, in whole yen, people, months, years. Raises Unreadable."""
    if question.unit == YEARS:
        return _year(question, said, today)
    if question.key.endswith("_ex_tax_yen") and "税込" in said:
        raise Unreadable("税抜きの金額を、50万円 のように送ってください。")
    said = _PEOPLE.get(re.sub(r"(?:です|だ|だけ|よ|ね)+$", "", said), _from_kana(said))
    if question.unit == "か月" and re.search(r"半年(?!前|後)", said) and not figures(said):
        return 6
    found = figures(said)
    written, exact = found[0] if len(found) == 1 else ("", None)
    if exact is None or exact.denominator != 1:
        raise Unreadable(wanted(question))
    after = said[said.index(written) + len(written) :]
    unit = _ANY_UNIT.match(after)
    months = 12 if question.unit == "か月" and unit and unit[0] == "年" else 1
    own = _UNITS.get(question.type if question.type in _UNITS else question.unit or "", "")
    if unit and months == 1 and not (own and re.match(own, after)):
        raise Unreadable(wanted(question))
    return _checked(question, int(exact) * months, bare=unit is None and written.isdecimal())


def _checked(question: Question, found: int, bare: bool) -> int:
    if question.type == "yen" and ((bare and 0 < found < BARE) or found > MOST_YEN):
        raise Unreadable(wanted(question))
    if question.type == "age" and found > OLDEST:
        raise Unreadable(wanted(question))
    if question.most is not None and found > question.most:
        raise Unreadable(wanted(question))
    return found


def _year(question: Question, said: str, today: dt.date) -> int:
    near = [year for word, year in _NEAR_YEARS.items() if word in said]
    if len(near) == 1 and not figures(said):
        return fiscal_year(today) + near[0]
    era, western = _ERA.findall(said), _WESTERN.findall(said)
    if len(era) + len(western) != 1 or len(figures(said)) > 1:
        raise Unreadable(wanted(question))
    if western:
        return int(western[0])
    name, count = era[0]
    return {"令和": 2018, "r": 2018}.get(name, 1988) + (1 if count == "元" else int(count))


def _from_kana(said: str) -> str:
    """さんびゃくまんえん → 三百万円; anything else unchanged."""
    if not is_hiragana(said):
        return said
    match = _KANA_NUMBER.fullmatch(said)
    if not match:
        return said
    numeral = re.sub(_KANA_TOKEN, lambda token: _KANA[token[0]], match[1])
    return numeral + _KANA_UNITS.get(match[2] or "", "")
