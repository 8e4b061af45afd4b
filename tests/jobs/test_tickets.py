"""Staff read the open questions and answer each exactly once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Problem
from bot.models import Ticket
from jobs.deliver import deliver_one
from jobs.parts import Parts
from jobs.tickets import answer, open_tickets
from tests.fakes import FakeLine

USER = "U" + "1" * 32


def _ticket(parts: Parts, user_id: str | None = USER) -> int:
    with Session(parts.engine) as session, session.begin():
        ticket = Ticket(opened_at=parts.clock.now(), user_id=user_id, question="駐車場はありますか", state="open")
        session.add(ticket)
        session.flush()
        return ticket.id


def test_an_answer_reaches_the_person_once(parts: Parts, line: FakeLine) -> None:
    number = _ticket(parts)
    assert [ticket.number for ticket in open_tickets(parts.engine)] == [number]
    answer(parts.engine, number, "市役所の駐車場をお使いください。", parts.clock.now())
    assert open_tickets(parts.engine) == []
    while deliver_one(parts):
        pass
    [(to, messages, _key)] = line.pushes
    assert to == USER
    assert "市役所の駐車場" in messages[0]["text"]
    assert str(number) in messages[0]["text"]


def test_a_second_answer_is_refused(parts: Parts) -> None:
    number = _ticket(parts)
    answer(parts.engine, number, "はい。", parts.clock.now())
    with pytest.raises(Problem, match="すでに"):
        answer(parts.engine, number, "いいえ。", parts.clock.now())
    with parts.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM outbound_message")) == 1


@pytest.mark.parametrize(("number", "text", "why"), [(999, "はい。", "ありません"), (1, " ", "空です")])
def test_mistakes_send_nothing(parts: Parts, number: int, text: str, why: str) -> None:
    _ticket(parts)
    with pytest.raises(Problem, match=why):
        answer(parts.engine, number, text, parts.clock.now())
    assert len(open_tickets(parts.engine)) == 1


def test_nobody_to_answer(parts: Parts) -> None:
    number = _ticket(parts, user_id=None)
    with pytest.raises(Problem, match="送り先"):
        answer(parts.engine, number, "はい。", parts.clock.now())
    assert [ticket.number for ticket in open_tickets(parts.engine)] == [number]
