"""What officials read about drafts, approvals and sending."""

from __future__ import annotations

STATES = {
    "draft": "下書き",
    "in_approval": "承認待ち",
    "approved": "承認済み",
    "scheduled": "予約済み",
    "sending": "送信中",
    "held": "職員の判断待ち",
    "sent": "送信完了",
    "stopped": "停止",
    "partly_unknown": "一部が不明",
    "repeating": "くり返し中",
}
WAYS = {
    "edit": "直すこと", "submit": "承認に出すこと", "give_back": "差し戻すこと", "approve": "承認すること",
    "schedule": "予約すること", "send": "送ること", "stop": "止めること", "resume": "再開すること",
    "start": "送り始めること", "hold": "保留すること", "finish": "終えること", "correct": "訂正すること",
    "test": "試しに送ること",
}  # fmt: skip
STEPS = {
    "create": "作成", "edit": "修正", "submit": "承認に提出", "give_back": "差し戻し", "approve": "承認",
    "schedule": "予約", "send": "送信の指示", "start": "送信開始", "hold": "保留", "resume": "再開", "stop": "停止",
    "finish": "終了", "test": "テスト送信", "plan": "くり返しの予約",
}  # fmt: skip
NEXT = {
    "draft": "先に submit で承認に出してください",
    "in_approval": "作った人とは別の人の approve を待っています",
    "approved": "send か schedule で送れます",
    "scheduled": "時刻を待っています。止めるには stop、直すには edit を使ってください",
    "sending": "止めるには stop を使ってください",
    "held": "resume で続けるか、stop でやめるかを決めてください",
    "sent": "もう送りました。誤りは correct で訂正できます",
    "stopped": "残りを送るには resume を使ってください",
    "partly_unknown": "もう送りました。誤りは correct で訂正できます",
    "repeating": "止めるには stop、直すには edit を使ってください",
}
HELD = {
    "late": "予定の時刻から15分以上すぎたので、送っていません",
    "past": "書かれている予定や締切がもうすぎているので、送っていません",
    "quota": "今月LINEで送れる数が足りないので、送っていません",
    "quota_unknown": "今月LINEで送れる数を確かめられないので、送っていません",
    "refused": "LINEが送信を断りました。アクセストークンと契約を確かめてください",
    "changed": "承認のあとに内容が変わっているので、送っていません",
    "practice": "練習モードに切り替わったので、送っていません",
    "nobody": "練習モードで、テスター（タグ tester）が対象の中にいないので、送っていません",
    "unsendable": "内容をLINEの形にできないので、送っていません",
    "day": "「明日です」などの言葉が、送る日と合わなくなったので、送っていません",
    "event": "イベントが中止か変更になり、書かれていることと合わないので、送っていません",
    "program": "書かれている制度の内容（受付の状況・金額など）が、書いたあとで変わったので、送っていません",
    "alone": "1人で承認したあとに、1人職場の設定が切られたので、送っていません",
    "origin": "もとのくり返しのお知らせが直されたか止められたので、送っていません",
}

SOMEBODY_ELSE = "お知らせ {id} は、ほかの人が先に変えました。show で今の状態を見てください"
NOT_FOUND = "お知らせ {id} は見つかりません。番号は list で見られます"
NO_NAME = "だれがするのかを --by に書いてください"
STRANGE_NAME = "名前に使えない字（{signs}）があります。漢字・かな・英字で書いてください"
DESKS_NAME = "「{name}」は窓口が自動で使う名前です。人の名前を --by に書いてください"
NO_REASON = "理由を --reason に書いてください"
SAME_PERSON = (
    "承認は、作った人・直した人・出した人（{names}）とは別の人がしてください。"
    "職員が1人だけの職場は、announcement one-person on を使ってください"
)
CHANGED_SINCE = "承認に出したあとで内容が変わっています。もう一度 submit してください"
LEFT_TO_WRITE = "まだ書かれていないところがあります：{left}。edit で書いてから、もう一度 submit してください"
NO_TIME = "送る時刻が決まっていません。--at に書くか、すぐ送るなら send を使ってください"
OTHER_TIME = "承認された時刻は {at} です。時刻を変えるには edit で直し、もう一度承認を受けてください"
TIME_PAST = "{at} は、もうすぎています。これからの時刻を書いてください"
TIME_QUIET = "{at} は夜間（21時から翌8時）なので送れません。{next} 以降にしてください"
QUIET_NOW = "いまは夜間（21時から翌8時）なので送れません。{next} 以降に予約してください（schedule --at）"
WAIT_ALONE = "1人で承認したので、{at} まで待ってください（10分の見直し時間です）"
SPEAKS_OF_PAST = "書かれている予定や締切（{at}）がもうすぎているので、送れません"
NEEDS_OTHER = "続けるには、作った人とは別の人の承認が要ります（--by に承認する人、--reason に理由）"
CORRECTED_ALREADY = (
    "お知らせ {id} は訂正 {corrections} を作ったので、再開できません。"
    "残りの人には、新しく作って送ってください"
)
ORIGINAL_GOES_ON = (
    "もとのお知らせ {original} の残りがこれから送られるので、訂正 {id} は再開できません。"
    "先に announcement stop {original} で止めてください"
)
ORIGIN_CHANGED = "お知らせ {id} は、もとのくり返し {parent} が直されたか止められたので、再開できません"
APPROVAL_GONE = (
    "お知らせ {id} は承認のあとに内容が変わっているので、再開できません。"
    "edit で直し、もう一度承認を受けてください"
)
NO_REPEATED_CORRECTION = "訂正はくり返せません。ファイルから repeat を消してください"
NO_REPEATED_OCCURRENCE = "くり返しの1回分に、くり返しは書けません。ファイルから repeat を消してください"
CORRECT_ONLY_SENT = "お知らせ {id} はまだ1通もLINEに受け付けられていないので、訂正の相手がいません"
NO_TESTERS = "テスターがいません。madoguchi friends tag 利用者ID tester --by 名前 で決めてください"
MANY_TESTERS = "テスターが{n}人います。試し送りは{most}人までです。madoguchi friends tag で減らしてください"
NO_ACCOUNT = "端末の利用者"
ORIGIN_GOES_ON = (
    "もとのくり返し {id} は、これからも同じ内容で送られます。直すなら edit、止めるなら stop を使ってください"
)
LIVE_WAITING = "次のお知らせは、時刻になるとみなさんに送られます（止めるには announcement stop）"
ALONE_ALERT = (
    "{by}が、1人でも承認できる設定に切り替えました（理由：{reason}）。"
    "心当たりがなければ announcement one-person off を使ってください。"
)
QUOTA_UNSURE = "今月LINEで送れる数をまだ確かめられないので、送っていません。少し待って、もう一度 show で見てください"
ALONE_WAITING = "次のお知らせは、1人で承認されたまま時刻を待っています（やめるには announcement stop）"
LIVE_WORDS = {True: "本番モード（みなさんに送ります）", False: "練習モード（テスターにだけ送ります）"}
ONE_PERSON_WORDS = {True: "1人職場（理由を書き、10分待てば、自分で承認できます）", False: "承認は別の人"}
REPEAT_SEND = "くり返しのお知らせは、承認のあと決まった時刻に自動で送られます"


def not_allowed(number: int, state: str, way: str) -> str:
    """Why a move is not possible in this state, and what is."""
    return f"お知らせ {number} は「{STATES[state]}」なので、{WAYS[way]}はできません。{NEXT[state]}"
NIGHT_RESUME = "夜間（21時から翌8時）になるので再開できません。{next} 以降に、もう一度 resume してください"
PARENT_EDITED = "もとのお知らせ {id} が直されたため"
CORRECT_AT_NIGHT = "送るのが夜間（21時から翌8時）になります。急いで訂正するなら、理由を --reason に書いてください"
STOPPED_TO_CORRECT = "訂正するため"
HELD_ALERT = (
    "お知らせ {id}「{title}」：{why}。これまでに受け付けられた分は記録してあります。"
    "続けるなら announcement resume {id}、やめるなら announcement stop {id} を使ってください。"
)

CREATED = "下書きを作りました。番号は次の行です"
EDITED = "お知らせ {id} を直し、下書きに戻しました。もう一度 submit で承認に出してください"
SUBMITTED = "お知らせ {id} を承認に出しました。別の人の approve を待っています"
APPROVED = "お知らせ {id} を承認しました"
GIVEN_BACK = "お知らせ {id} を下書きに戻しました"
TEST_MARK = "[テスト] "
TESTED = "テスター {n}人への送信を入れました。窓口が動いていれば、まもなく送られます"
PEOPLE = "{n}人"
CORRECTION = "お知らせ {id} をLINEが受け付けた {n}人への訂正 {new} を作り、承認に出しました。番号は次の行です"
HEAD = "お知らせ {id}「{title}」 {state}"
TO = "宛先：{audience}　{n}人（ほかに、このテーマを止めている人 {out}人）"
TO_ACCEPTED = "宛先：お知らせ {id} をLINEが受け付けた {n}人"
WHEN = "送る時刻：{at}"
TIME_OPEN = "承認のあとで決めます"
TIME_AT_ONCE = "承認されたら、すぐに送ります"
REPEATS = "くり返し：{when}"
EVERYONE = "全員"
NO_REQUEST_ID = "まだありません"
DUE = "送る予定：{at}"
COUNTED = ("target", "accepted", "rejected", "unknown", "stopped")
COUNTS = (
    "対象 {target}人 ＝ LINEが受け付けた {accepted}人 ＋ LINEが断った {rejected}人 ＋ 不明 {unknown}人"
    " ＋ 送っていない {stopped}人"
)
WAITING = "このうち {n}人には、これから送ります"
TAKEN_OUT = "送っていない人のうち、このお知らせを止めている人 {opted_out}人、友だちでなくなった人 {left}人"
BLOCKS = "受け付けから48時間以内にブロックした人：{n}人"
CLICKS = "開かれた回数：{n}回　{url}"
BATCH = "  組 {seq}：{people}人　{state}　試した回数 {attempts}　リクエストID {request_id}"
BATCHES = {
    "waiting": "待っている", "sending": "送信中", "accepted": "LINEが受け付けた", "rejected": "LINEが断った",
    "unknown": "不明", "stopped": "送っていない", "replaced": "作り直した",
}  # fmt: skip
CORRECTS = "これは、お知らせ {id} の訂正です"
CORRECTED_BY = "このお知らせの訂正：{id}"
UNKNOWN_STATE = "状態 {state} はありません。使える状態：{states}"
NONE_YET = "お知らせはまだありません"
ON_OFF = "on、off、show のどれかを書いてください"
CANNOT_WRITE = "{path} に書けません。別の場所を指定してください"
WRITTEN = "{path} に書き出しました"
JOB_NAME = "窓口（自動）"
