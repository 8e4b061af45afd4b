"""The webhook stores every event of a signed body once, whatever it looks like, before it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot import webhook
from bot.db import read_scope
from bot.models import InboundEvent
from jobs.parts import Parts
from tests.factories import GROUP, OTHER, SECRET, body_of, event, signed, text_event


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    app = FastAPI()
    secrets = (SECRET, "the-next-secret")
    app.include_router(webhook.routes(parts.engine, parts.clock, lambda: secrets, parts.metrics, parts.inbox))
    with TestClient(app, raise_server_exceptions=False) as made:
        yield made


def post(client: TestClient, *events: Any) -> int:
    body = body_of(*events)
    return client.post("/callback", content=body, headers=signed(body)).status_code


def rows(parts: Parts) -> list[InboundEvent]:
    with read_scope(parts.engine) as session:
        return list(session.scalars(sa.select(InboundEvent).order_by(InboundEvent.id)))


def test_a_signed_event_is_stored_and_acknowledged(client: TestClient, parts: Parts) -> None:
    sent = text_event("補助金はいくら？")
    assert post(client, sent) == 200
    (row,) = rows(parts)
    assert row.body == sent
    assert (row.state, row.type, row.mode) == ("open", "message", "active")
    assert (row.webhook_event_id, row.occurred_ms) == (sent["webhookEventId"], sent["timestamp"])
    assert row.message_id == sent["message"]["id"]
    assert row.received_at == parts.clock.now()


def test_an_event_is_stored_once_however_often_it_comes(client: TestClient, parts: Parts) -> None:
    sent = text_event("一度だけ")
    again = {**sent, "deliveryContext": {"isRedelivery": True}}
    assert [post(client, sent), post(client, again), post(client, again, again)] == [200, 200, 200]
    assert len(rows(parts)) == 1


def test_no_events_is_the_connection_check(client: TestClient, parts: Parts) -> None:
    assert post(client) == 200
    assert rows(parts) == []


def test_either_secret_is_good_while_rotating(client: TestClient, parts: Parts) -> None:
    for secret in (SECRET, "the-next-secret"):
        body = body_of(text_event("あ"))
        assert client.post("/callback", content=body, headers=signed(body, secret)).status_code == 200
    assert len(rows(parts)) == 2


@pytest.mark.parametrize(
    "headers",
    [{}, {"x-line-signature": ""}, {"x-line-signature": "AAAA"}, {"x-line-signature": "\u00e9"}, signed(b"{}")],
)
def test_a_missing_or_wrong_signature_changes_nothing(
    client: TestClient, parts: Parts, headers: dict[str, str]
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    assert client.post("/callback", content=body_of(text_event("あ")), headers=raw).status_code == 400
    assert rows(parts) == []


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"events": null}', b'{"events": {}}', b'{"events": [NaN]}',
        b"\xff\xfe", b"[" * 100_000, b'{"events": [' + b"1" * 5000 + b"]}",
    ],
)  # fmt: skip
def test_a_broken_body_is_refused(client: TestClient, parts: Parts, body: bytes) -> None:
    assert client.post("/callback", content=body, headers=signed(body)).status_code == 400
    assert rows(parts) == []


def test_more_than_a_megabyte_is_refused(client: TestClient) -> None:
    body = body_of(text_event("あ" * 400_000))
    assert client.post("/callback", content=body, headers=signed(body)).status_code == 413
    chunks = (body[start : start + 65536] for start in range(0, len(body), 65536))
    assert client.post("/callback", content=chunks, headers=signed(body)).status_code == 413


STRANGE: list[Any] = [
    None, 7, "text", [], {}, {"type": 3, "webhookEventId": 4}, {"type": "message", "source": "U1", "timestamp": "x"},
    {"type": "message", "source": {"userId": ["x"]}, "message": [1], "webhookEventId": "x" * 5000},
    {"type": "message", "webhookEventId": "a\u0000b", "message": {"id": {}, "text": "\ud800\u0000"}},
    {"type": "m" * 500, "mode": {"x": 1}, "timestamp": 10**30, "webhookEventId": "big"},
    {"type": "postback", "timestamp": True, "source": {"type": "user", "userId": "U" * 300}, "webhookEventId": "long"},
    {"type": "message", "timestamp": 1e308, "webhookEventId": "\udfff", "deep": [[[[[[{}]]]]]]},
    {"type": "unsend", "unsend": [], "webhookEventId": "u1"},
]  # fmt: skip


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_event_never_spoils_its_batch(client: TestClient, parts: Parts, strange: Any) -> None:
    body = json.dumps({"events": [text_event("前"), strange, text_event("後", OTHER)]}).encode()
    assert client.post("/callback", content=body, headers=signed(body)).status_code == 200
    texts = [
        row.body.get("message", {}).get("text") for row in rows(parts) if isinstance(row.body.get("message"), dict)
    ]
    assert [text for text in texts if text in ("前", "後")] == ["前", "後"]


def test_infinity_in_an_event_is_stored_too(client: TestClient, parts: Parts) -> None:
    body = b'{"events": [{"type": "message", "timestamp": 1e999, "webhookEventId": "inf"}]}'
    assert client.post("/callback", content=body, headers=signed(body)).status_code == 200
    assert len(rows(parts)) == 1


def test_what_is_not_for_us_is_ignored_without_its_text(client: TestClient, parts: Parts) -> None:
    standby = {**text_event("他のシステムへ"), "mode": "standby"}
    del standby["replyToken"]
    talk = text_event("みんなへ", group=GROUP)
    assert post(client, standby, talk, event("somethingNew"), event("accountLink", None)) == 200
    assert [(row.state, row.body) for row in rows(parts)] == [("ignored", {})] * 4


def test_a_group_is_answered_when_it_calls_us(client: TestClient, parts: Parts) -> None:
    ours = {"mentionees": [{"index": 0, "length": 3, "type": "user", "isSelf": True}]}
    others = {"mentionees": [{"index": 0, "length": 3, "type": "user", "isSelf": False}, None]}
    assert (
        post(client, text_event("@窓口", group=GROUP, mention=ours), text_event("@人", group=GROUP, mention=others))
        == 200
    )
    assert [row.state for row in rows(parts)] == ["open", "ignored"]


def test_a_person_without_an_id_is_served(client: TestClient, parts: Parts) -> None:
    assert post(client, text_event("匿名", None), text_event("匿名", None)) == 200
    keys = {row.user_key for row in rows(parts)}
    assert len(keys) == 2  # nobody knows whether they are the same person


def test_a_failed_commit_is_not_acknowledged(client: TestClient, parts: Parts) -> None:
    def broken(_connection: sa.Connection) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("disk full"))

    sa.event.listen(parts.engine, "commit", broken)
    assert post(client, text_event("消えない")) == 500
    sa.event.remove(parts.engine, "commit", broken)
    assert rows(parts) == []
    assert post(client, text_event("消えない")) == 200


def test_the_answerer_is_woken_only_by_work(client: TestClient, parts: Parts) -> None:
    post(client, event("somethingNew"))
    assert parts.inbox.pending() == 0
    post(client, text_event("あ"), text_event("い"))
    assert parts.inbox.pending() == 1
