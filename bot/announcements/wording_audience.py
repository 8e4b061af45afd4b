"""What staff read about audiences and friends, and the words they may use in an audience."""

from __future__ import annotations

# 立場 as people choose it in the desk; `none` are those who have not chosen.
STANDS = {
    "entrepreneur": "起業したい",
    "employer": "事業主",
    "jobseeker": "仕事をさがす",
    "student": "学生",
    "migrant": "移住したい",
    "other": "その他",
    "none": "未選択",
}
STAND_WORDS = {
    "founder": "entrepreneur", "起業": "entrepreneur", "起業家": "entrepreneur", "owner": "employer",
    "事業者": "employer", "会社": "employer", "求職者": "jobseeker", "仕事を探す": "jobseeker", "移住": "migrant",
    "まだ選んでいない": "none",
}  # fmt: skip
KEYS = {
    "タグ": "tag", "立場": "stand", "関心": "interest", "テーマ": "interest", "参加": "enrolled", "申込": "enrolled",
    "見守り": "watching", "制度": "watching", "利用": "active", "登録": "since", "joined": "since",
    "言語": "language", "ことば": "language",
}  # fmt: skip
EVERYONE = ("everyone", "全員", "すべての人", "みんな")
AND, OR, NOT, NOT_AFTER = ("and", "かつ"), ("or", "または", "もしくは"), ("not",), ("ではない", "でない", "以外")

EXAMPLES = "例：全員、tag:ゼミ、stand:student AND NOT interest:jobs、（立場:学生 または 立場:事業主）かつ 利用:30日"
WHERE = "対象の{position}文字目「{found}」：{what}"
AT_END = "対象の終わり：{what}"
EMPTY = "対象が空です。{examples}"
TOO_LONG = "対象は{limit}文字までです。いまは{length}文字あります。"
TOO_DEEP = "かっこは{limit}重までです。"
WANTED = "ここには条件が入ります（{kinds}）。{examples}"
NO_KIND = "この条件は使えません。使えるのは {kinds} です。"
NEAR_KIND = "この条件は使えません。「{near}」のことですか。使えるのは {kinds} です。"
NO_CLOSE = "かっこ「（」が閉じられていません。"
NO_QUOTE = "かぎかっこや引用符が閉じられていません。"
LEFT_OVER = "ここには AND（かつ）か OR（または）が入ります。"
NO_VALUE = "「{kind}:」のあとに値がありません。"
NO_NAME = "名前は1〜{limit}文字で、かっこ・引用符・改行は使えません。"
NO_STAND = "立場は {stands} のどれかです。"
NO_THEME = "テーマは {themes} のどれかです。"
NO_PROGRAM = "制度は 1-1-1 のような番号で書いてください。"
NO_SPAN = "30d（30日）のような日数（1〜{limit}）か、2026-04-01 のような日を書いてください。"
NO_DAY = "2026-04-01 のような日を書いてください。"
NO_LANGUAGE = "ja や en、zh-TW のようなことばの記号を書いてください。"

COUNTED = "あてはまる人 {matching}人　／　受け取らない設定の人 {opted_out}人　／　送れる人 {reachable}人"
AUDIENCE = "対象 {audience}　／　テーマ「{theme}」"
SAMPLE = "送れる人の例（だれかは分かりません）："
NOBODY = "送れる人がいません。"
SAMPLE_LINE = "{stand}、タグ {tags}、{since}から"
NO_TAGS = "なし"

FRIEND = "{mark}  {state}  {stand}  {since}から  タグ {tags}"
STATES = {"friend": "友だち", "blocked": "ブロック"}
FRIENDS_NUMBER = "{number}人"
TAGGED = "{mark} にタグ「{tag}」を付けました。"
TAGGED_BEFORE = "{mark} には、タグ「{tag}」がもう付いています。"
UNTAGGED = "{mark} のタグ「{tag}」を外しました。"
NOT_TAGGED = "{mark} に、タグ「{tag}」は付いていません。"
NO_FRIEND = "「{given}」にあたる友だちはいません。madoguchi friends list で番号を確かめてください。"
SEVERAL = "「{given}」で始まる番号の友だちが{number}人います。もう少し長く書いてください。"
NO_BY = "だれが行うかを --by で書いてください。"
UNKNOWN_THEME = "テーマ「{given}」はありません。使えるのは {themes} です。"
