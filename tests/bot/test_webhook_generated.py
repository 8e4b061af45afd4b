"""Whatever a signed webhook holds — every type, types of the future, broken events — it is stored and worked off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import create_app
from bot.config import Settings
from bot.db import make_engine, read_scope
from bot.emulator.events import TEMPLATES, event, posted, said
from bot.models import InboundEvent
from handlers.desk import Desk
from jobs.answer import answer_one
from tests.factories import USER, signed
from tests.fakes import FakeLine, FixedClock

NOW_MS = 1_741_651_200_000  # 11 March 2025, 9:00 in Japan
OTHER_TYPES = (
    "join", "leave", "memberJoined", "memberLeft", "videoPlayComplete", "beacon", "accountLink", "membership",
    "module", "activated", "deactivated", "botSuspended", "botResumed", "delivery", "messageEdited", "things",
)  # fmt: skip
FREELY = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

words = st.one_of(
    st.sampled_from(
        [
            "いくら?",
            "創業したい",
            "奨学金",
            "締切は?",
            "ひとつめ",
            "メニュー",
            "職員に聞く",
            "R6の実績",
            "👨‍👩‍👧‍👦" * 50,
            "あ" * 5000,
        ]
    ),
    st.text(max_size=60),
)
# The words of our own buttons, put together in ways no button does.
fields = st.dictionaries(
    st.sampled_from("aptvuns"),
    st.sampled_from(["show", "fb", "staff", "same", "list", "menu", "1-1-4", "garage", "cap", "useful", "wrong", "-1"])
    | st.text(max_size=6),
    max_size=5,
)
taps = st.text(max_size=300) | fields.map(urlencode)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def known(draw: st.DrawFn) -> dict[str, Any]:
    """An event as LINE sends it today."""
    kind = draw(st.sampled_from([*["text", "postback"] * 8, *TEMPLATES, *OTHER_TYPES]))
    if kind == "text":
        return said(USER, NOW_MS, draw(words))
    if kind == "postback":
        return posted(USER, NOW_MS, draw(taps), draw(st.none() | st.just({"date": "2025-04-01"})))
    if kind in TEMPLATES:
        return TEMPLATES[kind](USER, NOW_MS)
    return event(USER, NOW_MS, type=kind, **{kind: draw(values)})


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """An event of which some parts are missing, new or of another kind."""
    made: dict[str, Any] = json.loads(json.dumps(draw(known())))
    for _ in range(draw(st.integers(1, 4))):
        part = draw(st.sampled_from([made, *(value for value in made.values() if isinstance(value, dict))]))
        name = draw(st.sampled_from(sorted(part)) if part else st.text(max_size=8))
        if draw(st.booleans()):
            part.pop(name, None)
        else:
            part[name] = draw(values)
    return made


class Desks:
    """The wired service without its threads; `settle` works everything off."""

    def __init__(self, app: FastAPI) -> None:
        self.parts = app.state.parts
        self.client = TestClient(app, raise_server_exceptions=False)

    def post(self, body: bytes) -> int:
        """The status of a signed webhook."""
        return self.client.post("/callback", content=body, headers=signed(body)).status_code

    def settle(self) -> None:
        """Answers all that is open."""
        while answer_one(self.parts):
            pass

    def left(self) -> list[tuple[str, str | None]]:
        """States and errors of events that were not worked off."""
        unsettled = sa.select(InboundEvent.state, InboundEvent.error).where(
            InboundEvent.state.not_in(("done", "ignored"))
        )
        with read_scope(self.parts.engine) as session:
            return [(row.state, row.error) for row in session.execute(unsettled)]


@pytest.fixture
def desks(settings: Settings, clock: FixedClock, desk: Desk) -> Iterator[Desks]:
    engine = make_engine(settings.database_url)
    generous = settings.model_copy(update={"madoguchi_flood_limit": 10**6})
    app = create_app(generous, clock, FakeLine(), engine=engine, desk=desk, run_workers=False)  # type: ignore[arg-type]
    made = Desks(app)
    with made.client:
        yield made


@FREELY
@given(batch=st.lists(known() | changed() | values, max_size=4))
def test_every_event_is_stored_and_worked_off(desks: Desks, batch: list[Any]) -> None:
    body = json.dumps({"destination": USER, "events": batch}).encode()
    assert desks.post(body) == 200
    desks.settle()
    assert desks.left() == []


@FREELY
@given(body=st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_a_body_that_is_no_webhook_is_refused(desks: Desks, body: bytes) -> None:
    assert desks.post(body) in (200, 400)
    assert desks.left() == []
