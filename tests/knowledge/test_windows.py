"""Windows of programs day by day: the six states, inclusive ends, months that stay months, the office's before all."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import occasions, wording_windows
from handlers.desk import Desk
from knowledge.calendar import fiscal_year
from knowledge.programs import Program, Window
from knowledge.status import Standing, status_on
from knowledge.windows import GONE, State, over_from, states

DAYS = st.dates(dt.date(2024, 4, 1), dt.date(2027, 3, 31))


@dataclass(frozen=True)
class Said:
    """A window as the office says it."""

    starts_on: dt.date | None
    ends_on: dt.date | None
    fiscal_year: int = 2026
    label: str = "申請受付"
    note: str | None = None
    confirmed_on: dt.date = dt.date(2026, 9, 1)


def program(desk: Desk, code: str = "1-1-1") -> Program:
    return desk.knowledge.programs[code]


@pytest.mark.parametrize(
    ("today", "state", "left", "said"),
    [
        ("2026-10-31", State.ANNOUNCED, None, "これから始まります"),
        ("2026-11-01", State.OPEN, 39, "あと39日"),
        ("2026-11-25", State.OPEN, 15, "あと15日"),
        ("2026-11-26", State.SOON, 14, "あと14日"),
        ("2026-12-07", State.SOON, 3, "あと3日"),
        ("2026-12-09", State.SOON, 1, "明日まで"),
        ("2026-12-10", State.SOON, 0, "本日まで"),
        ("2026-12-11", State.CLOSED, None, "受付は終わりました"),
    ],
)
def test_a_confirmed_window_day_by_day(desk: Desk, today: str, state: State, left: int | None, said: str) -> None:
    window = Said(dt.date(2026, 11, 1), dt.date(2026, 12, 10))
    (found,) = states(program(desk), dt.date.fromisoformat(today), [window])
    assert (found.state, found.days_left, wording_windows.how(found)) == (state, left, said)


def test_nothing_known_of_this_year_is_unconfirmed_and_a_program_that_is_over_is_over(desk: Desk) -> None:
    today = dt.date(2026, 11, 23)
    assert [one.state for one in states(program(desk), today)] == [State.UNCONFIRMED]
    last_year = Said(dt.date(2025, 5, 1), dt.date(2025, 6, 30), 2025)
    assert [one.state for one in states(program(desk), today, [last_year])] == [State.UNCONFIRMED]
    assert [one.state for one in states(program(desk, "2-3-6"), today, [Said(None, today)])] == [State.OVER]


def test_a_window_without_an_end_is_open_and_counts_no_days(desk: Desk) -> None:
    (found,) = states(program(desk), dt.date(2026, 11, 23), [Said(dt.date(2026, 4, 1), None)])
    assert (found.state, found.days_left) == (State.OPEN, None)
    assert wording_windows.how(found) == "締切の日は確認が必要です"


def test_a_month_without_a_day_stays_a_month(desk: Desk) -> None:
    house = program(desk, "1-1-17")
    by_day = {day: states(house, dt.date(2025, 4, day))[0] for day in (1, 20, 30)}
    assert {one.state for one in by_day.values()} == {State.OPEN}
    assert {one.days_left for one in by_day.values()} == {None}
    assert states(house, dt.date(2025, 5, 1))[0].state is State.OVER
    exact = Said(None, dt.date(2025, 4, 25), 2025, "最終の申請（令和7年4月申請分）")
    assert states(house, dt.date(2025, 4, 20), [exact])[0].days_left == 5  # of the same name: the office's holds
    assert len(states(house, dt.date(2025, 4, 20), [exact])) == 1


def test_a_month_is_never_counted_to_a_day_where_the_program_goes_on(desk: Desk) -> None:
    one = program(desk)
    edition = one.editions[-1]
    window = Window(label="申請受付", end="2025-04", text="4月まで", source=edition.source)
    dated = one.model_copy(update={"editions": (edition.model_copy(update={"windows": (window,)}),)})
    today = dt.date(2025, 4, 20)
    assert edition.fiscal_year == 2025
    assert status_on(dated, today).standing is Standing.OPEN
    assert (states(dated, today)[0].state, states(dated, today)[0].days_left) == (State.OPEN, None)


def test_the_most_pressing_window_comes_first(desk: Desk) -> None:
    today = dt.date(2026, 11, 23)
    given_ = [
        Said(dt.date(2026, 12, 1), dt.date(2027, 1, 29), label="第4次"),
        Said(dt.date(2026, 5, 1), dt.date(2026, 6, 1), label="第1次"),
        Said(dt.date(2026, 11, 1), dt.date(2027, 2, 1), label="第3次"),
        Said(dt.date(2026, 10, 1), dt.date(2026, 12, 1), label="第2次"),
    ]
    assert [one.label for one in states(program(desk), today, given_)] == ["第2次", "第3次", "第4次", "第1次"]


@settings(max_examples=60, deadline=None)
@given(today=DAYS)
def test_states_agree_with_where_the_program_stands(desk: Desk, today: dt.date) -> None:
    for one in desk.knowledge.programs.values():
        status, first = status_on(one, today), states(one, today)[0]
        assert (status.standing in GONE) == (first.state is State.OVER), one.id
        if status.standing in (Standing.OPEN, Standing.SOON, Standing.WINDOW_CLOSED):
            expected = {Standing.WINDOW_CLOSED: (State.CLOSED,)}.get(status.standing, (State.OPEN, State.SOON))
            assert first.state in expected, (one.id, first)
            assert first.end == status.until
        if status.standing is Standing.UNCONFIRMED:
            assert first.state is State.UNCONFIRMED, one.id


def test_a_program_is_over_from_the_day_its_standing_says(desk: Desk) -> None:
    for one in desk.knowledge.programs.values():
        day = over_from(one)
        gone = [status_on(one, dt.date(2024, 4, 1) + dt.timedelta(days=n)).standing in GONE for n in range(1200)]
        expected = dt.date(2024, 4, 1) + dt.timedelta(days=gone.index(True)) if any(gone) else None
        assert day == expected, one.id


@settings(max_examples=200, deadline=None)
@given(end=st.dates(dt.date(2026, 4, 10), dt.date(2027, 3, 31)), length=st.none() | st.integers(0, 120))
def test_occasions_of_a_window_follow_each_other(desk: Desk, end: dt.date, length: int | None) -> None:
    start = None if length is None else max(dt.date(2026, 4, 1), end - dt.timedelta(days=length))
    window, today = Said(start, end), start or end - dt.timedelta(days=40)
    if fiscal_year(today) != window.fiscal_year:
        return
    found = occasions.occasions(program(desk), today, [window])
    reminders = [one for one in found if one.kind == "deadline"]
    for one, following in itertools.pairwise(reminders):
        assert one.due <= following.due == one.until
    assert all(one.until == occasions.after(end) for one in reminders[-1:])
    for one in found:
        if one.kind == "opens":
            assert all(reminder.due > one.due for reminder in reminders)
