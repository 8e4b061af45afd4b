"""Endpoints about people, and what the control API does for them."""

import base64
from typing import Any

import pytest

from bot.emulator.people import KEYS
from bot.emulator.pictures import plain
from tests.emulator.conftest import TOKEN, Emulator, until

FOUNDER = KEYS["founder"]
BEARER = {"authorization": f"Bearer {TOKEN}"}
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
HELLO = [{"type": "text", "text": "お知らせ"}]


def get(emulator: Emulator, path: str, **params: Any) -> Any:
    return emulator.http.get(path, params=params, headers=BEARER)


def followers(emulator: Emulator, **params: Any) -> Any:
    return get(emulator, "/v2/bot/followers/ids", **params)


def test_followers_come_in_pages(emulator: Emulator) -> None:
    emulator.control(f"people/{FOUNDER}/state", state="blocked")
    friends = [user_id for key, user_id in KEYS.items() if key != "founder"]
    assert followers(emulator).json() == {"userIds": friends}
    first = followers(emulator, limit=4).json()
    assert first["userIds"] == friends[:4]
    assert followers(emulator, limit=4, start=first["next"]).json() == {"userIds": friends[4:]}
    emulator.now["ms"] += 24 * 3600_000 + 1
    late = followers(emulator, start=first["next"])
    assert (late.status_code, late.json()) == (400, {"message": "Invalid start param"})
    for wrong in ({"limit": 0}, {"limit": 1001}, {"limit": "x"}, {"start": "x"}, {"start": base64.b64encode(b"1")}):
        assert followers(emulator, **wrong).status_code == 400


def test_followers_are_for_verified_accounts(emulator: Emulator) -> None:
    emulator.control("account", verified=False)
    assert followers(emulator).status_code == 403


def test_a_person_can_be_changed(emulator: Emulator) -> None:
    changed = emulator.control("people/founder", name="ひなた二世", language="en")
    assert (changed["name"], changed["language"], changed["note"]) == ("ひなた二世", "en", "起業したい人")
    shown = get(emulator, f"/v2/bot/profile/{FOUNDER}").json()
    assert (shown["displayName"], shown["language"]) == ("ひなた二世", "en")
    for wrong in ({"name": ""}, {"name": "あ" * 21}, {"language": "日本語"}, {"age": 3}):
        assert emulator.http.post("/emulator/control/people/founder", json=wrong).status_code == 422
    assert emulator.http.post("/emulator/control/people/nobody", json={"note": "?"}).status_code == 404


def test_a_new_person_follows_unless_told_otherwise(emulator: Emulator) -> None:
    first = emulator.control("people", name="みなと")["user_id"]
    event = emulator.listener.wait(1)[0]
    assert (event["type"], event["source"]["userId"], event["follow"]) == ("follow", first, {"isUnblocked": False})
    emulator.control("people", name="しおり", follow=False)
    emulator.control("say", user="みなと", text="はい")
    assert [event["type"] for event in emulator.listener.wait(2)] == ["follow", "message"]


def test_a_picture_goes_to_the_bot_and_to_the_page(emulator: Emulator) -> None:
    sent = emulator.http.post("/emulator/control/picture?user=founder", content=JPEG).json()
    event = emulator.listener.wait(1)[0]
    assert event == sent
    assert event["message"]["type"] == "image"
    assert event["message"]["contentProvider"] == {"type": "line"}
    path = f"/v2/bot/message/{event['message']['id']}/content"
    for address in (path, f"{path}/preview"):
        answer = get(emulator, address)
        assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    assert emulator.http.get(path).status_code == 401
    entry = emulator.look("talk", user="founder")[-1]
    shown = emulator.http.get(entry["body"]["shown"])
    assert (shown.content, shown.headers["x-content-type-options"]) == (JPEG, "nosniff")


def test_an_unsent_picture_is_gone(emulator: Emulator) -> None:
    sent = emulator.http.post("/emulator/control/picture?user=founder", content=plain()).json()
    emulator.control("event", user="founder", kind="unsend")
    answer = get(emulator, f"/v2/bot/message/{sent['message']['id']}/content")
    assert (answer.status_code, answer.json()) == (410, {"message": "The content is gone"})
    assert emulator.http.get(f"/emulator/content/{sent['message']['id']}").status_code == 404


def test_only_messages_with_a_picture_have_content(emulator: Emulator) -> None:
    said = emulator.control("say", user="founder", text="はい")["message"]["id"]
    for message_id in (said, "123"):
        assert get(emulator, f"/v2/bot/message/{message_id}/content").status_code == 404
    plainly = emulator.control("event", user="founder", kind="image")[0]["message"]["id"]
    assert get(emulator, f"/v2/bot/message/{plainly}/content").content == plain()


@pytest.mark.parametrize(
    ("content", "user", "status"),
    [(b"GIF89a", "founder", 415), (b"", "founder", 415), (JPEG + b"\0" * 10 * 1024 * 1024, "founder", 413),
     (JPEG, "nobody", 404)],
)  # fmt: skip
def test_wrong_pictures_are_refused(emulator: Emulator, content: bytes, user: str, status: int) -> None:
    assert emulator.http.post(f"/emulator/control/picture?user={user}", content=content).status_code == status
    assert emulator.look("talk", user="founder") == []


def test_messages_are_read_when_the_bot_has_them(emulator: Emulator) -> None:
    emulator.control("say", user="founder", text="はい")
    emulator.control("postback", user="founder", data="x", display_text="押しました")
    until(lambda: [entry["read_ms"] for entry in emulator.look("talk", user="founder")] == [emulator.now["ms"]] * 2)


def test_with_the_chat_on_the_bot_marks_messages_as_read(emulator: Emulator) -> None:
    emulator.control("account", chat_mode="chat", mark_as_read_mode="manual")
    info = get(emulator, "/v2/bot/info").json()
    assert (info["chatMode"], info["markAsReadMode"]) == ("chat", "manual")
    tokens = [
        emulator.control("say", user="founder", text=text)["message"]["markAsReadToken"] for text in ("一", "二", "三")
    ]
    until(lambda: emulator.look("webhooks")[-1]["status"] == 200)
    assert emulator.call("/v2/bot/chat/markAsRead", {"markAsReadToken": tokens[1]}).json() == {}
    read = [entry["read_ms"] is not None for entry in emulator.look("talk", user="founder")]
    assert read == [True, True, False]
    wrong = emulator.call("/v2/bot/chat/markAsRead", {"markAsReadToken": "nobody's"})
    assert (wrong.status_code, wrong.json()["message"][:24]) == (400, "Invalid markAsReadToken.")


def test_the_persons_side_can_be_marked_as_seen(emulator: Emulator) -> None:
    emulator.line.push(FOUNDER, HELLO, "123e4567-e89b-12d3-a456-426614174000")
    assert emulator.look("people")[0]["unread"] == 1
    assert emulator.http.post("/emulator/control/people/founder/read").status_code == 204
    assert emulator.look("people")[0]["unread"] == 0
    assert emulator.look("talk", user="founder")[0]["read_ms"] == emulator.now["ms"]


def test_the_loading_animation_ends_with_a_message_or_with_time(emulator: Emulator) -> None:
    for end in ("message", "time"):
        assert emulator.call("/v2/bot/chat/loading/start", {"chatId": FOUNDER, "loadingSeconds": 5}).status_code == 202
        assert emulator.platform.talks.is_loading(FOUNDER)
        if end == "time":
            emulator.now["ms"] += 5000
        else:
            emulator.call("/v2/bot/message/multicast", {"to": [FOUNDER], "messages": HELLO})
        assert not emulator.platform.talks.is_loading(FOUNDER)


def test_a_picture_may_be_uploaded_by_name(emulator: Emulator) -> None:
    assert emulator.http.post("/emulator/control/picture?user=ひなた", content=plain()).status_code == 200


def test_other_sites_cannot_act_through_the_browser(emulator: Emulator) -> None:
    for origin, status in (("cross-site", 403), ("same-origin", 204), ("none", 204)):
        answer = emulator.http.post("/emulator/control/reset", headers={"sec-fetch-site": origin})
        assert answer.status_code == status


def test_who_has_blocked_the_account_cannot_write(emulator: Emulator) -> None:
    emulator.control(f"people/{FOUNDER}/state", state="blocked")
    emulator.listener.wait(1)
    png = b"\x89PNG\r\n\x1a\n"
    tries = {
        "say": {"user": FOUNDER, "text": "はい"},
        "postback": {"user": "founder", "data": "x"},
        "event": {"user": FOUNDER, "kind": "sticker"},
        "richmenu/switch": {"user": FOUNDER, "alias": "a", "data": "x"},
    }
    answers = [emulator.http.post(f"/emulator/control/{path}", json=body) for path, body in tries.items()]
    answers.append(emulator.http.post("/emulator/control/picture", params={"user": FOUNDER}, content=png))
    assert [answer.status_code for answer in answers] == [409] * 5
    assert "ブロック中の人は送れません。先に解除してください" in answers[0].json()["detail"]
    assert [event["type"] for event in emulator.listener.events()] == ["unfollow"]
    # Tests may send whatever LINE might: raw events go out.
    emulator.control(
        "event",
        events=[
            {
                "type": "message",
                "source": {"type": "user", "userId": FOUNDER},
                "message": {"type": "text", "id": "1", "text": "生のまま"},
            }
        ],
    )
    emulator.control(f"people/{FOUNDER}/state", state="friend")
    emulator.control("say", user=FOUNDER, text="もどりました")
    assert [event["type"] for event in emulator.listener.wait(4)] == ["unfollow", "message", "follow", "message"]


def state(emulator: Emulator) -> str:
    return str(emulator.look("people")[0]["state"])


def test_a_stranger_is_no_friend_until_they_follow(emulator: Emulator) -> None:
    shiori = emulator.control("people", name="しおり", follow=False)["user_id"]
    assert emulator.look("people")[-1]["state"] == "stranger"
    assert shiori not in followers(emulator).json()["userIds"]
    assert get(emulator, f"/v2/bot/profile/{shiori}").status_code == 404
    assert emulator.call("/v2/bot/message/push", {"to": shiori, "messages": HELLO}).status_code == 200
    assert emulator.look("talk", user=shiori) == []
    assert emulator.look("quota")["used"] == 0
    assert emulator.http.get("/emulator", params={"user": shiori}).status_code == 200
    emulator.control(f"people/{shiori}/state", state="friend")
    assert emulator.listener.wait(1)[0]["follow"] == {"isUnblocked": False}
    assert get(emulator, f"/v2/bot/profile/{shiori}").json()["displayName"] == "しおり"


def test_who_wrote_without_being_a_friend_hears_back_for_seven_days(emulator: Emulator) -> None:
    shiori = emulator.control("people", name="しおり", follow=False)["user_id"]
    asked = emulator.control("say", user=shiori, text="友だちではありませんが")
    assert emulator.call("/v2/bot/message/reply", {"replyToken": asked["replyToken"], "messages": HELLO}).is_success
    push = {"to": shiori, "messages": HELLO}
    emulator.now["ms"] += 7 * 24 * 3600_000
    assert emulator.call("/v2/bot/message/push", push).is_success
    emulator.now["ms"] += 1
    assert emulator.call("/v2/bot/message/push", push).is_success
    emulator.call("/v2/bot/message/broadcast", {"messages": HELLO})
    emulator.call("/v2/bot/message/multicast", {"to": [shiori], "messages": HELLO})
    assert [entry["side"] for entry in emulator.look("talk", user=shiori)] == ["person", "bot", "bot"]
    assert emulator.look("quota")["used"] == 1 + len(KEYS)


def test_who_wrote_and_then_blocked_hears_nothing(emulator: Emulator) -> None:
    asked = emulator.control("say", user="founder", text="やめます")
    emulator.control("people/founder/state", state="blocked")
    assert emulator.call("/v2/bot/message/reply", {"replyToken": asked["replyToken"], "messages": HELLO}).is_success
    assert emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": HELLO}).is_success
    assert [entry["side"] for entry in emulator.look("talk", user="founder")] == ["person", "note"]


def test_the_same_state_again_is_no_event(emulator: Emulator) -> None:
    assert emulator.control("people/founder/state", state="friend") == {}
    assert emulator.control("people/founder/state", state="blocked")["type"] == "unfollow"
    assert emulator.control("people/founder/state", state="blocked") == {}
    emulator.control("people/founder/state", state="friend")
    kinds = [event["type"] for event in emulator.listener.wait(2)]
    assert kinds == ["unfollow", "follow"]
    assert len(emulator.look("webhooks")) == 2


def test_a_stranger_cannot_block(emulator: Emulator) -> None:
    emulator.control("people", name="しおり", follow=False)
    assert emulator.http.post("/emulator/control/people/しおり/state", json={"state": "blocked"}).status_code == 409


def test_events_change_who_is_a_friend(emulator: Emulator) -> None:
    for kind, then in (("unfollow", "blocked"), ("unblock", "friend"), ("unfollow", "blocked"), ("follow", "friend")):
        emulator.control("event", user="founder", kind=kind)
        assert state(emulator) == then


def test_only_friends_are_introduced(emulator: Emulator) -> None:
    emulator.control("people", name="しおり", follow=False)
    emulator.platform.introduce()
    assert len(emulator.listener.wait(7)) == 7
    assert emulator.look("people")[-1]["state"] == "stranger"
