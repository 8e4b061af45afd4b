"""見守って, 締切きたら教えて, 見守り一覧, 見守りやめる in people's own words; anything else is left to the search."""

from __future__ import annotations

import re
import unicodedata

from bot.messages import Choice, Choices, Message, Post, Text
from handlers import buttons, meant, watches
from handlers import wording_watch as words
from handlers.context import Context
from handlers.talk import Talk
from knowledge.programs import Record

LONGEST = 60  # characters; a longer message has more to say
SHORTEST_NAME = 3  # characters of a program's name that say it without the rest (社員寮の補助)
_GUARD = r"(?:見守|みまも|ミマモ)"
_MANNERS = (
    r"(?:ください|下さい|ほしい|欲しい|くれ(?:る|ますか|ませんか|ない)?|もらえ(?:る|ますか|ませんか|ない)|もらいたい"
    r"|いただけ(?:ますか|ませんか)|お願い(?:します|できますか)?|おねがい(?:します)?|おいて|けろ|けさい|けらいん|けで|たのむ"
    r"|頼む(?:わ|よ)?|ちょうだい|くんない|いい|です|ます|んですが|んだけど|の|ん|か|ね|な|よ|わ|さ|じゃ|ー|w|笑)*"
)
_DUE = (
    r"(?:締切|締め切り|締切り|しめきり|シメキリ|〆切|〆切り|期限|きげん|受付|受け付け|うけつけ|募集|ぼしゅう|申請"
    r"|申し込み|申込)"
)
_TELL = (
    r"(?:教え|おしえ|おせ|知らせ|しらせ|連絡|れんらく|通知|リマインド|メッセージ|声かけ|声をかけ|LINE|ライン)"
    r"(?:を|も)?(?:し)?"
)
_WHEN = (
    r"(?:たら|だら|前に|まえに|前日に|とき|時に|ころに|頃に|そうなら)(?:は|に|も)?"
    r"(?:また|ぜひ|一応|LINEで|ラインで)?"
)
_BEGIN = re.compile(
    rf"{_GUARD}(?:って|っで|りたい|る"
    r"|り(?:を|も)?(?:お願い|おねがい|開始|はじめ|始め|する|して|したい|希望|たのむ|頼む|つけて))"
    rf"(?:て|たい|で)?{_MANNERS}$"
    rf"|{_DUE}.{{0,14}}?{_WHEN}{_TELL}(?:て|で|るように|ておいて|とい?て)?{_MANNERS}$"
    rf"|{_DUE}の?(?:お知らせ|おしらせ|通知|リマインド|リマインダー|連絡)(?:を|が|も)?(?:し|つけ)?(?:て|たい)?{_MANNERS}$"
)
_LIST = re.compile(
    rf"(?:私|わたし|今|いま|自分)?の?{_GUARD}(?:り|って|っで)?"
    r"(?:一覧|いちらん|リスト|の?設定|中の?|してる|している|る|いる|ってる)?(?:の|もの|制度|やつ)?"
    r"(?:を|は|って|の)?(?:全部|ぜんぶ|すべて)?"
    r"(?:見せて|みせて|見る|みる|見たい|みたい|教えて|おしえて|確認|確認したい|何|なに|(?:何|なん)だっけ|どれ|ある)?"
    rf"{_MANNERS}"
)
_STOP = re.compile(
    rf"{_GUARD}(?:り|る|って(?:る|いる)?|ら)?(?:の)?(?:を|は|も)?(?P<all>全部|ぜんぶ|すべて|全て)?(?:を|は|も)?"
    r"(?:やめ|止め|とめ|やみ|解除|かいじょ|キャンセル|取り?消|いら|要ら|不要|ふよう|終わ|おわ|おしまい|中止|なくて|ねくて|なし|外し"
    r"|はずし|ストップ|切って|消して|けして).{0,12}$"
)
_THIS = re.compile(
    r"^(?:じゃあ?|では|なら|あと|もう|やっぱり?|とりあえず|ぜひ|いい(?:です|よ)?(?:から|ので)?|すみません(?:が)?)*"
    r"(?:これ|それ|あれ|この|その|さっきの|今の|いまの|今年の?|今年度の?|来年の?|来年度の?|次の?)*"
    r"(?:制度|補助金|助成金|支援金|事業|やつ|の)*(?:の|が|を|は|も|って|について|で)*$"
)
_A_PROGRAM = re.compile(r"補助|助成|支援|交付金|奨励金|給付|減免|利子補給")
_LIVING = re.compile(
    r"(?:親|両親|母|父|お?[かと]あさん|子|子ども|子供|こども|孫|息子|娘|赤ちゃん|祖母|祖父|お?ばあ(?:ちゃん|さん)?|お?じい(?:ちゃん|さん)?"
    r"|高齢者?|お?年寄り?|老人|病気|病人|妻|夫|家族|兄|姉|弟|妹|犬|いぬ|猫|ねこ|ペット|散歩|児童|生徒|学童)"
    r"(?:さん|ちゃん|様|たち|達)?(?:の(?:こと|様子|方|人|散歩|母|父|親|祖母|祖父))?(?:を|も|が|は|って)?$"
)
_JOINS = re.compile(r"(?:の|が|を|は|も|って|について|で|、)+$")


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """What a wish about watching gets; None for any other message."""
    said = re.sub(r"[\s。、!！?？「」…〜~]", "", unicodedata.normalize("NFKC", message))
    if len(said) > LONGEST:
        return None
    stop = _STOP.search(said)
    if stop:
        return _stop(said[: stop.start()], bool(stop["all"]), talk, context)
    if _LIST.fullmatch(said) and not _BEGIN.fullmatch(said):
        return watches.show(context)
    begin = _BEGIN.search(said)
    if begin is None or (re.match(_GUARD, begin.group()) and _somebody(said[: begin.start()])):
        return None
    return _begin(said[: begin.start()], talk, context)


def _somebody(about: str) -> bool:
    """Whether it is a living being, not a program, that shall be looked after: 高齢の母を見守ってほしい."""
    return bool(_LIVING.search(about)) and not _A_PROGRAM.search(about)


def _begin(about: str, talk: Talk, context: Context) -> list[Message] | None:
    if context.alone is None:
        return watches.show(context)
    if _THIS.match(about):
        record = context.desk.record(talk.program) if talk.program else None
        if record and context.desk.knowledge.program_of(record):
            return watches.begin(record, context)
        return [Text(words.WHICH, quick=buttons.menu_row())]
    about = _JOINS.sub("", about)
    found = _meant(about, talk, context)
    if len(found) == 1 and _surely(found[0], about, talk, context):
        return watches.begin(found[0], context)
    if not found:
        return None
    options = tuple(
        Choice(one.name, one.title, Post(words.WATCH, buttons.data("wt", v="on", p=one.id), one.title)) for one in found
    )
    return [Choices(words.WHICH_OF, options, quick=(buttons.staff(), buttons.menu()))]


def _surely(record: Record, about: str, talk: Talk, context: Context) -> bool:
    """Whether the program was named, is spoken of, or is called by a part of its name that no other has."""
    desk = context.desk
    if desk.named(about) == record.id or (record.id == talk.program and not desk.own_words(desk.read(about))):
        return True
    core = re.sub(rf"の?(?:{_A_PROGRAM.pattern}).*$", "", about)
    if len(core) < SHORTEST_NAME or core == about:
        return False
    having = {code for name, code in desk.official if core in name}
    having |= {one.id for one in desk.knowledge.records.values() if core in one.title}
    return having == {record.id}


def _stop(about: str, everything: bool, talk: Talk, context: Context) -> list[Message] | None:
    about = about.removesuffix("すべて").removesuffix("全部")
    if not _THIS.match(about):
        named = context.desk.named(about)
        found = [context.desk.record(named)] if named else _meant(_JOINS.sub("", about), talk, context)
        mine = [one for one in found if one and one.id in context.watching]
        return watches.end(mine[0].id, context) if len(mine) == 1 else None
    if context.alone is None:
        return watches.show(context)
    if everything:
        return watches.end_all(context)
    if talk.program in context.watching:
        return watches.end(str(talk.program), context)
    if len(context.watching) == 1:
        return watches.end(context.watching[0], context)
    return watches.show(context, words.WHICH_STOP if context.watching else None)


def _meant(about: str, talk: Talk, context: Context) -> list[Record]:
    """The programs that these words may mean, the one named officially alone; empty when they mean none surely."""
    desk = context.desk
    named = desk.named(about)
    if named:
        return [desk.knowledge.records[named]]
    found = meant.weigh(desk.read(about), Talk(), context)
    if not found.own_words and talk.program:
        return [desk.knowledge.records[talk.program]]
    decision = meant.decision(found, Talk(), context)
    records = [desk.record(code) for code in decision.records] if decision.kind != "low" else []
    kept = [one for one in records if one and buttons.watchable(one, context)]
    return kept[:1] if decision.kind == "sure" else kept[:3]
