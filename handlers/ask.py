"""A question in somebody's own words: from what is no question for this desk to the answer, and what is remembered."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.messages import Choices, Message, Text
from bot.models import UnansweredQuestion
from handlers import (
    audience,
    buttons,
    check,
    contacts,
    diagnosis_heard,
    eligibility,
    eligibility_promise,
    entries,
    event_heard,
    event_records,
    meant,
    menu,
    not_done,
    notices_heard,
    outside,
    privacy,
    program,
    staff,
    taps,
    watch_heard,
    wishes,
    wording,
)
from handlers.choose import AHEAD, WEAK, Decision
from handlers.context import Context
from handlers.facts import pick
from handlers.meant import Meant
from handlers.talk import Talk
from knowledge.dialogue import Reading
from knowledge.programs import Program, Record, Topic

BROAD = {Topic.WHAT, Topic.AMOUNT, Topic.CONDITIONS, Topic.APPLY, Topic.CONTENT}  # no fact in particular is asked
SPOKEN = (  # what a text may be before it is searched for; the first that takes it answers
    privacy.spoken, watch_heard.spoken, event_heard.asked, eligibility_promise.spoken, diagnosis_heard.spoken,
    eligibility.spoken, event_heard.spoken, audience.spoken, taps.spoken_verdict, not_done.spoken,
)  # fmt: skip
LONGEST = 1500  # characters of a message that are searched; the whole text stays stored


def text(message: str, context: Context) -> list[Message]:
    """Answer one text message; remembers what was spoken of."""
    talk = Talk.recall(context.conversation, context.now)
    entry = entries.find(message)
    if entry:
        staff.leave(context, talk)
        return entry(context)
    if context.desk.reader.in_need(message[:LONGEST]):
        return [Text(wording.IN_NEED, quick=(buttons.staff(), buttons.menu()))]
    told_at_once = event_heard.at_once(message, talk, context) or notices_heard.spoken(message, talk, context)
    if told_at_once:
        return told_at_once
    if talk.mode == staff.MODE:
        return staff.take(context, talk, message)
    for spoken in SPOKEN:
        told = spoken(message, talk, context)
        if told:
            return _with_english(told) if _english(message) else told
    reading = context.desk.read(message[:LONGEST])
    finds_out = check.waits(talk, context) or eligibility.wishes_it(message)
    messages = _no_question(reading, context)
    if not messages:
        messages = _answered(reading, talk, message, context)
        messages = eligibility.after_answer(messages, context, message) if finds_out else messages
    return _with_english(messages) if _english(message) else messages


def _no_question(reading: Reading, context: Context) -> list[Message] | None:
    """What is no question for this desk."""
    if reading.small_talk and not reading.instructs:
        return [Text(wording.SMALL_TALK[reading.small_talk], quick=buttons.small_row())]
    if reading.staff and not reading.instructs and not reading.unhappy:
        return staff.open_ticket(context)
    said = None
    if reading.instructs:
        said = wording.INSTRUCTS
    elif reading.unhappy:
        said = wording.UNHAPPY
    elif reading.gibberish:
        said = wording.GIBBERISH
    elif reading.place and not reading.outside:
        said = wording.OTHER_PLACE.format(place=reading.place)
    return [Text(said, quick=buttons.menu_row())] if said else None


def _answered(reading: Reading, talk: Talk, message: str, context: Context) -> list[Message]:
    found = meant.weigh(reading, talk, context)
    if reading.subject and not (found.clearly_ours and found.names_a_thing):
        return [Text(wording.OTHER_SUBJECT.format(subject=reading.subject), quick=buttons.menu_row())]
    elsewhere = outside.told(found, context)
    if elsewhere:
        return elsewhere
    listed = wishes.listed(found, talk, context)
    if listed:
        _remember(talk, context, message, Decision("between", tuple(h.target for h in found.hits[:5]), {}), found)
        return listed
    told = None if found.named else _desk_asked(found.reading, context)
    if told:
        return [replace(told, quick=(buttons.staff(), buttons.menu()))]
    asks = found.reading.topics or not context.desk.says_more(found.reading)
    if asks and not (found.own_words or talk.program or talk.offered):
        audiences = buttons.audiences(audience.ordered(context))
        check.listen(found.reading, talk, context)
        return [Text(wording.WHICH, quick=(*audiences, buttons.staff(), buttons.menu()))]
    decision = meant.decision(found, talk, context)
    if decision.confidence < WEAK:
        _keep_unanswered(message, decision, context)
    unsure = decision.confidence < WEAK or (decision.kind == "between" and wishes.only_a_theme(found))
    themed = wishes.of_theme(found, context) if unsure else None
    if themed:
        _remember(talk, context, message, decision, found)
        return themed
    if decision.kind == "low":
        talk.question = context.desk.mask(message)[:300]
        talk.keep(context.conversation, context.now)
        return menu.show(context, wording.NOT_FOUND)
    before, spoken_of = talk.question if found.leans_back else "", talk.program
    _remember(talk, context, message, decision, found)
    if decision.kind == "between":
        return _choices(decision, found.reading, context, before)
    return _sure(decision, found, context, before, spoken_of)


def _sure(decision: Decision, found: Meant, context: Context, before: str, spoken_of: str | None) -> list[Message]:
    record, *others = _records(decision.records, context)
    near = _near(record, others, context)
    if not found.named and set(found.reading.topics) <= BROAD:
        known = {hit.target for hit in found.hits}
        related = _records(tuple(code for code in record.related if code in known), context)
        near = list(dict.fromkeys([*near, *_near(record, related, context)]))
    elif not set(found.reading.topics) <= BROAD:
        near = [other for other in near if decision.scores[other.id] >= AHEAD * decision.scores[record.id]]
    near = near[:2]
    messages = program.answer(record, found.reading, context, before, near, again=record.id == spoken_of)
    return event_records.beside(messages, record, found.reading, context)


def _choices(decision: Decision, reading: Reading, context: Context, before: str) -> list[Message]:
    """もしかして: up to three records, each with the fact that was asked."""
    options = []
    for record in _records(decision.records, context):
        facts = pick(context.desk, record, reading, context.today, before).facts
        said = facts and (reading.topics or facts[0].topic is not Topic.WHAT)
        note = facts[0].text if said else record.title
        options.append(program.choice(record, context, program.standing_note(record, context) + note))
    question = wording.MAYBE if decision.confidence >= WEAK else wording.MAYBE_WEAK
    return [Choices(question, tuple(options), quick=(buttons.staff(), buttons.menu()))]


def _desk_asked(reading: Reading, context: Context) -> Message | None:
    """A desk named in the message, or the city hall's address."""
    if Topic.CONTACT not in reading.topics:
        return None
    desks = contacts.named_in(reading.text, context.desk)
    if desks:
        return contacts.shown(desks, context)
    address = contacts.town_hall(reading.text, context.desk)
    if address:
        return Text(wording.town_hall(address))
    return Text(wording.NO_HALL_NUMBER) if contacts.rings_town_hall(reading.text) else None


def _keep_unanswered(message: str, decision: Decision, context: Context) -> None:
    """The masked question, for staff to learn from."""
    masked = context.desk.mask(message)[:2000]
    candidates = list(decision.records)
    context.session.add(
        UnansweredQuestion(
            asked_at=context.now, question_masked=masked, reason=decision.kind, top_candidates=candidates
        )
    )


def _remember(talk: Talk, context: Context, message: str, decision: Decision, found: Meant) -> None:
    strongest = sorted(decision.scores.items(), key=lambda item: -item[1])[:10]
    talk.scores = {record: round(score, 4) for record, score in strongest}
    talk.offered = list(decision.records)
    talk.program = decision.records[0] if decision.kind == "sure" else talk.program
    talk.topics = [topic.value for topic in found.reading.topics]
    talk.question = context.desk.mask(message)[:300]
    talk.keep(context.conversation, context.now)


def _records(ids: tuple[str, ...], context: Context) -> list[Record]:
    return [record for record in map(context.desk.record, ids) if record]


def _near(record: Record, others: list[Record], context: Context) -> list[Record]:
    """What else may have been meant: no parts of the same program, and nothing this program has replaced."""
    family = {record.id, record.part_of}
    replaced = set(record.predecessors) if isinstance(record, Program) else set()
    ended = {program.id for program in context.desk.over(context.today)}
    return [
        other
        for other in others
        if other.id not in family and (other.part_of or other.id) not in family and other.id not in replaced & ended
    ]


def _with_english(messages: list[Message]) -> list[Message]:
    """A line of English first; inside the first text, so that the answer stays three messages long."""
    first, *others = messages
    if isinstance(first, Text):
        return [Text(f"{wording.ENGLISH}\n\n{first.text}", quick=first.quick), *others]
    return [Text(wording.ENGLISH), *messages]


def _english(message: str) -> bool:
    letters = re.findall(r"[a-zA-Z]", message)
    return len(letters) > 8 and not re.search(r"[ぁ-んァ-ヶ一-龥]", message)
