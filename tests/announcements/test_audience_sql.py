"""Audiences as SQL mean what they mean in plain Python, on both databases; who said no is never among the members."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.announcements import audience_sql
from bot.announcements.audience import parse
from bot.announcements.audience_terms import Audience, Everyone
from bot.announcements.themes import themes
from bot.db import session_scope
from bot.models import Friend
from bot.models_sending import Enrolment, FriendTag, NoticePause, ThemeChoice, Watch
from tests.announcements.audiences import NOW, TODAY, Somebody, audiences, people

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def add(session: Session, crowd: list[Somebody]) -> dict[str, Somebody]:
    """The crowd as rows, by user id."""
    named = {f"U{number:032x}": one for number, one in enumerate(crowd)}
    for user_id, one in named.items():
        session.add(
            Friend(
                user_id=user_id, state=one.state, audience=one.stand, language=one.language,
                first_seen_at=one.first, last_seen_at=one.last,
            )
        )  # fmt: skip
        session.add_all(FriendTag(user_id=user_id, tag=tag, set_at=NOW) for tag in one.tags)
        session.add_all(Watch(user_id=user_id, program_id=program, since=NOW) for program in one.watching)
        session.add_all(
            Enrolment(event_code=code, user_id=user_id, state=state, at=NOW) for code, state in one.enrolled.items()
        )
        session.add_all(
            ThemeChoice(user_id=user_id, theme=theme, wanted=wanted, at=NOW) for theme, wanted in one.chosen.items()
        )
        if one.pause:
            session.add(NoticePause(user_id=user_id, until=one.pause[0], at=NOW))
    session.flush()
    return named


def forget(session: Session) -> None:
    for table in (Friend, FriendTag, Watch, Enrolment, ThemeChoice, NoticePause):
        session.execute(sa.delete(table))


@SETTINGS
@given(crowd=st.lists(people(), max_size=12), audience=audiences(), theme=st.sampled_from(list(themes())))
def test_members_are_those_meant_who_did_not_say_no(
    engine: sa.Engine, crowd: list[Somebody], audience: Audience, theme: str
) -> None:
    with session_scope(engine) as session:
        forget(session)
        named = add(session, crowd)
        found = set(session.scalars(audience_sql.members(audience, theme, NOW)))
        counted = audience_sql.count(session, audience, theme, NOW)
        silent = set(session.scalars(sa.select(Friend.user_id).where(audience_sql.silenced(theme, TODAY))))
        told = audience_sql.sample(session, audience, theme, NOW, 3)
    meant = {user_id for user_id, one in named.items() if one.state == "friend" and one.meant(audience)}
    assert not [user_id for user_id in found if named[user_id].must_not_get(theme)]
    assert found == {user_id for user_id in meant if not named[user_id].must_not_get(theme)}
    assert counted == audience_sql.Counted(len(meant), len(meant) - len(found), len(found))
    assert {user_id for user_id in named if user_id in silent or named[user_id].state == "blocked"} == {
        user_id for user_id, one in named.items() if one.must_not_get(theme)
    }
    assert len(told) == min(3, len(found))
    assert not any(user_id in line for line in told for user_id in named)


def test_silenced_asks_about_any_column(engine: sa.Engine) -> None:
    column = FriendTag.user_id
    with session_scope(engine) as session:
        for user_id in ("Ua", "Ub"):
            session.add(FriendTag(user_id=user_id, tag="x", set_at=NOW))
        session.add(ThemeChoice(user_id="Ub", theme="jobs", wanted=False, at=NOW))
        session.flush()
        chosen = sa.select(column).where(audience_sql.silenced("jobs", TODAY, column))
        assert session.scalars(chosen).all() == ["Ub"]


def test_a_pause_ends_with_its_last_day_in_japan(engine: sa.Engine) -> None:
    last_evening = dt.datetime(2026, 12, 22, 14, 59, tzinfo=dt.UTC)  # 23:59 in Japan
    with session_scope(engine) as session:
        session.add(Friend(user_id="Ua", first_seen_at=NOW, last_seen_at=NOW))
        session.add(NoticePause(user_id="Ua", until=dt.date(2026, 12, 22), at=NOW))
        session.flush()
        everyone = Everyone()
        assert session.scalars(audience_sql.members(everyone, "jobs", last_evening)).all() == []
        morning = last_evening + dt.timedelta(minutes=1)
        assert session.scalars(audience_sql.members(everyone, "jobs", morning)).all() == ["Ua"]


def test_a_tag_with_signs_of_sql_is_only_a_tag(engine: sa.Engine) -> None:
    with session_scope(engine) as session:
        session.add(Friend(user_id="Ua", first_seen_at=NOW, last_seen_at=NOW))
        session.add(FriendTag(user_id="Ua", tag="100%'; --", set_at=NOW))
        session.flush()
        assert audience_sql.count(session, parse("tag:100%';"), "jobs", NOW).reachable == 0
        assert audience_sql.count(session, parse('tag:"100%\'; --"'), "jobs", NOW).reachable == 1
