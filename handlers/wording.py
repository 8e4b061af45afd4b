"""Every sentence a citizen reads that is not a record's own. Kind, short, exact; each says what to do next.

Those on where a program stands are in wording_standing, those on a person's own data in wording_person.
"""

from __future__ import annotations

import datetime as dt

from handlers import labels
from knowledge.calendar import both, wareki
from knowledge.programs import Contact, Topic

# --- meeting -------------------------------------------------------------------------------------------------------
HELLO = (
    "こんにちは。起業・しごと・会社の支援制度についてご案内します。\n"
    "知りたいことを、ふだんの言葉で送るか、下のボタンから選んでください。"
)
THANKS = "お役に立ててうれしいです。\nまた気になることがあれば、いつでも送ってください。"
WHO = (
    "市の産業・しごとの制度を案内する自動の窓口です。人ではなく、市の資料をもとにお答えするプログラムです。\n"
    "人に聞きたいときは「職員に聞く」を押してください。"
)
CAN = (
    "起業、採用や研修、設備投資、移住、就職などの市の制度について、金額・対象・期限・問い合わせ先をお答えします。"
    "\n知りたいことを、ふだんの言葉で送ってください。"
)
OK = "はい。ほかに知りたいことがあれば、そのまま送ってください。"
BYE = "ご利用ありがとうございました。またいつでもどうぞ。"
PRAISE = "ありがとうございます。励みになります。\nほかに知りたいことがあれば、そのまま送ってください。"
SLIP = "だいじょうぶです。知りたいことを、もう一度送ってください。"
SMALL_TALK = {
    "greeting": HELLO, "thanks": THANKS, "who": WHO, "can": CAN, "ok": OK, "bye": BYE, "praise": PRAISE, "slip": SLIP,
}  # fmt: skip
STICKER = "スタンプありがとうございます。\n知りたいことを文字で送るか、下のボタンから選んでください。"
NOT_TEXT = (
    "ありがとうございます。この窓口では、写真・動画・音声・位置情報の中身は読み取れません。\n"
    "知りたいことを文字で送るか、下のボタンから選んでください。"
)
GROUP = (
    "招待ありがとうございます。市の支援制度を案内する窓口です。\n"
    "質問のときは、この窓口をメンション（@）して送ってください。"
)

# --- menu ----------------------------------------------------------------------------------------------------------
MENU_TITLE = "何をお探しですか"
MENU_SEARCH = "制度をさがす"
MENU_CHECK = "使えるか調べる"
DIAGNOSE = "使える制度をさがす"
MENU_WINDOWS = "締切・受付"
MENU_EVENTS = "イベント"
MENU_COMING = "これからのイベント"
MENU_COLLEGE = "シゴト・ツクル・カレッジ"
MENU_STAFF = "職員に聞く"
MENU_DATA = "私のデータ"
NOTICES = "お知らせの設定"
MENU_CHOICES = (
    (MENU_SEARCH, "起業・採用・移住など、分野からさがす"),
    (MENU_CHECK, "対象や条件を確かめる"),
    (MENU_WINDOWS, "いま申し込める制度・締切の見守り"),
    (MENU_EVENTS, "説明会・セミナー・交流会"),
    (MENU_COLLEGE, "起業を学ぶ3つの場"),
    (MENU_STAFF, "質問を職員に預ける"),
    (NOTICES, "届くお知らせを選ぶ・止める"),
    (MENU_DATA, "保存しているものを見る・消す"),
)
SEARCH_TITLE = "どなたのためのことですか"
CHECK_HOW = (
    "使えるかを調べたい制度を、ふだんの言葉で送るか、下から選んでください。対象や条件を資料からお答えします。\n"
    "例：「従業員3人の店でも更衣室の補助は使える？」"
)
CHECK_WHOM = "どなたが使う制度を調べますか。ふだんの言葉で送っていただいても大丈夫です。"
CHECK_WHICH = "「{what}」に関わる補助や支援です。だれが使えるかを見たいものを選んでください。"
CHECK_OTHERS = "ほかの立場で調べる"
CHECK_ALL = "すべて見る"
# What somebody new may ask of a program; the answer is what the record says on it.
ASKED = {
    Topic.WHAT: "どんなものですか",
    Topic.WHO: "だれが使えますか",
    Topic.AMOUNT: "いくらですか",
    Topic.CAP: "いくらまで出ますか",
    Topic.WHERE: "どこでできますか",
    Topic.DATE: "いつありますか",
    Topic.FEE: "お金はかかりますか",
}

# --- answers -------------------------------------------------------------------------------------------------------
BUTTONS = (
    ("どんな制度？", Topic.WHAT),
    ("いくら？", Topic.AMOUNT),
    ("だれが使える？", Topic.WHO),
    ("いつまで？", Topic.WINDOW),
    ("問い合わせ先", Topic.CONTACT),
)
USEFUL = "役に立った"
WRONG = "ちがう"
MENU = "メニュー"
ASK_STAFF = "職員に聞く"
USEFUL_THANKS = "お知らせいただき、ありがとうございます。ほかに知りたいことがあれば、そのまま送ってください。"
WRONG_OFFER = "失礼しました。こちらの中にありますか。なければ「職員に聞く」を押してください。"
WRONG_NONE = "失礼しました。ほかに近い制度が見つかりません。別の言葉で送るか、「職員に聞く」を押してください。"
MAYBE = "もしかして、次のどれかですか。"
NONE_FITS = "ぴったりの制度は見つかりませんでした。近い分野のものです。"
MAYBE_WEAK = (
    "ぴったりの制度は見つかりませんでした。近いものがあれば選んでください。"
    "なければ「職員に聞く」を押してください。"
)
NEAR = "近い制度"
ALSO = "あわせて"
DOUBT = "確認が必要"
CONTACT = "問い合わせ先"
SEE_SUCCESSOR = "後継の制度を見る"
SEE_MERGED = "統合先の事業を見る"
WHICH = "どの制度のことでしょうか。制度の名前か、やりたいことを送ってください。下から分野を選ぶこともできます。"
ENGLISH = (
    "Our answers are in Japanese. Please show this screen to someone who reads Japanese, or tap "
    "「職員に聞く」 to leave your question for our staff."
)


def not_stated(topic: Topic) -> str:
    """The source is silent on this topic."""
    if topic is Topic.CONTACT:
        return "この制度の問い合わせ先は、市の資料に書かれていません。「職員に聞く」で質問をお預かりできます。"
    if topic is Topic.WINDOW:
        return "受付期間は、市の資料に書かれていません。申し込む前に確認が必要です。"
    return f"{labels.TOPICS[topic]}は、市の資料に書かれていません。確認が必要です。"


def next_day(day: dt.date, name: str, note: str | None) -> str:
    """The next day the source knows of, and how it knows."""
    return f"次は{wareki(day)}です（{name}）。" + (note or "")


def event_day(day: dt.date, title: str, note: str | None) -> str:
    """An event in a list: its next day first."""
    return f"{wareki(day)}　{title}" + (f"\n{note}" if note else "")


PAST_DAYS = "上の日にちは、すでに過ぎています。次の日にちは資料に書かれていません。"


def contact_ways(found: Contact) -> list[tuple[str, str]]:
    """The ways to a desk, each with its label."""
    ways = (
        ("電話", found.phone),
        ("FAX", found.fax),
        ("メール", found.mail),
        ("住所", found.address),
        ("ページ", found.web),
    )
    return [(label, value) for label, value in ways if value]


def contact_about(name: str) -> str:
    """Above a desk's card: what was asked about."""
    return f"「{name}」の問い合わせ先"


def printed_for(found: Contact) -> str:
    """A contact belongs to one subject; nobody should ring it about another."""
    return f"（「{found.subject}」の問い合わせ先として資料に載っているものです）"


def contact_headline(found: Contact) -> str:
    """The desk and the first way to reach it, for the notification."""
    way = f"電話 {found.phone}" if found.phone else f"メール {found.mail}" if found.mail else found.web or found.address
    return f"{found.desk}：{way}" if way else found.desk


CALL = "電話をかける"
OPEN_PAGE = "ページを開く"


def yen(amount: int) -> str:
    """1000000 → 100万円, as the city writes it."""
    if amount >= 100_000_000 and amount % 100_000_000 == 0:
        return f"{amount // 100_000_000:,}億円"
    return f"{amount // 10_000:,}万円" if amount >= 10_000 and amount % 10_000 == 0 else f"{amount:,}円"


def point(cap: int) -> str:
    """The answer's point in a headline."""
    return f"上限{yen(cap)}"


def headline(title: str, point: str | None, badge: str | None) -> str:
    """What the notification shows: the everyday title, the point, and how it stands."""
    return f"{title}{f'：{point}' if point else ''}{f'（{badge}）' if badge else ''}"


def town_hall(address: str) -> str:
    """The city hall's address, as printed in the press releases."""
    return f"一関市役所の住所は、{address} です（市の報道発表に載っているものです）。"


def named_source(name: str, source: str) -> str:
    """Name and source under an answer without a card."""
    return f"制度名：{name}\n{source}"


def source_line(titles: list[str], as_of: dt.date) -> str:
    """Which document says so, and up to which day it speaks."""
    return f"出典：{'、'.join(titles)}（{both(as_of)}現在）"


# --- nothing found, other desks, people ----------------------------------------------------------------------------
NOT_FOUND = (
    "申し訳ありません。ご質問に合う制度が見つかりませんでした。\n"
    "別の言葉で送るか、下のメニューから選んでください。「職員に聞く」で質問をお預かりすることもできます。"
)
OTHER_SUBJECT = (
    "申し訳ありません。「{subject}」については、この窓口ではお答えできません。\n"
    "ここでは起業・しごと・会社の支援制度をご案内しています。下のメニューからもさがせます。"
)
ELSEWHERE = (
    "申し訳ありません。{place}での補助や支援は、この窓口ではお答えできません。{place}のことは、その自治体の窓口へお問い合わせください。"
)
OTHER_PLACE = (
    "申し訳ありません。{place}の制度は、この窓口ではお答えできません。その自治体の窓口へお問い合わせください。\n"
    "一関市の制度でしたら、下のメニューからさがせます。"
)
OUTSIDE = (
    "一関市の「{name}」について、資料に書かれているのは次のことです。市内の話で、{place}のことは書かれていません。"
)
IN_NEED = (
    "おつらいなか、送ってくださりありがとうございます。ひとりで抱えないでください。\n"
    "いま危ないときは、119（救急）か110（警察）へ電話してください。\n"
    "この窓口は制度を案内するだけのもので、十分にお力になれません。身近な人や、お住まいの近くの相談窓口にも、どうか話してください。"
)
NO_HALL_NUMBER = (
    "市役所の代表電話の番号は、手元の資料に載っていません。市のホームページで確かめてください。\n"
    "制度の名前を送っていただければ、資料に載っている担当の連絡先をお答えします。"
)
UNHAPPY = (
    "お役に立てず、申し訳ありません。\n"
    "知りたいことを別の言葉で送っていただくか、「職員に聞く」を押してください。質問を職員がお預かりします。"
)
INSTRUCTS = (
    "申し訳ありません。そのご依頼にはお答えできません。市の資料にあることだけをご案内しています。\n"
    "知りたい制度があれば送ってください。メニューからも選べます。"
)
GIBBERISH = (
    "申し訳ありません。うまく読み取れませんでした。"
    "もう少し詳しい言葉で送るか、下のメニューから選んでください。"
)
SORRY = (
    "申し訳ありません。いまお答えを用意できませんでした。質問は保存してあります。"
    "少し時間をおいて、もう一度送ってください。"
)
FLOOD = (
    "たくさんのメッセージをありがとうございます。順番にお答えするため、1分ほどお休みします。"
    "そのあとで、もう一度送ってください。"
)
OLD_BUTTON = "このボタンの内容は新しくなりました。もう一度、知りたいことを送ってください。"

TICKET_ASK = "職員にお預けする質問を、このまま文字で送ってください。やめるときは「やめる」と送ってください。"
TICKET_ASK_SAME = "\n\nさきほどの「{question}」でよければ、「この質問を預ける」を押してください。"
TICKET_SAME = "この質問を預ける"
TICKET_STOP = "やめる"
TICKET_STOPS = ("やめる", "やめます", "やめたい", "やっぱりやめる", "やっぱりやめます", "キャンセル", "いいです")
TICKET_STOPPED = "わかりました。質問は預けていません。"
TICKET_ANSWER = "お預かりした質問（受付番号 {number}）に、職員からお返事します。\n\nご質問：{question}\n\n{answer}"
TICKET_STORED = "質問をお預かりしました"
TICKET_HEADLINE = "質問をお預かりしました（受付番号 {number}）。"
TICKET_NUMBER = "受付番号 {number}"
TICKET_QUESTION = "ご質問"
TICKET_NEXT = "お返事"
TICKET_NEXT_TEXT = "職員が内容を確認し、このトークにお返事します。いつになるかは、お約束できません。"
TICKET_HURRY = "お急ぎのとき"
TICKET_HURRY_TEXT = "市役所へ直接お問い合わせください。受付番号をお伝えください。"

# --- lists ---------------------------------------------------------------------------------------------------------
LIST_HEAD = "{what}を{n}件ご案内します。"
LIST_MORE = "ほかに{n}件あります。続きは「もっと見る」を押してください。"
MORE = "もっと見る"
SHOW = "くわしく見る"
LIST_KINDS = {
    "new": "令和7年度（2025年度）に新しく始まる制度",
    "ended": "令和6年度・令和7年度で終わる制度",
    "expanded": "令和7年度（2025年度）に拡充される制度",
    "continued": "令和7年度（2025年度）も続く計画の制度",
    "open": "受付期間が資料にある制度",
    "events": "説明会・セミナー・交流会",
    "all": "制度",
}
OPEN_NOW = "いま受付中と資料から分かる制度を{n}件ご案内します。"
OPEN_NONE = (
    "資料で受付中と分かる制度は、いまはありません。今年の受付は「職員に聞く」で確かめられます。"
)
LIST_RATED = "令和6年度の自己評価が{rating}の事業"
LIST_FOR = "「{what}」に関わる制度"
COMING = "これからの催しを、日にちの近い順にご案内します。"
COMING_NONE = (
    "これからの日にちが資料にある催しは、いまありません。学びの場は次の3つです。次の日にちは、確認が必要です。"
)
COMING_COLLEGE = "定期的に開かれる学びの場"
EVENTS_COMING = "これからの日にちが資料にある催しと、定期的に開かれる学びの場です。"
EVENTS_NONE = (
    "これからの日にちが資料にある催しは、いまありません。定期的に開かれる学びの場と、これまで開かれた催しをご案内します。"
    "次の日にちは、確認が必要です。"
)
