"""When something may be sent: the quiet hours, what is late, a moment in words, and moments as people write them.

Everything here is pure: moments are aware UTC, days and hours are Japan's.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from bot.announcements import wording_timing as wording
from bot.clock import JST, UTC, aware, jst
from bot.errors import Problem

QUIET_FROM = dt.time(21)  # from this minute on nobody is disturbed …
QUIET_UNTIL = dt.time(8)  # … until this minute, at which one may send again
STALE = dt.timedelta(minutes=15)
FARTHEST = dt.timedelta(days=731)  # whoever plans further ahead has most likely mistyped the year

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}[ t]\d{2}:\d{2}(:\d{2})?(z|[+-]\d{2}:\d{2})?")
_LATER = re.compile(r"(\d{1,4})(分|時間)後")
_TIME = re.compile(r"(午前|午後)?\s*(?:(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)|(正午))に?$")
_WEEKDAY = re.compile(r"\(([月火水木金土日])(?:曜日?)?(?:・?祝)?\)|([月火水木金土日])曜日?$")
_DATE = re.compile(r"(?:(\d{4})[-/.年]|令和(\d{1,2}|元)年)?(\d{1,2})[-/.月](\d{1,2})日?")
_AHEAD = re.compile(r"(\d{1,3})(日|週間)後")
_OF_WEEK = re.compile(r"(今週|来週|再来週)?の?([月火水木金土日])曜日?")
_NEAR = {"": 0, "今日": 0, "本日": 0, "きょう": 0, "明日": 1, "あす": 1, "あした": 1, "明後日": 2, "あさって": 2}
_WEEKS = {"今週": 0, "来週": 1, "再来週": 2}
_NOW = ("今", "いま", "今すぐ", "いますぐ", "now")
_REIWA = 2018


def quiet(moment: dt.datetime) -> bool:
    """Whether it is between 21:00 and 8:00 in Japan, when no announcement goes out."""
    clock = jst(moment).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def next_allowed(moment: dt.datetime) -> dt.datetime:
    """The moment itself outside the quiet hours, else eight in the morning after; aware UTC."""
    if not quiet(moment):
        return aware(moment)
    local = jst(moment)
    day = local.date() if local.time() < QUIET_UNTIL else local.date() + dt.timedelta(days=1)
    return at_on(day, QUIET_UNTIL)


def is_late(due: dt.datetime, now: dt.datetime) -> bool:
    """Whether so much time has passed since it was due (more than 15 minutes) that staff are asked before sending."""
    return now - due > STALE


def at_on(day: dt.date, time: dt.time) -> dt.datetime:
    """The moment of a day and an hour in Japan, as aware UTC."""
    return dt.datetime.combine(day, time, JST).astimezone(UTC)


def day_in_words(day: dt.date) -> str:
    """2026年12月11日(金)."""
    return f"{day.year}年{day.month}月{day.day}日({wording.WEEKDAYS[day.weekday()]})"


def time_in_words(time: dt.time) -> str:
    """18時00分."""
    return f"{time.hour}時{time.minute:02}分"


def in_words(moment: dt.datetime) -> str:
    """2026年12月11日(金) 18時00分, in Japan's time; parse_at reads it again."""
    local = jst(moment)
    return f"{day_in_words(local.date())} {time_in_words(local.time())}"


def parse_at(text: str, now: dt.datetime, *, past_ok: bool = False) -> dt.datetime:
    """The moment somebody wrote: 2026-12-11 18:00, 12/11 18:00, 12月11日(金) 18時, 明日 9:00, 来週火曜 10時, 30分後 …

    Aware UTC; without a zone Japan's time is meant. A date without a year is the next such day. Raises Problem for
    what cannot be read for certain, a weekday that does not fit, more than two years ahead, and (unless past_ok) the
    past.
    """
    shown = text.strip()
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    if plain in _NOW:
        return aware(now)
    moment = _moment(plain, shown, now)
    if moment < now and not past_ok:
        raise Problem(wording.AT_PAST.format(text=shown, moment=in_words(moment)))
    if moment > now + FARTHEST:
        raise Problem(wording.AT_FAR.format(text=shown, moment=in_words(moment)))
    return moment


def _moment(plain: str, shown: str, now: dt.datetime) -> dt.datetime:
    if _ISO.fullmatch(plain):
        try:
            return aware(dt.datetime.fromisoformat(plain.upper()))
        except (ValueError, OverflowError):
            raise Problem(wording.AT_NO_DAY.format(text=shown)) from None
    if later := _LATER.fullmatch(plain):
        number, unit = int(later[1]), later[2]
        return aware(now) + (dt.timedelta(minutes=number) if unit == "分" else dt.timedelta(hours=number))
    found = _TIME.search(plain)
    if found is None:
        sentence = wording.AT_NO_TIME if _is_day(plain, now) else wording.AT_UNREADABLE
        raise Problem(sentence.format(text=shown))
    time = _time(found, shown)
    return at_on(_day(plain[: found.start()].strip(), shown, now, time), time)


def _time(found: re.Match[str], shown: str) -> dt.time:
    half, hour, minute, spoken, half_past, noon = found.groups()
    if noon:
        return dt.time(12)
    number = int(hour)
    if half and number > 11:  # 午後12時 is noon for some and midnight for others
        raise Problem(wording.AT_NO_SUCH_TIME.format(text=shown))
    if half == "午後" and number < 12:
        number += 12
    try:
        return dt.time(number, 30 if half_past else int(minute or spoken or 0))
    except ValueError:
        raise Problem(wording.AT_NO_SUCH_TIME.format(text=shown)) from None


def _is_day(plain: str, now: dt.datetime) -> bool:
    try:
        _day(plain, plain, now, dt.time.max)
    except Problem:
        return False
    return plain != ""


def _day(written: str, shown: str, now: dt.datetime, time: dt.time) -> dt.date:
    today = jst(now).date()
    day_words = written.removesuffix("の").strip()
    if day_words in _NEAR:
        return today + dt.timedelta(days=_NEAR[day_words])
    if ahead := _AHEAD.fullmatch(day_words):
        return today + dt.timedelta(days=int(ahead[1]) * (7 if ahead[2] == "週間" else 1))
    if of_week := _OF_WEEK.fullmatch(day_words):
        return _day_of_week(of_week, shown, now, time)
    weekday = _WEEKDAY.search(day_words)
    date = _DATE.fullmatch(day_words[: weekday.start()].strip() if weekday else day_words)
    if date is None:
        raise Problem(wording.AT_UNREADABLE.format(text=shown))
    day = _date(date, shown, today)
    if weekday and (weekday[1] or weekday[2]) != wording.WEEKDAYS[day.weekday()]:
        right = wording.WEEKDAYS[day.weekday()]
        words = f"{day.year}年{day.month}月{day.day}日"
        raise Problem(wording.AT_WEEKDAY.format(text=shown, day=words, weekday=right))
    return day


def _day_of_week(found: re.Match[str], shown: str, now: dt.datetime, time: dt.time) -> dt.date:
    week, weekday = found[1], wording.WEEKDAYS.index(found[2])
    today = jst(now).date()
    if week is None:
        day = today + dt.timedelta(days=(weekday - today.weekday()) % 7)
        return day if at_on(day, time) >= now else day + dt.timedelta(days=7)
    if weekday == 6:
        raise Problem(wording.AT_SUNDAY.format(text=shown))
    return today + dt.timedelta(days=weekday - today.weekday() + 7 * _WEEKS[week])


def _date(found: re.Match[str], shown: str, today: dt.date) -> dt.date:
    western, reiwa, month, day = found.groups()
    if western or reiwa:
        years = [int(western) if western else _REIWA + (1 if reiwa == "元" else int(reiwa))]
    else:
        years = list(range(today.year, today.year + 3))
    for year in years:
        try:
            date = dt.date(year, int(month), int(day))
        except ValueError:
            continue
        if western or reiwa or date >= today:
            return date
    raise Problem(wording.AT_NO_DAY.format(text=shown))
