"""The behaviour of the far side: people say things, webhooks go out, replies and pushes come in by LINE's rules."""

import json
import secrets
from threading import Lock
from typing import Any
from uuid import uuid4

from bot.emulator import events
from bot.emulator.feed import Feed
from bot.emulator.options import Options
from bot.emulator.people import BOT_USER_ID, KEYS, SEEDS, Person
from bot.emulator.sender import Delivery, Receipt, Sender
from bot.emulator.store import Store

Json = dict[str, Any]

REPLY_TOKEN_MS = 60_000
REDELIVERY_MS = 20 * 60_000
RETRY_KEY_MS = 24 * 60 * 60_000
TIMINGS_KEPT = 100_000


class Platform:
    """Everything the emulator does, apart from HTTP; times are milliseconds since 1970."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.store = Store(options.store)
        self.feed = Feed()
        self.now_ms = options.now_ms
        self.timings: dict[str, Json] = {}
        self._loading: dict[str, int] = {}
        self._deliveries = 0
        self._lock = Lock()
        self._sender = Sender(
            options.webhook_url,
            options.channel_secret,
            options.webhook_threads,
            options.webhook_timeout,
            self._leaving,
            self._arrived,
        )
        if options.seed_people:
            for person in SEEDS:
                self.store.add_person(person)

    # -- what people do

    def user(self, name: str) -> str:
        """The user id for a key of a seeded person, a display name, or an id; raises KeyError for anything else."""
        if name in KEYS:
            return KEYS[name]
        if self.store.person(name):
            return name
        if len(name) == 33 and name.startswith("U"):
            if self.options.record:
                self.store.add_person(Person(name, f"利用者{name[1:5]}", "試験用"))
            return name
        found = self.store.row("SELECT user_id FROM person WHERE name = ?", name)
        if found is None:
            raise KeyError(name)
        return str(found["user_id"])

    def say(self, user_id: str, text: str) -> Json:
        """The person writes a text."""
        return self.emit([events.said(user_id, self.now_ms(), text)])[0]

    def post(self, user_id: str, data: str, params: Json | None = None, shown: str | None = None) -> Json:
        """The person taps something with postback data; `shown` appears in the talk as their words."""
        now = self.now_ms()
        event = events.posted(user_id, now, data, params)
        if self.options.record:
            self.store.run(
                "UPDATE person SET spent_seq = (SELECT coalesce(max(seq), 0) FROM entry WHERE user_id = ?)"
                " WHERE user_id = ?",
                user_id,
                user_id,
            )
            if shown:
                self._write(user_id, "person", events.message_id(now), {"type": "text", "text": shown})
        return self.emit([event])[0]

    def set_state(self, user_id: str, state: str) -> Json:
        """The person blocks the account ("blocked") or becomes its friend again ("friend")."""
        self.store.run("UPDATE person SET state = ? WHERE user_id = ?", state, user_id)
        kind = "unblock" if state == "friend" else "unfollow"
        return self.emit([events.templated(kind, user_id, self.now_ms())])[0]

    def introduce(self) -> None:
        """Everyone whose talk is still empty becomes a friend, so that the bot can greet them."""
        for person in self.store.people():
            if person["last"] is None:
                self.emit([events.templated("follow", person["user_id"], self.now_ms())])

    def emit(self, batch: list[Json], copies: int = 1) -> list[Json]:
        """Sends the events in one webhook (or several equal ones) and shows in the talk what a person would see."""
        for event in batch:
            self._remember(event)
        payload = {"destination": BOT_USER_ID, "events": batch}
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        order_key = str(batch[0].get("source", {}).get("userId", "")) if batch else ""
        for _ in range(copies):
            self._sender.send(Delivery(self._record_webhook(body), order_key, body))
        return batch

    def redeliver(self, event_id: str) -> Json:
        """Sends an earlier event again with the same id and token; raises KeyError for an unknown id."""
        row = self.store.row("SELECT body FROM event WHERE event_id = ?", event_id)
        if row is None:
            raise KeyError(event_id)
        event: Json = json.loads(row["body"])
        return self.emit([{**event, "deliveryContext": {"isRedelivery": True}}])[0]

    # -- what the bot does

    def use_token(self, token: str) -> str | None:
        """Consumes a reply token and returns whose it was; None when LINE would call it invalid."""
        now = self.now_ms()
        row = self.store.row("SELECT user_id, event_id FROM reply_token WHERE token = ?", token)
        used = self.store.run(
            "UPDATE reply_token SET used = 1 WHERE token = ? AND used = 0 AND sent_ms >= ? AND event_ms >= ?",
            token,
            now - REPLY_TOKEN_MS,
            now - REDELIVERY_MS,
        )
        if row is None or used != 1:
            return None
        if timing := self.timings.get(row["event_id"]):
            timing["answered_ms"] = now
        return str(row["user_id"])

    def accepted_before(self, key: str) -> Json | None:
        """What was answered when this retry key was accepted in the last 24 hours: request_id and answer."""
        row = self.store.row(
            "SELECT request_id, answer FROM retry_key WHERE key = ? AND first_ms > ?", key, self.now_ms() - RETRY_KEY_MS
        )
        return {"request_id": row["request_id"], "answer": json.loads(row["answer"])} if row else None

    def keep_key(self, key: str, request_id: str, answer: Json) -> None:
        """Remembers an accepted retry key."""
        self.store.run(
            "INSERT OR REPLACE INTO retry_key (key, first_ms, request_id, answer) VALUES (?, ?, ?, ?)",
            key,
            self.now_ms(),
            request_id,
            json.dumps(answer),
        )

    def deliver(self, user_id: str, messages: list[Json]) -> Json:
        """Puts messages into a talk, if its owner is a friend, and returns LINE's `sentMessages`."""
        now = self.now_ms()
        sent = [{"id": events.message_id(now), "quoteToken": secrets.token_urlsafe(24)} for _ in messages]
        self._loading.pop(user_id, None)
        if self.options.record:
            person = self.store.person(user_id)
            if person and person["state"] == "friend":
                with self.store.together():
                    for message, receipt in zip(messages, sent, strict=True):
                        self.store.add_entry(user_id, now, "bot", receipt["id"], message)
            self.feed.publish()
        return {"sentMessages": sent}

    def start_loading(self, user_id: str, seconds: int) -> None:
        """Shows the animation until the next message or until the seconds are over."""
        self._loading[user_id] = self.now_ms() + seconds * 1000
        self.feed.publish()

    def is_loading(self, user_id: str) -> bool:
        """Whether the animation shows now."""
        return self._loading.get(user_id, 0) > self.now_ms()

    def record_request(self, method: str, path: str, headers: Json, body: str, answer: tuple[int, Json, str]) -> None:
        """Keeps an API request for later questions; `answer` is status, body and request id."""
        if self.options.record:
            status, said, request_id = answer
            self.store.insert(
                "INSERT INTO request (at_ms, method, path, headers, body, status, answer, request_id)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                self.now_ms(),
                method,
                path,
                json.dumps(headers),
                body,
                status,
                json.dumps(said, ensure_ascii=False),
                request_id,
            )

    def close(self) -> None:
        """Ends the streams, sends what is queued and closes the store."""
        self.feed.close()
        self._sender.close()
        self.store.close()

    # -- inside

    def _remember(self, event: Json) -> None:
        now = self.now_ms()
        source = event.get("source")
        user_id = str(source.get("userId", "")) if isinstance(source, dict) else ""
        event_id = str(event.get("webhookEventId", ""))
        if token := event.get("replyToken"):
            self.store.run(
                "INSERT INTO reply_token (token, user_id, event_id, event_ms, sent_ms) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (token) DO UPDATE SET sent_ms = excluded.sent_ms",
                token,
                user_id,
                event_id,
                event.get("timestamp", now),
                now,
            )
        with self._lock:
            self.timings[event_id] = {"event": event_id, "queued_ms": now}
            if len(self.timings) > TIMINGS_KEPT:
                self.timings.pop(next(iter(self.timings)))
        if self.options.record and not event.get("deliveryContext", {}).get("isRedelivery"):
            self.store.run(
                "INSERT OR IGNORE INTO event (event_id, body) VALUES (?, ?)",
                event_id,
                json.dumps(event, ensure_ascii=False),
            )
            self._show(user_id, event)

    def _show(self, user_id: str, event: Json) -> None:
        kind = event.get("type")
        if kind == "message":
            message = event["message"]
            self._write(user_id, "person", str(message.get("id", uuid4().hex)), message)
        elif kind == "unsend":
            self.store.rewrite_entry(event["unsend"]["messageId"], {"type": "unsent"})
        elif kind in ("follow", "unfollow"):
            self._write(user_id, "note", uuid4().hex, {"type": kind, **event.get("follow", {})})
        self.feed.publish()

    def _write(self, user_id: str, side: str, message_id: str, body: Json) -> None:
        self.store.add_entry(user_id, self.now_ms(), side, message_id, body)

    def _record_webhook(self, body: bytes) -> int:
        if self.options.record:
            return self.store.insert("INSERT INTO webhook (at_ms, body) VALUES (?, ?)", self.now_ms(), body.decode())
        with self._lock:
            self._deliveries += 1
            return self._deliveries

    def _leaving(self, delivery: Delivery) -> None:
        now = self.now_ms()
        for event in json.loads(delivery.body)["events"]:
            if token := event.get("replyToken"):
                self.store.run("UPDATE reply_token SET sent_ms = ? WHERE token = ?", now, token)
            if timing := self.timings.get(event.get("webhookEventId", "")):
                timing["sent_ms"] = now

    def _arrived(self, delivery: Delivery, receipt: Receipt) -> None:
        for event in json.loads(delivery.body)["events"]:
            if timing := self.timings.get(event.get("webhookEventId", "")):
                timing.update(status=receipt.status, acknowledged_in_ms=round(receipt.took_ms, 3))
        if self.options.record:
            self.store.run(
                "UPDATE webhook SET status = ?, took_ms = ?, error = ? WHERE id = ?",
                receipt.status,
                round(receipt.took_ms, 3),
                receipt.error,
                delivery.number,
            )
            self.feed.publish()
