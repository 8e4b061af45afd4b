"""Plays gold questions through signed webhooks and keeps what LINE got, for a judge and a contract checker.

usage: python -m tests.bench.gold GOLD.jsonl OUT_DIR
Writes OUT_DIR/replies.jsonl ({"id", "reply": every readable string of the last turn's messages}) and
OUT_DIR/requests.jsonl (every request that went out: {"path", "headers", "body"}). The clock starts on 2025-03-11.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot import log
from bot.app import create_app, make_clock, make_line
from bot.config import load_settings
from bot.db import make_engine, migrate
from bot.emulator import events
from bot.messages import readable
from bot.serving import Background, reserve
from handlers.desk import Desk
from tests.line_platform import SECRET, TOKEN, LinePlatform

START = dt.datetime(2025, 3, 11, 1, 0, tzinfo=dt.UTC)
PATIENCE = 10.0


def main(gold: Path, out: Path) -> None:
    """Play every conversation, each by a person of its own."""
    log.configure("warning")
    out.mkdir(parents=True, exist_ok=True)
    items = [json.loads(line) for line in gold.read_text("utf8").splitlines() if line.strip()]
    listener = reserve()
    service_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder, LinePlatform(f"{service_url}/callback") as platform:
        environment = {
            "LINE_CHANNEL_SECRET": SECRET,
            "LINE_CHANNEL_ACCESS_TOKEN": TOKEN,
            "LINE_API_BASE_URL": platform.url,
            "DATABASE_URL": f"sqlite:///{folder}/gold.db",
            "MADOGUCHI_NOW": START.isoformat(),
        }
        settings = load_settings(environment, env_file=None)
        engine = make_engine(settings.database_url)
        migrate(engine)
        app = create_app(settings, make_clock(settings), make_line(settings), engine=engine, desk=Desk.open())
        with Background(app, listener), (out / "replies.jsonl").open("w", encoding="utf8") as replies:
            last = 0
            for item in items:
                reply, last = play(platform, item, last)
                replies.write(json.dumps({"id": item["id"], "reply": reply}, ensure_ascii=False) + "\n")
        with (out / "requests.jsonl").open("w", encoding="utf8") as requests:
            for sent in platform.sent():
                request = {name: sent[name] for name in ("path", "headers", "body")}
                requests.write(json.dumps(request, ensure_ascii=False) + "\n")
    print(f"{len(items)} conversations → {out}/replies.jsonl, {out}/requests.jsonl")


def play(platform: LinePlatform, item: dict[str, Any], after: int) -> tuple[list[str], int]:
    """One conversation; the readable strings that answered its last turn, and the number of the last request."""
    user = "U" + secrets.token_hex(16)
    reply: list[str] = []
    for turn in item["turns"]:
        platform.emit([events.said(user, time.time_ns() // 1_000_000, turn)])
        deadline = time.monotonic() + PATIENCE
        reply = []
        while not reply and time.monotonic() < deadline:
            time.sleep(0.01)
            for sent in platform.sent(after):
                after = sent["id"]
                if sent["path"] == "/v2/bot/message/reply" and sent["status"] == 200:
                    reply = readable(sent["body"]["messages"])
    return reply, after


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
