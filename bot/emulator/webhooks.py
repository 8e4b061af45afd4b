"""Webhooks on their way: recorded, signed, sent in order, sometimes again, and what the bot answered."""

import json
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from bot.emulator.account import Account
from bot.emulator.events import id_of, source_user
from bot.emulator.faults import WEBHOOK, Fault, Faults
from bot.emulator.feed import Feed
from bot.emulator.later import Later
from bot.emulator.options import Options
from bot.emulator.people import BOT_USER_ID
from bot.emulator.sender import Delivery, Receipt, Sender
from bot.emulator.store import Store
from bot.emulator.tokens import Tokens
from bot.emulator.wire import Wire

Json = dict[str, Any]

TIMINGS_KEPT = 100_000


class Webhooks:
    """The way from an event to the bot's answer; `taken` is called with the events of each webhook answered 200."""

    def __init__(
        self,
        options: Options,
        store: Store,
        account: Account,
        now_ms: Callable[[], int],
        parts: tuple[Tokens, Wire, Faults, Feed],
        taken: Callable[[list[Json]], None],
    ) -> None:
        self._record, self._store, self._account, self._now_ms = options.record, store, account, now_ms
        self._tokens, self._wire, self._faults, self._feed = parts
        self._taken = taken
        self._timings: dict[str, Json] = {}
        self._numbers = 0
        self._later = Later()
        self._struck: dict[int, str] = {}
        self._age = 0
        self._lock = Lock()
        self._sender = Sender(
            lambda: account.now.webhook_url,
            options.channel_secret,
            options.webhook_threads,
            options.webhook_timeout,
            self._leaving,
            self._arrived,
        )

    def announce(self, event: Json) -> None:
        """Makes the event's reply token known and starts its timing."""
        now = self._now_ms()
        event_id = id_of(event)
        token = event.get("replyToken")
        if isinstance(token, str) and token:
            at_ms = event.get("timestamp")
            # Raw events may say anything; what is no moment counts as now.
            at_ms = at_ms if isinstance(at_ms, int) and 0 <= at_ms < 1 << 53 else now
            self._tokens.give(token, source_user(event), event_id, at_ms)
        with self._lock:
            self._timings[event_id] = {"event": event_id, "queued_ms": now}
            if len(self._timings) > TIMINGS_KEPT:
                self._timings.pop(next(iter(self._timings)))

    @property
    def timings(self) -> dict[str, Json]:
        """Each event's way since it was last sent, by event id: a copy."""
        with self._lock:
            return {event_id: dict(timing) for event_id, timing in self._timings.items()}

    def send(self, batch: list[Json], copies: int = 1) -> None:
        """Queues the events as one webhook, or as several equal ones, and returns at once."""
        self._send(batch, copies, 0)

    def _send(self, batch: list[Json], copies: int, attempt: int) -> None:
        if not self._account.now.webhook_active:
            return
        payload = {"destination": BOT_USER_ID, "events": batch}
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        people = tuple(dict.fromkeys(map(source_user, batch))) or ("",)
        # A redelivery of a doubled webhook, doubled in its turn, would never end.
        fault = self._faults.strike(WEBHOOK, but="duplicate" if attempt else None)
        for number in range(copies + (fault is not None and fault.kind == "duplicate")):
            delivery = Delivery(
                self._number(body), people, body, batch, attempt=attempt, copy=number > 0, age=self._age
            )
            self._queue(delivery, fault)

    def answered(self, event_id: str) -> None:
        """A reply with the event's token was accepted."""
        if timing := self._timings.get(event_id):
            timing["answered_ms"] = self._now_ms()

    def check(self, url: str, body: bytes) -> Receipt:
        """Sends bytes to an address and waits for the answer: LINE's own check of a webhook address."""
        return self._sender.post(url, body)

    def keep_answer(self, number: int, receipt: Receipt) -> None:
        """Puts what the bot answered on record, where there are records."""
        if self._record:
            self._store.run(
                "UPDATE webhook SET status = ?, took_ms = ?, error = ? WHERE id = ?",
                receipt.status,
                round(receipt.took_ms, 3),
                receipt.error,
                number,
            )
            self._wire.answered(number, receipt)
            self._feed.publish()

    def close(self) -> None:
        """Sends what waits, then ends."""
        self._later.close()
        self._sender.close()

    def forget(self) -> None:
        """The timings are empty."""
        with self._lock:
            self._timings.clear()

    def reset(self) -> None:
        """What is held back or would be sent again never arrives."""
        self._age += 1
        self._later.cancel()
        self._sender.drop()
        self._struck.clear()
        self.forget()

    def _queue(self, delivery: Delivery, fault: Fault | None) -> None:
        if fault is None:
            self._sender.send(delivery)
            return
        self._struck[delivery.number] = fault.kind
        if fault.kind == "lost":
            self._lose(delivery)
        elif fault.kind == "reorder":
            self._later.after(fault.seconds, lambda: self._sender.send(delivery))
        elif fault.kind == "delay":
            self._sender.send(replace(delivery, wait_seconds=fault.seconds))
        else:
            self._sender.send(delivery)

    def _lose(self, delivery: Delivery) -> None:
        receipt = Receipt(None, 0.0, "lost")
        self._log_leaving(delivery)
        self.keep_answer(delivery.number, receipt)
        for event in delivery.events:
            if timing := self._timings.get(id_of(event)):
                timing.update(status=None, acknowledged_in_ms=0.0)

    def _number(self, body: bytes) -> int:
        if self._record:
            return self._store.insert("INSERT INTO webhook (at_ms, body) VALUES (?, ?)", self._now_ms(), body.decode())
        with self._lock:
            self._numbers += 1
            return self._numbers

    def _leaving(self, delivery: Delivery) -> None:
        now = self._now_ms()
        for event in delivery.events:
            token = event.get("replyToken")
            if isinstance(token, str) and token:
                self._tokens.leaves(token)
            if timing := self._timings.get(id_of(event)):
                timing["sent_ms"] = now
        self._log_leaving(delivery)

    def _arrived(self, delivery: Delivery, receipt: Receipt) -> None:
        batch = delivery.events
        for event in batch:
            if timing := self._timings.get(id_of(event)):
                timing.update(status=receipt.status, acknowledged_in_ms=round(receipt.took_ms, 3))
        if receipt.status == 200 and self._record:
            self._taken(batch)
        self.keep_answer(delivery.number, receipt)
        refused = batch and not 200 <= (receipt.status or 0) <= 299
        if refused and not delivery.copy and self._account.now.redelivery and delivery.age == self._age:
            self._send_again(delivery)

    def _send_again(self, delivery: Delivery) -> None:
        settings, attempt = self._account.now, delivery.attempt + 1
        if attempt > settings.redelivery_times:
            return
        again = [{**event, "deliveryContext": {"isRedelivery": True}} for event in delivery.events]

        def act() -> None:
            if delivery.age != self._age:
                return
            for event in again:
                self.announce(event)
            self._send(again, 1, attempt)

        self._later.after(settings.redelivery_seconds, act)

    def _log_leaving(self, delivery: Delivery) -> None:
        struck = self._struck.pop(delivery.number, None)
        if self._record:
            path = urlsplit(self._account.now.webhook_url).path or "/"
            self._wire.leaves(delivery.number, self._now_ms(), path, delivery.events, struck)
            self._feed.publish()
