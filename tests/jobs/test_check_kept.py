"""使えるか調べる on both databases: a restart, a deletion and the cleaning in the middle of it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from bot.db import make_engine, read_scope
from bot.messages import readable
from bot.models import Conversation, Ticket
from handlers import router
from handlers.desk import Desk
from handlers.talk import CHECK
from jobs.answer import answer_now
from jobs.cleanup import cleanup
from jobs.erase import erase_asked
from jobs.parts import Parts
from jobs.tickets import open_tickets
from tests.factories import USER, event, text_event
from tests.fakes import FixedClock

PROGRAM = "地域企業経営強化支援事業"


@pytest.fixture
def service(parts: Parts, desk: Desk) -> Parts:
    """The jobs with the real handlers."""
    return dataclasses.replace(parts, desk=desk, dispatch=router.dispatch, sorry=router.sorry)


def say(parts: Parts, text: str) -> str:
    return "\n".join(readable(answer_now(parts, text_event(text))))


def tap(parts: Parts, data: str) -> str:
    return "\n".join(readable(answer_now(parts, event("postback", postback={"data": data}))))


def state(parts: Parts) -> dict[str, Any]:
    with read_scope(parts.engine) as session:
        return dict(session.scalar(sa.select(Conversation.state).where(Conversation.user_key == USER)) or {})


def test_a_restart_in_the_middle_loses_nothing(service: Parts, database_url: str, clock: FixedClock) -> None:
    say(service, PROGRAM)
    assert "市内の中小企業ですか" in tap(service, "a=can&p=3-5-1")
    assert "設備投資の額" in say(service, "はい")
    clock.move(dt.timedelta(hours=5))
    engine = make_engine(database_url)
    again = dataclasses.replace(service, engine=engine, worker="another process")
    heard = say(again, "1000万円")
    assert "職員の確認が必要です" in heard
    assert "最大 50万円" in heard
    engine.dispose()


def test_a_question_to_staff_carries_the_card_once(service: Parts) -> None:
    tap(service, "a=can&p=3-5-1")
    say(service, "はい")
    say(service, "1000万円くらい")
    version = state(service)[CHECK]["version"]
    first = tap(service, f"a=ckx&o=send&p=3-5-1&h={version}")
    assert tap(service, f"a=ckx&o=send&p=3-5-1&h={version}") == first
    (ticket,) = open_tickets(service.engine)
    for told in (
        f"【相談カード {ticket.number}-", "3-5-1", PROGRAM, "職員の確認が必要です", "→ はい", "1,000万円くらい",
        f"条件の版 {version}", "令和7年（2025年）3月11日", "最大 50万円",
    ):  # fmt: skip
        assert told in ticket.question
    assert ticket.question.splitlines()[0].strip("【】").removeprefix("相談カード ") in first
    assert ticket.program_id == "3-5-1"


def test_new_answers_make_a_new_card(service: Parts) -> None:
    tap(service, "a=can&p=3-5-1")
    say(service, "はい")
    say(service, "1000万円")
    version = state(service)[CHECK]["version"]
    tap(service, f"a=ckx&o=send&p=3-5-1&h={version}")
    tap(service, "a=ckx&o=fix&p=3-5-1&k=investment_yen")
    say(service, "2000万円")
    tap(service, f"a=ckx&o=send&p=3-5-1&h={version}")
    assert len(open_tickets(service.engine)) == 2


def test_a_deletion_takes_the_answers(service: Parts) -> None:
    tap(service, "a=can&p=3-5-1")
    say(service, "はい")
    assert "使えるか調べたお答え" in say(service, "私のデータ")
    say(service, "データ削除")
    tap(service, f"a=erase&k={state(service)['erase_key']}")
    erase_asked(service)
    assert state(service) == {}
    assert "もう終わっています" in tap(service, "a=ckx&o=go&p=3-5-1")


def test_answers_outlive_the_cleaning_for_a_day_and_no_longer(service: Parts, clock: FixedClock) -> None:
    tap(service, "a=can&p=3-5-1")
    say(service, "はい")
    clock.move(dt.timedelta(hours=23))
    cleanup(service)
    assert state(service)[CHECK]["answers"] == {"is_sme_in_city": True}
    clock.move(dt.timedelta(hours=2))
    cleanup(service)
    assert state(service) == {}
    with read_scope(service.engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0
