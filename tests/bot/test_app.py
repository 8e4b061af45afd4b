"""The wired service: a signed webhook becomes a reply at LINE, health tells the truth, logs tell no secrets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from bot import log
from bot.app import create_app
from bot.config import Settings
from bot.db import make_engine, session_scope
from bot.models import InboundEvent, JobHeartbeat, OutboundMessage
from handlers.desk import Desk
from jobs.pulse import LIMITS
from jobs.schedule import NAMES
from jobs.workers import THREADS
from tests.conftest import make_settings
from tests.factories import OTHER, USER, body_of, signed, text_event
from tests.fakes import FakeLine, FixedClock


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Waits for another thread; only where it never comes does the time matter."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def client(settings: Settings, clock: FixedClock, line: FakeLine, desk: Desk) -> Iterator[TestClient]:
    app = create_app(settings, clock, line, desk=desk)  # type: ignore[arg-type]
    with TestClient(app) as made:
        yield made


def post(client: TestClient, *events: Any) -> int:
    body = body_of(*events)
    return client.post("/callback", content=body, headers=signed(body)).status_code


def test_a_question_is_answered(client: TestClient, line: FakeLine) -> None:
    asked = text_event("こんにちは")
    assert post(client, asked, asked, text_event("メニュー", OTHER)) == 200
    assert until(lambda: len(line.replies) == 2)
    assert asked["replyToken"] in [token for token, _ in line.replies]
    assert post(client, asked) == 200
    time.sleep(0.1)
    assert len(line.replies) == 2


def test_a_restart_finishes_what_was_acknowledged(
    settings: Settings, clock: FixedClock, line: FakeLine, desk: Desk
) -> None:
    receiving = create_app(settings, clock, FakeLine(), desk=desk, run_workers=False)  # type: ignore[arg-type]
    with TestClient(receiving) as client:
        assert post(client, text_event("こんにちは")) == 200
    with TestClient(create_app(settings, clock, line, desk=desk)):  # type: ignore[arg-type]
        assert until(lambda: len(line.replies) == 1)
    assert line.closed


def test_a_dead_process_on_sqlite_is_succeeded_at_once(
    settings: Settings, clock: FixedClock, line: FakeLine, desk: Desk
) -> None:
    receiving = create_app(settings, clock, FakeLine(), desk=desk, run_workers=False)  # type: ignore[arg-type]
    with TestClient(receiving) as client:
        post(client, text_event("こんにちは"))
    engine = make_engine(settings.database_url)
    with session_scope(engine) as session:
        session.execute(sa.update(InboundEvent).values(state="claimed", claimed_by="dead", claimed_until=clock.now()))
    engine.dispose()
    with TestClient(create_app(settings, clock, line, desk=desk)):  # type: ignore[arg-type]
        assert until(lambda: len(line.replies) == 1)


def test_health_of_a_working_service(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"
    ready = client.get("/readyz")
    told = ready.json()
    jobs = told.pop("jobs")
    assert (ready.status_code, told) == (
        200,
        {"ready": True, "checks": {"database": "ok", "migrations": "ok", "jobs": "ok"}},
    )
    assert list(jobs) == [*THREADS, *NAMES]
    assert set(jobs.values()) == {0.0}  # seconds; the clock of this test stands still
    page = client.get("/metrics").text
    assert 'madoguchi_job_silent_seconds{job="sweep"} 0.0' in page
    assert "madoguchi_open_alerts 0.0" in page
    assert 'madoguchi_queue_depth{queue="inbox"} 0.0' in page


def test_a_silent_job_makes_it_unready(settings: Settings, clock: FixedClock, line: FakeLine, desk: Desk) -> None:
    with TestClient(create_app(settings, clock, line, desk=desk, run_workers=False)) as client:  # type: ignore[arg-type]
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["jobs"] == "silent: " + ", ".join(LIMITS)
        assert answer.json()["jobs"]["sweep"] is None
        engine = client.app.state.parts.engine  # type: ignore[attr-defined]
        with session_scope(engine) as session:
            session.add_all(JobHeartbeat(name=name, at=clock.now()) for name in LIMITS)
        assert client.get("/readyz").status_code == 200
        clock.move(61)
        late = client.get("/readyz").json()
        assert late["checks"]["jobs"] == "silent: answer, deliver, sweep, watch_heartbeats, erase_asked"
        assert late["jobs"]["sweep"] == 61.0


def test_an_unmigrated_or_unreachable_database_is_not_ready(clock: FixedClock, desk: Desk, tmp_path: Any) -> None:
    for url, checks in (
        (f"sqlite:///{tmp_path}/empty.db", {"database": "ok", "migrations": "behind"}),
        ("postgresql+psycopg://x@127.0.0.1:9/x", {"database": "unreachable"}),
    ):
        app = create_app(make_settings(database_url=url), clock, FakeLine(), desk=desk, run_workers=False)  # type: ignore[arg-type]
        with TestClient(app) as client:
            answer = client.get("/readyz")
            assert (answer.status_code, answer.json()["checks"]) == (503, checks)


def test_logs_hold_neither_texts_nor_ids(client: TestClient, line: FakeLine, capfd: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    log.configure("debug")
    try:
        parts = client.app.state.parts  # type: ignore[attr-defined]
        object.__setattr__(parts, "dispatch", quoting)
        post(client, text_event("わたしの悩みは秘密です"))
        assert until(lambda: len(line.replies) == 1)
        assert until(lambda: parts.engine is not None and outbound_states(parts.engine) == ["accepted"])
        client.post("/callback", content=b"{}", headers={"x-line-signature": "x"})
        logging.getLogger("uvicorn.error").error("boom", exc_info=KeyError("秘密"))
    finally:
        logging.getLogger().handlers, level = before
        logging.getLogger().setLevel(level)
    printed = capfd.readouterr().err
    assert '"handler failed"' in printed
    assert '"webhook refused"' in printed
    assert "KeyError" in printed
    assert "秘密" not in printed
    assert USER not in printed


def quoting(event: dict[str, Any], context: Any) -> list[Any]:
    raise ValueError(event["message"]["text"], context.user_id)


def outbound_states(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.select(OutboundMessage.state)))


def test_the_mark_of_a_person_is_stable_and_leads_nowhere() -> None:
    one, same, other = log.Who("salt"), log.Who("salt"), log.Who("pepper")
    assert one(USER) == same(USER) != other(USER)
    assert len(one(USER)) == 10
    assert one(USER) not in USER


def test_the_door_of_counted_links_is_open_and_unknown_codes_are_met_kindly(client: TestClient) -> None:
    answer = client.get(f"/l/{'a' * 22}")
    assert answer.status_code == 404
    assert "このリンクは使えません" in answer.text
