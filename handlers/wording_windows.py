"""The words for windows: their days, how many are left, what the office has confirmed, and 締切・受付."""

from __future__ import annotations

import datetime as dt

from knowledge.calendar import WEEKDAYS, both, month_or_day, wareki_fiscal_year, wareki_year
from knowledge.windows import State, WindowState

PLAIN = "申請受付"  # the name of a window that needs none
BADGES = {
    State.SOON: "締切間近",
    State.OPEN: "受付中",
    State.ANNOUNCED: "受付予告",
    State.UNCONFIRMED: "今年度未確認",
    State.CLOSED: "受付終了",
    State.OVER: "終了",
}
TODAY, TOMORROW, LEFT = "本日まで", "明日まで", "あと{days}日"
END_OPEN = "締切の日は確認が必要です"
DAY_OPEN = "何日までかは確認が必要です"
START_DAY_OPEN = "何日からかは確認が必要です"
CONFIRMED = "担当課が確認した受付期間：{what}（{day} 確認）"
LIVE_FIRST = (
    "今年度の受付期間は、担当課が確認しています。そのほかは令和7年（2025年）3月の市の資料にある内容で、"
    "今年度の内容は確認が必要です。"
)
LIVE_FIRST_MIXED = (
    "今年度の受付期間は、担当課が確認しています。そのほかは、下の出典にある時点の内容で、今年度の内容は確認が必要です。"
)
PAST_YEAR = "前の年度"
BEGINS = "これから始まります"
NOTE = "\n備考：{note}"

# --- 締切・受付 ------------------------------------------------------------------------------------------------------
OPEN_NOW = "いま受付中の制度を、締切の近い順に{n}件ご案内します。"
AHEAD = "これから受付が始まる制度が{n}件あります。"
NONE_OPEN = "いま受付中と確認できている制度はありません。"
UNCONFIRMED = "今年度の受付が確認できていない制度"
UNCONFIRMED_ALONE = "{none}\n今年度の受付が確認できていない制度は、見守っておくと、確認できたときにお知らせします。"
UNCONFIRMED_TAP = "押すと見守ります。確認できたときや、締切が近づいたときに、お知らせします。"
UNCONFIRMED_GROUP = "1対1のトークで見守ると、確認できたときにお知らせします。"
COUNTED = "{first}〜{last}件目（全{n}件）"
OPEN_LIST = "受付中・これから始まる制度"
MORE_OPEN, MORE_REST = "受付中をもっと見る", "未確認をもっと見る"


def left(days: int) -> str:
    """本日まで, 明日まで, あと3日."""
    return {0: TODAY, 1: TOMORROW}.get(days) or LEFT.format(days=days)


def day(partial: str) -> str:
    """令和8年（2026年）12月10日（木）; a month stays a month."""
    said = month_or_day(partial)
    return said if len(partial) == 7 else f"{said}（{WEEKDAYS[dt.date.fromisoformat(partial).weekday()]}）"


def span(one: WindowState) -> str:
    """…から…まで, with what is not stated."""
    start = f"{day(one.start)}から" if one.start else ""
    end = f"{_later_day(one)}まで" if one.end else ""
    return start + end


def _later_day(one: WindowState) -> str:
    """The last day, without the year where the first day has just named it."""
    said, start = day(one.end or ""), one.start or ""
    return said.partition("）")[2] if start[:4] == (one.end or "")[:4] else said


def doubt(one: WindowState) -> str | None:
    """What of the days nobody has stated; None when nothing is left open."""
    if one.end is None:
        return END_OPEN
    if len(one.end) == 7:
        return DAY_OPEN
    return START_DAY_OPEN if one.start and len(one.start) == 7 else None


def how(one: WindowState) -> str:
    """How it stands on the day, in a few words: あと17日, 受付は終わりました."""
    if one.state is State.CLOSED:
        return "受付は終わりました"
    if one.state is State.ANNOUNCED:
        return "、".join(filter(None, (BEGINS if one.start else None, doubt(one)))) or BADGES[one.state]
    if one.days_left is not None:
        return left(one.days_left)
    return doubt(one) or BADGES[one.state]


def window(one: WindowState) -> str:
    """第2次 …から…まで（あと17日）"""
    name = f"{one.label} " if one.label and one.label != PLAIN else ""
    return f"{name}{span(one)}（{how(one)}）"


def confirmed(one: WindowState) -> str:
    """担当課が確認した受付期間：…（令和8年11月23日 確認）, and the office's note."""
    on = one.confirmed_on
    day_ = f"{wareki_year(on.year)}{on.month}月{on.day}日" if on else ""
    return CONFIRMED.format(what=window(one), day=day_) + (NOTE.format(note=one.note) if one.note else "")


def standing(one: WindowState) -> str:
    """One line on the card: where the window stands today, and who said so."""
    if one.state is State.CLOSED:
        text = f"{wareki_fiscal_year(one.fiscal_year)}の受付は終わりました（{day(one.end or '')}まで）。"
    elif one.state is State.ANNOUNCED:
        text = f"受付は{span(one)}の予定です。"
    elif one.end is None:
        text = f"受付中です（{span(one)}）。{END_OPEN}。"
    elif one.days_left is None:
        text = f"受付は{day(one.end)}までです（{DAY_OPEN}）。"
    else:
        text = f"受付は{day(one.end)}までです（{left(one.days_left)}）。"
    by = f"（{both(one.confirmed_on)}に担当課が確認）" if one.confirmed_on else ""
    return text.removesuffix("。") + by + "。" if by else text
