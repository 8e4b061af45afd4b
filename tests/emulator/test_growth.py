"""A long run stays small, and numbers go on rising over a restart."""

from pathlib import Path

import httpx
import pytest

from bot.emulator import Options, platform, store
from bot.emulator.people import KEYS
from bot.emulator.platform import Platform
from tests.emulator.conftest import TOKEN, Emulator

BEARER = {"authorization": f"Bearer {TOKEN}"}
HELLO = [{"type": "text", "text": "はい"}]
DAY_MS = 24 * 3_600_000


def test_records_are_trimmed_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RECORDS_KEPT", 10)
    running = Platform(Options("s", "t", ""))
    for number in range(300):
        running.store.insert("INSERT INTO webhook (at_ms, body) VALUES (?, '')", number)
    running.store.add_entry("U", 1, "bot", "1", {})
    for _ in range(platform.TICKS_TO_TRIM):
        running.tick()
    assert running.store.row("SELECT count(*) AS n FROM webhook") == {"n": 300}
    for number in range(300):
        running.store.insert("INSERT INTO webhook (at_ms, body) VALUES (?, '')", number)
    for _ in range(platform.TICKS_TO_TRIM):
        running.tick()
    assert running.store.row("SELECT count(*) AS n FROM webhook") == {"n": 10}
    assert running.store.row("SELECT count(*) AS n FROM entry") == {"n": 1}
    running.close()


def test_what_can_be_used_no_more_is_forgotten(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="はい")
    emulator.listener.wait(1)
    key = "123e4567-e89b-12d3-a456-426614174000"
    body = {"to": KEYS["founder"], "messages": HELLO}
    emulator.call("/v2/bot/message/push", body, **{"X-Line-Retry-Key": key})
    emulator.call("/v2/bot/message/narrowcast", {"messages": HELLO})
    tables = ("reply_token", "retry_key", "narrowcast")

    def counts() -> list[int]:
        found = [emulator.platform.store.row(f"SELECT count(*) AS n FROM {table}") for table in tables]
        return [int(row["n"]) for row in found if row]

    emulator.platform.trim()
    assert counts() == [1, 1, 1]
    for days, left in ((0.5, [0, 1, 1]), (1, [0, 0, 1]), (14, [0, 0, 0])):
        emulator.now["ms"] += int(days * DAY_MS)
        emulator.platform.trim()
        assert counts() == left
    assert emulator.platform.use_token(event["replyToken"]) is None


def test_ids_never_come_twice(tmp_path: Path) -> None:
    options = Options("s", "t", "", store=str(tmp_path / "talks.db"), now_ms=lambda: 7_200_000_000_000)
    ids: list[str] = []
    for forget in (False, True, False):
        running = Platform(options)
        ids += [running.say(running.user("founder"), "？")["message"]["id"] for _ in range(3)]
        assert running.store.last_message() == int(ids[-1])
        if forget:
            running.forget()
            assert running.store.last_message() == int(ids[-1])
        running.close()
    assert ids == sorted(set(ids))


def test_odd_ids_do_not_move_the_others(emulator: Emulator) -> None:
    for odd in ("9" * 18, "x" * 18, "１" * 18, "8" * 30):
        emulator.control("event", events=[{"type": "message", "message": {"id": odd, "type": "text", "text": "?"}}])
    assert emulator.platform.store.last_message() == 0


@pytest.mark.parametrize("size", [2 * 1024 * 1024 + 1, 11 * 1024 * 1024])
def test_bodies_are_not_kept_beyond_the_limit(emulator: Emulator, size: int) -> None:
    piece = b"x" * 65536

    def pieces() -> object:
        for _ in range(size // len(piece) + 1):
            yield piece

    for content in (b"x" * size, pieces()):
        headers = {**BEARER, "content-type": "application/json"}
        answer = emulator.http.post("/v2/bot/message/push", content=content, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 413
    assert emulator.http.post("/v2/bot/message/push", content=b"x" * size).status_code == 401
    assert all(len(entry["body"]) < 1000 for entry in emulator.look("sent"))


def test_the_records_can_be_read_in_part(emulator: Emulator) -> None:
    for _ in range(5):
        emulator.http.get("/v2/bot/info", headers=BEARER)
    emulator.http.get("/v2/bot/followers/ids", headers=BEARER)
    assert [entry["id"] for entry in emulator.look("sent", limit=2)] == [1, 2]
    assert [entry["id"] for entry in emulator.look("sent", path="/v2/bot/followers/ids")] == [6]
    for name in ("sent", "webhooks", "wire"):
        for query in ({"after": 10**22}, {"limit": 10**6}, {"limit": 0}):
            assert emulator.http.get(f"/emulator/control/{name}", params=query).status_code == 422


def test_numbers_beyond_reason_are_refused(emulator: Emulator) -> None:
    control = emulator.url + "/emulator/control/"
    for body in ({"spend": 10**30}, {"value": 10**30}):
        assert httpx.post(control + "quota", json=body, timeout=60).status_code == 422
    assert httpx.get(control + f"wire/{10**22}", timeout=60).status_code == 422
    assert httpx.get(control + "talk", params={"user": "founder", "after_rev": 10**22}, timeout=60).status_code == 422
    assert emulator.look("quota")["used"] == 0


def test_looking_makes_nobody(emulator: Emulator) -> None:
    before = len(emulator.look("people"))
    for name in ("U" + "7" * 32, "U" + "x" * 32, "U" + "ア" * 32):
        assert emulator.http.get("/emulator/control/talk", params={"user": name}).status_code == 404
    odd = {"user": "U" + "x" * 32, "text": "はい"}
    assert emulator.http.post("/emulator/control/say", json=odd).status_code == 404
    assert len(emulator.look("people")) == before
    emulator.control("say", user="U" + "7" * 32, text="はい")
    assert len(emulator.look("people")) == before + 1


def test_the_webhook_can_be_tested_without_a_body(emulator: Emulator) -> None:
    answer = emulator.http.post("/v2/bot/channel/webhook/test", headers=BEARER)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
