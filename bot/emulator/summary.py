"""One short Japanese line for each webhook and API call."""

from typing import Any

Json = dict[str, Any]

LONGEST = 40
MESSAGES = {
    "image": "画像",
    "video": "動画",
    "audio": "音声",
    "file": "ファイル",
    "location": "位置情報",
    "sticker": "スタンプ",
}
EVENTS = {
    "follow": "友だち追加",
    "unfollow": "ブロック",
    "unsend": "送信の取り消し",
    "accountLink": "アカウント連携",
    "messageEdited": "メッセージの編集",
    "join": "グループに参加",
    "leave": "グループから退出",
}
SENDS = {
    "reply": "返信",
    "push": "プッシュ",
    "multicast": "マルチキャスト",
    "narrowcast": "ナローキャスト",
    "broadcast": "一斉送信",
}
CALLS = (
    ("/v2/bot/message/validate/", "送信前の確認"),
    ("/v2/bot/message/progress/narrowcast", "ナローキャストの進み具合"),
    ("/v2/bot/message/quota/consumption", "今月の通数"),
    ("/v2/bot/message/quota", "今月の上限"),
    ("/v2/bot/message/delivery/", "送信数"),
    ("/v2/bot/message/aggregation/", "集計単位"),
    ("/v2/bot/chat/loading/start", "入力中の表示"),
    ("/v2/bot/chat/markAsRead", "既読にする"),
    ("/v2/bot/profile/", "プロフィール"),
    ("/v2/bot/followers/ids", "友だちの一覧"),
    ("/v2/bot/channel/webhook/test", "Webhookの確認"),
    ("/v2/bot/channel/webhook/endpoint", "Webhookのアドレス"),
    ("/v2/bot/info", "アカウントの情報"),
    ("/v2/bot/insight/", "統計"),
    ("/v2/bot/user/all/richmenu", "標準のリッチメニュー"),
    ("/v2/bot/user/", "利用者のリッチメニュー"),
    ("/v2/bot/richmenu", "リッチメニュー"),
)


def of_webhook(events: list[Json], pressed: str = "") -> str:
    """What a webhook's events are: 「メッセージ：トイレの補助は」; `pressed` is what the first one's button says."""
    if not events:
        return "疎通の確認（イベントなし）"
    rest = f" ほか{len(events) - 1}件" if len(events) > 1 else ""
    return _event(events[0], pressed) + rest


def of_call(method: str, path: str, body: Any) -> str:
    """What an API call wants: 「返信 2件」."""
    send = SENDS.get(path.removeprefix("/v2/bot/message/"))
    if send:
        messages = body.get("messages") if isinstance(body, dict) else None
        return f"{send} {len(messages)}件" if isinstance(messages, list) else send
    if path.startswith("/v2/bot/message/") and "/content" in path:
        return "画像などの取得"
    words = next((words for start, words in CALLS if path.startswith(start)), None)
    if words is None:
        return f"{method} {path}"[:LONGEST]
    return words + {"DELETE": "の削除", "PUT": "の変更"}.get(method, "")


def _event(event: Json, pressed: str) -> str:
    kind = str(event.get("type", "不明"))
    again = "（再送）" if _part(event, "deliveryContext").get("isRedelivery") else ""
    if kind == "message":
        message = _part(event, "message")
        said = str(message.get("text") or MESSAGES.get(kind_of := str(message.get("type", "")), kind_of))
        return f"メッセージ{again}：{_short(said)}"
    if kind == "postback":
        return f"ボタン{again}：{_short(pressed or str(_part(event, 'postback').get('data', '')))}"
    if kind == "follow" and _part(event, "follow").get("isUnblocked"):
        return f"ブロック解除{again}"
    return EVENTS.get(kind, kind) + again


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _part(event: Json, name: str) -> Json:
    # Raw events from tests may be anything.
    part = event.get(name)
    return part if isinstance(part, dict) else {}
