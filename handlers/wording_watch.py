"""The sentences of 見守り: what is watched, what will come and when, and what is told when it has come."""

from __future__ import annotations

import datetime as dt

from handlers import wording_windows
from knowledge.calendar import WEEKDAYS, both, month_or_day, wareki_fiscal_year
from knowledge.windows import State, WindowState

WATCH, UNWATCH, WATCH_NEXT = "見守る", "見守りをやめる", "後継を見守る"
SAY_WATCH, SAY_UNWATCH = "「{title}」を見守る", "「{title}」の見守りをやめる"
LIST = "見守り一覧"
STOP_ALL = "すべてやめる"
ON, OFF = "見守り中", "見守る"

# --- beginning and ending ------------------------------------------------------------------------------------------
BEGUN = "「{title}」を見守ります。"
ALREADY = "「{title}」は、もう見守っています。"
BEGUN_NEXT = "「{old}」は終わっているので、後継の「{title}」を見守ります。"
ENDED = "「{title}」の見守りをやめました。"
NOT_WATCHED = "「{title}」は見守っていません。"
ENDED_ALL = "見守りをすべてやめました。"
NOTHING_LEFT = "「{name}」は終わった制度で、後継も資料にないため、見守れません。"
ONLY_ALONE = "見守りは、この窓口との1対1のトークで使えます。そちらで「見守って」と送ってください。"
WHICH = "どの制度を見守りますか。制度の名前か、やりたいことを送ってください。"
WHICH_OF = "どの制度を見守りますか。"
WHICH_STOP = "どの見守りをやめますか。下の表で、やめるものを押してください。"
NONE = "見守っている制度はありません。制度のお答えの下の「見守る」を押すと、締切の前などにお知らせします。"

BADGE = "見守り中"
WINDOW = "いまの受付"
COMES = "届くお知らせ"
HOW = "届き方"
HOW_TEXT = (
    "7日前・前日のお知らせは、朝9時ごろに届きます。ほかは週のはじめの開庁日にまとめて届くか、"
    "その前にメッセージをくださったとき、お返事と一緒に届きます。"
)
CLOSED_DAYS = "土日祝などの閉庁日に当たるときは、その前の開庁日に届きます。"
DEADLINE_ON = "{when}：締切 {end}の{before}のお知らせ"
OPENS_ON = "{when}：{start}からの受付のお知らせ"
WHEN_CONFIRMED = "{year}の受付期間を担当課が確認したとき"
WHEN_KNOWN = "そのあと、締切の30日前・7日前・前日"
WHEN_NEXT = "次の受付期間を担当課が確認したとき"
WHEN_OVER = "制度が終わったとき、別の制度に替わったとき"
NO_WINDOW = "今年度の受付期間は、まだ確認できていません。"
BY = "{day}までに"
BEFORE = {30: "30日前", 7: "7日前", 1: "前日"}
BEFORE_MONTH = {30: "月に入る30日前", 7: "月に入る7日前", 1: "月に入る前日"}

# --- the list ------------------------------------------------------------------------------------------------------
LIST_TITLE = "見守り一覧"
LIST_SUBTITLE = "押すと、見守りをやめます。"
LIST_COUNT = "{n}件を見守っています"
LIST_PAGE = "{first}〜{last}件目（全{n}件）"
DAY_NOTE = "{day}のお知らせ"
DAY_TITLE = "{title}（日にちの約束）"

# --- 私のデータ and お知らせの設定 -----------------------------------------------------------------------------------
DATA_DAYS = "日にちの約束"
DATA_DAY = "{name}（{day}）"
GO_ON = "見守りのお知らせ（{n}件）は続きます。止めるときは「見守り一覧」から止められます。"

# --- told ----------------------------------------------------------------------------------------------------------
TOLD = "見守りのお知らせ"
DEADLINE_TITLE = "締切まで{left}"
DEADLINE_TODAY, DEADLINE_TOMORROW = "本日が締切です", "明日が締切です"
DEADLINE_MONTH = "締切は{month}です"
OPENED = "受付が始まっています"
OPENS_TODAY = "本日から受付が始まります"
OPENS_SOON = "{day}から受付が始まります"
CONFIRMED = "{year}の受付期間が確認されました"
NOW = "いま"
IS_OVER = "制度が終了しました"
OVER_TEXT = "{text}\nこの制度についてのお知らせは、これが最後です。"
REPLACED = "別の制度に替わりました"
CHANGED = "締切が変わりました。前のお知らせの日にちではなく、こちらをご覧ください。"
CORRECTED, EARLIER = "受付期間の訂正です", "締切が早まりました"
SAID_BEFORE, HOLDS_NOW = "前のお知らせ", "いまの受付期間"
SAID_GONE = "受付期間を取り消したというお知らせ"
GONE_NOW = "前にお知らせした受付期間は誤りでした（{day}に担当課が取り消し）。{year}の受付期間は、確認が必要です。"
ASK = "申し込む前に、内容を担当課へ確かめてください。"
DAY_ROW = "お知らせの理由"
DAY_COME = "{day}になりました"
DAY_COMES = "{day}から"
DAY_LAST = "{day}までの条件があります"
DAY_TEXT_FROM = "{day}からは、前に調べた条件に合うことがあります。もう一度調べると、いまの結果がわかります。"
DAY_TEXT_BEGINS = "{day}に始まる計画の制度です。実際に始まったか、受付の期間は、確認が必要です。"
DAY_TEXT_LAST = "前に調べた条件に合うのは、{day}までの申請です（{left}）。"

# --- いつなら対象？ --------------------------------------------------------------------------------------------------
DAY_OFFER = "{day}になったら、お知らせしますか。よければ「{label}」を押してください。"
DAY_OFFER_LAST = "{day}までの条件です。その前にお知らせしますか。よければ「{label}」を押してください。"
DAY_LABEL, DAY_LABEL_LAST = "{month}月{day}日に知らせる", "期限の前に知らせる"
DAY_BEGUN = "「{title}」について、{when}の朝9時ごろにお知らせします。"
DAY_BEGUN_LAST = "「{title}」の{day}までの条件について、{when}の朝9時ごろにお知らせします。"
DAY_ALREADY = "その日のお知らせは、もう受け付けています。"
DAY_TOO_LATE = "その日は、もう過ぎているか間もないため、お知らせを受け付けられません。"
DAY_STOPPED = "{day}のお知らせをやめました。"
DAY_STOP = "このお知らせをやめる"


def when(day: dt.date) -> str:
    """令和8年（2026年）12月3日（木）."""
    return f"{both(day)}（{WEEKDAYS[day.weekday()]}）"


def short(day: dt.date) -> str:
    """12月3日（木）."""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def year(fiscal_year: int) -> str:
    """令和8年度（2026年度）."""
    return wareki_fiscal_year(fiscal_year)


def deadline(one: WindowState) -> str:
    """What a reminder says first, as of the day it is told."""
    if one.days_left is None:
        return DEADLINE_MONTH.format(month=month_or_day(one.end or ""))
    said = {0: DEADLINE_TODAY, 1: DEADLINE_TOMORROW}.get(one.days_left)
    return said or DEADLINE_TITLE.format(left=wording_windows.left(one.days_left))


def opens(one: WindowState, today: dt.date) -> str:
    """What is said when a window opens, as of the day it is told."""
    if one.state is not State.ANNOUNCED:
        return OPENS_TODAY if one.start == today.isoformat() else OPENED
    return OPENS_SOON.format(day=wording_windows.day(one.start or ""))


def day_come(day: dt.date, why: str, today: dt.date) -> tuple[str, str]:
    """The point and the sentence of a day somebody waited for, as of the day it is told."""
    if why == "good_until":
        left = wording_windows.left(max(0, (day - today).days))
        return DAY_LAST.format(day=short(day)), DAY_TEXT_LAST.format(day=when(day), left=left)
    text = DAY_TEXT_BEGINS if why == "begins" else DAY_TEXT_FROM
    said = DAY_COME.format(day=short(day)) if day <= today else DAY_COMES.format(day=short(day))
    return said, text.format(day=when(day))
