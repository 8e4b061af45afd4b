"""The sentences of 使えるか調べる: questions, verdicts, what would change them, the card for staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.messages import Tone
from handlers import wording
from knowledge import rule_words
from knowledge.amounts import Estimate
from knowledge.answers import YEARS
from knowledge.basics import Source, SourcePart
from knowledge.calendar import both, wareki_fiscal_year
from knowledge.kleene import Answer
from knowledge.rule_data import Question

START = wording.MENU_CHECK
ANOTHER = "ほかの制度を調べる"
YES, NO, UNKNOWN = "はい", "いいえ", "わからない"
BACK, STOP, AGAIN = "戻る", "やめる", "最初から"
PICK_DAY = "日付を選ぶ"
FIX = "答えを直す"
NEAR = "近い制度"
HAND_OVER = "職員に聞く"
SEND = "この内容で預ける"
NOT_YET = "結果に戻る"

# --- asking --------------------------------------------------------------------------------------------------------
INTRO = "「{name}」が使えるか、{n}問ほどおたずねします。わからないときは「わからない」で進めます。"
INTRO_ONE = "「{name}」が使えるか、1つだけおたずねします。わからないときは「わからない」で進めます。"
TAKEN = "お話から、次のように進めます。ちがうときは、あとで「答えを直す」で直せます。\n{lines}"
TAKEN_LINE = "・{ask}\n　→ {answer}"
SAID_BACK = "「{answer}」として進めます。ちがうときは「戻る」を押してください。"
SAID_UNKNOWN = "わからない、として進めます。"
HEADLINE = "質問 {n}/{total}：{ask}"
BADGE = "質問 {n}/{total}"
BADGE_FIX = "答えを直す"
ABOUT = "「{title}」が使えるかを調べています。\nおたずねする理由：{why}"
EXAMPLES = {
    "yen": "「300万円」「三百万くらい」のように、文字で送ってください。",
    "age": "「39歳」のように、文字で送ってください。",
    "date": "下のボタンで選ぶか、「去年の4月」「令和7年4月1日」のように送ってください。",
    YEARS: "「令和7年度」のように、文字で送ってください。",
}
EXAMPLE = "「3{unit}」のように、文字で送ってください。"
BECAUSE = "{why}\nわからないときは「わからない」で大丈夫です。"
FIRST_QUESTION = "これが最初の質問です。"
RENEWED = "この制度の確かめ方が新しくなりました。いままでのお答えを使って、続けます。"
OLD_BUTTON = "そのボタンは前の質問のものです。いまの質問はこちらです。"
ALREADY = "その質問には「{answer}」とお答えいただいています。直すときは「戻る」か「答えを直す」を押してください。"
EXPIRED = "このボタンの質問は、もう終わっています（お答えは24時間で消えます）。もう一度、はじめから調べられます。"
STOPPED = "わかりました。ここでやめます。いままでのお答えは消しました。"
WHICH = "使えるかを調べたい制度を、ふだんの言葉で送ってください。下から選ぶこともできます。"
FIX_WHICH = "直したいものを選んでください。"
FIX_NOW = "いまの答え：{answer}"
NOTHING_TO_FIX = "まだお答えがありません。"
TODAY = "今日"
NOT_DONE = "まだ結果が出ていません。次の質問に答えていただくと、わかります。"


def go_on(done: int, total: int) -> str:
    """つづける (3/5): back to the question after an interruption."""
    return f"つづける（{done}/{total}）"


# --- results -------------------------------------------------------------------------------------------------------
VERDICTS: dict[str, tuple[str, Tone]] = {
    "likely": (rule_words.LIKELY, "open"),
    "not_eligible": (rule_words.NOT_ELIGIBLE, "ended"),
    "needs_staff": (rule_words.NEEDS_STAFF, "unclear"),
}
MARKS = {"passed": "✓", "failed": "✗", "open": "？"}
FOR_WHOM = "この制度は"
FIRST = "先にご確認ください"
REASONS = "理由"
TURN = "いつなら対象？"
TURN_HEAD = "「{title}」は、いまのお答えでは対象外です。次のように変われば、結果も変わることがあります。"
NO_TURN = "何が変われば対象になるかは、資料からはわかりません。対象外とした理由は次のとおりです。"
SUCCESSOR = "後継は{names}です。"
GIVEN = "{turn}（いまのお答え：{given}）。"
SHARED_SOURCE = "（いずれも{source}）"
TOTAL, RANGE = "合計 ", " から "
PLANNED = "今年度の実施や受付の状況は、資料では確かめられません。"
UNTIL = "いつまで？"
SUM = "金額の目安"
CHECKS = "職員が確認すること"
BRING = "お持ちいただくもの"
DECIDES = "決めるのは市です。"
AS_OF = "{day}の時点で確かめた目安です。決めるのは市です。"
AS_OF_DAY = "申請する日を{applied}として、{day}に確かめた目安です。決めるのは市です。"
AHEAD = "始まってからを調べる"
BEGINS = "{year}に始まる計画です。「{label}」で、始まってからの条件を確かめられます。"
NEAR_NONE = "近い制度は、市の資料からは見つかりませんでした。"
NEAR_HEAD = "近い制度です。"
NO_AMOUNT = "資料からは計算できません。"
AMOUNT_WAITS = "お答えがそろうと計算できます。"
NOT_COUNTED = "計算していません。"
SUM_TOLD = "うかがった内容だと、目安は {sum} です。"
SUM_STEPS = "うかがった内容だと、次の計算になります。"
SUM_DECIDES = "対象になるかどうかと実際の額を決めるのは市です。"
SUM_NOTES = (rule_words.UP_TO,)  # said by SUM_DECIDES already


def verdict_headline(result: str, title: str) -> str:
    """What the notification shows."""
    return f"{VERDICTS[result][0]}：{title}"


def repeats(step: str, before: list[str]) -> bool:
    """Whether a total says no more than the lines before it: 合計 … below 上限があるため …, or below both its ends."""
    if not step.startswith(TOTAL):
        return False
    ends = step.removeprefix(TOTAL).split(RANGE)
    return all(line.endswith(end) for line, end in zip(before[-len(ends) :], ends, strict=False))


def successors(names: list[str]) -> str:
    """後継は「…」です。; empty where none is named."""
    return SUCCESSOR.format(names="、".join(f"「{name}」" for name in names)) if names else ""


def cited(source: Source | None, parts: dict[object, SourcePart]) -> str:
    """（資料№1 41行）: the part and the line of the source document."""
    if source is None:
        return ""
    words = parts[source.part].title.split(" ")
    short = " ".join(words[:2]).split("「")[0] if words[0] == "報道発表" else words[0]
    return f"（{short} {source.line}行）"


def expectation(sum_: Estimate) -> str:
    """最大100万円, 60万円から160万円; empty when the arithmetic says all there is to say."""
    low, high = sum_.yen_min, sum_.yen_max
    if sum_.kind in ("not_stated", "none"):
        return ""
    if sum_.kind in ("up_to", "cap_only") and high is not None:
        if sum_.ways:
            return "上限は " + " または ".join(wording.yen(way) for way in sum_.ways)
        if low is not None and low != high:
            return f"上限は {wording.yen(low)} から {wording.yen(high)} のあいだ"
        return f"{'最大' if sum_.kind == 'up_to' else '上限'} {wording.yen(high)}"
    if sum_.yen is not None:
        return wording.yen(sum_.yen)
    if low is not None and high is not None:
        return f"{wording.yen(low)} から {wording.yen(high)}"
    return f"{wording.yen(low)} 以上" if low is not None else ""


def sum_told(expected: str, steps: Sequence[str]) -> str:
    """The sum for what a message has told (empty: only its steps), its arithmetic, and who decides."""
    return "\n".join([SUM_TOLD.format(sum=expected) if expected else SUM_STEPS, *steps, SUM_DECIDES])


def answer(question: Question, given: Answer | None, about: bool = False) -> str:
    """An answer in words, to be said back."""
    if given is None:
        return UNKNOWN
    if isinstance(given, bool):
        return YES if given else NO
    if isinstance(given, dt.date):
        return both(given)
    if isinstance(given, str):
        return next((choice.label for choice in question.choices if choice.value == given), given)
    return _number(question, given) + ("くらい" if about else "")


def _number(question: Question, given: int) -> str:
    if question.type == "yen":
        return wording.yen(given)
    if question.unit == YEARS and given >= 2019:
        return wareki_fiscal_year(given)
    return f"{given:,}{'歳' if question.type == 'age' else question.unit or ''}"


# --- what would change it ------------------------------------------------------------------------------------------
AT_LEAST = "{limit}以上なら、この条件に合います（いまのお答え：{given}）。"
OVER = "{limit}を超えると、この条件に合います（ちょうど{limit}は入りません。いまのお答え：{given}）。"
AT_MOST = "{limit}以下なら、この条件に合います（いまのお答え：{given}）。"
UNDER = "{limit}より少なければ、この条件に合います（いまのお答え：{given}）。"
OLD_ENOUGH = "{limit}になると、この条件に合います（いまのお答え：{given}）。"
FROM_DAY = "{day}からは、この条件に合います。"
WAS_UNTIL = "{day}までが、条件に合う期間でした。"
GOOD_UNTIL = "{day}までの申請なら、この条件に合います。"

# --- 確実にもらえますか, 1億円ほしい ---------------------------------------------------------------------------
NO_PROMISE = "受け取れることのお約束はできません。決めるのは市です。"
NO_SUM = "ご希望の額で決まるものではなく、条件や費用などで決まります。決めるのは市です。"
NO_SUM_ALONE = "額は、制度ごとに条件や費用などで決まります。ご希望の額で決まるものではありません。決めるのは市です。"
TELL_WHAT_FOR = "何のためのお金か（トイレの改修、社員の研修など）を送っていただければ、合う制度をさがします。"
SO_FAR = "いまのお答えでは「{verdict}」です。"
SO_FAR_SUM = "いまのお答えでは「{verdict}」、目安は「{sum}」です。"
ABOVE = "{wanted}は、資料から確かめられる上限（{high}）を超えています。"

# --- the card for staff --------------------------------------------------------------------------------------------
CARD_TITLE = "この内容を職員にお渡しします"
CARD_HEADLINE = "職員にお渡しする相談カードです。「この内容で預ける」を押すと届きます。"
CARD_BADGE = "相談カード"
CARD_PROGRAM = "制度"
CARD_RESULT = "いまの結果"
CARD_ANSWERS = "お答え"
CARD_OPEN = "確認が必要なこと"
CARD_SUM = "金額の目安"
CARD_NOTE = "まだ預けていません。お返事は、このトークに届きます。"
CARD_NO_ANSWERS = "お答えはまだありません。"
CARD_TEXT = (
    "【相談カード {code}】\n制度：{program} {name}\n結果：{verdict}（{day}時点、条件の版 {version}）\n"
    "お答え：\n{answers}\n確認が必要なこと：\n{open}\n金額の目安：{sum}"
)
CARD_SENT = "相談カードをお預かりしました"
CARD_SENT_HEADLINE = "相談カードをお預かりしました（番号 {code}）。"
CARD_SENT_BADGE = "相談カード {code}"
CARD_COUNTER = "窓口や電話でも"
CARD_COUNTER_TEXT = "番号「{code}」をお伝えください。同じことをもう一度ご説明いただかなくて大丈夫です。"
NOTHING = "ありません"

# --- 私のデータ ------------------------------------------------------------------------------------------------------
DATA = "使えるか調べたお答え"
DATA_TEXT = "「{name}」のお答え {n}件。{until}に使えなくなり、そのあと消えます。"


def until(moment: dt.datetime) -> str:
    """令和7年（2025年）3月12日 10時20分; the moment is given in JST."""
    return f"{both(moment.date())}{moment.hour}時{moment.minute:02d}分"
