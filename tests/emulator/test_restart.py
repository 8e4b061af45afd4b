"""What the emulator remembers over a restart, what it forgets on demand, and files from before."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.emulator import Options, create_emulator
from bot.emulator.people import KEYS
from bot.emulator.pictures import plain
from bot.serving import Background
from tests.local_http import client

TOKEN = "the channel token"
BEARER = {"authorization": f"Bearer {TOKEN}"}
KEY = {"x-line-retry-key": "123e4567-e89b-12d3-a456-426614174000"}
HELLO = [{"type": "text", "text": "お知らせ"}]
PUSH = {"to": KEYS["founder"], "messages": HELLO}
# The tables of the first version, as they lie in people's folders.
OLD_SCHEMA = """
CREATE TABLE person (
  user_id TEXT PRIMARY KEY, name TEXT NOT NULL, note TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL,
  seen_seq INTEGER NOT NULL DEFAULT 0, spent_seq INTEGER NOT NULL DEFAULT 0);
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, rev INTEGER NOT NULL, user_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
  side TEXT NOT NULL, message_id TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE reply_token (
  token TEXT PRIMARY KEY, user_id TEXT NOT NULL, event_id TEXT NOT NULL, event_ms INTEGER NOT NULL,
  sent_ms INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE request (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  headers TEXT NOT NULL, body TEXT NOT NULL, status INTEGER NOT NULL, answer TEXT NOT NULL, request_id TEXT NOT NULL);
CREATE TABLE webhook (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, body TEXT NOT NULL,
  status INTEGER, took_ms REAL, error TEXT);
"""


@contextmanager
def running(store: Path) -> Iterator[httpx.Client]:
    """An emulator on this file, for as long as the block lasts."""
    emulator = create_emulator(Options("s", TOKEN, "", store=str(store)))
    with Background(emulator) as server, client(server.url, headers=BEARER) as http:
        yield http


def look(http: httpx.Client, name: str, **params: Any) -> Any:
    return http.get(f"/emulator/control/{name}", params=params).json()


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "emulator.db") as http:
        http.post("/emulator/control/people", json={"name": "みなと"})
        http.post("/emulator/control/quota", json={"type": "limited", "value": 5})
        http.post("/emulator/control/rates", json={"path": "/v2/bot/message/push", "limit": 9})
        http.post("/emulator/control/clock", json={"move_seconds": 3600})
        picture = http.post("/emulator/control/picture?user=founder", content=plain()).json()["message"]["id"]
        accepted = http.post("/v2/bot/message/push", json=PUSH, headers=KEY).headers["x-line-request-id"]
        body = {"messages": HELLO, "limit": {"max": 1}}
        narrowcast = http.post("/v2/bot/message/narrowcast", json=body).headers["x-line-request-id"]
        before = {name: look(http, name) for name in ("people", "account", "rates")}
        wire = look(http, "wire")
    with running(tmp_path / "emulator.db") as http:
        assert {name: look(http, name) for name in before} == before
        assert {entry["id"] for entry in wire} <= {entry["id"] for entry in look(http, "wire")}
        assert look(http, "quota")["used"] >= 1
        assert look(http, "clock")["offset_ms"] == 3_600_000
        again = http.post("/v2/bot/message/push", json=PUSH, headers=KEY)
        assert (again.status_code, again.headers["x-line-accepted-request-id"]) == (409, accepted)
        assert http.get(f"/v2/bot/message/{picture}/content").content == plain()
        http.post("/emulator/control/clock", json={"move_seconds": 10})
        progress = http.get("/v2/bot/message/progress/narrowcast", params={"requestId": narrowcast}).json()
        assert (progress["phase"], progress["targetCount"]) == ("succeeded", 1)


def test_a_reset_is_a_fresh_start(tmp_path: Path) -> None:
    with running(tmp_path / "emulator.db") as http:
        first = look(http, "people")
        http.post("/emulator/control/people", json={"name": "みなと"})
        http.post("/emulator/control/clock", json={"paused": True})
        http.post("/emulator/control/faults", json={"kind": "status", "path": "/v2/bot/info"})
        http.post("/emulator/control/quota", json={"value": 5})
        http.post("/emulator/control/account", json={"verified": False})
        http.post("/v2/bot/message/push", json=PUSH, headers=KEY)
        assert http.post("/emulator/control/reset").status_code == 204
        assert look(http, "people") == first
        assert look(http, "talk", user="founder") == look(http, "faults") == look(http, "wire") == []
        assert (look(http, "clock")["paused"], look(http, "clock")["offset_ms"]) == (False, 0)
        assert look(http, "quota") == {"type": "none", "value": 200, "used": 0, "left": None}
        assert look(http, "account")["verified"] is True
        assert http.post("/v2/bot/message/push", json=PUSH, headers=KEY).status_code == 200


def test_a_file_from_before_opens_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "emulator.db"
    old = sqlite3.connect(path)
    old.executescript(OLD_SCHEMA)
    old.execute("INSERT INTO person VALUES (?, 'ひなた', '起業したい人', 'ja', 'friend', 0, 0)", [KEYS["founder"]])
    body = json.dumps({"type": "text", "text": "前から"})
    old.execute("INSERT INTO entry VALUES (7, 12, ?, 1741650000000, 'bot', 'm1', ?)", [KEYS["founder"], body])
    old.execute("INSERT INTO webhook (at_ms, body, status) VALUES (1, '{\"events\":[]}', 200)")
    old.commit()
    old.close()
    for _ in range(2):
        with running(path) as http:
            entry = look(http, "talk", user="founder")[0]
            assert (entry["body"]["text"], entry["rev"], entry["read_ms"]) == ("前から", 12, None)
            assert look(http, "webhooks")[0]["status"] == 200
            http.post("/v2/bot/message/push", json=PUSH)
            assert [one["rev"] for one in look(http, "talk", user="founder", after_rev=12)][:1] == [13]


@pytest.mark.parametrize("table", ["request", "webhook"])
def test_old_records_make_room(tmp_path: Path, table: str) -> None:
    path = tmp_path / "emulator.db"
    with running(path):
        pass
    store = sqlite3.connect(path)
    columns = {
        "request": "(id, at_ms, method, path, headers, body, status, answer, request_id)",
        "webhook": "(id, at_ms, body)",
    }
    values = {"request": "(?, 1, '', '', '{}', '', 200, '{}', '')", "webhook": "(?, 1, '{}')"}
    store.executemany(f"INSERT INTO {table} {columns[table]} VALUES {values[table]}", [[1], [2], [20_001]])
    store.commit()
    store.close()
    with running(path) as http:
        assert [row["id"] for row in look(http, {"request": "sent", "webhook": "webhooks"}[table])] == [2, 20_001]
