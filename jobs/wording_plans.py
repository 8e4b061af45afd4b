"""What the staff read about the plans of events: what happened, what was kept, what to do."""

from __future__ import annotations

APPROVE_AGAIN = (
    "「{name}」（{day}、{code}）の名前・日程・場所などが変わったので、承認ずみのお知らせ {ids} を書きかえました。\n"
    "もう一度承認されるまで、送りません。\n"
    "announcement preview 番号 で内容を確かめ、変えた人とは別の人が madoguchi event approve {code} を使ってください"
    "（下書きのものは、先に event submit {code} です）。"
)
NO_PLAN = (
    "「{name}」（{day}、{code}）は受付を始めていますが、お知らせの計画がありません。\n"
    "このままだと、ご案内も前日の知らせも送られません。\n"
    "madoguchi event plan {code} で下書きを作れます。"
)
APPROVE_SOON = (
    "「{name}」（{day}、{code}）のお知らせ {ids} は、送る時刻が近づいていますが、まだ承認されていません。\n"
    "承認されないままだと、送りません。\n"
    "下書きのものは madoguchi event submit {code}、そのあと作った人とは別の人が madoguchi event approve {code} です。"
)
GAPS = (
    "「{name}」（{day}、{code}）の{gaps}が、まだ決まっていません。\n"
    "決まるまで、受付もお知らせも始められません。たずねた人には「まだ決まっていません」と答えています。\n"
    "madoguchi event fill {code} で書いてください。"
)
TOLD_OTHERWISE = (
    "「{name}」（{day}、{code}）は、お知らせ {ids} をみなさんに送ったあとで変わりました。\n"
    "日にちや場所の変更と中止は、申し込んだ方に一人ひとりお伝えします。ほかの方には、まだお伝えしていません。\n"
    "必要なら madoguchi announcement correct 番号 FILE で、訂正を送ってください。"
)
