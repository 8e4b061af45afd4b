"""Which days the office works, in Japan's calendar."""

from __future__ import annotations

import datetime as dt

import jpholiday

DAY = dt.timedelta(days=1)


def works(day: dt.date) -> bool:
    """Whether the office works on a day: no Saturday or Sunday, no 国民の祝日, not 29 December to 3 January.

    These are the days of 地方自治法 第4条の2; the turn of the year is that of 行政機関の休日に関する法律 第1条.
    """
    year_turns = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_turns and not jpholiday.is_holiday(day)


def next_working(day: dt.date) -> dt.date:
    """The day itself, or the first working day after it."""
    while not works(day):
        day += DAY
    return day


def last_working(day: dt.date) -> dt.date:
    """The day itself, or the last working day before it."""
    while not works(day):
        day -= DAY
    return day
