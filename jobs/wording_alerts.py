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
    "watch_broadcasts": "配信の見守り",
    "plan_occurrences": "くり返すお知らせの予約",
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
