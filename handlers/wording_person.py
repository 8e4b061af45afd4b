"""The sentences of the first meeting and of a person's own data; every one kind, short and exact."""

from __future__ import annotations

import datetime as dt

from bot.clock import today_jst
from bot.traces import Stored
from handlers import labels, wording
from knowledge.calendar import wareki

# --- meeting -------------------------------------------------------------------------------------------------------
GREETING_BADGE = "はじめまして"
GREETING = "友だち追加ありがとうございます"
GREETING_WHAT = "一関市の「起業・しごと・会社の支援制度」を案内する窓口です。"
GREETING_HEADLINE = f"{GREETING}。{GREETING_WHAT}"
CAN = "できること"
CAN_TEXT = (
    "制度の金額・対象・期限・問い合わせ先をお答えします。知りたいことを、ふだんの言葉で送ってください。\n"
    "例：「店を始めたい」「トイレを直す補助は？」"
)
FROM = "お答えのもと"
FROM_TEXT = "市の資料（令和7年3月10日）にあることだけをお答えします。資料にないことは、そうお伝えします。"
TEXTS = "文章の扱い"
TEXTS_TEXT = (
    "いただいた文章は、お答えと案内の改善のために保存し、{days}日で消します"
    "（職員へのご質問は、お返事がすむまで残します）。ほかの目的には使いません。"
    "電話番号や住所は書かなくて大丈夫です。「私のデータ」と送ると、いつでも見たり消したりできます。"
)
WELCOME_BACK = "おかえりなさい。また知りたいことがあれば、ふだんの言葉で送ってください。"

# --- who somebody is -----------------------------------------------------------------------------------------------
AUDIENCE_ASK = "あなたにいちばん近いものを選んでください。ご案内の順番に使います。お答えの内容は変わりません。"
AUDIENCE_CHANGE = "どの立場に変えますか。いまは「{now}」です。"
AUDIENCE_YOURS = "あなたの立場"
AUDIENCE_THANKS = "ありがとうございます。「{label}」として、ご案内の順番を整えました。あとから変えることもできます。"
AUDIENCE_THANKS_OTHER = "ありがとうございます。順番は変えずにご案内します。あとから選び直すこともできます。"
AUDIENCE_FIRST = "まずは、こちらはいかがですか。ほかのことも、ふだんの言葉で送ってください。"

# --- a person's own data -------------------------------------------------------------------------------------------
MY_DATA = wording.MENU_DATA
DATA_TITLE = "保存しているあなたのデータ"
DATA_NOTHING = "あなたについて保存しているものはありません。このメッセージだけを、{days}日間お預かりします。"
DATA_ONLY_ALONE = (
    "保存しているデータは、ほかの人に見えないところでお見せします。"
    "この窓口との1対1のトークで「私のデータ」と送ってください。"
)
ERASE = "すべて消す"
CHANGE_AUDIENCE = "立場を変える"
ERASE_BADGE = "もう一度たしかめます"
ERASE_ASK = "すべて消しますか"
ERASE_HEADLINE = "すべて消しますか。消すと元に戻せません。"
ERASE_GONE = "消えるもの"
ERASE_TICKETS_GONE = "職員への質問"
ERASE_STAYS = "残るもの"
ERASE_STAYS_TEXT = "だれのものか分からない件数だけが残ります（例：その日の質問の数）。"
ERASE_VALID = "「消す」のボタンが使えるのは10分間です。元には戻せません。"
ERASE_YES = "消す"
TAP_TO_ERASE = "消すときは、下のカードの「消す」ボタンを押してください。文字では消えません。"
ERASE_NO = "やめる"
ERASE_KEPT = "わかりました。何も消していません。"
ERASE_DONE = (
    "あなたのデータをすべて消しました。このお返事の記録も、お届けしたあとに消えます。\n"
    "また知りたいことがあれば、いつでも送ってください。はじめての方としてお答えします。"
)
ERASE_TOO_LATE = (
    "このボタンは、もう使えません（使えるのは10分間、一度だけです）。"
    "消すときは、もう一度「私のデータ」を開いてください。"
)
NONE = "ありません"


def audience(code: str | None) -> str:
    """The chosen 立場 in words."""
    return labels.PERSONS.get(code or "", "まだ選ばれていません")


def data_rows(found: Stored, subject: str | None, keep_days: int) -> list[tuple[str, str]]:
    """Everything stored, line by line: a label and what it says."""
    return [
        ("使い始めた日", wareki(today_jst(found.since)) if found.since else "今日"),
        ("表示のことば", found.language or "保存していません"),
        ("あなたの立場", audience(found.audience)),
        ("送っていただいたもの", _messages(found, keep_days)),
        ("いま話している制度", subject or NONE),
        ("職員へのご質問", tickets(found.tickets)),
        ("「役に立った」「ちがう」", f"{found.feedback}回" if found.feedback else NONE),
        ("これからお届けするもの", f"{found.pending}件" if found.pending else NONE),
    ]


def tickets(numbers: tuple[int, ...]) -> str:
    """Open questions with the numbers people quote."""
    listed = "、".join(map(str, numbers))
    return f"お返事を待っているものが{len(numbers)}件（受付番号 {listed}）" if numbers else NONE


def erased(found: Stored) -> str:
    """What a deletion takes."""
    kept = "立場、いま話している制度、使えるか調べたお答え、お知らせの設定と記録、お返事の記録"
    counted = [f"文章とボタンの記録 {found.messages}件、{kept}"]
    if found.feedback:
        counted.append(f"「役に立った」「ちがう」{found.feedback}回")
    if found.enrolments:
        counted.append(f"イベントの申し込み {len(found.enrolments)}件（これからのイベントの席もなくなります）")
    return "、".join(counted)


def erased_tickets(numbers: tuple[int, ...]) -> str:
    """Open questions go too, and nobody will answer them."""
    return f"{tickets(numbers)}も消えます。職員からのお返事は届かなくなります。"


def _messages(found: Stored, keep_days: int) -> str:
    if not found.messages or found.oldest is None or found.newest is None:
        return NONE
    first, last = (_gone_on(moment, keep_days) for moment in (found.oldest, found.newest))
    until = f"{wareki(first)}から{wareki(last)}までに" if first != last else f"{wareki(last)}に"
    return f"文章とボタン {found.messages}件。受け取ってから{keep_days}日を過ぎると消えます（{until}、順に消えます）。"


def _gone_on(moment: dt.datetime, days: int) -> dt.date:
    return today_jst(moment + dt.timedelta(days=days))
