"""What a tapped button does: show a record or a topic, page a list, take feedback, leave a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.announcements.choices import OPEN
from bot.messages import Choices, Message, Text
from bot.models import Feedback
from handlers import (
    audience,
    buttons,
    check,
    deadlines,
    diagnosis,
    diagnosis_taps,
    eligibility,
    eligibility_taps,
    event_records,
    event_taps,
    lists,
    menu,
    notices,
    persons,
    privacy,
    program,
    staff,
    watches,
    wording,
)
from handlers.context import Context
from handlers.talk import Talk
from knowledge.programs import Topic

TAB = "tab"  # what the tabs of the rich menu carry

_RIGHT = re.compile(r"役に立(った|ちました)|やくにたった|合ってる|あってる")
_WRONG = re.compile(
    r"ちがう|違う|ちがいます|違います|ちがうよ|(それ|これ|そう)じゃない|ほかには|他には|別のは|ほかのは|他のは"
)
_NUMBER = re.compile(
    r"([123一二三])(?:番目?|つ目|こ目|ばんめ?)?(?:の|ので|です)?|(最初|上|真ん中|下|最後)(?:の|ので|です)?"
)
_PLACES = {"1": 1, "2": 2, "3": 3, "一": 1, "二": 2, "三": 3, "最初": 1, "上": 1, "真ん中": 2, "下": 3, "最後": 3}


def tap(text: str, context: Context) -> list[Message]:
    """Answer one postback; a button of an older version gets a friendly word and the menu."""
    if text == OPEN:
        return notices.show(context)
    fields = buttons.read(text)
    if fields.get("a") == TAB:
        return []
    action = _ACTIONS.get(fields.get("a", ""))
    return action(fields, context) if action else menu.show(context, wording.OLD_BUTTON)


def _show(fields: buttons.Data, context: Context) -> list[Message]:
    record = context.desk.record(fields.get("p", ""))
    if record is None:
        return menu.show(context, wording.OLD_BUTTON)
    talk = Talk.recall(context.conversation, context.now)
    talk.program, talk.mode = record.id, None
    talk.scores = {record.id: 1.0}
    talk.keep(context.conversation, context.now)
    if fields.get("t") in set(Topic):
        topic = Topic(fields["t"])
        if topic is not Topic.WHAT:
            return event_records.way_on(program.show_topic(record, topic, context), record, context)
    return event_records.way_on(program.overview(record, context), record, context)


def spoken_verdict(message: str, talk: Talk, context: Context) -> list[Message] | None:
    """A verdict typed instead of tapped, a choice by its number, or ほかには？; None for any other message."""
    said = re.sub(r"[\s。、!！?？]", "", message)
    if talk.program and _RIGHT.fullmatch(said):
        return _feedback({"v": "useful", "p": talk.program}, context)
    if talk.scores and _WRONG.fullmatch(said):
        return _feedback({"v": "wrong", "p": talk.program or ""}, context)
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", said))
    if number and len(talk.offered) > 1:
        place = _PLACES.get(number.group(1) or number.group(2), 0)
        if 0 < place <= len(talk.offered):
            return _show({"p": talk.offered[place - 1]}, context)
    return None


def _feedback(fields: buttons.Data, context: Context) -> list[Message]:
    talk = Talk.recall(context.conversation, context.now)
    known = context.desk.record(fields.get("p", ""))
    verdict = "useful" if fields.get("v") == "useful" else "wrong"
    context.session.add(
        Feedback(
            at=context.now,
            user_key=context.user_key,
            program_id=known.id if known else None,
            topic=",".join(talk.topics)[:40] or None,
            verdict=verdict,
            question_masked=talk.question or None,
        )
    )
    if verdict == "useful":
        return [Text(wording.USEFUL_THANKS, quick=buttons.menu_row())]
    return _other_candidates(fields.get("p"), talk, context)


def _other_candidates(wrong: str | None, talk: Talk, context: Context) -> list[Message]:
    """The next best records of the talk, without the one that was wrong."""
    talk.scores.pop(wrong or "", None)
    talk.program = None
    talk.keep(context.conversation, context.now)
    ids = sorted(talk.scores, key=lambda record: -talk.scores[record])
    records = [record for record in map(context.desk.record, ids) if record and record.kind != "general"]
    quick = (buttons.staff(), buttons.menu())
    if not records:
        return [Text(wording.WRONG_NONE, quick=quick)]
    options = tuple(program.choice(record, context) for record in records[:3])
    return [Choices(wording.WRONG_OFFER, options, quick=quick)]


def _same(fields: buttons.Data, context: Context) -> list[Message]:
    talk = Talk.recall(context.conversation, context.now)
    if talk.mode != staff.MODE or not talk.question:
        return staff.open_ticket(context)
    talk.mode = None
    talk.keep(context.conversation, context.now)
    return staff.store(context, talk, talk.question)


_ACTIONS: dict[str, Callable[[buttons.Data, Context], list[Message]]] = {
    "show": _show,
    "list": lists.from_button,
    "fb": _feedback,
    "staff": lambda fields, context: staff.open_ticket(context, fields.get("p")),
    "same": _same,
    "menu": lambda fields, context: menu.show(context),
    "me": lambda fields, context: audience.choose(fields.get("u", ""), context),
    "data": privacy.from_button,
    "erase": privacy.erase,
    "check": check.from_button,
    "can": eligibility.from_button,
    "ck": eligibility_taps.tapped,
    "ckx": eligibility_taps.steer,
    "dgs": diagnosis.from_button,
    "dg": diagnosis_taps.tapped,
    "dgx": diagnosis_taps.steer,
    "more": persons.from_button,
    "ntc": notices.from_button,
    "ev": event_taps.tapped,
    "wt": watches.from_button,
    "win": deadlines.from_button,
}
