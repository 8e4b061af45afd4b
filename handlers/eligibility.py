"""使えるか調べる: how it begins, texts as answers, and the way back to it after an interruption.

Nothing is answered that the rules do not say: the questions come from knowledge/asking.py, the verdict from judge.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.messages import Message, PickDate, Post, Text
from handlers import buttons, eligibility_state, eligibility_taps
from handlers import eligibility_cards as cards
from handlers import eligibility_flow as flow
from handlers import wording_check as words
from handlers.context import Context
from handlers.eligibility_state import Check
from handlers.talk import CHECK, Talk
from knowledge.answers import Unreadable
from knowledge.asking import next_question
from knowledge.heard_in import heard_in
from knowledge.hearing_answers import asks, hear
from knowledge.kleene import Answer
from knowledge.programs import Program, Record
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY

STORY = 25  # characters: a text longer than this that is no answer is somebody's question
COMMANDS = {
    "戻る": "back", "もどる": "back", "前に戻る": "back", "ひとつ前": "back", "一つ前に戻る": "back", "やめる": "stop",
    "やめます": "stop", "やめたい": "stop", "中止": "stop", "終わり": "stop", "キャンセル": "stop", "最初から": "again",
    "はじめから": "again", "やり直す": "again", "やり直し": "again", "答えを直す": "edit", "結果": "result",
    "もういい": "stop", "もういいです": "stop", "キャンセルで": "stop", "ストップ": "stop", "やめとく": "stop",
    "やめておく": "stop", "やめておきます": "stop", "もうやめる": "stop", "間違えた": "back", "間違えました": "back",
    "まちがえた": "back", "まちがえました": "back", "もう一度": "go", "もういちど": "go", "もう一回": "go",
}  # fmt: skip
_GO_ON = re.compile(
    r"(?:つづける|続ける|つづき|続き|再開|つづけて|続けて)(?:\(\d+/\d+\))?(?:から|して|ください|する|お願いします)*"
)
_WHY = re.compile(
    r"なぜ|なんで(?!す)|何で(?!す)|どうして.*(?:聞|必要)|どういう(?:意味|こと)|意味が(?:わから|分から)|なんのこと|何のこと|とは$"
)
_WHAT = re.compile(r"(?:え|は|ん|へ|はい|うん|なに|何)+[っー]*[?？]+")
_WISH = (
    r"(?:使えるか(?:どうか)?|対象か(?:どうか)?|対象になるか(?:どうか)?|もらえるか(?:どうか)?)(?:を|も)?"
    r"(?:調べ|しらべ|診断し?|判定し?|チェックし?)(?:て|たい|る|よう)(?:ほしい|ください|くれ|もらえますか|です|の|んですが|けろ)*"
    r"|(?<![一-龥])診断(?:して|したい|する|お願い)(?:ほしい|ください|です|します)*"
)
_START = re.compile(
    rf"(?:(?:じゃあ?|では)?(?:うち|私|わたし|これ|それ|この制度|その制度|この補助金?|その補助金?)(?:が|は|で|を|も)?)*(?:{_WISH})"
)
_ANYWHERE = re.compile(_WISH)


# --- beginning -----------------------------------------------------------------------------------------------------
def start(record: Record | None, context: Context, sentence: str = "") -> list[Message]:
    """Begin with a program; what the sentence, or the last question of the talk, says already is taken."""
    one = context.desk.knowledge.program_of(record) if record else None
    if not isinstance(one, Program) or one.rules is None:
        return [Text(words.WHICH, quick=buttons.menu_row())]
    talk = Talk.recall(context.conversation, context.now)
    said = sentence or (talk.question if talk.program in (one.id, record.id if record else "") else "")
    talk.program, talk.mode, talk.scores = one.id, None, {one.id: 1.0}
    talk.keep(context.conversation, context.now)
    asked = eligibility_state.questions(one, context.desk)
    told: dict[str, Answer | None] = dict(heard_in(said, [q for q in asked.values() if q.key != APPLICATION_DAY]))
    check = Check(one.id, told, version=eligibility_state.version(one, context.desk))
    return flow.go_on(check, context, _intro(check, one, asked, context))


def _intro(check: Check, one: Program, asked: dict[str, Question], context: Context) -> str:
    lines = [
        words.TAKEN_LINE.format(ask=asked[key].ask, answer=words.answer(asked[key], given))
        for key, given in check.answers.items()
    ]
    taken = words.TAKEN.format(lines="\n".join(lines)) if lines else ""
    if next_question(one, check.answers, context.today) is None:
        return taken
    done, total = len(check.answers), cards.place(check, one, context)[1]
    left = total - done
    said = words.INTRO_ONE.format(name=one.name) if left == 1 else words.INTRO.format(name=one.name, n=left)
    return "\n\n".join(filter(None, (said, taken)))


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """使えるか調べる on a program's card."""
    record = context.desk.record(fields.get("p", ""))
    return resume(record, context) if record else start(None, context)


def resume(record: Record, context: Context) -> list[Message]:
    """The question that is open on this program, or its result, or its beginning."""
    check = flow.recall(context)
    return flow.go_on(check, context) if check and check.program == record.id else start(record, context)


def wishes_it(message: str) -> bool:
    """Whether a message asks in so many words to find out: 使えるか調べて, 診断したい."""
    return bool(_ANYWHERE.search(_plain(message)))


def after_answer(messages: list[Message], context: Context, message: str) -> list[Message]:
    """The fact that was asked, then the first question, when it is clear which program was meant."""
    talk = Talk.recall(context.conversation, context.now)
    record = context.desk.record(talk.program) if talk.program else None
    if record is None or not talk.offered or talk.offered[0] != record.id or not buttons.can_check(record):
        return messages
    return [replace(messages[0], quick=()), *start(record, context, message)]


# --- a text --------------------------------------------------------------------------------------------------------
def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """An answer, a command or a wish to begin; None for anything else, which is answered as always."""
    said = _plain(message)
    check = flow.recall(context)
    if check is None or not (check.asking or _on_result(said, check, talk)):
        ours = talk.program is not None and _START.fullmatch(said)
        return resume(context.desk.knowledge.records[str(talk.program)], context) if ours else None
    if _START.fullmatch(said) and talk.program:
        return resume(context.desk.knowledge.records[talk.program], context)
    if _GO_ON.fullmatch(said):
        return flow.go_on(check, context)
    if check.paused:
        return None
    if said in COMMANDS:
        return eligibility_taps.STEER[COMMANDS[said]](check, context)
    return _reply(check, message, context) if check.asking else None


def _on_result(said: str, check: Check, talk: Talk) -> bool:
    """Whether a text steers a dialogue that has come to its result: later in the talk もう一度 means something else."""
    if talk.program != check.program:
        return said == words.FIX
    return bool(COMMANDS.get(said) in ("back", "again", "edit", "result") or _GO_ON.fullmatch(said))


def _reply(check: Check, message: str, context: Context) -> list[Message] | None:
    one, asked = flow.asked(check, context)
    if _WHY.search(_plain(message)) or _WHAT.fullmatch(message.strip()):
        return flow.go_on(check, context, words.BECAUSE.format(why=asked.why))
    try:
        heard = hear(asked, message, context.today)
    except Unreadable as unclear:
        return None if is_question(message, context) else flow.go_on(check, context, str(unclear))
    if check.renewed:  # the text may answer a question that is not asked any more
        return flow.go_on(check, context)
    others = [q for q in eligibility_state.questions(one, context.desk).values() if q.key not in check.answers]
    also = heard_in(message, [q for q in others if q.key not in (asked.key, APPLICATION_DAY)])
    check.answers |= also
    return flow.answer(check, asked, heard, context, said_back=True)


def is_question(message: str, context: Context) -> bool:
    """Whether a text that is no answer is a question of its own."""
    if asks(message) or len(message) > STORY or context.desk.named(message):
        return True
    reading = context.desk.reader.read(message)
    told = (reading.small_talk, reading.subject, reading.place, reading.staff, reading.unhappy, reading.instructs)
    return bool(any(told) or reading.topics or reading.wish.asked or reading.wish.hinted)


def way_back(messages: list[Message], context: Context) -> list[Message]:
    """After anything else was answered in the middle: the offer to go on, until the answers expire."""
    if CHECK not in context.conversation or context.erase or not messages:
        return messages
    check = eligibility_state.recall(context.conversation, context.desk, context.now)
    if check is None:
        eligibility_state.drop(context.conversation)
        return messages
    last = messages[-1]
    own = any(isinstance(way, Post | PickDate) and way.data.startswith(f"a={cards.ANSWER}") for way in last.quick)
    if own or check.asking is None:
        return messages
    check.paused = True
    flow.keep(check, context)
    n, total = cards.place(check, flow.program_of(check, context), context)
    offer = Post(words.go_on(n, total), buttons.data(cards.CONTROL, o="go", p=check.program), words.go_on(n, total))
    return [*messages[:-1], replace(last, quick=(offer, *last.quick[:12]))]


def _plain(text: str) -> str:
    return re.sub(r"[\s。、!！?？「」]", "", unicodedata.normalize("NFKC", text))
