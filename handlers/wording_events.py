"""What people read about events: days, hours and seats in words, and what became of an enrolment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.clock import jst
from bot.events import status
from bot.models_events import EventSession
from knowledge.calendar import WEEKDAYS

NAME = "申し込んだイベント"
LIST_HEAD = "これからのイベント"
FOUND = "{what}は、{n}件です。"
FOUND_ONE = "{what}は、次のとおりです。"
NONE_THEN = "{what}の予定は、まだ登録がありません。このあとに予定しているイベントは、次のとおりです。"
FIRST_OF = "イベント{n}件：{name} {when} ほか"
NEXT_OF = "「{name}」の次の回"
ON_DAYS, ON_DAYS_OF = "{days}のイベント", "{days}の「{name}」"
SEE_ALL, SEE_PAST, SEE_NEXT = "これからのイベント", "これまでの催し", "次の回を見る"
BESIDE = "学びの場の説明は、こちらから見られます。"
FIRST_CARDS = "近い順に{n}件をお見せします。"
ONLY_ALONE = (
    "イベントの申し込みは、この窓口との1対1のトークでお受けしています。"
    "窓口を友だちに追加して、「イベント」と送ってください。"
)
GONE = "このイベントは、いまの一覧にありません。これからのイベントは「イベント」で見られます。"

# --- a card --------------------------------------------------------------------------------------------------------
WHEN, WHERE, WHO, SEATS, UNTIL, ABOUT, OWN, ASK, REASON = (
    "日時", "場所", "対象", "席", "申し込み", "内容", "あなたの申し込み", "問い合わせ", "理由",
)  # fmt: skip
BEFORE = "変更前の日時"
ONLINE = "オンライン"
UNKNOWN = "確認が必要"
NOT_STATED = (
    "{gaps}は、まだ登録がありません。分かりしだい、ここに載せます。お急ぎのときは「職員に聞く」を押してください。"
)
NOT_OPEN = "申し込みの受付は、まだ始まっていません。"
TIME_UNKNOWN = "時刻は確認が必要です"
ALL_DAYS = "{n}日間の講座です。1回の申し込みで、すべての日に参加できます。"
UNLIMITED = "定員なし"
CAPACITY = "定員{capacity}人"
NTH_DAY, THIS_DAY = "{n}日目", "当日"
FREE = "あと{free}席（定員{capacity}人）"
FULL = "満席（定員{capacity}人）"
FULL_WAITING = "満席（定員{capacity}人）、キャンセル待ち{waiting}人"
FREE_WAITING = "キャンセル待ち{waiting}人（定員{capacity}人）"
JOIN, WAIT, DETAILS, PEOPLE, LEAVE, LEAVE_QUEUE = (
    "申し込む", "キャンセル待ちする", "くわしく見る", "人数を変える", "取りやめる", "待つのをやめる",
)  # fmt: skip
JOIN_SAID, WAIT_SAID, DETAILS_SAID = "{name}に申し込む", "{name}のキャンセル待ちをする", "{name}をくわしく"
CALENDAR, GOOGLE, ONLINE_PAGE = "カレンダーに入れる", "Googleカレンダー", "オンライン会場"
WHAT_IS_IT = "どんな催し？"
PLANNED_BADGE, PLANNED_GAPS, CLOSED, CANCELLED, OVER = (
    "予定・受付前", "予定・確認が必要", "受付終了", "中止", "終了",
)  # fmt: skip
OPEN_BADGE, OPEN_SEATS = "受付中", "受付中・あと{free}席"
FULL_BADGE, FULL_BADGE_WAITING = "満席・キャンセル待ちできます", "満席・キャンセル待ち{waiting}人"
MINE_BADGE, WAITING_BADGE, OFFERED_BADGE = "受付番号 {number}", "キャンセル待ち・{place}番目", "席が空きました"
MINE_ROW = "{people}人で申し込み済み（受付番号 {number}）"
MINE_ROW_ONE = "申し込み済み（受付番号 {number}）"
WAITING_ROW = "{people}人でキャンセル待ち、いま{place}番目（受付番号 {number}）"
OFFERED_ROW = "{people}人分の席をお取りしています（受付番号 {number}）"
THERE_ROW = "受付済み：{days}"
IN_CAROUSEL = "くわしいことは「くわしく見る」を押してください。"
HEADLINE = "{name}：{when}（{badge}）"

# --- joining -------------------------------------------------------------------------------------------------------
HOW_MANY = "何人で参加しますか。ご自分を入れた人数を、ボタンで選ぶか「2人」のように送ってください。"
HOW_MANY_NOW = "いまは{people}人です。ご自分を入れた新しい人数を、ボタンで選ぶか「2人」のように送ってください。"
N_PEOPLE = "{n}人"
PRESS_JOIN = "この回でよろしければ、「申し込む」を押してください。"
PRESS_JOIN_PEOPLE = "{n}人ですね。この回でよろしければ、「{n}人で申し込む」を押してください。"
JOIN_PEOPLE = "{n}人で申し込む"
PRESS_WAIT = "いまは満席です。「キャンセル待ちする」を押すと、席が空いたときにお知らせします。"
WHICH = "どの回に申し込みますか。"
ENROLLED = "申し込みを受け付けました"
ALREADY = "申し込みは受け付けてあります"
ENROLLED_HEADLINE = "{title}：{name}（受付番号 {number}）"
ENROLLED_NEXT = "都合が変わったときは「取りやめる」を押すか、「行けなくなった」と送ってください。"
DOOR_NEXT = "当日、会場に受付コードが出ていたら、このトークに送ってください。"
WAITING_TITLE = "キャンセル待ちで受け付けました"
WAITING_ALREADY = "キャンセル待ちで受け付けてあります"
WAITING_HEADLINE = "{title}：{name}（いま{place}番目）"
WAITING_NEXT = (
    "席が空いたら、先の順番の方から、このトークでお知らせします。お知らせのあと、期限までに「受ける」を押してください。"
)
PEOPLE_DONE = "{people}人に変えました。"
PEOPLE_SAME = "人数は{people}人のままです。"
PEOPLE_ONE = "この催しは、1回の申し込みで1人までです。お連れの方は、ご自身のLINEから申し込んでください。"
PEOPLE_NO_ROOM = "{n}人分の席がありません。いまの人数（{people}人）のままにしました。"
MORE_ASKED = "いまは{people}人です。{n}人に変えるときは、「{n}人」を押してください。"
FEWER_ASKED = "いまは{people}人で申し込み済みです。どうしますか。"
ONE_FEWER, ALL_LEAVE = "1人減らして、{n}人にする", "全員分を取りやめる"
PEOPLE_LATE = "申し込みの締め切りを過ぎているため、人数は増やせません。"
TOO_MANY = "1回の申し込みは{most}人までです。人数を選び直してください。"
REFUSED = {
    "closed": "申し込みの受付は終わりました。",
    "cancelled": "このイベントは中止になりました。",
    "over": "このイベントは終わりました。",
    "not_open": NOT_OPEN,
}
REFUSED_NEXT = "ほかの回は「これからのイベント」で見られます。ご相談は「職員に聞く」でお預かりします。"

# --- leaving -------------------------------------------------------------------------------------------------------
LEAVE_ASK = "この申し込みを取りやめますか"
LEAVE_ASK_QUEUE = "キャンセル待ちをやめますか"
LEAVE_NOTE = "取りやめると、席は次の方にお回しします。"
LEAVE_YES, LEAVE_NO = "はい、取りやめる", "このままにする"
LEAVE_WHICH = "どの申し込みを取りやめますか。"
PEOPLE_WHICH = "どの申し込みの人数を変えますか。"
LEFT = "「{name}」（{when}）の申し込みを取りやめました。お知らせいただき、ありがとうございます。"
LEFT_QUEUE = "「{name}」（{when}）のキャンセル待ちをやめました。"
KEPT = "申し込みは、そのままです。"
NOT_MINE = "「{name}」（{when}）には、いま申し込みがありません。"
NONE_MINE = "いま申し込んでいるイベントはありません。これからのイベントは「イベント」で見られます。"
TOO_LATE_TO_LEAVE = "このイベントは始まっているか終わっているため、ここでは取りやめられません。"

# --- own list ------------------------------------------------------------------------------------------------------
MINE_HEAD = "申し込んでいるイベントは{n}件です。"
MINE_PLACE = "「{name}」（{when}）は、いま先頭から{place}番目です。"
NOT_WAITING = "キャンセル待ちをしているイベントはありません。"

# --- an offered seat -----------------------------------------------------------------------------------------------
OFFER = "席が空きました"
OFFER_HEADLINE = "席が空きました：{name}（{until}までにお返事ください）"
OFFER_NOTE = "{people}人分の席を、{until}までお取りしています。過ぎると、次の方にお回しします。"
ACCEPT, DECLINE = "受ける", "ゆずる"
ACCEPT_SAID, DECLINE_SAID = "{name}の席を受ける", "{name}の席をゆずる"
DECLINED = "わかりました。「{name}」の席は、次の方におゆずりします。"
OFFER_PAST = "この席のお返事の期限は過ぎています。"
AS_IT_IS = "いまの状態は、次のとおりです。"

# --- at the door ---------------------------------------------------------------------------------------------------
THERE = "「{name}」の受付をしました。ようこそ。"
THERE_DAY = "「{name}」{day}日目の受付をしました。ようこそ。"
AGAIN = "「{name}」の受付は済んでいます。そのままお入りください。"
NOT_ENROLLED = "「{name}」の申し込みが見つかりません。会場の受付にお声がけください。"
NOT_TODAY = "「{name}」の受付は、開催日（{when}）にできます。"
UNKNOWN_CODE = (
    "この受付コードは見つかりません。"
    "会場の掲示をもう一度お確かめください。"
    "うまくいかないときは、会場の受付にお声がけください。"
)
ALONE_AT_DOOR = "受付は、この窓口との1対1のトークでできます。"

# --- what is told --------------------------------------------------------------------------------------------------
MOVED = "日時が変わりました"
MOVED_HEADLINE = "日時が変わりました：{name}（{when}）"
MOVED_NOTE = "申し込みはそのまま有効です。ご都合が合わないときは「取りやめる」を押してください。"
MOVED_NOTE_LINE = "キャンセル待ちの順番は、そのままです。ご都合が合わないときは「待つのをやめる」を押してください。"
CHANGED = "ご案内が変わりました"
CHANGED_HEADLINE = "ご案内が変わりました：{name}（{when}）"
CHANGED_NOTE = "申し込みはそのまま有効です。いまの内容は上のとおりです。"
CALENDAR_NOTE = "「カレンダーに入れる」を押すと、カレンダーの予定も新しくなります。"
CALLED_OFF = "中止になりました"
CALLED_OFF_HEADLINE = "中止になりました：{name}（{when}）"
CALLED_OFF_NOTE = "取りやめの手続きは要りません。ほかの回は「これからのイベント」で見られます。"
CALLED_OFF_CALENDAR = "「カレンダーから消す」を押すと、カレンダーの予定に中止が反映されます。"
CALENDAR_OFF = "カレンダーから消す"
BY_STAFF = "お電話や窓口でのお申し出を、職員が入力しました。"
OUT, OUT_HEADLINE = "申し込みを取り消しました", "申し込みを取り消しました：{name}"
OUT_NOTE = "お申し出により、職員が取り消しました。お心当たりがないときは「職員に聞く」を押してください。"
THANKS = "ご参加ありがとうございました"
THANKS_HEADLINE = "「{name}」にご参加いただき、ありがとうございました。"
THANKS_NOTE = "よろしければ、2つの質問にお答えください。お答えにお名前は付きません。"
SURVEY_BADGE = "アンケート {n}/{total}"
SURVEY_DONE = "お答えいただき、ありがとうございました。次の催しに生かします。"
SURVEY_OVER = "このアンケートには、もうお答えいただいています。ありがとうございました。"
SURVEY_CLOSED = "このアンケートは、いまは受け付けていません。"

TODAY, TOMORROW, DAYS_LEFT = "今日まで", "明日まで", "あと{n}日"
EVERY_DAY = "どの日も {hours}"
UNTIL_BEGIN = "始まるまで受け付けます"
UNTIL_DAY = "{day}まで\n{left}"
UNTIL_PAST = "{day}で締め切りました"
MONTHS, YEARS = "{m}月", "{y}年{m}月"
LAST_MINUTE = (dt.time(23, 59), dt.time(0, 0))  # how the end of a day is written down


def day(date: dt.date, today: dt.date) -> str:
    """12月11日（金）; with its year where that is another one than today's."""
    year = f"{date.year}年" if date.year != today.year else ""
    return f"{year}{date.month}月{date.day}日（{WEEKDAYS[date.weekday()]}）"


def moment(at: dt.datetime, today: dt.date) -> str:
    """12月9日（水）17:00, Japan's time; the end of a day is the day alone."""
    local = jst(at)
    if local.time().replace(second=0, microsecond=0) == LAST_MINUTE[1]:
        local -= dt.timedelta(seconds=1)
    ends = local.time().replace(second=0, microsecond=0) == LAST_MINUTE[0]
    return day(local.date(), today) + ("" if ends else f"{local.hour}:{local.minute:02}")


def hours(one: dict[str, str | None]) -> str:
    """18:30〜20:30, 18:30から, or nothing where no hour is stated."""
    start, end = one.get("start"), one.get("end")
    if not start:
        return ""
    return f"{_short(start)}〜{_short(end)}" if end else f"{_short(start)}から"


def _short(clock: str) -> str:
    return clock[1:] if clock.startswith("0") else clock


def when(days: Sequence[dict[str, str | None]], today: dt.date) -> str:
    """Each day with its weekday and hours, a line each; hours that are the same every day stand once."""
    if len(days) == 1:
        return f"{day(_date(days[0]), today)} {hours(days[0])}".strip()
    same = {hours(one) for one in days}
    shared = same.pop() if len(same) == 1 else ""
    lines, last = [], today
    for number, one in enumerate(days, start=1):
        told = "" if shared else hours(one)
        lines.append(f"{number}日目 {day(_date(one), last)} {told}".strip())
        last = _date(one)
    return "\n".join([*lines, *([EVERY_DAY.format(hours=shared)] if shared else [])])


def _date(one: dict[str, str | None]) -> dt.date:
    return dt.date.fromisoformat(str(one["day"]))


def short(event: EventSession, today: dt.date) -> str:
    """The first day, and how many there are: for a sentence."""
    first = day(event.first_day, today)
    if len(event.days) > 1:
        return f"{first}から{len(event.days)}日間"
    told = hours(event.days[0]) if event.days else ""
    return f"{first} {told}".strip()


def left(until: dt.datetime, now: dt.datetime) -> str:
    """今日まで, 明日まで, あと3日."""
    last = jst(until - dt.timedelta(seconds=1)).date()
    days = (last - jst(now).date()).days
    return TODAY if days <= 0 else TOMORROW if days == 1 else DAYS_LEFT.format(n=days)


def deadline(event: EventSession, now: dt.datetime) -> str:
    """Until when one can apply, with the days left."""
    until = status.deadline(event)
    if until is None:
        return UNTIL_BEGIN
    told = moment(until, jst(now).date())
    if until <= now:
        return UNTIL_PAST.format(day=told)
    return UNTIL_DAY.format(day=told, left=left(until, now))


def period(first: dt.date, last: dt.date, today: dt.date) -> str:
    """What days were asked for: 11月27日（金）, 12月, 11月23日（月）から29日（日）."""
    if first == last:
        return day(first, today)
    if first.day == 1 and (last + dt.timedelta(days=1)).day == 1 and first.month == last.month:
        named = MONTHS if first.year == today.year else YEARS
        return named.format(m=first.month, y=first.year)
    return f"{day(first, today)}から{day(last, today)}"
