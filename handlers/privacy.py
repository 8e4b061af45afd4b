"""私のデータ: what is stored about a person, told to them alone, and erased when they say so twice."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata
from dataclasses import replace

from bot import traces
from bot.clock import JST
from bot.messages import Card, Message, Post, Row, Text
from bot.models import Friend
from handlers import audience, buttons, diagnosis_state, eligibility_state, persons, wording
from handlers import wording_check as words_check
from handlers import wording_diagnosis as words_diagnosis
from handlers import wording_notices as words_notices
from handlers import wording_person as words
from handlers import wording_watch as words_watch
from handlers.context import Context
from handlers.talk import Talk

VALID = dt.timedelta(minutes=10)
ANSWERS_AT = 5  # the row after the talk's subject
LONGEST = 40  # characters; a longer message has more to say than this
_WHOSE = r"(?:私|わたし|わたくし|自分|僕|ぼく|俺|あたし)(?:に関する|について)?の?"
_DATA = r"(?:データ|でーた|個人情報|情報|記録|履歴)"
_OWN = r"(?:登録|保存)(?:した|している|されている|済みの)?の?(?:情報|内容|データ|個人情報)|個人(?:情報|データ)"
_STORED = r"(?:会話|トーク|やりとり|やり取り|質問)?の?(?:履歴|記録|データ|でーた)"
_LINK = r"(?:を|は|が|って|も|の)?(?:全部|すべて|全て|ぜんぶ)?"
_SEE = (
    r"(?:見せて|みせて|見たい|みたい|見る|表示(?:して)?|確認(?:したい|して|する)?|教えて|知りたい"
    r"|どうなって(?:いる|る|い)|何がある)?"
)
_DROP = (
    r"(?:消して|けして|消す|消したい|消去(?:して|したい)?|削除(?:して|したい|する|希望|依頼)?|さくじょ(?:して)?"
    r"|破棄(?:して)?)(?:を)?"
)
_MANNERS = (
    r"(?:ほしい|欲しい|くれ|もらえますか|くれますか|ください|下さい|できますか|お願いします|お願い"
    r"|んですけど|んですが|です|ますか|の|か)*"
)
_SHOW = re.compile(rf"(?:{_WHOSE}(?:{_DATA}|{_OWN}|{_STORED})|{_OWN}){_LINK}{_SEE}{_MANNERS}")
_ERASE = re.compile(
    rf"(?:{_WHOSE})?(?:{_DATA}|{_OWN}|{_STORED}){_LINK}{_DROP}{_MANNERS}"
    rf"|{_WHOSE}こと(?:を|は)?(?:全部|すべて)?(?:忘れて|消して){_MANNERS}"
)
_YES = re.compile(
    r"(?:はい|うん|ok|消す|消して|削除|お願いします|すべて消す|全部消す)(?:ください|です)?", re.IGNORECASE
)
_NO = re.compile(
    r"(?:いいえ|やめる|やめます|やめて(?:おく|おきます)?|やっぱり(?:やめる|やめます|いいです)|キャンセル"
    r"|消さない(?:で)?)(?:ください)?"
)


def show(context: Context) -> list[Message]:
    """Everything stored about the person, in words, and the ways to change it."""
    user_id = context.alone
    if user_id is None:
        return [Text(words.DATA_ONLY_ALONE, quick=buttons.menu_row())]
    talk = Talk.recall(context.conversation, context.now)
    spoken_of = context.desk.record(talk.program) if talk.program else None
    found = traces.stored(context.session, user_id)
    rows = words.data_rows(found, spoken_of.name if spoken_of else None, context.keep_texts_days)
    rows += _announced(found, context)
    rows[ANSWERS_AT:ANSWERS_AT] = [(words_check.DATA, _answers(context)), *_diagnosed(context)]
    ways = (
        Post(words.ERASE, buttons.data("data", v="erase"), words.ERASE),
        Post(words.CHANGE_AUDIENCE, buttons.data("data", v="audience"), words.CHANGE_AUDIENCE),
        buttons.notices(),
        buttons.menu(),
    )
    shown = tuple(Row(label, text) for label, text in rows)
    card = Card(words.DATA_TITLE, words.DATA_TITLE, badge=words.MY_DATA, rows=shown, buttons=ways)
    mine = (buttons.watches(),) if found.watching or found.days else ()
    return [replace(card, quick=(*mine, *buttons.menu_row()))]


def _announced(found: traces.Stored, context: Context) -> list[tuple[str, str]]:
    """What announcements know of the person; the settings always, the rest where there is any."""
    records = context.desk.knowledge.records
    watching = [records[code].name if code in records else code for code in found.watching]
    named = [(records[code].name if code in records else code, day) for code, day in found.days]
    days = [words_watch.DATA_DAY.format(name=name, day=words_watch.when(day)) for name, day in named]
    sent = words_notices.DATA_SENT_TEXT.format(number=found.announcements) if found.announcements else ""
    rows = [
        (wording.NOTICES, words_notices.row(found.notices, context.today)),
        (words_notices.DATA_TAGS, "、".join(found.tags)),
        (words_notices.DATA_WATCHING, "、".join(watching)),
        (words_watch.DATA_DAYS, "、".join(days)),
        (words_notices.DATA_ENROLLED, words_notices.enrolments(found.enrolments, context.keep_enrolments_days)),
        (words_notices.DATA_SENT, sent),
        (words_notices.DATA_TOLD, words_notices.DATA_TOLD_TEXT.format(number=found.told) if found.told else ""),
    ]
    return [(label, text) for label, text in rows if text]


def _answers(context: Context) -> str:
    """What was answered to find out whether a program can be used, and until when it is kept."""
    check = eligibility_state.recall(context.conversation, context.desk, context.now)
    if check is None or check.until is None:
        return words.NONE
    name = context.desk.knowledge.programs[check.program].name
    until = words_check.until(check.until.astimezone(JST))
    return words_check.DATA_TEXT.format(name=name, n=len(check.answers), until=until)


def _diagnosed(context: Context) -> list[tuple[str, str]]:
    """What was answered in 使える制度診断, and on several employees; nothing when nothing was."""
    one = diagnosis_state.recall(context.conversation, context.desk, context.now)
    rows = []
    if one and one.until:
        until = words_check.until(one.until.astimezone(JST))
        rows.append((words_diagnosis.DATA, words_diagnosis.DATA_TEXT.format(n=len(one.order), until=until)))
    others = persons.kept(context)
    if others:
        told = words_diagnosis.DATA_PERSONS_TEXT.format(name=others[0], n=others[1])
        rows.append((words_diagnosis.DATA_PERSONS, told))
    return rows


def ask_first(context: Context) -> list[Message]:
    """What a deletion takes, and the button that does it: once, for this person, for ten minutes."""
    user_id = context.alone
    if user_id is None:
        return [Text(words.DATA_ONLY_ALONE, quick=buttons.menu_row())]
    found = traces.stored(context.session, user_id)
    talk = Talk.recall(context.conversation, context.now)
    talk.erase_key, talk.erase_until = secrets.token_hex(8), (context.now + VALID).isoformat()
    talk.keep(context.conversation, context.now)
    tickets = (Row(words.ERASE_TICKETS_GONE, words.erased_tickets(found.tickets)),) if found.tickets else ()
    card = Card(
        headline=words.ERASE_HEADLINE,
        title=words.ERASE_ASK,
        badge=words.ERASE_BADGE,
        tone="soon",
        rows=(Row(words.ERASE_GONE, words.erased(found)), *tickets, Row(words.ERASE_STAYS, words.ERASE_STAYS_TEXT)),
        notes=(words.ERASE_VALID,),
        buttons=(
            Post(words.ERASE_YES, buttons.data("erase", k=talk.erase_key), words.ERASE_YES),
            Post(words.ERASE_NO, buttons.data("data", v="keep"), words.ERASE_NO),
        ),
        quick=(Post(words.ERASE_NO, buttons.data("data", v="keep"), words.ERASE_NO), buttons.menu()),
    )
    return [card]


def erase(fields: buttons.Data, context: Context) -> list[Message]:
    """The second yes: valid only in the talk of the person who was asked, and only for ten minutes."""
    talk = Talk.recall(context.conversation, context.now)
    offered = _asked(talk, context) and fields.get("k") == talk.erase_key
    # A second tap, after all is gone, must not become the first thing that is stored again.
    if not context.alone or not (offered or context.session.get(Friend, context.alone) is None):
        return [Text(words.ERASE_TOO_LATE, quick=(_my_data(), buttons.menu()))]
    context.erase = True
    return [Text(words.ERASE_DONE, quick=buttons.menu_row())]


def keep(context: Context) -> list[Message]:
    """やめる: nothing is erased, and the button that was offered works no more."""
    talk = Talk.recall(context.conversation, context.now)
    _forget_key(talk, context)
    return [Text(words.ERASE_KEPT, quick=buttons.menu_row())]


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """A wish to see or erase one's own data in words; None for any other message."""
    if len(message) > LONGEST:
        return None
    said = re.sub(r"[\s。、!！?？「」]", "", unicodedata.normalize("NFKC", message))
    if _asked(talk, context):
        if _NO.fullmatch(said):
            return keep(context)
        if _YES.fullmatch(said):  # only the button erases
            return [Text(words.TAP_TO_ERASE), *ask_first(context)]
    if _ERASE.fullmatch(said):
        return ask_first(context)
    return show(context) if _SHOW.fullmatch(said) else None


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """The buttons below the data; one of a later version leads to the data."""
    if fields.get("v") == "erase":
        return ask_first(context)
    if fields.get("v") == "keep":
        return keep(context)
    if fields.get("v") == "audience":
        return audience.change(context)
    return show(context)


def _my_data() -> Post:
    return Post(words.MY_DATA, buttons.data("data"), words.MY_DATA)


def _asked(talk: Talk, context: Context) -> bool:
    until = talk.erase_until
    return bool(talk.erase_key and until and context.now < dt.datetime.fromisoformat(until))


def _forget_key(talk: Talk, context: Context) -> None:
    talk.erase_key, talk.erase_until = "", ""
    talk.keep(context.conversation, context.now)
