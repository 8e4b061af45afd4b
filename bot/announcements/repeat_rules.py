"""The part of RFC 5545's RRULE that announcements need: days only, and nothing that comes more than once a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.announcements import wording_timing as wording
from bot.errors import Problem

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST")
LONGEST_INTERVAL = 99
LONGEST = {month: 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in range(1, 13)}  # in days

_BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(T(\d{2})(\d{2})(\d{2})(Z?))?")


@dataclass(frozen=True)
class Rule:
    """A rule without beginning and end. `by_day` holds (which one in the month, 0 for each; Monday is 0)."""

    freq: str
    interval: int = 1
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The RRULE, always written alike."""
        weekdays = ",".join(f"{nth or ''}{WEEKDAYS[weekday]}" for nth, weekday in self.by_day)
        parts = {
            "FREQ": self.freq,
            "INTERVAL": str(self.interval) if self.interval > 1 else "",
            "BYMONTH": ",".join(map(str, self.by_month)),
            "BYMONTHDAY": ",".join(map(str, self.by_month_day)),
            "BYDAY": weekdays,
            "BYSETPOS": ",".join(map(str, self.by_set_pos)),
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


@dataclass(frozen=True)
class Found:
    """A rule as it was written, with the end that stood in it; `working_days` also leaves holidays out."""

    rule: Rule
    until: dt.date | None = None
    count: int | None = None
    working_days: bool = False


def read(text: str) -> Found:
    """FREQ=MONTHLY;BYDAY=2FR and the like; Problem for what is not allowed or leaves the day open."""
    parts = _parts(text)
    freq = parts.get("FREQ", "")
    if freq not in FREQUENCIES:
        raise Problem(wording.REPEAT_PART.format(text=text, part=f"FREQ={freq}", allowed="・".join(FREQUENCIES)))

    def numbers(part: str, right: Callable[[int], bool]) -> tuple[int, ...]:
        given = [value for value in parts.get(part, "").split(",") if part in parts]
        if not all(re.fullmatch(r"[+-]?\d{1,4}", value) and right(int(value)) for value in given):
            raise Problem(wording.REPEAT_VALUE.format(text=text, part=part, value=parts[part]))
        return tuple(sorted({int(value) for value in given}))

    if parts.get("WKST", "MO") != "MO":
        raise Problem(wording.REPEAT_PART.format(text=text, part=f"WKST={parts['WKST']}", allowed="WKST=MO"))
    interval = numbers("INTERVAL", lambda n: 1 <= n <= LONGEST_INTERVAL) or (1,)
    count = numbers("COUNT", lambda n: n >= 1) or (None,)
    if len(interval) > 1 or len(count) > 1:
        raise Problem(wording.REPEAT_RULE.format(text=text))
    rule = Rule(
        freq=freq,
        interval=interval[0],
        by_day=_by_day(parts, freq, text),
        by_month_day=numbers("BYMONTHDAY", lambda n: 1 <= abs(n) <= 31),
        by_month=numbers("BYMONTH", lambda n: 1 <= n <= 12),
        by_set_pos=numbers("BYSETPOS", lambda n: 1 <= abs(n) <= 31),
    )
    _require_days(rule, text)
    _refuse_contradictions(rule, text)
    return Found(rule, _until(parts, text), count[0])


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for piece in text.upper().removeprefix("RRULE:").replace(" ", "").strip(";").split(";"):
        name, equals, value = piece.partition("=")
        if not equals or not value:
            raise Problem(wording.REPEAT_RULE.format(text=text))
        if name not in PARTS:
            raise Problem(wording.REPEAT_PART.format(text=text, part=name, allowed="・".join(PARTS)))
        if name in parts:
            raise Problem(wording.REPEAT_TWICE.format(text=text, part=name))
        parts[name] = value
    return parts


def _by_day(parts: dict[str, str], freq: str, text: str) -> tuple[tuple[int, int], ...]:
    found = set()
    for value in parts["BYDAY"].split(",") if "BYDAY" in parts else ():
        matched = _BY_DAY.fullmatch(value)
        if matched is None or (matched[1] and freq in ("DAILY", "WEEKLY")):
            raise Problem(wording.REPEAT_VALUE.format(text=text, part="BYDAY", value=parts["BYDAY"]))
        found.add((int(matched[1] or 0), WEEKDAYS.index(matched[2])))
    return tuple(sorted(found))


def _require_days(rule: Rule, text: str) -> None:
    """A rule must name its days itself: nobody should have to guess what the day of its beginning adds."""
    missing = ""
    if rule.freq == "WEEKLY":
        missing = "" if rule.by_day else "BYDAY"
    elif rule.freq in ("MONTHLY", "YEARLY"):
        missing = "" if rule.by_day or rule.by_month_day else "BYDAY・BYMONTHDAY"
        if rule.freq == "YEARLY" and not rule.by_month:
            missing = "BYMONTH"
    if missing:
        raise Problem(wording.REPEAT_NEEDS_DAYS.format(text=text, part=missing))


def _refuse_contradictions(rule: Rule, text: str) -> None:
    """Parts that RFC 5545 forbids together, or with which there may never be a day."""
    nth = any(which for which, _ in rule.by_day)
    together = {
        "FREQ=WEEKLY・BYMONTHDAY": rule.freq == "WEEKLY" and rule.by_month_day,
        "INTERVAL・BYDAY・BYMONTHDAY・BYMONTH": rule.freq == "DAILY" and rule.interval > 1 and rule != _bare(rule),
        "INTERVAL・BYMONTH": rule.freq == "MONTHLY" and rule.interval > 1 and rule.by_month,
        "BYDAY・BYMONTHDAY": nth and rule.by_month_day,
        "BYSETPOS・BYDAY・BYMONTHDAY": rule.by_set_pos and rule.by_day and rule.by_month_day,
        f"BYSETPOS・FREQ={rule.freq}": rule.by_set_pos and rule.freq in ("DAILY", "WEEKLY"),
    }
    for parts, wrong in together.items():
        if wrong:
            raise Problem(wording.REPEAT_TOGETHER.format(text=text, parts=parts))
    in_month = len(rule.by_month_day) + sum(1 if which else 4 for which, _ in rule.by_day)
    in_period = in_month * (len(rule.by_month) if rule.freq == "YEARLY" else 1)
    if any(abs(position) > in_period for position in rule.by_set_pos):
        raise Problem(wording.REPEAT_VALUE.format(text=text, part="BYSETPOS", value=max(map(abs, rule.by_set_pos))))
    months = rule.by_month or tuple(LONGEST)
    if rule.by_month_day and all(abs(day) > LONGEST[month] for day in rule.by_month_day for month in months):
        raise Problem(wording.REPEAT_NEVER.format(text=text))


def _bare(rule: Rule) -> Rule:
    return Rule(rule.freq, rule.interval)


def _until(parts: dict[str, str], text: str) -> dt.date | None:
    given = parts.get("UNTIL")
    if given is None:
        return None
    found = _UNTIL.fullmatch(given)
    try:
        if found is None:
            raise ValueError
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] and found[8]:  # 15:00 UTC and later is the next day in Japan
            return day + dt.timedelta(days=1) if int(found[5]) >= 15 else day
    except (ValueError, OverflowError):
        raise Problem(wording.REPEAT_VALUE.format(text=text, part="UNTIL", value=given)) from None
    return day
