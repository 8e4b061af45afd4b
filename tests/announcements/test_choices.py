"""What people decide is kept as they said it, on both databases, and the SQL of sending agrees with what they see."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.announcements import audience_sql, choices
from bot.announcements.audience_terms import Everyone
from bot.announcements.themes import themes
from bot.clock import today_jst
from bot.db import session_scope
from bot.models import Friend
from tests.announcements.audiences import NOW

ME, OTHER = "Ume", "Uother"
KEYS = list(themes())
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("theme"), st.sampled_from(KEYS), st.booleans()),
        st.tuples(st.just("pause"), st.none() | st.integers(-2, 40)),
        st.tuples(st.just("resume")),
        st.tuples(st.just("all")),
        st.tuples(st.just("back")),
        st.tuples(st.just("wait"), st.integers(1, 35)),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_shown_is_what_is_sent(engine: sa.Engine, steps: list[tuple[object, ...]]) -> None:
    """Whatever somebody taps in whatever order, on whatever day: members() and the card say the same."""
    now = NOW
    with session_scope(engine) as session:
        _begin(session)
        before = choices.settings_of(session, ME)
        for step in steps:
            kept = choices.settings_of(session, ME)
            now = _take(session, step, before, now)
            before = kept
            found, today = choices.settings_of(session, ME), today_jst(now)
            for theme in KEYS:
                members = set(session.scalars(audience_sql.members(Everyone(), theme, now)))
                assert (ME in members) == found.gets(theme, today)
                assert OTHER in members


def _begin(session: Session) -> None:
    for user_id in (ME, OTHER):
        session.merge(Friend(user_id=user_id, first_seen_at=NOW, last_seen_at=NOW))
        choices.put_back(session, user_id, choices.NoticeSettings(), NOW)
    session.flush()


def _take(session: Session, step: tuple[object, ...], before: choices.NoticeSettings, now: dt.datetime) -> dt.datetime:
    match step:
        case ("theme", str(theme), bool(wanted)):
            choices.set_theme(session, ME, theme, wanted, now)
        case ("pause", None):
            choices.pause(session, ME, None, now)
        case ("pause", int(days)):
            choices.pause(session, ME, today_jst(now) + dt.timedelta(days=days), now)
        case ("resume",):
            choices.resume(session, ME)
        case ("all",):
            choices.want_all(session, ME)
        case ("back",):
            choices.put_back(session, ME, before, now)
            assert choices.settings_of(session, ME) == before
        case ("wait", int(days)):
            return now + dt.timedelta(days=days)
    return now


def test_everything_again_keeps_what_was_wanted_in_so_many_words(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        choices.set_theme(session, ME, "jobs", True, NOW)
        choices.set_theme(session, ME, "move", False, NOW)
        choices.pause(session, ME, None, NOW)
        choices.want_all(session, ME)
        assert choices.settings_of(session, ME) == choices.NoticeSettings({"jobs": True})


def test_a_month_ends_where_months_end() -> None:
    assert choices.a_month_from(dt.date(2026, 1, 31)) == dt.date(2026, 2, 28)
    assert choices.a_month_from(dt.date(2026, 12, 15)) == dt.date(2027, 1, 15)
