"""The desk's own cards as samples for the gallery: real answers to real questions, on the days that bring them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot.announcement_samples import announcement_samples
from bot.messages import fit
from bot.models import Base
from bot.models_events import PersonalNotice, ProgramWindow
from bot.preview.samples import Sample
from bot.scenes import SCENES, Scene
from handlers.context import Context
from handlers.desk import Desk
from handlers.router import dispatch
from handlers.watch_notices import KINDS

Json = dict[str, Any]
USER = "U" + "0" * 32
PUBLIC_URL = "https://desk.example.jp"


def desk_samples(desk: Desk | None = None) -> tuple[Sample, ...]:
    """What the desk answers in each scene. Without a desk it opens one, which takes about a second."""
    desk = desk or Desk.open()
    engine = create_engine("sqlite://")
    try:
        Base.metadata.create_all(engine)
        return (*(_sample(scene, desk, Session(engine)) for scene in SCENES), *announcement_samples())
    finally:
        engine.dispose()


def _sample(scene: Scene, desk: Desk, session: Session) -> Sample:
    now = dt.datetime.combine(scene.day, dt.time(1), dt.UTC)
    conversation: Json = {}
    screen: list[Json] = []
    with session:
        for window in scene.windows:
            given = {"fiscal_year": 2026, "label": "申請受付", "confirmed_on": scene.day, "confirmed_by": "担当"}
            session.add(ProgramWindow(**given, **window))
        session.flush()
        for number, turn in enumerate(scene.turns, start=1):
            if scene.ends and number == len(scene.turns) - 1:
                now = dt.datetime.combine(scene.ends, dt.time(2), dt.UTC)
            context = Context(session, desk, now, "U1", USER, conversation, public_url=PUBLIC_URL)
            if isinstance(turn, str):
                screen = fit(dispatch(_event(turn, screen), context))
            elif told := turn(context):
                screen = fit(told)
            session.flush()
            now += dt.timedelta(seconds=20)
        if scene.notice:
            kind, about = scene.notice
            context = Context(session, desk, now + scene.later, USER, USER, {})
            screen = fit(KINDS[kind](PersonalNotice(user_id=USER, kind=kind, occasion="", about=about, id=0), context))
        session.rollback()
    said = [turn for turn in scene.turns if isinstance(turn, str)]
    asked = " → ".join(f"「{turn}」" for turn in said) if scene.turns != ("follow",) else "友だち追加"
    day = f"{scene.day.year}年{scene.day.month}月{scene.day.day}日"
    return Sample(scene.group, scene.title, f"{scene.note}（{asked}、{day}）", screen)


def _event(turn: str, screen: list[Json]) -> Json:
    if turn == "follow":
        return {"type": "follow"}
    action = next((action for action in _actions(screen) if action.get("label") == turn), None)
    if action and action["type"] == "postback":
        return {"type": "postback", "postback": {"data": action["data"]}}
    said = action["text"] if action and action["type"] == "message" else turn
    return {"type": "message", "message": {"type": "text", "text": said}}


def _actions(part: Any) -> Iterator[Json]:
    """Every action in these messages, at any depth."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, dict) and isinstance(part.get("action"), dict):
        yield part["action"]
    for one in inner:
        yield from _actions(one)
