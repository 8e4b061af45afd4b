"""What people read about the announcements they get: what is on and off now, what a tap has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from bot.announcements.choices import NoticeSettings
from bot.announcements.themes import Theme, themes
from bot.events.known import Known
from bot.messages import Tone
from handlers import wording

NAME = wording.NOTICES
ALL_ON = "すべて届きます"
SOME_ON = "{total}つのうち{number}つが届きます"
NONE_ON = "どれも届きません"
RESTING = "{until}まで休んでいます"
STOPPED = "すべて止めています"
TAP = "押すと切りかわります。質問へのお返事は、いつもどおり届きます。"
TAP_RESTING = "押すと、再開したあとに届くものを変えられます。質問へのお返事は、いつもどおり届きます。"
ON, OFF, REST, HALT = "届きます", "届きません", "お休み中", "停止中"
PAUSE, STOP, GO, ALL, BACK = "1か月休む", "すべて止める", "再開する", "すべて再開", "元に戻す"
SAY_OFF, SAY_ON = "「{name}」を止める", "「{name}」を受け取る"

THEME_OFF = "「{names}」のお知らせを止めました。"
THEME_ON = "「{names}」のお知らせを、またお送りします。"
THEME_ON_LATER = "「{names}」を受け取る設定にしました。いまはお休み中なので、再開したあとに届きます。"
ONLY = "「{names}」のお知らせだけが届くようにしました。"
PAUSED = "{until}まで、お知らせを休みます。そのあとは、また届きます。"
STOPPED_NOW = "お知らせをすべて止めました。質問へのお返事は、いつもどおり届きます。"
RESUMED = "お知らせを再開しました。"
RESUMED_SOME = "お知らせを再開しました。止めているもの（{names}）は、止めたままです。"
ALL_AGAIN = "お知らせがすべて届くようにしました。"
PUT_BACK = "元に戻しました。"
UNCHANGED = "いまの設定のままで、変わったところはありません。"
CHOOSE = "届くお知らせは、下の表でいつでも変えられます。"
TOO_MANY = "お知らせが多くて、すみません。いらないものを下から選んで止められます。"
LEAVING = (
    "お知らせは、下の「すべて止める」で止められます。保存しているデータを消したいときは「私のデータ」と送ってください。"
)
ONLY_ALONE = "お知らせの設定は、この窓口との1対1のトークで変えられます。「お知らせの設定」と送ってください。"

DATA_TAGS = "職員が付けた分類"
DATA_WATCHING = "お知らせを待っている制度"
DATA_ENROLLED = "イベントの申し込み"
ENROLLED_TEXT = "{name}（{about}）"
ENROLLED_STATES = {"waiting": "キャンセル待ち", "offered": "席のご案内中", "cancelled": "取り消しずみ"}
ENROLLED_KEPT = "最後の日から{days}日を過ぎると消えます。"
ENROLLED_PEOPLE, ENROLLED_NUMBER, ENROLLED_THERE = "{people}人", "受付番号 {number}", "出席の記録 {days}日"
DATA_SENT = "お送りしたお知らせ"
DATA_SENT_TEXT = "{number}件の宛先の記録"
DATA_TOLD = "あなたあてのお知らせ"
DATA_TOLD_TEXT = "{number}件の記録（同じことを二度お知らせしないためのもの）"


def status(settings: NoticeSettings, today: dt.date) -> tuple[str, Tone]:
    """How it stands now, in a few words."""
    if settings.silent(today):
        return (STOPPED, "ended") if settings.until is None else (RESTING.format(until=day(settings.until)), "soon")
    wanted = sum(settings.wants(key) for key in themes())
    if wanted == len(themes()):
        return ALL_ON, "open"
    return (SOME_ON.format(total=len(themes()), number=wanted), "open") if wanted else (NONE_ON, "ended")


def state(settings: NoticeSettings, theme: str, today: dt.date) -> tuple[str, Tone]:
    """Whether a theme comes now."""
    if not settings.wants(theme):
        return OFF, "ended"
    if not settings.silent(today):
        return ON, "open"
    return (HALT, "ended") if settings.until is None else (REST, "soon")


def row(settings: NoticeSettings, today: dt.date) -> str:
    """The choices in one line of 私のデータ."""
    told, _ = status(settings, today)
    off = off_names(settings)
    return f"{told}（止めているもの：{off}）" if off and len(off_themes(settings)) < len(themes()) else told


def enrolments(found: Collection[Known], keep_days: int) -> str:
    """Each enrolment in a line of 私のデータ, and when they go; "" without any."""
    lines = [ENROLLED_TEXT.format(name=one.name or one.code, about="、".join(_about(one))) for one in found]
    return "\n".join([*lines, ENROLLED_KEPT.format(days=keep_days)] if lines else [])


def _about(one: Known) -> list[str]:
    told = [ENROLLED_STATES.get(one.state, ""), day(one.first_day) if one.first_day else ""]
    told.append(ENROLLED_PEOPLE.format(people=one.people))
    told.append(ENROLLED_NUMBER.format(number=one.number) if one.number else "")
    told.append(ENROLLED_THERE.format(days=len(one.there)) if one.there else "")
    return [text for text in told if text]


def off_themes(settings: NoticeSettings) -> list[Theme]:
    """The themes that are switched off, in order."""
    return [theme for theme in themes().values() if not settings.wants(theme.key)]


def off_names(settings: NoticeSettings) -> str:
    """Their names."""
    return names(theme.key for theme in off_themes(settings))


def names(keys: Iterable[str]) -> str:
    """Themes by name."""
    return "、".join(themes()[key].name for key in keys)


def day(date: dt.date) -> str:
    """12月22日（火）"""
    return f"{date.month}月{date.day}日（{'月火水木金土日'[date.weekday()]}）"
