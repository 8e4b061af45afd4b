"""What an official reads about a file, and the few words every announcement carries."""

from __future__ import annotations

import datetime as dt

from bot.clock import jst

WEEKDAYS = "月火水木金土日"

# --- in every announcement -------------------------------------------------------------------------------------------
SETTINGS = "お知らせの設定"
CORRECTS = "訂正するお知らせ"
ORIGINAL = "お知らせ「{title}」"
AN_ORIGINAL = "お知らせ"
SOURCE = "出典"
# Facts stand in this order, the others behind them as written.
FACT_ORDER = ("日時", "場所", "対象", "申込", "締切")

TEST_MARK = "[テスト] "
# What counts as the wanted fact line, too.
ALSO = {
    "日時": ("日にち", "開催日", "開催日時", "日程", "期日", "期間", "とき", "いつ"),
    "場所": ("会場", "開催場所", "ところ", "どこで"),
    "締切": ("締め切り", "締切り", "期限", "申込締切", "申込期限", "申請期限", "募集期間", "受付期間", "申込期間"),
}

# --- the file --------------------------------------------------------------------------------------------------------
LINE = "行 {line}: {sentence}"
NO_FILE = "ファイル {path} がありません。"
UNREADABLE = "ファイル {path} を読めません。"
TOO_LARGE = "ファイルが大きすぎます（{size:,} バイト）。{limit:,} バイトまでにしてください。"
EMPTY = "ファイルに何も書かれていません。title と text を書いてください。"
ENCODING = "文字コードが UTF-8 ではありません{guess}。UTF-8 で保存し直してください。"
GUESS = "（{name} のようです）"
NOT_TEXT = "文字のファイルではないようです。"
NOT_YAML = "書き方が正しくありません。項目は「title: 文」のように、半角の「:」のあとに空白を1つ入れて書きます。"
NOT_YAML_QUOTE = (
    '文の中に「: 」や記号があるときは、文の全体を " で囲むか、「text: |」として次の行から字下げして書きます。'
)
NOT_MAPPING = "「title: 文」のような項目がありません。"
TWO_PAGES = "「---」で区切られた2つ目があります。1つのファイルにお知らせは1つだけ書いてください。"
TAB = "字下げにタブが使われています。半角の空白にしてください。"
WIDE_SPACE = "字下げに全角の空白が使われています。半角の空白にしてください。"
WIDE_COLON = "「{key}：」の「：」を半角の「:」にして、そのあとに空白を1つ入れてください。"
NO_SPACE = "「{key}:」のあとに空白を1つ入れてください。"
CONTROL_SIGN = "目に見えない制御文字が入っています。消してください。"
ALIAS = '「&」「*」「!」で始まる YAML の印は使えません。文がこの記号で始まるときは、全体を " で囲んでください。'
TOO_DEEP = "項目の中に項目が重なりすぎています。"
TWICE = "「{key}」が2回書かれています（1回目は {first} 行目）。"
UNKNOWN = "「{key}」という項目はありません。"
DID_YOU_MEAN = "「{name}」のことですか。"
# For a key nobody knows: what was probably meant.
HINTS = {
    **dict.fromkeys(("題名", "題", "タイトル", "見出し", "件名", "headline", "subject"), "「title」のことですか。"),
    **dict.fromkeys(("本文", "文", "文章", "内容", "body", "message", "content"), "「text」のことですか。"),
    **dict.fromkeys(("テーマ", "topic", "category"), "「theme」のことですか。"),
    **dict.fromkeys(("送り先", "宛先", "あて先", "to", "target", "recipients"), "「audience」のことですか。"),
    **dict.fromkeys(("送信日時", "配信日時", "送る日時", "when", "at", "date"), "「send_at」のことですか。"),
    **dict.fromkeys(("種類", "type"), "「kind」のことですか。"),
    **dict.fromkeys(("リンク", "link", "url", "ボタン"), "「button」の中に url と label を書きます。"),
    **dict.fromkeys(
        ("日時", "場所", "会場", "対象", "申込", "申し込み", "締切", "持ち物", "参加費"),
        "「facts:」の下に、字下げして書きます。",
    ),
}
KEYS = "使える項目：{names}"
MISSING = "{key} が書かれていません。"
MISSING_FACT = "{fact}が書かれていません（「{kind}」には facts に {fact} が要ります）。"
BLANK = "{key} に文がありません。"
NOT_TEXT_VALUE = "{key} には文を1つ書いてください。"
NOT_PAIRS = "{key} は、次の行から字下げして「見出し: 内容」を並べて書いてください。"
TOO_LONG = "{key} が長すぎます（{size:,} 字。{limit:,} 字まで。絵文字は2字に数えます）。"
TOO_LONG_SIGNS = "{key} が長すぎます（{size:,} 字。{limit:,} 字まで）。"
TOO_MANY = "{key} が多すぎます（{size} 個。{limit} 個まで）。"
NO_CHOICE = "{key} に「{value}」はありません。使えるもの：{names}。"
MORE = "ほかにも {number} か所あります。"

# --- days and times --------------------------------------------------------------------------------------------------
NOT_A_MOMENT = "{key} の「{value}」を日時として読めません。2026-12-11 18:00 のように書いてください（日本の時刻）。"
NOT_A_TIME = "「{value}」を時刻として読めません。18:00 のように書いてください（日本の時刻）。"
NO_TIME = "{key} には時刻も書いてください（例：2026-12-11 18:00）。"
REPEAT_DAY = "くり返すお知らせの {key} に、決まった日付は書けません。2回目からは古い日付になります。"
NOW = ("now", "今", "今すぐ", "すぐ")  # no time of its own: it goes out when somebody sends it
NO_SUCH_DAY = "{day}という日はありません。"
WRONG_WEEKDAY = "{day}は{right}曜日です（{wrong}曜日と書かれています）。"
SEND_PAST = "送る日時（{moment}）は、もう過ぎています。"
SEND_AT_NIGHT = "夜間（21時から翌8時）には送れません（{moment}）。"
SEND_AFTER_PAST = "送る日時（{send}）が、お知らせの内容が終わる日時（{past}）より後です。"
ALREADY_PAST = "書かれている予定や締切（{past}）は、もう過ぎています。来年より先のことなら、年も書いてください。"
UNTIL_BEFORE_START = "until（{until}）が starts_at（{start}）より前です。"
DAYS_BEFORE_WHOLE = "send_at の days_before には 0 から 365 の整数を書いてください。"
NOT_THE_DAY = "「{kind}」は{when}に送るものです。送る日は{send}、開催は{start}です。"
WHEN = {0: "開催の当日", 1: "開催の前日", 7: "開催の1週間前"}

# --- links and placeholders ------------------------------------------------------------------------------------------
URL_HTTPS = "「{url}」は https:// で始まるアドレスではありません。"
URL_UNCLEAR = "「{url}」はアドレスとして使えません（空白や記号、@ などが入っていないか確かめてください）。"
URL_HOST = "「{host}」へのリンクは、使えるリンク先の一覧にありません。設定 MADOGUCHI_LINK_HOSTS で加えられます。"
URL_PHONE = "「{url}」を電話番号として読めません。tel:0191-00-0000 のように書いてください。"
URL_LONG = "アドレスが長すぎます（{limit:,} 字まで）。"
BUTTON_WAY = "button には url（開くアドレス）か say（送る言葉）の、どちらか1つを書いてください。"
NO_PROGRAM = "「{mark}」を使うには、program に制度の番号を書いてください。"
UNKNOWN_PROGRAM = "「{number}」という番号の制度はありません。"
UNKNOWN_MARK = "「{mark}」に入れる言葉がありません。"
MARKS = "使えるもの：{names}"
LIMIT = "LINE では送れない内容です（{why}）。"
CARD_HEAVY = "内容が多すぎて、1枚のカードに入りません。facts を短くしてください。"

# --- the preview -----------------------------------------------------------------------------------------------------
PREVIEW_TITLE = "お知らせの下見"
PREVIEW_LEAD = (
    "送る前の見え方です。ここで押しても、何も送られません。"
    "文字の大きさや幅は、見る人のスマートフォンによって変わります。"
)
LETTERS_NORMAL = "ふつうの文字"
LETTERS_LARGEST = "いちばん大きい文字"
NOTIFIED = "通知に出る文"
BUTTON = "［{label}］"
OPENS = "開く：{address}"
SAYS = "送る言葉：{text}"

# --- the door of counted links ---------------------------------------------------------------------------------------
NO_LINK_TITLE = "このリンクは使えません"
NO_LINK = (
    "リンクが途中で切れているか、今はもう使われていないようです。"
    "お手数ですが、LINE のトークにもどり、知りたいことをそのまま送ってください。"
)
NO_LINK_NOW_TITLE = "今はリンクを開けません"
NO_LINK_NOW = "少し時間をおいてから、もう一度リンクを押してください。"


def source_line(source: str) -> str:
    """出典：…, also when the author wrote 出典 already."""
    return source if source.startswith(SOURCE) else f"{SOURCE}：{source}"


def day(date: dt.date) -> str:
    """2026年12月11日(金)"""
    return f"{date.year}年{date.month}月{date.day}日({WEEKDAYS[date.weekday()]})"


def moment(at: dt.datetime) -> str:
    """2026年12月11日(金) 18時00分, in Japan."""
    here = jst(at)
    return f"{day(here.date())} {here.hour}時{here:%M}分"


def span(start: dt.datetime, end: dt.datetime | None, with_time: bool) -> str:
    """When something takes place, as a fact line."""
    first = moment(start) if with_time else day(jst(start).date())
    if end is None:
        return first
    last = jst(end)
    if last.date() == jst(start).date():
        return f"{first}から{last.hour}時{last:%M}分まで"
    return f"{first}から{moment(end)}まで"
