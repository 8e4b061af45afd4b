"""What staff read when they enter the windows of programs at the terminal; every refusal is one sentence to act on."""

from __future__ import annotations

UNKNOWN = "受付期間 {number} はありません。番号は madoguchi window list で確かめられます"
TWICE = (
    "{year}年度の「{label}」は、もう入力されています（番号 {number}）。"
    "日にちを変えるときは madoguchi window change {number} を使ってください"
)
NOT_A_NUMBER = "「{text}」は受付期間の番号ではありません。番号は madoguchi window list で確かめられます"
NO_DAYS = "受付の始まり（--from）か締切（--until）の、少なくとも一方を指定してください"
UNREADABLE = "「{text}」は日にちとして読めません。2026-12-10、12/10、12月10日、令和8年12月10日 のように書いてください"
NO_SUCH_DAY = "「{text}」という日はありません"
WEEKDAY = "「{text}」の曜日が違います。{day}は{weekday}曜日です"
REVERSED = "締切（{until}）が、受付の始まり（{start}）より前になっています"
OTHER_YEAR = (
    "{day}は{year}（{first}から{last}まで）の受付期間に入りません。"
    "日にちを確かめるか、年度を --year 2026 のように指定してください"
)
FAR_YEAR = "{year}は今年度から離れています。入力できるのは、前の年度・今年度・次の年度です"
OVER = (
    "「{name}」は、市の資料では{day}から終わっている制度です{next}。"
    "続いているときは、受付期間の前に、制度のデータを直してください"
)
OVER_NEXT = "（後継は「{names}」です）"
LONG_LABEL = "受付期間の名前は40字までにしてください"
LONG_NOTE = "備考は200字までにしてください"
NO_REASON = "取り消す理由を --reason で書いてください"
NOTHING_TO_CHANGE = "変えるものがありません。--from、--until、--note のどれかを指定してください"
LATER_END = "{on}は、いまの締切（{until}）より後です。締切を延ばすときは madoguchi window change を使ってください"
NOT_BEGUN = "{on}は、受付の始まり（{start}）より前です。受付をしないときは madoguchi window withdraw を使ってください"

ADDED = "入力しました。カードや「いつまで？」のお答え、「締切・受付」に、すぐ出ます。"
CHANGED = "直しました。"
MADE_ANEW = "まだ届いていない見守りのお知らせは、新しい日にちで作り直します。"
CLOSED = "{day}で締め切ったことにしました。カードや「締切・受付」に、すぐ出ます。"
CLOSES = "{day}で締め切ります。カードや「締切・受付」に、すぐ出ます。"
CLOSES_TODAY = (
    "{day}で締め切ります。今日の終わりまでは「受付中」と出ます。"
    "もう受け付けないときは、--on にきのうの日にちを書いて、もう一度どうぞ。"
)
IS_CLOSED = "番号 {number} の受付は、{until}で締め切っています"
CLOSES_THEN = "番号 {number} の締切は、もう{until}です。何も変えていません"
WITHDRAWN = "取り消しました。まだ届いていない見守りのお知らせも止めました。"
TOLD = "見守っている{n}人に、確認できたことをお知らせします。"
WATCHED = "この制度を見守っている人は{n}人です。"
NOT_WATCHED = "この制度を見守っている人はいません。お知らせはありません。"
CORRECTED = (
    "前の日にちが届いている{n}人に、日にちが変わったことを LINE でお知らせします"
    "（10分後から。21時から翌朝8時までは待ちます）。"
)
NONE_CORRECTED = "前の日にちが届いている人はいないので、訂正のお知らせはありません。"
PAST = "この締切は、もう過ぎています。年を確かめてください。"
CLOSED_DAY = "締切の{day}は閉庁日です。間違いがないか確かめてください。"
EMPTY = "入力された受付期間はありません。"
LINE = "番号 {number}　{program} {name}\n　{year} {label}：{span}［{state}］\n　確認：{day} {by}{note}"
NOTE = "\n　備考：{note}"
FROM, UNTIL, OPEN_END = "{day}から", "{day}まで", "（締切の日は入力なし）"
