"""What people read in their own calendar, and on the page of an address that leads to no entry."""

from __future__ import annotations

CANCELLED = "【中止】{name}"
NOT_ENROLLED = "【取り消し】{name}"
NO_LONGER = "【この日の開催はなくなりました】{name}"
PART = "{name}（{number}日目／全{all}日）"
ONLINE = "オンライン"
WHO = "対象：{text}"
LINK = "オンラインの参加先：{text}"
CONTACT = "問い合わせ先：{text}"
REASON = "お知らせ：{text}"
ALL_DAYS = "日程：{text}"
DAYS_BETWEEN = "、"

NO_ENTRY_TITLE = "この予定は見つかりませんでした"
NO_ENTRY = (
    "アドレスが途中で切れているか、予定がもう消えています。"
    "申し込みの内容は、LINE の窓口に「イベント」と送ると確かめられます。"
)
NO_ENTRY_NOW_TITLE = "いまは予定を開けません"
NO_ENTRY_NOW = "申し訳ありません。しばらくしてから、もう一度お試しください。"
