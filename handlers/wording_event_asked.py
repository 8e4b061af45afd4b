"""What people read when they ask something of one session of an event."""

from __future__ import annotations

NOT_STATED = "「{name}」の{topic}については、この窓口に登録がありません。{ask}"
ASK_CONTACT = "{contact}へお尋ねください。"
ASK_STAFF = "「職員に聞く」で、ご質問をお預かりできます。"
NOT_PASSED_ON = "このトークに書いても、会場へすぐには伝わりません。"
STATED = "「{name}」について登録されている内容は、次のとおりです。"
TOPICS = {
    "late": "遅れての参加や途中からの参加", "early": "途中で帰ること", "child": "お子さん連れの参加", "bring": "持ち物",
    "dress": "服装", "parking": "駐車場や行き方", "called_off": "中止の条件",
    "walkin": "申し込みのない参加や当日の飛び入り",
    "charge": "参加費", "fee": "費用", "who": "対象", "online": "オンラインでの参加", "contact": "問い合わせ先",
    "venue": "会場", "place": "会場", "content": "内容",
}  # fmt: skip
PLACE = "「{name}」の会場は、{place}です。"
ONLINE_PLACE = "「{name}」は、オンラインで開きます。参加するためのページは、申し込んだ方のカードに出ます。"
ONLINE_TOO = "「{name}」には、オンライン会場の登録があります。参加するためのページは、申し込んだ方のカードに出ます。"
WHO = "「{name}」の対象は、「{who}」です。"
CONTACT = "「{name}」の問い合わせ先は、{contact}です。"
RECEIPT = "「{name}」の受付番号は、{number}です。"
CODE = (
    "受付コードは、当日、会場に掲示されます。前もってお渡しするものはないので、なくす心配はありません。"
    "会場で見つからないときは、会場の受付にお声がけください。"
)
CALENDAR = "「カレンダーに入れる」を押すと、お使いのカレンダーに入ります。"
CALENDAR_LATER = "カレンダーに入れるボタンは、申し込んだ方のカードに出ます。"
CALENDAR_NONE = "この窓口からカレンダーに入れるボタンは、いま用意がありません。日時は、次のとおりです。"
ON = (
    "「{name}」が中止になるという登録は、いまのところありません。"
    "中止や変更のときは、申し込んだ方にこのトークでお知らせします。"
)
AS_STATED = "「{name}」は、次のとおりです。"
WHICH = "どのイベントのことでしょうか。イベントの名前を入れて、もう一度送ってください。"
