"""使えるか調べる: the words that steer it. Patterns see a text without spaces and the signs people put at its end."""

from __future__ import annotations

import re
import unicodedata

COMMANDS = {
    "戻る": "back", "もどる": "back", "前に戻る": "back", "ひとつ前": "back", "一つ前に戻る": "back", "やめる": "stop",
    "やめます": "stop", "やめたい": "stop", "中止": "stop", "終わり": "stop", "キャンセル": "stop", "最初から": "again",
    "はじめから": "again", "やり直す": "again", "やり直し": "again", "答えを直す": "edit", "結果": "result",
    "もういい": "stop", "もういいです": "stop", "キャンセルで": "stop", "ストップ": "stop", "やめとく": "stop",
    "やめておく": "stop", "やめておきます": "stop", "もうやめる": "stop", "間違えた": "back", "間違えました": "back",
    "まちがえた": "back", "まちがえました": "back", "もう一度": "go", "もういちど": "go", "もう一回": "go",
}  # fmt: skip
_ENDING = re.compile(r"(?:っす|す|べ|べし|わ|ね|よ|な|です|で|して|ください|お願いします)+$")
GO_ON = re.compile(
    r"(?:つづける|続ける|つづき|続き|再開|つづけて|続けて)(?:\(\d+/\d+\))?(?:から|して|ください|する|お願いします)*"
)
AGREES = re.compile(r"(?:はい|うん|ええ|そうです|んだ|お願い(?:し?ます)?|おねがいします|オッケー|ok)(?:お願いします)?")
WHY = re.compile(
    r"なぜ|なんで(?!す)|何で(?!す)|どうして.*(?:聞|必要)|どういう(?:意味|こと)|意味が(?:わから|分から)|なんのこと|何のこと|とは$"
)
WHAT = re.compile(r"(?:え|は|ん|へ|はい|うん|なに|何)+[っー]*[?？]+")
# Also typed in kana only: つかえるかしらべて.
_WISH = (
    r"(?:(?:使|つか)えるか(?:どうか)?|対象か(?:どうか)?|対象になるか(?:どうか)?|もらえるか(?:どうか)?)(?:を|も)?"
    r"(?:調べ|しらべ|診断し?|しんだんし?|判定し?|チェックし?)(?:て|たい|る|よう)"
    r"(?:ほしい|ください|くれ|もらえますか|です|の|んですが|けろ|けさい)*"
    r"|(?<![一-龥])(?:診断|しんだん)(?:して|したい|する|お願い)(?:ほしい|ください|です|します|けろ)*"
)
START = re.compile(
    rf"(?:(?:じゃあ?|では)?(?:うち|私|わたし|これ|それ|この制度|その制度|この補助金?|その補助金?)(?:が|は|で|を|も)?)*(?:{_WISH})"
)
ANYWHERE = re.compile(_WISH)
WHEN_ELIGIBLE = re.compile(
    r"(?:じゃあ?|では|それなら)?(?:いつ|どう(?:すれば|したら|なれば|やれば)|何(?:を|が)?(?:すれば|したら|変われば|変えれば))"
    r"(?:に?なら|に?なれば|から)?(?:、)?(?:対象|使え|つかえ|もらえ|受けられ|良い|いい|よい).{0,12}"
)
WHY_REFUSED = re.compile(
    r"(?:なぜ|なんで|何で|どうして).{0,10}"
    r"(?:だめ|ダメ|駄目|対象外|対象では?ない|対象じゃない|対象にならない|使えない|無理|ちがう|違う).{0,6}"
)
AMENDS = re.compile(
    r"^(?:あ|すみません|ごめん(?:なさい)?)?[、。]?"
    r"(?:やっぱり?|やはり|訂正(?:です|で|します)?|間違えました|間違えて|間違えた|まちがえました|まちがえて|まちがえた)[、。]?"
)


# じゃあ3500万円なら？: the same question with another figure.
WHAT_IF = re.compile(
    r"^(?:じゃあ?|では|それじゃ|もし|もしも|仮に)?[、]?(?P<rest>.*\d.*?)"
    r"(?:なら|だったら|だとしたら|だと|にしたら|にすれば|の場合)(?:ば)?(?:は|なら)?"
    r"(?:どう|対象|使え|つかえ|いくら|もらえ|いい|大丈夫|だめ).{0,10}$"
    r"|^(?:じゃあ?|では|それじゃ|もし|もしも|仮に)?[、]?(?P<bare>.*\d.*?)(?:なら|だったら|だとしたら|だと|の場合)(?:は)?[?？]*$"
)


def command(said: str) -> str | None:
    """What a plain text orders: 戻る, やめるっす, 最初からで."""
    return COMMANDS.get(said) or COMMANDS.get(_ENDING.sub("", said))


def plain(text: str) -> str:
    """The text as words that steer are compared: without spaces and signs."""
    return re.sub(r"[\s。、!！?？「」]", "", unicodedata.normalize("NFKC", text))
