"""What people can do in the emulator, and how it reaches the bot."""

from pathlib import Path

import pytest
from linebot.v3.models import UnknownEvent
from linebot.v3.webhook import WebhookParser

from bot.emulator import Options
from bot.emulator.events import TEMPLATES, message_id, ulid
from bot.emulator.platform import Platform
from tests.emulator.conftest import Emulator, until


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_every_kind_of_event_is_one_the_sdk_knows(emulator: Emulator, kind: str) -> None:
    if kind == "unsend":
        emulator.control("say", user="student", text="消したい")
    emulator.control("event", user="student", kind=kind)
    emulator.listener.wait(2 if kind == "unsend" else 1)
    raw, headers = emulator.listener.webhooks[-1]
    event = WebhookParser("the channel secret").parse(raw.decode(), headers["x-line-signature"])[0]
    assert not isinstance(event, UnknownEvent)
    assert hasattr(event, "reply_token") is (kind not in ("unfollow", "unsend"))


def test_postbacks_carry_their_data_and_show_their_words(emulator: Emulator) -> None:
    emulator.control("postback", user="owner", data="day", params={"date": "2025-03-11"}, display_text="3月11日")
    event = emulator.listener.wait(1)[0]
    assert event["postback"] == {"data": "day", "params": {"date": "2025-03-11"}}
    assert [entry["body"]["text"] for entry in emulator.look("talk", user="owner")] == ["3月11日"]


def test_unsending_hides_the_text(emulator: Emulator) -> None:
    said = emulator.control("say", user="mover", text="まちがい")
    emulator.control("event", user="mover", kind="unsend")
    assert emulator.listener.wait(2)[1]["unsend"] == {"messageId": said["message"]["id"]}
    assert [entry["body"] for entry in emulator.look("talk", user="mover")] == [{"type": "unsent"}]


def test_standby_events_have_no_token_and_copies_are_equal(emulator: Emulator) -> None:
    emulator.control("event", user="owner", kind="sticker", changes={"mode": "standby"}, copies=3)
    events = emulator.listener.wait(3)
    assert events[0] == events[1] == events[2]
    assert "replyToken" not in events[0]


def test_raw_events_go_out_as_they_are_even_none_at_all(emulator: Emulator) -> None:
    strange = [{"type": "telepathy", "mode": "dream"}, {"type": "message", "message": {"type": "text", "text": "はい"}}]
    emulator.control("event", events=strange)
    emulator.control("event", events=[])
    assert emulator.listener.wait(2) == strange
    until(lambda: len(emulator.listener.webhooks) == 2)


def test_each_persons_messages_arrive_in_order(emulator: Emulator) -> None:
    for number in range(30):
        for user in ("founder", "owner", "seeker"):
            emulator.control("say", user=user, text=str(number))
    events = emulator.listener.wait(90)
    for user in {event["source"]["userId"] for event in events}:
        texts = [event["message"]["text"] for event in events if event["source"]["userId"] == user]
        assert texts == [str(number) for number in range(30)]


def test_people_can_be_added_and_unread_pushes_count(emulator: Emulator) -> None:
    added = emulator.control("people", name="みなと", note="転職したい人")["user_id"]
    emulator.line.push(added, [{"type": "text", "text": "お知らせ"}], "123e4567-e89b-12d3-a456-426614174000")
    person = emulator.look("people")[-1]
    assert (person["name"], person["unread"], person["last"]["text"]) == ("みなと", 1, "お知らせ")


def test_timings_follow_an_event_through(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="補助金は？")
    emulator.listener.wait(1)
    emulator.line.reply(event["replyToken"], [{"type": "text", "text": "はい"}])
    until(lambda: "acknowledged_in_ms" in emulator.look("timings")[0])
    timing = emulator.look("timings")[0]
    assert timing["event"] == event["webhookEventId"]
    assert {"queued_ms", "sent_ms", "status", "answered_ms"} <= set(timing)


def test_a_silent_bot_is_on_record(tmp_path: Path) -> None:
    platform = Platform(Options("s", "t", "http://127.0.0.1:9/callback", webhook_timeout=1))
    platform.say(platform.user("founder"), "いますか")
    until(lambda: platform.store.rows("SELECT error FROM webhook")[0]["error"])
    platform.close()


def test_talks_people_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    options = Options("s", "t", "http://127.0.0.1:9/callback", store=str(tmp_path / "emulator.db"), webhook_timeout=1)
    before = Platform(options)
    event = before.say(before.user("founder"), "覚えていて")
    before.close()
    after = Platform(options)
    assert [entry["body"]["text"] for entry in after.store.entries(after.user("founder"))] == ["覚えていて"]
    assert after.use_token(event["replyToken"]) == after.user("founder")
    assert len(after.store.people()) == 7
    after.close()


def test_without_records_only_tokens_and_timings_are_kept() -> None:
    platform = Platform(Options("s", "t", "http://127.0.0.1:9/callback", record=False, webhook_timeout=1))
    event = platform.say("U" + "7" * 32, "速く")
    assert platform.use_token(event["replyToken"]) == "U" + "7" * 32
    assert "answered_ms" in platform.timings[event["webhookEventId"]]
    assert platform.store.rows("SELECT * FROM entry") == platform.store.rows("SELECT * FROM webhook") == []
    platform.close()


def test_ids_have_lines_forms() -> None:
    assert ulid(0) < ulid(1_741_650_000_000) < ulid(1_741_650_000_001)
    assert len(message_id(1_741_650_000_000)) == 18


@pytest.mark.parametrize(
    "params",
    [{}, {"date": "2025-3-11"}, {"date": "2025-02-30"}, {"time": "24:00"}, {"datetime": "2025-03-11"}, {"day": "x"},
     {"date": "2025-03-11", "time": "10:00"}, {"date": 5}, {"newRichMenuAliasId": "a"}],
    ids=str,
)  # fmt: skip
def test_postbacks_have_only_the_params_of_their_mode(emulator: Emulator, params: dict[str, object]) -> None:
    body = {"user": "owner", "data": "day", "params": params}
    assert emulator.http.post("/emulator/control/postback", json=body).status_code == 422


@pytest.mark.parametrize(
    "params",
    [{"date": "2025-03-11"}, {"time": "23:59"}, {"datetime": "2025-03-11T09:00"},
     {"newRichMenuAliasId": "a", "status": "SUCCESS"}, {"status": "FAILED"}, None],
    ids=str,
)  # fmt: skip
def test_postbacks_of_every_mode(emulator: Emulator, params: dict[str, object] | None) -> None:
    event = emulator.control("postback", user="owner", data="x" * 300, params=params)
    assert event["postback"].get("params") == params
    long = {"user": "owner", "data": "x" * 301}
    assert emulator.http.post("/emulator/control/postback", json=long).status_code == 422
