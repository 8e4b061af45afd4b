"""Every sentence a citizen reads that is not a record's own. Kind, short, exact; each says what to do next."""

from __future__ import annotations

import datetime as dt

from handlers import labels
from knowledge.calendar import both, wareki, wareki_fiscal_year
from knowledge.programs import Contact, Topic
from knowledge.status import Standing

# --- meeting -------------------------------------------------------------------------------------------------------
GREETING = (
    "友だち追加ありがとうございます。\n"
    "一関市の「起業・しごと・会社の支援制度」を案内する窓口です。\n\n"
    "知りたいことを、ふだんの言葉で送ってください。\n"
    "例：「店を始めたい」「トイレを直す補助は？」「高校生の就職イベント」\n\n"
    "お答えは市の資料（令和7年3月10日）にあることだけです。資料にないことは、そうお伝えします。"
)
GREETING_DATA = (
    "いただいた文章は、お答えと案内の改善のために保存し、ほかの目的には使いません。"
    "電話番号や住所などは書かなくて大丈夫です。保存した内容は、送信を取り消すと消えます。"
)
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
SMALL_TALK = {"greeting": HELLO, "thanks": THANKS, "who": WHO, "can": CAN, "ok": OK, "bye": BYE, "praise": PRAISE}
STICKER = "スタンプありがとうございます。\n知りたいことを文字で送るか、下のボタンから選んでください。"
NOT_TEXT = (
    "ありがとうございます。この窓口では、写真・動画・音声・位置情報の中身は読み取れません。\n"
    "知りたいことを文字で送るか、下のボタンから選んでください。"
)
GROUP = (
    "招待ありがとうございます。市の支援制度を案内する窓口です。\n"
    "質問のときは、この窓口をメンション（@）して送ってください。"
)
WELCOME_BACK = "おかえりなさい。また知りたいことがあれば、ふだんの言葉で送ってください。"

# --- menu ----------------------------------------------------------------------------------------------------------
MENU_TITLE = "何をお探しですか"
MENU_SEARCH = "制度をさがす"
MENU_CHECK = "使えるか調べる"
MENU_WINDOWS = "締切・受付"
MENU_EVENTS = "イベント"
MENU_COLLEGE = "シゴト・ツクル・カレッジ"
MENU_STAFF = "職員に聞く"
MENU_CHOICES = (
    (MENU_SEARCH, "起業・採用・移住など、分野からさがす"),
    (MENU_CHECK, "対象や条件を確かめる"),
    (MENU_WINDOWS, "受付の期間が資料にある制度"),
    (MENU_EVENTS, "説明会・セミナー・交流会"),
    (MENU_COLLEGE, "起業を学ぶ3つの場"),
    (MENU_STAFF, "質問を職員に預ける"),
)
SEARCH_TITLE = "どなたのためのことですか"
CHECK_HOW = (
    "使えるかを調べたい制度を、ふだんの言葉で送ってください。対象や条件を資料からお答えします。\n"
    "例：「従業員3人の店でも更衣室の補助は使える？」"
)

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
MAYBE_WEAK = (
    "ぴったりの制度は見つかりませんでした。近いものがあれば選んでください。"
    "なければ「職員に聞く」を押してください。"
)
NEAR = "近い制度"
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


def until_words(partial: str) -> str:
    """2025-04 → 令和7年（2025年）4月; a full day likewise."""
    if len(partial) == 7:
        day = dt.date.fromisoformat(f"{partial}-01")
        return both(day).rsplit("月", 1)[0] + "月"
    return both(dt.date.fromisoformat(partial))


BY_PLAN = "（令和7年3月の市の資料による）"  # what the source planned; nobody told the desk what became of it


def ended(name: str, year: int, until: str | None) -> str:
    """A program that is over: said before anything else."""
    if until:
        return f"「{name}」は、{until_words(until)}の申請分で終了（廃止）しました{BY_PLAN}。いまは申し込めません。"
    return f"「{name}」は、{wareki_fiscal_year(year)}で終了（廃止）しました{BY_PLAN}。いまは申し込めません。"


def ending(name: str, year: int, until: str | None, closed: str | None) -> str:
    """A program whose end is fixed."""
    end = f"{until_words(until)}の申請分で" if until else f"{wareki_fiscal_year(year)}で"
    text = f"「{name}」は、{end}終了（廃止）となります。"
    return f"{text}{until_words(closed)}で申請の受付は終わっています。" if closed else text


def next_day(day: dt.date, name: str, note: str | None) -> str:
    """The next day the source knows of, and how it knows."""
    return f"次は{wareki(day)}です（{name}）。" + (note or "")


PAST_DAYS = "上の日にちは、すでに過ぎています。次の日にちは資料に書かれていません。"


def successor(names: list[str], year: int | None = None) -> str:
    """Where to look instead."""
    listed = "」「".join(names)
    begins = f"（{wareki_fiscal_year(year)}から）" if year else ""
    return f"後継は「{listed}」{begins}です。"


def merged(name: str, into: str, year: int) -> str:
    """A program that lives on inside another."""
    return f"「{name}」は、{wareki_fiscal_year(year)}から「{into}」に組み入れられる計画です。"


def contact(found: Contact) -> str:
    """One desk with all that is stated of it, and what it was printed for."""
    ways = (
        ("電話", found.phone),
        ("FAX", found.fax),
        ("メール", found.mail),
        ("住所", found.address),
        ("ページ", found.web),
    )
    told = "\n".join(f"{label}：{value}" for label, value in ways if value)
    return f"{found.desk}\n{told}\n（「{found.subject}」の問い合わせ先として資料に載っているものです）"


def town_hall(address: str) -> str:
    """The city hall's address, as printed in the press releases."""
    return f"一関市役所の住所は、{address} です（市の報道発表に載っているものです）。"


def unclear(name: str, year: int) -> str:
    """The source contradicts itself on whether it goes on."""
    return f"「{name}」は、{wareki_fiscal_year(year)}に続くかどうか、市の資料の中で食い違いがあり、確認が必要です。"


def starts(name: str, year: int) -> str:
    """A program that has not begun."""
    return f"「{name}」は、{wareki_fiscal_year(year)}に始まる計画の制度です。"


def named_source(name: str, source: str) -> str:
    """Name and source under an answer without a card."""
    return f"制度名：{name}\n{source}"


def standing_line(standing: Standing, year: int, until: str | None = None, days: int | None = None) -> str | None:
    """One line on where it stands today, for the card."""
    fiscal = wareki_fiscal_year(year)
    lines = {
        Standing.OPEN: f"受付中です（{until_words(until)}まで）。" if until else None,
        Standing.SOON: f"締切まであと{days}日です（{until_words(until)}まで）。" if until else None,
        Standing.WINDOW_CLOSED: f"{fiscal}の受付は終わりました（{until_words(until)}まで）。" if until else None,
        Standing.RUNNING: f"{fiscal}に実施しています。受付の状況は確認が必要です。",
        Standing.PLANNED: f"{fiscal}の計画にあります。実施や受付の状況は確認が必要です。",
        Standing.STARTS: f"{fiscal}に始まる計画の制度です。",
        Standing.NOT_HELD: f"{fiscal}は開催の予定が確認できません。",
        Standing.UNCLEAR: f"{fiscal}に続くかどうか、資料の中で食い違いがあります。確認が必要です。",
        Standing.UNCONFIRMED: f"今年度の内容は確認できていません。最後に分かるのは{fiscal}の計画です。",
    }
    return lines.get(standing)


PLANNED_FIRST = "次は令和7年3月の市の資料にある内容です。今年度の状況は、確認が必要です。"
UNCONFIRMED_FIRST = (
    "今年度の内容は、手元の資料では確認できません。次は令和7年（2025年）3月の市の資料にある内容です。"
    "申し込む前に、職員への確認をお願いします。"
)


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
OTHER_PLACE = (
    "申し訳ありません。{place}の制度は、この窓口ではお答えできません。その自治体の窓口へお問い合わせください。\n"
    "一関市の制度でしたら、下のメニューからさがせます。"
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
TICKET_STORED = (
    "質問をお預かりしました（受付番号 {number}）。\n"
    "職員が内容を確認し、このトークにお返事します。いつになるかは、お約束できません。\n"
    "お急ぎのときは、市役所へ直接お問い合わせください。"
)

# --- lists ---------------------------------------------------------------------------------------------------------
LIST_HEAD = "{what}を{n}件ご案内します。"
LIST_MORE = "ほかに{n}件あります。続きは「もっと見る」を押してください。"
MORE = "もっと見る"
SHOW = "くわしく見る"
LIST_KINDS = {
    "new": "令和7年度（2025年度）に新しく始まる制度",
    "ended": "令和6年度・令和7年度で終わる制度",
    "expanded": "令和7年度（2025年度）に拡充される制度",
    "open": "受付期間が資料にある制度",
    "events": "説明会・セミナー・交流会",
    "all": "制度",
}
OPEN_NOW = "いま受付中と資料から分かる制度を{n}件ご案内します。"
OPEN_NONE = "いま受付中と資料から分かる制度はありません。受付の時期が資料にある制度を、参考にご案内します。"
LIST_RATED = "令和6年度の自己評価が{rating}の事業"
LIST_FOR = "「{what}」に関わる制度"
EVENTS_COMING = "これからの日にちが資料にある催しと、定期的に開かれる学びの場です。"
EVENTS_NONE = (
    "これからの日にちが資料にある催しは、いまありません。定期的に開かれる学びの場と、これまで開かれた催しをご案内します。"
    "次の日にちは、確認が必要です。"
)
