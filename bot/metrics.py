"""What Prometheus can read about the desk; one registry per application, so that tests do not share counters."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

KNOWN_TYPES = frozenset({
    "message", "postback", "follow", "unfollow", "unsend", "join", "leave", "memberJoined", "memberLeft",
    "messageEdited", "accountLink", "membership", "beacon", "videoPlayComplete",
})  # fmt: skip


class Metrics:
    """Counters and gauges of one process; the queue's depth is counted when it is read."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = Counter(
            "madoguchi_events_received", "Webhook events by type and what became of them", ["type", "result"],
            registry=self.registry,
        )  # fmt: skip
        self.refused = Counter(
            "madoguchi_webhooks_refused", "Webhooks refused, by reason", ["reason"], registry=self.registry
        )
        self.answered = Counter(
            "madoguchi_events_answered", "Events worked off, by result", ["result"], registry=self.registry
        )
        self.outbound = Counter(
            "madoguchi_outbound", "Messages handed to LINE, by kind and state", ["kind", "state"],
            registry=self.registry,
        )  # fmt: skip
        self.personal = Counter(
            "madoguchi_personal_notices", "Personal notices by kind and how they ended", ["kind", "result"],
            registry=self.registry,
        )  # fmt: skip
        self.depth = Gauge("madoguchi_queue_depth", "Rows waiting, by queue", ["queue"], registry=self.registry)
        self.job_silent = Gauge(
            "madoguchi_job_silent_seconds", "Seconds since the last sign of life in any process", ["job"],
            registry=self.registry,
        )  # fmt: skip
        self.open_alerts = Gauge(
            "madoguchi_open_alerts", "Matters the staff must hear of that are not over", registry=self.registry
        )
        self.answer_seconds = Histogram(
            "madoguchi_answer_seconds", "Time to find an answer to one event",
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5), registry=self.registry,
        )  # fmt: skip

    def count_received(self, event_type: str, result: str) -> None:
        """Counts an event; types LINE invents later share one label."""
        self.received.labels(event_type if event_type in KNOWN_TYPES else "other", result).inc()

    def page(self) -> bytes:
        """The text that Prometheus scrapes."""
        return generate_latest(self.registry)
