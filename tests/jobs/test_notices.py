"""お知らせの設定 on the way of a webhook, on both databases: what is tapped there is what sending finds."""

from __future__ import annotations

import dataclasses

import pytest
import sqlalchemy as sa

from bot.announcements import audience_sql
from bot.announcements.audience_terms import Everyone
from bot.announcements.themes import themes
from bot.db import read_scope
from bot.messages import readable
from handlers import router
from handlers.desk import Desk
from jobs.parts import Parts
from tests.factories import OTHER, USER, event, text_event
from tests.fakes import FakeLine, FixedClock
from tests.jobs.test_erase import tap, work


@pytest.fixture(scope="session")
def desk() -> Desk:
    return Desk.open()


@pytest.fixture
def service(parts: Parts, desk: Desk, clock: FixedClock) -> Parts:
    """The jobs with the real handlers, and two friends."""
    made = dataclasses.replace(parts, desk=desk, dispatch=router.dispatch, sorry=router.sorry)
    work(made, clock, event("follow", follow={"isUnblocked": False}), event("follow", OTHER))
    return made


def gets(parts: Parts, clock: FixedClock) -> set[str]:
    """The themes that USER gets; the other one gets all."""
    found = set()
    with read_scope(parts.engine) as session:
        for theme in themes():
            members = set(session.scalars(audience_sql.members(Everyone(), theme, clock.now())))
            assert OTHER in members
            found |= {theme} if USER in members else set()
    return found


def test_taps_and_sentences_reach_the_sending(service: Parts, clock: FixedClock, line: FakeLine) -> None:
    everything = set(themes())
    assert gets(service, clock) == everything
    work(service, clock, tap("notices:open"), tap("a=ntc&v=off&t=jobs"))
    assert gets(service, clock) == everything - {"jobs"}
    work(service, clock, text_event("移住のお知らせはいらない"))
    assert gets(service, clock) == everything - {"jobs", "move"}
    work(service, clock, text_event("もうお知らせ送らないで"))
    assert readable(line.replies[-1][1])[0].startswith("お知らせをすべて止めました")
    assert gets(service, clock) == set()
    work(service, clock, tap("a=ntc&v=go"))
    assert gets(service, clock) == everything - {"jobs", "move"}
    work(service, clock, tap("a=ntc&v=all"))
    assert gets(service, clock) == everything


def test_who_blocks_and_who_asks_for_deletion_gets_nothing(service: Parts, clock: FixedClock) -> None:
    work(service, clock, event("unfollow"))
    assert gets(service, clock) == set()
    with read_scope(service.engine) as session:
        gone = sa.select(sa.literal(1)).where(audience_sql.gone(sa.literal(USER)))
        assert session.execute(gone).first() is not None
    work(service, clock, event("follow", follow={"isUnblocked": True}))
    assert gets(service, clock) == set(themes())
