"""The sentences of 使える制度診断, and of looking at several employees one after another."""

from __future__ import annotations

from bot.messages import Tone
from handlers import wording
from knowledge.diagnosing import Group

# --- beginning -----------------------------------------------------------------------------------------------------
NAME = "使える制度診断"
OFFER = (
    "どちらで調べますか。制度が決まっているときは、名前ややりたいことを、このまま送っていただいても大丈夫です。"
)
KNOWN = "制度が決まっている"
KNOWN_NOTE = "その制度の条件を、ひとつずつ確かめます"
SEARCH = wording.DIAGNOSE
SEARCH_NOTE = "最大6問で、使えそうな制度をまとめてさがします"
INTRO = "使える制度を、最大{n}問でさがします。わからないときは「わからない」で進めます。"
INTRO_KNOWN = (
    "使える制度を、最大{n}問でさがします。選んでいただいた立場「{who}」で進めます。ちがうときは「戻る」を押してください。"
)

# --- asking --------------------------------------------------------------------------------------------------------
WHO = "あなたは、次のどれに近いですか。"
WHO_NOTE = {"other": "立場をしぼらずにさがします"}
THEME = "これから、どのようなことをしたいですか。"
UNDECIDED = "まだ決まっていない"
UNDECIDED_NOTE = "分野をしぼらずにさがします"
MORE_THEMES = "ほかの分野を見る"
FIRST_THEMES = "はじめの分野を見る"
HEADLINE = "質問 {n}（最大{total}問）：{ask}"
BADGE = "質問 {n}（最大{total}問）"
FOOTER = "使える制度をさがしています。\nおたずねする理由：{why}"
BACK, STOP, AGAIN, UNKNOWN = "戻る", "やめる", "最初から", "わからない"
WHO_WHY = "立場によって、使える制度がちがうためです。"
THEME_WHY = "したいことによって、使える制度がちがうためです。"
WHO_AGAIN = "次のどれかを送ってください：{labels}"
THEME_AGAIN = "下から選ぶか、「設備投資」のように送ってください。決まっていないときは「まだ決まっていない」で進めます。"
SAID_BACK = "「{answer}」として進めます。ちがうときは「戻る」を押してください。"
FIRST_QUESTION = "これが最初の質問です。"
OLD_BUTTON = "そのボタンは前の質問のものです。いまはこちらです。"
EXPIRED = "前の診断は、24時間たったため使えなくなりました。よろしければ、もう一度はじめから調べます。"
STOPPED = "わかりました。診断をやめました。いままでのお答えは消しました。"
GO_ON = "診断をつづける"
BACK_TO_RESULT = "診断の結果に戻る"

# --- result --------------------------------------------------------------------------------------------------------
RESULT = "診断の結果"
RESULT_HEADLINE = "診断の結果：{counts}"
COUNT = "{group} {n}件"
YOU = "立場"
PLAN = "したいこと"
ANSWERS = "お答え"
FOUND = "見つかった制度"
NONE = "この立場と分野の制度は、資料から見つかりませんでした。分野を変えるか、職員に聞くことができます。"
NOTE = "件名を押すと、いまのお答えのまま、その制度の条件を続けて確かめられます。"
AS_OF = "{day}の時点で、市の資料から確かめた目安です。決めるのは市です。"
GROUPS: dict[Group, tuple[str, Tone]] = {
    "likely": ("対象になりそう", "open"),
    "needs_staff": ("職員の確認が必要", "unclear"),
    "not_eligible": ("対象外", "ended"),
    "no_conditions": ("条件の記載なし", "plain"),
}
GROUP_HEADS: dict[Group, str] = {
    "likely": "【対象になりそう】{n}件\nいまのお答えでは条件に合いそうな制度です。決めるのは市です。",
    "needs_staff": "【職員の確認が必要】{n}件\n資料だけでは決められないものと、まだ確かめていない条件があるものです。",
    "not_eligible": "【対象外】{n}件\n理由を添えています。押すと、何が変われば対象になるかがわかるものもあります。",
    "no_conditions": "【条件の記載なし】{n}件\n相談・催し・講座などです。使う条件は資料に書かれていません。",
}
PAGE = "（{first}〜{last}件め）"
LEFT = "あと{n}問で、もう少しわかります。"
MORE = "もっと見る"
FIX_THEME = "分野を変える"
CARRIED = "診断のお答えを使って進めます。ちがうときは、あとで「答えを直す」で直せます。\n{lines}"

# --- 私のデータ ------------------------------------------------------------------------------------------------------
DATA = "使える制度診断のお答え"
DATA_TEXT = "{n}件。{until}に使えなくなり、そのあと消えます。"
DATA_PERSONS = "ほかの人の分のお答え"
DATA_PERSONS_TEXT = "「{name}」で{n}人分。24時間で使えなくなり、そのあと消えます。"

# --- several employees ---------------------------------------------------------------------------------------------
ANOTHER_PERSON = "もう一人調べる"
NEXT_PERSON = "{n}人目について、おたずねします。{kept}お名前は送らなくて大丈夫です。"
KEPT = "会社や事業についてのお答えは、そのまま使います。"
TABLE = "{n}人分の結果"
PERSON = "{n}人目"
SUM = "目安の合計"
SUM_TEXT = "{yen}\n{n}人分の目安を足したものです。決めるのは市です。"
SUM_UNKNOWN = "金額を計算できない人がいるため、合計は出していません。"
TOO_MANY = "一度に調べられるのは{n}人までです。大人数のときは「職員に聞く」で相談できます。"
NO_PERSONS = "前の方の結果が見つかりませんでした。もう一度、制度を選んで調べてください。"


def page(first: int, last: int, total: int) -> str:
    """（11〜20件め）; empty when everything is on one page."""
    return "" if first == 1 and last == total else PAGE.format(first=first, last=last)


def counts(found: dict[Group, int]) -> str:
    """対象になりそう 2件、職員の確認が必要 5件: the groups that have any."""
    return "、".join(COUNT.format(group=GROUPS[group][0], n=n) for group, n in found.items() if n)
