"""Repeats in Japanese words: 毎月第2金曜 becomes a rule, and a rule becomes words again."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from bot.announcements import repeat_rules
from bot.announcements import wording_timing as wording
from bot.announcements.repeat_rules import LONGEST, Found, Rule
from bot.errors import Problem

MON_TO_FRI = tuple((0, weekday) for weekday in range(5))

_DAYS_OF_WEEK = r"[月火水木金土日](?:曜日?)?(?:[・、,と]?[月火水木金土日](?:曜日?)?)*"
_SPACED = re.compile(r"(?:(毎|隔)(週|月|年)|(\d{1,2})(日|週間|週|か月|ヶ月|カ月|年)ごと)の?(.*)")
_WEEKLY = re.compile(rf"({_DAYS_OF_WEEK})")
_NTH = re.compile(rf"((?:第?[1-5]|最終|最後の)(?:[・、,と]?(?:第?[1-5]|最終|最後の))*)の?({_DAYS_OF_WEEK})")
_MONTH_DAYS = re.compile(r"(?:\d{1,2}日|末日|月末|最終日)(?:[・、,と](?:\d{1,2}日|末日|月末|最終日))*")
_YEARLY = re.compile(r"(\d{1,2})月の?(.+)")
_UNITS = {"日": "DAILY", "週": "WEEKLY", "週間": "WEEKLY", "月": "MONTHLY", "か月": "MONTHLY", "ヶ月": "MONTHLY",
          "カ月": "MONTHLY", "年": "YEARLY"}  # fmt: skip


def rule(given: Any) -> Found:
    """毎日, 平日, 毎週月・木曜, 隔週金曜, 毎月第2金曜, 毎月最終火曜, 毎月末日, 毎年4月1日, an RRULE; or Problem."""
    if given is None or not str(given).strip():
        raise Problem(wording.REPEAT_NO_RULE)
    text = str(given).strip()
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if "=" in plain:
        return repeat_rules.read(plain)
    if plain == "毎日":
        return Found(Rule("DAILY"))
    if plain in ("平日", "毎平日", "平日毎日"):
        return Found(Rule("WEEKLY", by_day=MON_TO_FRI), working_days=True)
    found = _SPACED.fullmatch(plain)
    rest, freq, interval = (found[5], *_spacing(found)) if found else ("", "", 0)
    made = _days(freq, interval, rest) if 1 <= interval <= repeat_rules.LONGEST_INTERVAL else None
    if made is None:
        raise Problem(wording.REPEAT_RULE.format(text=text))
    return repeat_rules.read(made.text)


def _spacing(found: re.Match[str]) -> tuple[str, int]:
    if found[1]:
        return _UNITS[found[2]], 1 if found[1] == "毎" else 2
    return _UNITS[found[4]], int(found[3])


def _days(freq: str, interval: int, rest: str) -> Rule | None:
    if freq == "DAILY":
        return Rule("DAILY", interval) if not rest else None
    if freq == "WEEKLY":
        weekly = _WEEKLY.fullmatch(rest)
        return Rule("WEEKLY", interval, by_day=_weekdays(rest, (0,))) if weekly else None
    if freq == "YEARLY":
        yearly = _YEARLY.fullmatch(rest)
        inside = _days("MONTHLY", 1, yearly[2]) if yearly else None
        if yearly is None or inside is None:
            return None
        return Rule("YEARLY", interval, inside.by_day, inside.by_month_day, (int(yearly[1]),))
    if _MONTH_DAYS.fullmatch(rest):
        numbers = re.findall(r"\d+|末|最", rest)
        return Rule("MONTHLY", interval, by_month_day=tuple(int(n) if n.isdigit() else -1 for n in numbers))
    nth = _NTH.fullmatch(rest)
    if nth and "曜" in nth[2]:  # 最終日 is the last day, not the last Sunday
        numbers = re.findall(r"[1-5]|最", nth[1])
        return Rule("MONTHLY", interval, by_day=_weekdays(nth[2], tuple(-1 if n == "最" else int(n) for n in numbers)))
    return None


def _weekdays(text: str, which: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    # 日曜日 and 日 both are Sunday: what belongs to the word 曜日 is taken away first.
    signs = re.sub(r"曜日?", "", text)
    found = [wording.WEEKDAYS.index(sign) for sign in signs if sign in wording.WEEKDAYS]
    return tuple(sorted({(nth, weekday) for nth in which for weekday in found}))


def in_words(rule: Rule) -> str:
    """毎月第2金曜, 隔週金曜, 毎年4月1日, 4月・10月の毎月15日 …"""
    single, several = wording.FREQUENCY[rule.freq]
    head = single if rule.interval == 1 else several.format(n=rule.interval)
    if rule.freq == "WEEKLY" and rule.interval == 2:
        head = wording.FORTNIGHT
    months = "・".join(f"{month}月" for month in rule.by_month)
    chosen = _chosen(rule)
    if rule.freq == "YEARLY":
        joined = len(rule.by_month) == 1 and rule.by_month_day and not rule.by_day and not rule.by_set_pos
        return f"{head}{months}{chosen}" if joined else f"{head}{wording.IN_MONTHS.format(months=months)}{chosen}"
    if rule.freq == "DAILY" and chosen:
        head = wording.AND_ALSO.format(days=head, weekdays="")
    return f"{wording.IN_MONTHS.format(months=months) if months else ''}{head}{chosen}"


def notes(rule: Rule) -> list[str]:
    """What surprises people about the rule: short months, leap years, months with a fifth Friday."""
    said = []
    months = rule.by_month or tuple(LONGEST)
    for day in rule.by_month_day:
        if day == 29 and months == (2,):
            said.append(wording.LEAP_YEARS)
        elif any(day > LONGEST[month] for month in months) or (day == 29 and 2 in months):
            said.append(wording.SHORT_MONTHS.format(day=day))
    said.extend(wording.FIFTH.format(day=wording.WEEKDAYS[weekday]) for nth, weekday in rule.by_day if nth == 5)
    return said


def _chosen(rule: Rule) -> str:
    month_days = "・".join(_month_day(day) for day in rule.by_month_day)
    weekdays = _weekday_words(rule)
    if month_days and weekdays:
        chosen = wording.AND_ALSO.format(days=month_days, weekdays=weekdays)
    else:
        chosen = month_days or weekdays
    if not rule.by_set_pos:
        return chosen
    positions = "・".join(_position(n) for n in rule.by_set_pos)
    return wording.CHOSEN.format(days=chosen, positions=positions)


def _weekday_words(rule: Rule) -> str:
    every = [wording.WEEKDAYS[weekday] for nth, weekday in rule.by_day if nth == 0]
    said = ["・".join(every) + "曜"] if every else []
    for nth, weekday in rule.by_day:
        day = wording.WEEKDAYS[weekday]
        if nth == -1:
            said.append(wording.LAST_OF.format(day=day))
        elif nth:
            words = wording.NTH_OF if nth > 0 else wording.NTH_LAST_OF
            said.append(words.format(n=abs(nth), day=day))
    return "・".join(said)


def _month_day(day: int) -> str:
    if day > 0:
        return f"{day}日"
    return wording.LAST_DAY if day == -1 else wording.BEFORE_LAST_DAY.format(n=-day - 1)


def _position(n: int) -> str:
    if n == -1:
        return wording.CHOSEN_LAST
    words = wording.CHOSEN_NTH if n > 0 else wording.CHOSEN_NTH_LAST
    return words.format(n=abs(n))
