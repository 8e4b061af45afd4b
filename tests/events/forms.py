"""Forms for the tests, as officials write them."""

from __future__ import annotations

import datetime as dt

from bot.clock import parse
from bot.events.form_file import read
from bot.events.series import SeriesForm

NOW = parse("2026-11-23T09:00")

MEETUP = """
code: meetup
name: 月の集まり
rule: 毎月第2金曜
start: 18:30
end: 20:30
place: なのはなプラザ
capacity: 20
people: 3
deadline: 3日前
who: どなたでも
contact: 起業支援室
what: 交流会
text: 今月も開きます。
"""
COURSE = """
code: lessons
name: 五日の講座
kind: course
days: [2027-08-02, 2027-08-03, 2027-08-04, 2027-08-05, 2027-08-06]
start: 18:30
needed_days: 4
"""
SINGLE = """
code: talk
name: 講演会
days: 2026-12-20 13:00〜15:00
place: 会議室
deadline: 2026-12-18
"""


def form(text: str, now: dt.datetime = NOW) -> SeriesForm:
    return read(text, now)
