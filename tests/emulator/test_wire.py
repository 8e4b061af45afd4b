"""The wire tells of each webhook and each call what it was and what came of it."""

from bot.emulator.people import KEYS
from bot.emulator.summary import of_call, of_webhook
from bot.line import verify
from tests.emulator.conftest import SECRET, Emulator, until

HELLO = [{"type": "text", "text": "お知らせ"}]
FOUNDER = KEYS["founder"]
PARTS = {
    "rev", "id", "kind", "at_ms", "method", "path", "status", "took_ms", "request_id", "user_ids", "summary",
    "complaints", "fault", "late", "error",
}  # fmt: skip


def test_a_question_and_its_answer(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="トイレの補助は")
    until(lambda: [entry["status"] for entry in emulator.look("wire")] == [200])
    emulator.line.reply(event["replyToken"], HELLO * 2)
    webhook, call = emulator.look("wire")
    assert set(webhook) == set(call) == PARTS
    assert (webhook["kind"], webhook["path"], webhook["summary"]) == (
        "webhook",
        "/callback",
        "メッセージ：トイレの補助は",
    )
    assert (call["kind"], call["path"], call["summary"]) == ("call", "/v2/bot/message/reply", "返信 2件")
    assert webhook["user_ids"] == call["user_ids"] == [FOUNDER]
    assert webhook["late"] is (webhook["took_ms"] > 2000)
    assert (webhook["request_id"], len(call["request_id"])) == (None, 36)
    assert emulator.look("wire", after=webhook["rev"]) == [call]


def test_a_line_opens_to_headers_bodies_and_answer(emulator: Emulator) -> None:
    event = emulator.control("say", user="founder", text="はい")
    emulator.listener.wait(1)
    emulator.line.reply(event["replyToken"], HELLO)
    until(lambda: len(emulator.look("wire")) == 2)
    found = {entry["kind"]: emulator.look(f"wire/{entry['id']}") for entry in emulator.look("wire")}
    webhook, call = found["webhook"], found["call"]
    raw, headers = emulator.listener.webhooks[0]
    assert verify(raw, webhook["headers"]["x-line-signature"], [SECRET])
    assert webhook["headers"]["x-line-signature"] == headers["x-line-signature"]
    assert (webhook["body"]["events"], webhook["answer"]) == ([event], None)
    assert call["body"]["messages"] == HELLO
    assert list(call["answer"]) == ["sentMessages"]
    assert "authorization" not in call["headers"]
    assert emulator.http.get("/emulator/control/wire/99").status_code == 404


def test_a_webhook_is_there_before_its_answer(emulator: Emulator) -> None:
    emulator.control("say", user="founder", text="はい")
    until(lambda: emulator.look("wire") and emulator.look("wire")[0]["status"] == 200)
    answered = emulator.look("wire")[0]
    assert answered["rev"] == 2  # its first revision was the one without a status
    assert answered["took_ms"] > 0


def test_complaints_come_with_their_property(emulator: Emulator) -> None:
    emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": [{"type": "text"}]})
    emulator.call("/v2/bot/message/reply", {"replyToken": "used", "messages": HELLO})
    emulator.call("/v2/bot/message/multicast", {"to": [FOUNDER, "ひなた"], "messages": HELLO})
    body, token, sentence = emulator.look("wire")
    assert [complaint["property"] for complaint in sentence["complaints"]] == ["to[1]"]
    assert [complaint["property"] for complaint in body["complaints"]] == ["messages[0].text"]
    assert token["complaints"] == [{"property": "", "message": "Invalid reply token"}]


def test_what_line_takes_but_people_regret_is_advice(emulator: Emulator) -> None:
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}]}
    emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": [{**HELLO[0], "quickReply": quick}, HELLO[0]]})
    call = emulator.look("wire")[0]
    assert call["status"] == 200
    assert [complaint["advice"] for complaint in call["complaints"]] == [True] * len(call["complaints"])
    assert call["complaints"]


def test_a_tap_is_called_by_its_words_and_else_by_its_data(emulator: Emulator) -> None:
    event = emulator.control("postback", user="founder", data="a=data&v=erase", display_text="記録を消す")
    emulator.control("postback", user="founder", data="a=data&v=show")
    emulator.control("event", redeliver=event["webhookEventId"])
    until(lambda: len(emulator.look("wire")) == 3)
    assert "displayText" not in str(emulator.listener.wait(3))
    assert [entry["summary"] for entry in emulator.look("wire")] == [
        "ボタン：記録を消す",
        "ボタン：a=data&v=show",
        "ボタン（再送）：記録を消す",
    ]


def test_of_many_lines_the_newest_come(emulator: Emulator) -> None:
    for _ in range(5):
        emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": HELLO})
    assert [entry["rev"] for entry in emulator.look("wire", limit=2)] == [4, 5]
    assert [entry["rev"] for entry in emulator.look("wire", after=4)] == [5]


def test_revisions_go_on_after_forgetting(emulator: Emulator) -> None:
    emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": HELLO})
    entry, last = emulator.look("talk", user="founder")[-1], emulator.look("wire")[-1]
    assert emulator.http.post("/emulator/control/forget").status_code == 204
    assert emulator.look("wire") == emulator.look("talk", user="founder") == []
    emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": HELLO})
    assert emulator.look("talk", user="founder", after_rev=entry["rev"])
    assert emulator.look("wire", after=last["rev"])


def test_statistics_count_what_went_wrong(emulator: Emulator) -> None:
    emulator.control("say", user="founder", text="はい")
    until(lambda: emulator.look("statistics")["webhooks"]["ok"] == 1)
    emulator.call("/v2/bot/message/push", {"to": FOUNDER, "messages": HELLO})
    found = emulator.look("statistics")
    assert (found["webhooks"]["sent"], found["webhooks"]["late"], found["webhooks"]["under_way"]) == (1, 0, 0)
    assert found["calls"] == [{"path": "/v2/bot/message/push", "status": 200, "n": 1}]
    assert found["quota_used"] == 1


def test_every_kind_has_its_words() -> None:
    assert of_webhook([]) == "疎通の確認（イベントなし）"
    assert of_webhook([{"type": "follow", "follow": {"isUnblocked": True}}]) == "ブロック解除"
    assert of_webhook([{"type": "unsend"}, {"type": "unfollow"}]) == "送信の取り消し ほか1件"
    assert of_webhook([{"type": "postback", "postback": {"data": "x" * 50}}]) == "ボタン：" + "x" * 39 + "…"
    image = {"type": "message", "message": {"type": "image"}, "deliveryContext": {"isRedelivery": True}}
    assert of_webhook([image]) == "メッセージ（再送）：画像"
    assert of_webhook([{"type": "telepathy", "message": 3}]) == "telepathy"
    assert of_call("POST", "/v2/bot/message/multicast", {"messages": [1, 2, 3]}) == "マルチキャスト 3件"
    assert of_call("DELETE", "/v2/bot/richmenu/richmenu-1", {}) == "リッチメニューの削除"
    assert of_call("GET", "/v2/bot/message/1/content", {}) == "画像などの取得"
    assert of_call("GET", "/v2/bot/nothing", {}) == "GET /v2/bot/nothing"
