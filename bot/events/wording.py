"""What officials read about events: statuses, refusals, and what the commands say."""

from __future__ import annotations

STATUS = {
    "planned": "予定", "open": "受付中", "full": "満席", "closed": "締め切り", "cancelled": "中止", "over": "終了",
}  # fmt: skip
KINDS = {"meetup": "集まり", "course": "講座", "single": "一回かぎり"}
PLACE, HOURS = "場所", "開始時刻"

# --- refusals --------------------------------------------------------------------------------------------------------
NO_SESSION = "「{code}」という催しの回はありません。番号は event list で見られます。"
IS_SERIES = "「{code}」は催し全体の番号です。回の番号（{code}-2030-12 など）は event list で見られます"
CODE_TAKEN = "番号「{code}」は、もう使われています。別の code にしてください"
OTHER_KIND = "「{code}」は{kind}として登録されています。kind をそろえるか、別の code にしてください"
RULE_THERE = "「{code}」は、もう登録されています。回を足すときは、rule と moved を書かずに days を書いてください"
DAYS_THERE = "{day}の回は、もうあります。同じファイルを2回登録していないか確かめてください"
NO_REASON = "中止の理由を --reason に書いてください。申し込んだ人にも、そのまま伝わります"
IS_CANCELLED = "「{code}」は、もう中止になっています。変えられません"
IS_OVER = "「{code}」は、もう終わっています（{day}）。変えられません"
IS_OPEN = "「{code}」は、もう受付中です"
OTHER_NUMBER = "この催しは{n}日分です。{n}日分の日にちを書いてください（書かれているのは{given}日分です）"
SAME_DAYS = "「{code}」は、もうその日時です。何も変えていません"
DAYS_ORDER = "日にちは、早い順に、重ならないように書いてください"
DAY_BEGUN = "{day}は、もう始まっているか終わっているので、変えられません"
INTO_PAST = "{day}は、もう過ぎています。これからの日時を書いてください"
MISSING_TO_OPEN = "「{code}」は、まだ受付を始められません。足りないもの：{missing}"
HOW_TO_FILL = "入れ方：madoguchi event fill {code} {example}"
FILL_EXAMPLES = {PLACE: "場所=会場の名前", HOURS: "開始=18:30"}
CLOSED_ALREADY = "「{code}」は、申し込みの締切（{at}）が過ぎています。先に締切を直してください"
BEGUN = "「{code}」は、もう始まっています"
KEEP_OPEN = "受付中の催しから{missing}を消すことはできません"
NOTHING_CHANGED = "「{code}」は、もうその内容です。何も変えていません"
SEATS_TAKEN = "定員を{n}人にはできません。もう{taken}人分の席が決まっています"
MOST_OVER_CAPACITY = "1回の申し込みの人数（{most}人）が、定員（{capacity}人）より多くなっています"
NEEDED_OVER_DAYS = "修了に要る日数（{needed}日）が、開く日数（{days}日）より多くなっています"
HOURS_PAST = "{day}は、もう過ぎている時刻です。これからの時刻を書いてください"

NO_REASON_TO_END = "終わりにする理由を --reason に書いてください"
HAS_ENDED = (
    "「{code}」は、{on}に終わりにした催しです（{reason}）。また開くときは event resume {code} を先に使ってください"
)
GOES_ON = "「{code}」は続いています。何も変えていません"
NOT_A_SERIES = "「{code}」は回の番号です。1回だけやめるときは event cancel {code} を使ってください"
SINGLE_ENDS = "「{code}」は一回かぎりの催しです。やめるときは event cancel {code} を使ってください"
NO_RULE_HERE = "「{code}」は{kind}なので、決まりはありません。日にちは days を書いたファイルで足します"
NO_RULE_ENDS = "決まりを空にすることはできません。催しを終わりにするときは event end を使ってください"
RULE_OF_SERIES = "「{key}」は、催し全体の番号（garage など）で変えます。1回だけなら event move か event cancel です"
WHY_OTHER_RULE = "「{name}」（{code}）の開く日の決まりが変わったため"
WHY_ENDED = "「{name}」（{code}）の催しが終わりになったため"

# --- the form --------------------------------------------------------------------------------------------------------
# Every key, and the Japanese names it may be written by; the first is the one the manual uses.
KEYS = {
    "code": ("番号", "記号", "コード"),
    "name": ("名前", "名称", "催しの名前", "講座名"),
    "kind": ("種類",),
    "theme": ("テーマ",),
    "rule": ("決まり", "くり返し"),
    "from": ("最初の日",),
    "until": ("最後の日",),
    "count": ("回数",),
    "skip": ("除く日", "休みの日"),
    "on_skip": ("除く日のとき",),
    "moved": ("移した日", "変更した日"),
    "days": ("日にち", "日程", "開催日", "日"),
    "start": ("開始", "開始時刻"),
    "end": ("終了", "終了時刻"),
    "place": ("場所", "会場"),
    "online": ("オンライン", "URL"),
    "capacity": ("定員",),
    "people": ("人数", "申込人数"),
    "deadline": ("締切", "申込締切", "締め切り"),
    "who": ("対象", "対象者"),
    "contact": ("問い合わせ", "問い合わせ先", "連絡先"),
    "what": ("内容",),
    "needed_days": ("修了日数", "修了"),
    "text": ("お知らせの文",),
    "record": ("記録", "制度"),
}
# What is often written for a key; the right side ends with 。 like every hint.
HINTS = {
    **dict.fromkeys(("time", "時間", "時刻", "日時"), "start（開始）と end（終了）に分けて書きます。"),
    **dict.fromkeys(("day", "date", "dates"), "「days」のことですか。"),
    **dict.fromkeys(("title", "題", "タイトル"), "「name」のことですか。"),
    **dict.fromkeys(("apply_until", "apply", "申込", "申し込み"), "「deadline」のことですか。"),
    **dict.fromkeys(("online_url", "url", "link", "zoom"), "「online」のことですか。"),
    **dict.fromkeys(("most_people", "persons"), "「people」のことですか。"),
    **dict.fromkeys(("repeat",), "「rule」のことですか。"),
    **dict.fromkeys(("body", "message", "本文"), "「text」のことですか。"),
}
EMPTY = "ファイルに何も書かれていません。code と name と、days か rule を書いてください。"
TWO_PAGES = "「---」で区切られた2つ目があります。1つのファイルに催しは1つだけ書いてください。"
ALSO_WRITTEN = "「{key}」と「{other}」は同じ項目です。どちらか1つにしてください（1回目は {first} 行目）。"
UNKNOWN = "「{key}」という項目はありません。"
ALL_KEYS = "使える項目：{names}"
CODE_FORM = (
    "code の「{value}」は使えません。半角の英小文字・数字・-（ハイフン）で30字まで、garage のように書いてください。"
)
NO_DAYS = "いつ開くかが書かれていません。決まった日なら days に、くり返しなら rule に書いてください。"
BOTH_DAYS = "days と rule の両方が書かれています。どちらか1つにしてください。"
ONLY_WITH_RULE = "{key} は、rule と一緒に書くものです。"
SINGLE_DAYS = (
    "一回かぎりの催しの days は1日だけです。続けて通う講座なら kind: course、毎回申し込む集まりなら kind: meetup です。"
)
COURSE_RULE = "講座は、rule ではなく days に、通う日を全部書いてください。"
NOT_A_DAY = (
    "days の「{value}」を日にちとして読めません。2030-12-13 か 2030-12-13 18:30〜20:30 のように、年から書いてください。"
)
DAYS_LIST = "days には、日にちを1つか、「- 2030-12-13」のような並びを書いてください。"
DAY_TWICE = "{day}が2回書かれています。"
DAY_PAST = "{day}は、もう過ぎています。"
TOO_MANY_DAYS = "days は{most}日までです。"
NOT_A_TIME = "{key} の「{value}」を時刻として読めません。18:30 のように書いてください（日本の時刻）。"
END_ALONE = "end（終了）だけが書かれています。start（開始）も書いてください。"
END_BEFORE_START = "終わり（{end}）が始まり（{start}）より後ではありません。"
NOT_A_NUMBER = "{key} の「{value}」を数として読めません。{least} から {most} の整数を書いてください。"
DEADLINE_FORM = (
    "deadline の「{value}」を読めません。"
    "「3日前」「前日 17:00」か、「2030-12-10」「2030-12-10 17:00」のように書いてください。"
)
DEADLINE_FIXED = "くり返す催しの deadline に、決まった日付は書けません。「3日前」のように書いてください。"
DEADLINE_LATE = "deadline（{at}）が、始まり（{start}）より後です。"
DEADLINE_PAST = "deadline（{at}）は、もう過ぎています。"
ONLY_COURSE = "needed_days は、講座（kind: course）のときに書くものです。"
MOVED_FORM = "moved は、次の行から字下げして「2030-12-13: 2030-12-20」（もとの日: 移した日）のように書いてください。"
MOVED_NO_DAY = "moved の{day}は、この決まりで開く日ではありません。"
MOVED_NEAR = "近い日は{day}です。"
MOVED_TWICE = "moved の移した先（{day}）は、ほかの回と同じ日です。"
NO_RECORD = "record の「{value}」という記録はありません。"
NO_LIMIT_WORDS = ("なし", "無し", "制限なし", "none")
ON_SKIP = {"休む": "skip", "開かない": "skip"}
FIRST_KEY = ("title:", "name:")  # the key of the example
# What the sentences about repeats say of announcements, and what is meant here.
AS_EVENT = {"repeat の ": "", "repeat に ": "", "送らない": "休む", "送る時刻": "時刻"}
CHANGE_FORM = "「{written}」は「項目=内容」の形ではありません。「場所=なのはなプラザ」のように書いてください"
NOT_CHANGED_HERE = "「{key}」は、ここでは変えられません。"
DAYS_MOVE = "日にちは event move で変えます"
CHANGE_TWICE = "「{key}」が2回書かれています"
NO_NAME = "名前を空にすることはできません"

# --- what the commands say -------------------------------------------------------------------------------------------
ONLINE, WHO, WHAT, CONTACT, REASON, RULE = "オンライン", "対象", "内容", "問い合わせ", "理由", "決まり"
HEAD = "{code}「{name}」 {status}"
SERIES = "{code}「{name}」（{kind}）"
WHEN = "日時：{day}"
MOVED_FROM = "変更前：{day}"
FACT = "{name}：{text}"
MISSING = "足りないもの：{missing}（入れるまで受付を始められません）"
LACKS = "（{missing}がまだです）"
BY_RULE = "この日は、決まり（{rule}）から計算したものです"
OFF_RULE = "決まりの日（{day}）から移した回です"
SAME_DAY = "{day}には、同じ催しの {code} もあります。まちがいでなければ、このままで大丈夫です"
SKIPPED = {"holidays": "祝日", "weekends": "土日"}
EXCEPT = "（除く日：{days}{then}）"
ON_SKIPPED = {"before": "。当たったら前の日", "after": "。当たったら次の日"}
MONTHS = "{months}に開くと資料にあります。日にちは書かれていません"
NO_DAYS_YET = "日にちの決まった回は、まだありません。同じ code のファイルに days を書いて event create で足せます"
NOTHING_AHEAD = "{code}「{name}」：日にちの決まった回は、まだありません"
DOOR = "入口のコード：{door}（会場で、来た人にトークに送ってもらいます）"
CAPACITY = "定員：{n}人　"
NO_LIMIT = "定員：なし　"
SEATS = "参加 {taken}人　席をご案内中 {offered}人　キャンセル待ち {waiting}人"
ENROLLING = "申し込み：1回に{most}人まで　締切：{until}"
UNTIL = "{at}まで"
COUNTED, COUNTED_THAT_DAY = "（{n}日前。日にちを変えると数え直します）", "（当日。日にちを変えると数え直します）"
UNTIL_IT_BEGINS = "始まるまで"
NEEDED = "修了：{days}日のうち{n}日"
ALL_DAYS = "から全{n}日"
TAKEN = "参加 {taken}{capacity}人"
NONE_YET = "催しはまだありません"
CREATED = "催しを登録し、{n}回分を作りました。受付は event open で始まります。回の番号は次の行です"
CREATED_NONE = "催しを登録しました。6か月先までに当たる日がまだないので、回は近づいたら作られます。番号は次の行です"
ADDED = "{n}回分を足しました。受付は event open で始まります。回の番号は次の行です"
OPENED = "「{code}」の受付を始めました"
FILLED = "「{code}」を直しました"
FILLED_SERIES = "「{code}」を直しました。これからの{n}回にも入れました（手で直した回と、受付中の回は、そのままです）"
RULED = "「{code}」の決まりを変えました：{rule}"
ON_DAY = "{day}（{code}）"
RULED_GONE = "なくなった回：{codes}"
RULED_MADE = "できた回：{codes}"
RULED_SAME = "これからの回は、変わりません"
RULED_KEPT = (
    "新しい決まりの日ではありませんが、手で直した回か受付中の回なので、残しました：{codes}"
    "（event move か event cancel で直せます）"
)
ENDED = "「{code}」を終わりにしました。決まりから新しい回は作られません"
ENDED_GONE = "まだ受付を始めていない{n}回をなくしました：{codes}（内容は記録に残っています）"
ENDED_LEFT = "次の回は残っています。開かないときは、1回ずつ中止にしてください"
ENDED_CANCEL = "  {line}\n    madoguchi event cancel {code} --by 名前 --reason 理由"
RESUMED = "「{code}」を、また続けます。{n}回分を作りました（前に手で入れた内容は戻りません）"
SERIES_OVER = "{code}「{name}」：終わりにした催しです（{on}、{reason}）"
MOVED = "「{code}」の日にちを変えました"
CANCELLED = "「{code}」を中止にしました"
TOLD = "申し込んだ人とキャンセル待ちの人（{n}組）に、LINE で知らせます"
NOT_A_DAY_HERE = (
    "「{value}」を日にちとして読めません。"
    "2030-12-20 か 2030-12-20 18:30〜20:30 のように、年から書いてください"
)

RECEIPT, STATE, PEOPLE, COMPLETED, USER_ID = "受付番号", "状態", "人数", "修了", "LINEのユーザーID"
ENROLMENTS = {"enrolled": "参加", "waiting": "キャンセル待ち", "offered": "席をご案内中", "cancelled": "取り消し"}
WAS_THERE = "○"
SHEET = "参加者"
EXPORTED = "{path} に{n}行を書き出しました"
NAMES_GONE = "この回の申し込みの記録は、保存期間が過ぎたので消してあります。人数だけが残っています（event show --json）"

JOINED = {
    "enrolled": "{mark} の参加を受け付けました（受付番号 {n}、{people}人）",
    "already": "{mark} は、もう参加になっています（受付番号 {n}、{people}人）",
    "waiting": "{mark} はキャンセル待ちです（受付番号 {n}、{people}人、前に{ahead}組）",
    "offered": "{mark} には席をご案内中です（受付番号 {n}、{people}人）。本人の返事を待っています",
}
REFUSED = {
    "closed": "「{code}」は、申し込みの締切が過ぎています",
    "cancelled": "「{code}」は中止になりました",
    "over": "「{code}」は、もう終わっています",
    "not_open": "「{code}」は、まだ受付を始めていません。event open で始められます",
    "too_many": "「{code}」で今とれる席は、1回の申し込みで{most}人までです",
    "expired": "席のご案内の期限が過ぎました。もう一度、申し込んでください",
    "not_enrolled": "「{code}」に申し込んでいません",
}
TOLD_ENTERED = "本人に LINE で知らせます（21時から翌朝8時までは待ちます）"
NOT_REACHED = "本人は友だちでないかブロックしているので、LINE では知らせられません。電話などでお伝えください"
LEFT = "{mark} の「{code}」の申し込みを取り消しました"
NO_PEOPLE = "人数は、1人から書いてください（--people 2 など）"
NOT_IN = "{mark} は「{code}」に申し込んでいません"
