"""A small office for the tests: friends, drafts, people who approve, and a sender that works until nothing is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bot.announcements import drafts, modes, report, sending
from bot.announcements.draft import Draft
from bot.db import read_scope, session_scope
from bot.models import Friend
from bot.models_sending import Announcement, FriendTag
from jobs.broadcast import broadcast
from jobs.parts import Parts

CONTENT: dict[str, Any] = {"kind": "お知らせ", "style": "いつもの", "text": "窓口の時間が変わります。", "facts": []}


def user(number: int) -> str:
    return f"U{number:032x}"


def draft(**changes: Any) -> Draft:
    given: dict[str, Any] = {
        "title": "窓口の時間", "theme": "office", "audience": "everyone", "send_at": None, "past_at": None,
        "repeat": None, "content": CONTENT,
    }  # fmt: skip
    return Draft(**{**given, **changes})


def befriend(parts: Parts, people: Iterable[int | str], **values: Any) -> None:
    now = parts.clock.now()
    rows = [
        {"user_id": one if isinstance(one, str) else user(one), "state": "friend", "state_at_ms": 0,
         "first_seen_at": now, "last_seen_at": now, "notices": {}, **values}
        for one in people
    ]  # fmt: skip
    with session_scope(parts.engine) as session:
        session.execute(sa.insert(Friend), rows)


def tag(parts: Parts, number: int, word: str) -> None:
    with session_scope(parts.engine) as session:
        session.add(FriendTag(user_id=user(number), tag=word, set_at=parts.clock.now(), set_by="佐藤"))


def go_live(parts: Parts, on: bool = True) -> None:
    with session_scope(parts.engine) as session:
        modes.switch(session, modes.LIVE, on, "課長", "準備ができたため", parts.clock.now())


def create(parts: Parts, author: str = "佐藤", **changes: Any) -> int:
    with session_scope(parts.engine) as session:
        return drafts.create(session, draft(**changes), author, parts.clock.now()).id


def approved(parts: Parts, **changes: Any) -> int:
    number = create(parts, **changes)
    with session_scope(parts.engine) as session:
        drafts.submit(session, number, "佐藤", parts.clock.now())
        drafts.approve(session, number, "鈴木", parts.clock.now())
    return number


def due(parts: Parts, **changes: Any) -> int:
    number = approved(parts, **changes)
    with session_scope(parts.engine) as session:
        sending.send_now(session, number, "佐藤", parts.clock.now())
    return number


def work(parts: Parts, rounds: int = 1, seconds: float = 60) -> None:
    """The sender's turn, so often, with the clock moved on in between."""
    for _ in range(rounds):
        broadcast(parts, "w1")
        parts.clock.move(seconds)  # type: ignore[arg-type]


def reported(parts: Parts, number: int) -> report.Report:
    with read_scope(parts.engine) as session:
        return report.report(session, number)


def sums(parts: Parts, number: int) -> tuple[int, int, int, int, int]:
    found = reported(parts, number)
    return found.target, found.accepted, found.rejected, found.unknown, found.stopped


def state(parts: Parts, number: int) -> str:
    with read_scope(parts.engine) as session:
        return str(session.scalar(sa.select(Announcement.state).where(Announcement.id == number)))


def at_jst(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}+09:00")
