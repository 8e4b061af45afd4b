"""Sends signed webhooks to the bot from threads of its own, in order for each person."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from zlib import crc32

import urllib3


@dataclass(frozen=True)
class Delivery:
    """One webhook request: the exact bytes, and whose order it must keep."""

    number: int
    order_key: str
    body: bytes


@dataclass(frozen=True)
class Receipt:
    """What the bot answered: its status or an error, after so many milliseconds."""

    status: int | None
    took_ms: float
    error: str | None


def sign(secret: str, body: bytes) -> str:
    """LINE's signature: Base64 of HMAC-SHA256 over the raw bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Sender:
    """A few threads with kept-alive connections; a person's webhooks always go through the same one."""

    def __init__(
        self,
        url: str,
        secret: str,
        threads: int,
        timeout: float,
        before: Callable[[Delivery], None],
        after: Callable[[Delivery, Receipt], None],
    ) -> None:
        self._url, self._secret, self._timeout = url, secret, timeout
        self._before, self._after = before, after
        self._pool = urllib3.PoolManager(maxsize=threads, retries=False)
        self._queues: list[SimpleQueue[Delivery | None]] = [SimpleQueue() for _ in range(threads)]
        self._threads = [Thread(target=self._work, args=(queue,), daemon=True) for queue in self._queues]
        for thread in self._threads:
            thread.start()

    def send(self, delivery: Delivery) -> None:
        """Queues a webhook; returns at once."""
        self._queues[crc32(delivery.order_key.encode()) % len(self._queues)].put(delivery)

    def close(self) -> None:
        """Lets what is queued go out, then ends the threads."""
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            thread.join(self._timeout)
        self._pool.clear()

    def _work(self, queue: "SimpleQueue[Delivery | None]") -> None:
        while (delivery := queue.get()) is not None:
            self._before(delivery)
            self._after(delivery, self._post(delivery.body))

    def _post(self, body: bytes) -> Receipt:
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "LineBotWebhook/2.0",
            "x-line-signature": sign(self._secret, body),
        }
        start = perf_counter()
        try:
            answer = self._pool.request("POST", self._url, body=body, headers=headers, timeout=self._timeout)
        except urllib3.exceptions.HTTPError as error:
            return Receipt(None, (perf_counter() - start) * 1000, type(error).__name__)
        return Receipt(answer.status, (perf_counter() - start) * 1000, None)
