"""Every sentence the staff read when something needs them: what happened, what was kept, what to do."""

from __future__ import annotations

TO_STAFF = "【職員向け】{words}\n\n（{since}に気づきました）"
MAIL_SUBJECT = "【窓口】職員の確認が必要です"
MAIL_TEXT = (
    "{words}\n\n{since}に気づきました。\n"
    "このメールは、LINE の窓口が自動で送っています。同じことが続いている間は、もう一度送ることはありません。\n"
)

# What a job is called among people.
JOBS = {
    "answer": "質問への返事",
    "deliver": "LINE への送信",
    "broadcast": "お知らせの配信",
    "sweep": "やり残しの見回り",
    "erase_asked": "本人の希望によるデータの消去",
    "heartbeat": "動作の記録",
    "watch_heartbeats": "動作の見守り",
    "tell_staff": "職員への LINE の連絡",
    "mail_staff": "職員へのメールの連絡",
    "tell": "一人ひとりへのお知らせ",
    "watch_broadcasts": "配信の見守り",
    "plan_occurrences": "くり返すお知らせの予約",
    "watch_plans": "イベントの計画の見守り",
    "plan_sessions": "催しの予定づくり",
    "offer_seats": "イベントの空いた席の案内",
    "thank": "イベントのお礼と質問の用意",
    "notice_watches": "見守りのお知らせの準備",
    "erase_left": "退会した人のデータの消去",
    "close_days": "一日ごとの集計",
    "cleanup": "古い文章の整理",
}
SILENT = (
    "「{job}」が5分以上動いていません。\n"
    "受け取った質問と予約したお知らせは保存されていて、なくなっていません。\n"
    "窓口のプログラムを再起動してください。それでも続くときは、システムの担当者に記録（ログ）を見てもらってください。"
)
MAIL_FAILS = (
    "職員への連絡メールを送れていません（{detail}）。\n"
    "連絡の内容は保存されていて、送れるようになりしだい送ります。LINE での連絡は続いています。\n"
    "メールサーバーの設定（MADOGUCHI_SMTP_…）を確かめてください。"
)
MISSED = (
    "くり返すお知らせ「{title}」（番号 {id}）のうち、{first}の回など{number}回分を予約できないまま、"
    "時刻が過ぎました。\n"
    "過ぎた回は送っていません。次の回からは予定どおりです。\n"
    "過ぎた回の内容が今も必要なときは、新しいお知らせとして作ってください。"
)
UNREADABLE = (
    "くり返すお知らせ「{title}」（番号 {id}）のくり返し方を読めず、予約できません。\n"
    "予約ずみの回はそのまま送ります。\n"
    "madoguchi announcement show {id} で内容を確かめ、くり返しを書き直してください。"
)

# What is told to single people, as the staff call it.
PERSONAL = {
    "event.offer": "空いた席のご案内",
    "event.moved": "イベントの日程変更のお知らせ",
    "event.changed": "イベントの場所・時間の変更のお知らせ",
    "event.cancelled": "イベントの中止のお知らせ",
    "event.entered": "職員が入れた申し込みの確認",
    "event.taken_out": "職員がした取り消しの確認",
    "event.thanks": "イベントのお礼とアンケート",
    "watch.deadline": "締切のお知らせ",
    "watch.opens": "受付開始のお知らせ",
    "watch.ended": "制度の終了のお知らせ",
    "watch.replaced": "制度が新しくなったお知らせ",
    "watch.confirmed": "今年度の募集のお知らせ",
    "watch.day": "対象になる日のお知らせ",
    "watch.corrected": "受付期間の訂正のお知らせ",
}
NO_WORDS = (
    "一人ひとりに送る「{kind}」の文面を作れず、送れていません。\n"
    "送る内容は保存されていて、10分ごとにやり直します。ほかの連絡は送っています。\n"
    "続くときは、システムの担当者に記録（ログ）を見てもらってください。"
)
PERSONAL_QUOTA = (
    "今月送れる通数を使い切ったため、一人ひとりへのお知らせ（申し込んだイベントの変更、締切など）を送れていません。\n"
    "送る内容は保存されていて、通数が戻りしだい送ります。本人がトークに書いたときは、その返事と一緒に無料で届きます。\n"
    "急ぐ変更や中止があるときは、LINE公式アカウントのプランの通数を増やすか、電話などで伝えてください。"
)
PERSONAL_TOKEN = (
    "LINE がこの窓口からの送信を断っているため、一人ひとりへのお知らせを送れていません。\n"
    "送る内容は保存されていて、1時間ごとにやり直します。\n"
    "LINE_CHANNEL_ACCESS_TOKEN（チャネルアクセストークン）を確かめてください。"
)
PERSONAL_REFUSED = (
    "「{kind}」を、LINE が受け付けなかった人がいます。\n"
    "その人にはもう送りません。ほかの人の分は、いつもどおり送ります。\n"
    "イベントに関わるときは、参加者に別の方法でも伝えてください。"
)


def personal(kind: str) -> str:
    """A kind of personal notice in words."""
    return PERSONAL.get(kind, kind)
