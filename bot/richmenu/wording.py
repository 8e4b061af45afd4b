"""What an official reads at the terminal about the rich menu."""

from __future__ import annotations

CREATE = "「{title}」のメニューを作る"
UPLOAD = "「{title}」の画像を送る"
NEW_ALIAS = "「{title}」のタブをつなぐ"
MOVE_ALIAS = "「{title}」のタブを新しいメニューにつなぎ直す"
DEFAULT = "「{title}」を最初に出るメニューにする"
DEFAULT_INSTEAD = "「{title}」を最初に出るメニューにする（今の「{other}」は消さずに残します）"
CLEAR_DEFAULT = "最初に出るメニューの指定を外す"
DROP_ALIAS = "タブの名前 {alias} を消す"
DROP_MENU = "古いメニュー {name} を消す"
READ_MENUS = "今あるメニューを調べる"
READ_PICTURES = "画像があるかを調べる"

# What holds while a step has not happened.
KEPT_OLD = "利用者の画面は変わっていません。これまでのメニューがそのまま使えます。"
KEPT_BETWEEN = "これまでのメニューはまだ消していません。どのタブもそのまま使えます。"
KEPT_NEW = "新しいメニューはもう使えます。使わなくなったものが LINE に残っているだけです。"
KEPT_REMOVING = "メニューの一部が、まだ LINE に残っています。"

STOPPED = "「{words}」のところで止まりました（LINE の答え: {answer}） / stopped while talking to LINE"
NO_ANSWER = "なし"
AGAIN = "少し待ってから、もう一度同じ命令を実行してください。続きから行います / run it again later"
TOO_OFTEN = (
    "LINE の回数の制限です（作成と削除は1時間に100回まで）。{when}、もう一度同じ命令を実行してください。"
    "続きから行います"
    " / rate limit: run it again later"
)
AFTER = "{minutes}分ほど待ってから"
AN_HOUR = "1時間ほど待ってから"
TOKEN = "LINE_CHANNEL_ACCESS_TOKEN が正しいか、期限が切れていないかを確かめてください / check the access token"
FORBIDDEN = (
    "このチャネルでは行えません。LINE Developers でチャネルの権限を確かめてください / not allowed on this channel"
)
REFUSED = (
    "同じ命令をくり返しても直りません。この画面を、窓口を作った人に見せてください"
    " / LINE refused it; tell the developers"
)
NO_TOKEN = (
    "LINE_CHANNEL_ACCESS_TOKEN が設定されていません（.env.example を見てください）"
    " / LINE_CHANNEL_ACCESS_TOKEN is missing"
)
WAITING = "LINE の回数の制限のため、{seconds:.0f}秒待ちます / waiting for LINE's rate limit"

WHERE = "相手: {host}"
DONE_STEP = "✓ {words}"
PLANNED = "これから行うこと（まだ何も変えていません） / to be done; nothing was changed:"
PLANNED_STEP = "・{words}"
SYNCED = "リッチメニューは最新になりました / the rich menu is up to date"
NOTHING = "変えるところはありません。リッチメニューは最新です / nothing to do, the rich menu is up to date"
REMOVED = "この窓口のリッチメニューを消しました / the desk's rich menu is gone"
NOTHING_TO_REMOVE = "この窓口のリッチメニューはありません / there is no rich menu of the desk"
LEFT = "ほかで作られたメニュー {count}件には触りません / menus of others are left alone"

OURS = "この窓口のメニュー"
OTHERS = "ほかで作られたメニュー（触りません）"
NONE = "なし"
LISTED = "  {name}\n    {menu_id}（{marks}）"
MARK_DEFAULT = "最初に出る"
MARK_PICTURE = "画像あり"
MARK_NO_PICTURE = "画像なし"
MARK_ALIAS = "タブ {alias}"
LAYOUT = "--layout は full か compact です / --layout is full or compact"
