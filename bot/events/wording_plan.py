"""The words of a session's planned announcements: fact lines people read, and what officials read about a plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.announcements import timing
from bot.events.days import EventDay

# --- fact lines ------------------------------------------------------------------------------------------------------
PLACE_MISSING = "（場所を書きます）"
HOUR_MISSING = "（時刻を書きます）"
NOT_STATED = "記載なし"
ONLINE = "オンライン"
BOTH = "{place}（オンラインでも参加できます）"
PAGE = "{place}\nオンラインのページは、下の「申込を見る」から開けます"
FROM = "{start}から、"
TODAY_IS = "は、"
MANY_DAYS = "{first}から{last}まで、全{number}日"
APPLY = "このトークで申し込めます"
APPLY_UNTIL = "{at}まで"
SHORT_DAY = "{month}月{day}日"
DATE = "{year}年{month}月{day}日"
FIRST_OF = "{day}から"

# --- the plan --------------------------------------------------------------------------------------------------------
NO_STEP = "「{name}」という段階はありません。使えるもの：{names}"
NOTHING_TO_PLAN = "「{code}」に、これからの回がありません。予定は event list で見られます"
OF_SESSION = "{when}「{name}」（{code}）"
MADE = "  {step}　{at}　下書き {id}"
THERE = "  {step}　{at}　前に作りました（{id}・{state}）"
RENEWED = "  {step}　{at}　今の日程に書きかえました（{id}・{state}）"
LEFT_OUT = "  {step}　作りません：{why}"
DROPPED = "  {step}　使わないことにしました（{id}）：{why}"
TIME_PAST = "送る時刻（{at}）が、もうすぎています"
APPLY_PAST = "送る時刻（{at}）には、申し込みが終わっています"
BEGUN_BY_THEN = "送る時刻（{at}）には、もう始まっています"
NO_DAY = "送れる日がありません"
DAY_GONE = "その日がなくなりました"
GAPS_YET = "  まだ決まっていないもの：{gaps}。決まるまで承認に出せません（event fill {code}）"
PLANNED = "下書きを{made}件作りました。内容は announcement preview 番号 で見られます。次は event submit {code} です"
NOTHING_NEW = "新しく作る下書きはありません"
CANNOT_BUILD = "{step}（{code}）：{why}"

# --- to approval -----------------------------------------------------------------------------------------------------
SUBMITTED = "{number}件を承認に出しました。作った人とは別の人の event approve {code} を待っています"
APPROVED = "{number}件を承認しました。それぞれの時刻に送ります"
STAY = "次のお知らせは、まだ下書きのままです"
ONE = "  お知らせ {id}　{step}　{at}　{session}"
REFUSED = "お知らせ {id}（{step}・{session}）：{why}"
NOT_ONE_APPROVED = "次のことがあるので、1件も承認していません"
NONE_TO_SUBMIT = "「{code}」に、承認に出していない下書きがありません。下書きは event plan {code} で作れます"
NONE_TO_APPROVE = "「{code}」に、承認を待っているお知らせがありません。先に event submit {code} を使ってください"

# --- the gate --------------------------------------------------------------------------------------------------------
GONE = "このお知らせの回がありません"
CANCELLED = "「{name}」（{code}）は中止なので、このお知らせは送れません"
GAPS = "「{name}」（{code}）の{gaps}が決まっていません。event fill {code} {example} で入れてください"
NOT_OPEN_EITHER = "。受付もまだ始めていません。入れたあとで event open {code} をどうぞ"
NOT_OPEN = "「{name}」（{code}）は、まだ受付を始めていません。event open {code} のあとで、もう一度どうぞ"
RETIRED = "日程が変わって使わなくなった案なので、送れません。今の案は event plan {code} で見られます"
DIFFERENT = "{label}が記録とちがいます。記録では「{phrase}」です（event plan {code} で書きかえられます）"
AND = "と"

# --- reasons, as they stand in the steps -----------------------------------------------------------------------------
WHY_CANCELLED = "「{name}」（{code}）が中止になったため"
WHY_MOVED = "「{name}」（{code}）の名前・日程・場所などが変わったため"


def when(days: Sequence[EventDay], most: int) -> str:
    """The days and hours of a session, one line for each day; of more than `most` days the first and the last."""
    if len(days) > most:
        first, last = timing.day_in_words(days[0].day), timing.day_in_words(days[-1].day)
        return MANY_DAYS.format(first=first, last=last, number=len(days))
    return "\n".join(one.words() + ("" if one.start else HOUR_MISSING) for one in days)


def short_day(day: dt.date, days: int) -> str:
    """12月11日, or 8月3日から of several days."""
    short = SHORT_DAY.format(month=day.month, day=day.day)
    return FIRST_OF.format(day=short) if days > 1 else short


def gaps(names: tuple[str, ...]) -> str:
    """場所と時刻."""
    return AND.join(names)
