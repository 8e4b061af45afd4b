"""立場: who somebody is, as they choose it themselves. It changes the order of what is offered, never an answer."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from bot.messages import Choice, Choices, Message, Post, Text
from bot.models import Friend
from bot.statements import SET_AUDIENCE
from handlers import buttons, labels, wording
from handlers import wording_person as words
from handlers.context import Context
from handlers.standing import standing_of
from handlers.talk import Talk
from knowledge.programs import Topic

MODE = "audience"
OTHER = "other"
FIRST = 3
LONGEST = 40  # characters that are looked at; a 立場 is named in few
# What each asks first: existing records, each with a topic its facts speak of. Those that are over are left out.
FIRST_QUESTIONS: dict[str, tuple[tuple[str, Topic], ...]] = {
    "entrepreneur": (("2-3-4", Topic.WHERE), ("2-3-5", Topic.WHAT), ("2-3-9", Topic.WHO), ("garage", Topic.DATE)),
    "employer": (("3-5-7", Topic.FEE), ("1-1-12", Topic.CAP), ("1-1-1", Topic.CAP), ("3-5-1", Topic.CAP)),
    "jobseeker": (("1-1-7", Topic.WHAT), ("1-1-2", Topic.WHAT), ("1-1-8", Topic.WHO), ("1-1-24", Topic.WHO)),
    "student": (("1-1-14", Topic.WHO), ("1-1-2", Topic.WHAT), ("1-1-24", Topic.WHO), ("2-3-8", Topic.WHO)),
    "migrant": (("1-1-16", Topic.AMOUNT), ("1-1-17", Topic.AMOUNT), ("1-1-2", Topic.WHAT), ("1-1-24", Topic.WHO)),
    OTHER: (("1-2-1", Topic.WHAT), ("2-3-4", Topic.WHERE), ("source-document", Topic.WHAT)),
}
_SPOKEN = {
    "起業したい": "entrepreneur", "起業家": "entrepreneur", "起業": "entrepreneur", "事業主": "employer",
    "会社": "employer", "経営者": "employer", "仕事をさがす": "jobseeker", "仕事を探す": "jobseeker",
    "仕事探し": "jobseeker", "求職中": "jobseeker", "学生": "student", "移住したい": "migrant", "移住": "migrant",
    "その他": OTHER, "そのほか": OTHER,
}  # fmt: skip
_LABELS = "|".join(sorted(_SPOKEN, key=len, reverse=True))
_ENDS = r"(?:です|だ|だよ|になりました|に変えて(?:ください)?|に変更(?:して(?:ください)?)?)?"
_CHANGE = re.compile(
    r"(?:私の|わたしの)?立場を?"
    r"(?:変え(?:たい|る|て(?:ください)?)?|変更(?:したい|する|して(?:ください)?)?|選(?:び直したい|ぶ|びたい))(?:です)?"
)
# やっぱり移住したい may be a wish for programs; やっぱり学生です cannot.
_AFTER_ALL = re.compile(
    r"(?:やっぱり|やっぱ|やはり)(?:私は|わたしは|僕は)?(学生|事業主|起業家|経営者|求職中)(?:です|だ|でした)"
)
_NAMED = re.compile(rf"(?:私の|わたしの)?立場は(?:やっぱり|やはり)?「?({_LABELS})」?{_ENDS}")


def of(context: Context) -> str | None:
    """The audience the person has chosen."""
    user_id = context.alone
    return context.session.scalar(select(Friend.audience).where(Friend.user_id == user_id)) if user_id else None


def ordered(context: Context) -> list[tuple[str, str]]:
    """The audiences of the lists with their labels, the person's own first."""
    own = of(context)
    return sorted(labels.AUDIENCES.items(), key=lambda item: item[0] != own)


def ask(context: Context, question: str | None = None) -> list[Message]:
    """The picker; the next message may also be typed."""
    if not context.alone:
        return [Text(words.DATA_ONLY_ALONE, quick=buttons.menu_row())]
    talk = Talk.recall(context.conversation, context.now)
    talk.mode = MODE
    talk.keep(context.conversation, context.now)
    options = tuple(
        Choice(label, "", Post(label, buttons.data("me", u=code), label)) for code, label in labels.PERSONS.items()
    )
    return [Choices(question or words.AUDIENCE_ASK, options, quick=buttons.menu_row())]


def change(context: Context) -> list[Message]:
    """The picker again, with what was chosen."""
    own = of(context)
    return ask(context, words.AUDIENCE_CHANGE.format(now=words.audience(own)) if own else None)


def choose(code: str, context: Context) -> list[Message]:
    """Keeps the choice and offers three questions to begin with."""
    if code not in labels.PERSONS:
        return ask(context)
    user_id = context.alone
    if user_id is None:
        return [Text(words.DATA_ONLY_ALONE, quick=buttons.menu_row())]
    context.session.execute(SET_AUDIENCE, {"user_id": user_id, "audience": code, "now": context.now})
    _leave(Talk.recall(context.conversation, context.now), context)
    label = labels.PERSONS[code]
    thanks = words.AUDIENCE_THANKS_OTHER if code == OTHER else words.AUDIENCE_THANKS.format(label=label)
    options = tuple(_question(record_id, topic, context) for record_id, topic in first_questions(code, context))
    return [Text(thanks), Choices(words.AUDIENCE_FIRST, options, quick=buttons.menu_row())]


def first_questions(code: str, context: Context) -> list[tuple[str, Topic]]:
    """Three questions on programs that are not over today."""
    records = context.desk.knowledge.records
    return [
        (record_id, topic)
        for record_id, topic in FIRST_QUESTIONS[code]
        if record_id in records and not standing_of(records[record_id], context).over
    ][:FIRST]


def spoken(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """A change of 立場 in words, only where nothing else can be meant; None otherwise."""
    said = re.sub(r"[\s。、!！?？]", "", unicodedata.normalize("NFKC", message[:LONGEST]))
    if _CHANGE.fullmatch(said):
        return change(context)
    named = _NAMED.fullmatch(said) or _AFTER_ALL.fullmatch(said)
    if named:
        return choose(_SPOKEN[named.group(1)], context)
    if talk.mode != MODE:
        return None
    _leave(talk, context)
    own = re.fullmatch(rf"({_LABELS}){_ENDS}", said)
    return choose(_SPOKEN[own.group(1)], context) if own else None


def _question(record_id: str, topic: Topic, context: Context) -> Choice:
    record = context.desk.knowledge.records[record_id]
    return Choice(record.title, wording.ASKED[topic], buttons.show(wording.SHOW, record, topic))


def _leave(talk: Talk, context: Context) -> None:
    if talk.mode == MODE:
        talk.mode = None
        talk.keep(context.conversation, context.now)
