"""Sends signed webhooks to the bot from threads of its own, in order for each person."""

import base64
import hashlib
import hmac
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic, perf_counter, sleep
from typing import Any

import urllib3

from bot.emulator.later import Later
from bot.emulator.lines import Lines

LOG = logging.getLogger(__name__)

CLOSING_SECONDS = 3.0
PIECE = 65_536


@dataclass(frozen=True)
class Delivery:
    """One webhook request: exact bytes and the events in them, whose lines it stands in, how long to hold it there.

    `attempt` counts redeliveries, a `copy` is never sent again, and `age` tells what was before the last reset.
    """

    number: int
    people: tuple[str, ...]
    body: bytes
    events: list[dict[str, Any]]
    wait_seconds: float = 0.0
    attempt: int = 0
    copy: bool = False
    age: int = 0


@dataclass(frozen=True)
class Receipt:
    """What the bot answered: its status, or LINE's word for why there is none, after so many milliseconds."""

    status: int | None
    took_ms: float
    error: str | None


def sign(secret: str, body: bytes) -> str:
    """LINE's signature: Base64 of HMAC-SHA256 over the raw bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def webhook_headers(secret: str, body: bytes) -> dict[str, str]:
    """The headers LINE sends with these bytes."""
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "LineBotWebhook/2.0",
        "x-line-signature": sign(secret, body),
    }


class Sender:
    """A few threads with kept-alive connections; a person's webhooks go one after the other."""

    def __init__(
        self,
        url: Callable[[], str],
        secret: str,
        threads: int,
        timeout: float,
        before: Callable[[Delivery], None],
        after: Callable[[Delivery, Receipt], None],
    ) -> None:
        self._url, self._secret, self._timeout = url, secret, timeout
        self._before, self._after = before, after
        self._pool = urllib3.PoolManager(maxsize=threads, retries=False)
        self._lines: Lines[Delivery] = Lines()
        self._ready: SimpleQueue[Delivery | None] = SimpleQueue()
        self._held = Later()
        self._closing = self._closed = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def send(self, delivery: Delivery) -> None:
        """Puts a webhook in line; returns at once."""
        if self._lines.join(delivery):
            self._let_go(delivery)

    def drop(self) -> None:
        """Forgets everything that is not on its way yet."""
        self._held.cancel()
        self._lines.clear()
        with suppress(Empty):
            while True:
                self._ready.get_nowait()

    def close(self) -> None:
        """Lets what is in line go out, for up to three seconds, then ends the threads."""
        deadline = monotonic() + CLOSING_SECONDS
        self._closing = True
        self._held.close()
        while not self._lines.empty() and monotonic() < deadline:
            sleep(0.01)
        self._closed = True
        self.drop()
        for _ in self._threads:
            self._ready.put(None)
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        self._pool.clear()

    def post(self, url: str, body: bytes) -> Receipt:
        """Sends the bytes and waits for the answer, of which only the status counts."""
        if not url:
            return Receipt(None, 0.0, "no_webhook_url")
        headers = webhook_headers(self._secret, body)
        start = perf_counter()
        try:
            answer = self._pool.request(
                "POST", url, body=body, headers=headers, timeout=self._timeout, redirect=False, preload_content=False
            )
            self._read(answer, start + self._timeout)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            return Receipt(None, (perf_counter() - start) * 1000, _reason(error))
        return Receipt(answer.status, (perf_counter() - start) * 1000, None)

    def _read(self, answer: urllib3.BaseHTTPResponse, deadline: float) -> None:
        # Each piece of a dripping answer comes in time; only their sum does not.
        try:
            while answer.read1(PIECE):
                if perf_counter() > deadline:
                    raise urllib3.exceptions.TimeoutError
        except BaseException:
            answer.close()
            raise
        answer.release_conn()

    def _let_go(self, delivery: Delivery) -> None:
        if delivery.wait_seconds and not self._closing:
            self._held.after(delivery.wait_seconds, lambda: self._ready.put(delivery))
        else:
            self._ready.put(delivery)

    def _work(self) -> None:
        while (delivery := self._ready.get()) is not None:
            try:
                self._before(delivery)
                self._after(delivery, self.post(self._url(), delivery.body))
            except Exception:  # whatever one webhook meets, the others must go on
                if not self._closed:
                    LOG.exception("webhook %d", delivery.number)
            for other in self._lines.leave(delivery):
                self._let_go(other)


def _reason(error: Exception) -> str:
    """The words of LINE's webhook error statistics."""
    if isinstance(error, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError):
        return "could_not_connect"
    return "request_timeout" if isinstance(error, urllib3.exceptions.TimeoutError) else "unclassified"
