"""Every sentence an official reads about times, repeats and alerts."""

from __future__ import annotations

WEEKDAYS = "月火水木金土日"

# What can be written for a moment, said with every mistake.
AT_FORMS = (
    "「2026-12-11 18:00」「12/11 18:00」「12月11日(金) 18時」「明日 9:00」「3日後 9:00」「30分後」"
    "のように書いてください"
)
AT_UNREADABLE = "日時「{text}」を読めません。" + AT_FORMS
AT_NO_TIME = "日時「{text}」に時刻がありません。「{text} 18:00」のように時刻も書いてください"
AT_NO_DAY = "日時「{text}」の日付は、暦にありません"
AT_NO_SUCH_TIME = (
    "日時「{text}」の時刻を読めません。0:00 から 23:59 の間で書いてください。昼の12時は「正午」とも書けます"
)

AT_WEEKDAY = "日時「{text}」の曜日が合いません。{day}は{weekday}曜日です"
AT_PAST = "日時「{text}」は、もう過ぎています（{moment}）"
AT_FAR = "日時「{text}」は2年より先です（{moment}）。年の書き間違いがないか確かめてください"
AT_SUNDAY = "「{text}」の日曜は、週の始まりの数え方で日が変わります。「12/13 9:00」のように日付で書いてください"

REPEAT_KEYS = "rule・at・from・until・count・skip・on_skip"
REPEAT_NOT_TABLE = 'repeat には「rule: 毎月第2金曜」と「at: "18:00"」のような項目を書いてください'
REPEAT_UNKNOWN_KEY = "repeat の項目「{key}」は使えません。使える項目: " + REPEAT_KEYS
REPEAT_NO_RULE = "repeat に rule がありません。「毎月第2金曜」のように書いてください"
REPEAT_NO_AT = 'repeat に at がありません。「at: "18:00"」のように、送る時刻を書いてください'
REPEAT_RULE = (
    "くり返し「{text}」を読めません。「毎日」「平日」「毎週月・木曜」「隔週金曜」「毎月第2金曜」「毎月最終火曜」"
    "「毎月15日」「毎月末日」「毎年4月1日」か、RRULE（FREQ=MONTHLY;BYDAY=2FR など）で書いてください"
)
REPEAT_PART = "くり返し「{text}」の {part} は使えません。使えるのは {allowed} です"
REPEAT_VALUE = "くり返し「{text}」の {part} の値「{value}」が正しくありません"
REPEAT_TOGETHER = "くり返し「{text}」では、{parts} を一緒に使えません"
REPEAT_TWICE = "くり返し「{text}」に {part} が2回書かれています"
REPEAT_NEEDS_DAYS = "くり返し「{text}」では、どの日か決まりません。{part} も書いてください"
REPEAT_NEVER = "くり返し「{text}」に当たる日が、9年のうちに一度もありません。日付と、除く日を確かめてください"
REPEAT_AT = 'repeat の at「{value}」を読めません。「at: "18:00"」のように、引用符で囲んで書いてください'
REPEAT_QUIET = "repeat の at「{value}」は夜の時間（21時から翌朝8時まで）です。8:00 から 20:59 の間にしてください"
REPEAT_DATE = "repeat の {key}「{value}」は日付ではありません。「2026-12-11」のように書いてください"
REPEAT_COUNT = "repeat の count は 1 から {most} の整数です"
REPEAT_FROM_NEEDED = "repeat に from（最初の日）が要ります。{reason}は、始まりの日から数えるためです"
REPEAT_FROM_COUNT = "回数（count）"
REPEAT_FROM_INTERVAL = "「{text}」"
REPEAT_ORDER = "repeat の until（{until}）が from（{start}）より前です"
REPEAT_BOTH_ENDS = "repeat の {key} が、rule の中にも書かれています。どちらか一つにしてください"
REPEAT_SKIP = (
    "repeat の skip「{value}」を読めません。「祝日」「土日」、「2026-12-29」、「2026-12-29〜2027-01-03」、"
    "毎年なら「12/29〜1/3」のように書いてください"
)
REPEAT_SKIP_MANY = "repeat の skip は {most} 個までです"
REPEAT_ON_SKIP = "repeat の on_skip は「skip（送らない）」「before（前の日に）」「after（次の日に）」のどれかです"

FREQUENCY = {
    "DAILY": ("毎日", "{n}日ごと"),
    "WEEKLY": ("毎週", "{n}週間ごとの"),
    "MONTHLY": ("毎月", "{n}か月ごとの"),
    "YEARLY": ("毎年", "{n}年ごとの"),
}
FORTNIGHT = "隔週"
EVERY_WEEKDAY = "月曜から金曜の毎日"
LAST_DAY = "末日"
BEFORE_LAST_DAY = "末日の{n}日前"
LAST_OF = "最終{day}曜"
NTH_OF = "第{n}{day}曜"
NTH_LAST_OF = "最後から{n}番目の{day}曜"
IN_MONTHS = "{months}の"
AND_ALSO = "{days}のうち{weekdays}"
CHOSEN = "{days}のうち{positions}"
CHOSEN_NTH = "{n}番目"
CHOSEN_LAST = "最後"
CHOSEN_NTH_LAST = "最後から{n}番目"
SHORT_MONTHS = "{day}日のない月は送りません"
LEAP_YEARS = "うるう年だけです"
FIFTH = "第5{day}曜のない月は送りません"
FROM_DAY = "{day}から"
UNTIL_DAY = "{day}まで"
TIMES = "全{n}回"
HOLIDAYS = "祝日"
WEEKENDS = "土日"
SKIPPED = {
    "skip": "{what}に当たるときは送りません",
    "before": "{what}に当たるときは、その前の日に送ります",
    "after": "{what}に当たるときは、その次の日に送ります",
}

REPEAT_OVER = "くり返しの最後の回が、もう過ぎています。until や count を確かめてください"
PLANNED = "お知らせ {id} のくり返しの一回として"
PARENT_STOPPED = "もとのお知らせ {id} が停止されたため"
