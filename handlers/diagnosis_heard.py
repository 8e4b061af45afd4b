"""使える制度診断: texts as answers to its steps. What is a question of its own is left to be answered as always."""

from __future__ import annotations

import re

from bot.messages import Message
from handlers import diagnosis_flow as flow
from handlers import diagnosis_state as state
from handlers import diagnosis_taps, eligibility, eligibility_flow, eligibility_words, labels, wording_check
from handlers import wording_diagnosis as words
from handlers.context import Context
from handlers.diagnosis_state import Diagnosis
from handlers.eligibility_result import amending
from handlers.eligibility_words import plain
from handlers.talk import Talk
from knowledge.answers import Unreadable
from knowledge.diagnosing import ANYBODY, UNDECIDED
from knowledge.hearing_answers import asks, hear, nods, unknown

LONGEST = 40  # characters of a sentence that may begin the diagnosis
_WHOSE = (
    r"(?:(?:うち(?:の(?:会社|店|お店))?|私|わたし|僕|俺|自分|当社|弊社|会社|お店|店|個人|ほか|他|今|いま|何か|なにか|なんか"
    r"|市|一関市?)(?:が|は|で|でも|に|にも|も|の|から)?)*"
)
_USE = (
    r"(?:使え(?:る|そうな)|つかえ(?:る|そうな)|もらえ(?:る|そうな)|受けられる|利用できる|申請できる|対象になる|活用できる)"
)
_THING = (
    r"(?:市の|なにか|何か|なんか)*(?:補助金?|助成金?|給付金|支援金|支援(?:制度|策)?|制度|お金|補助や支援)(?:とか|など)?"
)
_IS_THERE = (
    r"(?:って|は|が|を|の|も|で)?(?:何か|なにか|なんか|どれか)?"
    r"(?:ある|あります|ない|ありません|あるん|あるでしょう|何|なに|なん|何がある|どれ)"
    r"(?:か|かな|かしら|っけ|の|です|ですか)*"
)
_FIND = (
    r"(?:って|は|が|を|の|も)?(?:さが|探|調べ|しらべ|診断|知り|教え|おしえ|見つけ)(?:し|す|して|て|たい|る|したい|する)*"
    r"(?:ほしい|欲しい|ください|下さい|もらえますか|くれますか|です|んですが|お願いします)*"
)
_START = re.compile(
    rf"{_WHOSE}{_USE}{_THING}(?:{_FIND}|{_IS_THERE})"
    r"|(?:使える)?制度(?:の)?診断(?:を)?(?:して|したい|する|お願いします|ください|ほしい|です)*"
)
_OPEN_THEME = re.compile(
    r"(?:まだ|特に|とくに)?(?:決まってい?(?:ない|ません)|決めてい?(?:ない|ません)|未定|ない|なし|ありません)(?:です|よ)?"
)
_AT_LARGE = re.compile("何か|なにか|なんか|ほか|他|制度|診断")  # beside a program: not その補助金
_WHO = {
    "employer": re.compile("会社|経営|事業主|店を|社長|自営|個人事業|法人"),
    "entrepreneur": re.compile("起業|創業|開業|独立したい|店を(?:出|開)"),
    "jobseeker": re.compile("求職|就活|転職|仕事を(?:さが|探)|無職|失業"),
    "student": re.compile("学生|高専生|高校生|生徒"),
    "migrant": re.compile("移住|[UI]ターン|引っ越"),
}
_GO_ON = re.compile(
    r"診断の?結果(?:に戻る|へ|を見(?:せて|る|たい))?|"
    r"(?:診断を?)?(?:つづける|続ける|つづき|続き|再開|つづけて|続けて)(?:から|して|ください|する)*"
)
_WHY = re.compile(r"なぜ|なんで|何で|どうして.*(?:聞|必要)|どういう(?:意味|こと)|意味が(?:わから|分から)")


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """A wish to begin, a command or an answer; None for anything else, which is answered as always."""
    said = plain(message)
    if len(said) <= LONGEST and _START.fullmatch(said) and (talk.program is None or _AT_LARGE.search(said)):
        return flow.begin(context)
    one = flow.recall(context)
    if one is None:
        return None
    if _GO_ON.fullmatch(said):
        busy = one.paused and not said.startswith("診断") and _checks(context)
        return None if busy or not (one.asking or said.startswith("診断")) else flow.go_on(one, context)
    if one.paused:
        goes_on = one.asking and not _checks(context) and eligibility_words.AGREES.fullmatch(said.lower())
        return flow.go_on(one, context) if goes_on else None
    command = eligibility_words.command(said)
    if command:
        action = diagnosis_taps.STEER.get(command)
        return action(one, context) if action else None
    return _amended(one, message, context) or (_reply(one, message, context) if one.asking else None)


def _amended(one: Diagnosis, message: str, context: Context) -> list[Message] | None:
    """やっぱり新設です: an answer given before is changed."""
    known = context.desk.knowledge.questions
    found = amending(message, [known[key] for key in one.answers if key in known], context)
    if found is None:
        return None
    question, heard = found
    told = wording_check.answer(question, heard.value, heard.about)
    return flow.answer(one, question.key, heard.value, context, words.SAID_BACK.format(answer=told))


def _checks(context: Context) -> bool:
    """Whether a program is being looked into, to which a bare つづける belongs."""
    found = eligibility_flow.recall(context)
    return found is not None and found.asking is not None


def _reply(one: Diagnosis, message: str, context: Context) -> list[Message] | None:
    said, asking = plain(message), str(one.asking)
    if _WHY.search(said):
        return flow.go_on(one, context, wording_check.BECAUSE.format(why=_why(asking, context)))
    if asking in (state.WHO, state.THEME):
        return _named(one, message, context)
    asked = context.desk.knowledge.questions[asking]
    try:
        heard = hear(asked, message, context.today)
    except Unreadable as unclear:
        own = eligibility.is_question(message, context) and not nods(message)
        return None if own else flow.go_on(one, context, str(unclear))
    if heard.value is None:
        return flow.answer(one, asking, None, context, wording_check.SAID_UNKNOWN)
    told = wording_check.answer(asked, heard.value, heard.about)
    return flow.answer(one, asking, heard.value, context, words.SAID_BACK.format(answer=told))


def _why(asking: str, context: Context) -> str:
    fixed = {state.WHO: words.WHO_WHY, state.THEME: words.THEME_WHY}
    return fixed[asking] if asking in fixed else context.desk.knowledge.questions[asking].why


def _named(one: Diagnosis, message: str, context: Context) -> list[Message] | None:
    """Who one is, or what one plans, in one's own words."""
    key = str(one.asking)
    found = _who_named(message, context) if key == state.WHO else _theme_named(message, context)
    if found:
        known = labels.PERSONS if key == state.WHO else {**labels.THEMES, UNDECIDED: words.UNDECIDED}
        return flow.answer(one, key, found, context, words.SAID_BACK.format(answer=known[found]))
    if asks(message) or len(message) > eligibility.STORY or context.desk.named(message):
        return None
    reading = context.desk.reader.read(message)
    if reading.topics or reading.small_talk or reading.staff or reading.wish.asked or reading.subject:
        return None
    again = words.WHO_AGAIN.format(labels="、".join(labels.PERSONS.values()))
    return flow.go_on(one, context, again if key == state.WHO else words.THEME_AGAIN)


def _who_named(message: str, context: Context) -> str | None:
    if unknown(message):
        return ANYBODY
    if asks(message):
        return None
    said = re.sub(r"(?:です|だ|だよ|っす)$", "", plain(message))
    exact = [code for code, label in labels.PERSONS.items() if said in (label, label.removesuffix("したい"))]
    found = exact or [code for code in context.desk.reader.read(message).wish.audiences if code in labels.PERSONS]
    return found[0] if len(found) == 1 else _who_said(said)


def _who_said(said: str) -> str | None:
    """会社をやっています, 就活中: the words people use for who they are."""
    found = [code for code, pattern in _WHO.items() if pattern.search(said)]
    return found[0] if len(found) == 1 else None


def _theme_named(message: str, context: Context) -> str | None:
    said = plain(message)
    if unknown(message) or _OPEN_THEME.fullmatch(said):
        return UNDECIDED
    if asks(message):
        return None
    exact = [code for code, label in labels.THEMES.items() if said == plain(label)]
    parts = [code for code, label in labels.THEMES.items() if any(said == part for part in re.split("[・（）]", label))]
    read = list(context.desk.reader.read(message).wish.themes)
    found = exact or parts or read
    return found[0] if len(found) == 1 else None

