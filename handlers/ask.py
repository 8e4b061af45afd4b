"""A question in somebody's own words: what is asked, which program is meant, and how sure the desk is."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.messages import Choices, Message, Text
from bot.models import UnansweredQuestion
from handlers import buttons, contacts, lists, menu, program, staff, wording
from handlers.choose import (
    AHEAD,
    DIRECTORY,
    DOUBT,
    LEANS,
    LIKELY,
    MAYBE,
    MOVES,
    OVER,
    REPLACED,
    SURE,
    WEAK,
    Decision,
    decide,
)
from handlers.context import Context
from handlers.desk import DESK_WORDS
from handlers.facts import pick
from handlers.standing import standing_of
from handlers.talk import Talk
from knowledge.dialogue import Reading
from knowledge.programs import Program, Record, Topic
from knowledge.search import Hit

BROAD = {Topic.WHAT, Topic.AMOUNT, Topic.CONDITIONS, Topic.APPLY, Topic.CONTENT}  # no fact in particular is asked
SHORT = 22  # characters of a message that is likely to go on with the talk
LISTED = 0.45  # hits above this share of the first make a list where no theme is named
EVERY = 100  # hits looked at: all records, so that the one spoken of before is among them
LONGEST = 1500  # characters of a message that are searched; the whole text stays stored


def text(message: str, context: Context) -> list[Message]:
    """Answer one text message; remembers what was spoken of."""
    talk = Talk.recall(context.conversation, context.now)
    if talk.mode == staff.MODE:
        return staff.take(context, talk, message)
    entry = menu.ENTRIES.get(message.strip())
    if entry:
        return entry(context)
    reading = context.desk.reader.read(message[:LONGEST])
    messages = _guarded(reading, context) or _answered(reading, talk, message, context)
    if _english(message):
        messages = [Text(wording.ENGLISH), *messages]
    return messages


def _guarded(reading: Reading, context: Context) -> list[Message] | None:
    """What is no question for this desk."""
    if reading.instructs:
        return [Text(wording.INSTRUCTS, quick=buttons.menu_row())]
    if reading.small_talk:
        return _small_talk(reading.small_talk, context)
    if reading.unhappy:
        return [Text(wording.UNHAPPY, quick=buttons.menu_row())]
    if reading.staff:
        return staff.open_ticket(context)
    if reading.gibberish:
        return [Text(wording.GIBBERISH, quick=buttons.menu_row())]
    if reading.place:
        return [Text(wording.OTHER_PLACE.format(place=reading.place), quick=buttons.menu_row())]
    return None


def _small_talk(kind: str, context: Context) -> list[Message]:
    return [Text(wording.SMALL_TALK[kind], quick=buttons.small_row())]


def _answered(reading: Reading, talk: Talk, message: str, context: Context) -> list[Message]:
    desk = context.desk
    sought = _sought(reading)
    hits = desk.index.search(sought, limit=EVERY)
    if reading.subject and not _clearly_ours(hits):
        return _not_ours(reading, context)
    leans_back = _leans_back(reading, context, talk)
    named = desk.named(sought)
    if _wants_list(reading, hits, talk, named, context):
        listed = _listed(reading, talk, hits, context)
        if listed:
            _remember(talk, context, message, Decision("between", tuple(h.target for h in hits[:5]), {}), reading)
            return listed
    hits = _without(reading, hits, talk, context)
    if reading.instead_of and not reading.topics:  # AではなくB: what was asked of A is asked of B
        reading = replace(reading, topics=tuple(map(Topic, talk.topics)))
    carry = _carry(reading, hits, talk, leans_back)
    if Topic.CONTACT in reading.topics and not named and (told := _desk_asked(reading, context)):
        return [Text(told, quick=(buttons.staff(), buttons.menu()))]
    carry = _carry(reading, hits, talk, leans_back)
    if Topic.CONTACT in reading.topics and not named:
        desks = contacts.named_in(reading.text, desk)
        if desks:
            return [Text("\n\n".join(contacts.lines(desks)), quick=(buttons.staff(), buttons.menu()))]
    decision = decide(hits, talk.scores if carry else {}, carry, _faded(reading, context), named)
    if leans_back and talk.program and not desk.own_words(reading):
        decision = Decision("sure", (talk.program,), {**decision.scores, talk.program: 1.0})
    if decision.kind == "low":
        return _not_found(reading, message, decision, context, talk)
    records = [record for record in map(desk.record, decision.records) if record]
    before = talk.question if leans_back else ""
    again = records[0].id == talk.program
    _remember(talk, context, message, decision, reading)
    if decision.kind == "between":
        return _choices(records, reading, context, before, decision.confidence >= WEAK)
    near = _near(records[0], records[1:])
    if not named and set(reading.topics) <= BROAD:
        found = {hit.target for hit in hits}
        related = [record for record in map(desk.record, records[0].related) if record and record.id in found]
        near = list(dict.fromkeys([*near, *_near(records[0], related)]))[:2]
    return program.answer(records[0], reading, context, before, near, again)


def _sought(reading: Reading) -> str:
    """The words that say which program is meant: what is not meant and the wish for a phone number are left out."""
    text = reading.text.replace(reading.instead_of, " ") if reading.instead_of else reading.text
    if Topic.CONTACT in reading.topics:
        rest = DESK_WORDS.sub(" ", text)
        text = rest if re.search(r"[一-龥ァ-ヶa-z]{2}", rest) else text
    return text


def _without(reading: Reading, hits: list[Hit], talk: Talk, context: Context) -> list[Hit]:
    """Hits for what the person says is NOT meant count less."""
    if not reading.instead_of:
        return hits
    if not context.desk.own_words(context.desk.reader.read(reading.instead_of)):  # それじゃなくて
        unwanted = {talk.program: 1.0}
    else:
        unwanted = {hit.target: hit.score for hit in context.desk.index.search(reading.instead_of, limit=5)}
    lowered = [replace(hit, score=hit.score * (1 - 0.7 * min(1.0, unwanted.get(hit.target, 0.0)))) for hit in hits]
    return sorted(lowered, key=lambda hit: -hit.score)


def _desk_asked(reading: Reading, context: Context) -> str | None:
    """A desk named in the message, or the city hall's address."""
    desks = contacts.named_in(reading.text, context.desk)
    if desks:
        return "\n\n".join(contacts.lines(desks))
    address = contacts.town_hall(reading.text, context.desk)
    return wording.town_hall(address) if address else None


def _clearly_ours(hits: list[Hit]) -> bool:
    """Our programs cover most of what the message says, whatever else it speaks of."""
    return bool(hits) and hits[0].coverage >= 0.65 and hits[0].confidence >= 0.5


def _carry(reading: Reading, hits: list[Hit], talk: Talk, leans_back: bool) -> float:
    """How much the talk so far counts: a message that fits another program wholly begins a new subject."""
    if reading.instead_of:
        return MOVES
    if reading.also and not leans_back:
        return 0.0
    short = len(reading.text) <= SHORT
    if leans_back and short:
        return LEANS
    spoken = next((hit for hit in hits if hit.target == talk.program), None)
    top = hits[0] if hits else None
    if top and top.reverse >= 0.95 and top.coverage >= 0.6 and (not spoken or spoken.coverage < 0.5 * top.coverage):
        return MOVES
    # The surer the message is by itself, the less the talk before it counts.
    return LEANS - DOUBT * (top.confidence if top else 0.0) + (LIKELY if short else 0.0)


def _faded(reading: Reading, context: Context) -> dict[str, float]:
    """Records that should not win by a hair: directories always, ended programs unless their end is asked for."""
    records = context.desk.knowledge.records.values()
    faded = {record.id: DIRECTORY for record in records if record.kind == "general"}
    if Topic.DIRECTION not in reading.topics:
        ended = [record for record in records if standing_of(record, context).over]
        faded |= {record.id: OVER for record in ended}
        faded |= {record.id: REPLACED for record in ended if isinstance(record, Program) and record.successors}
    return faded


def _leans_back(reading: Reading, context: Context, talk: Talk) -> bool:
    """Whether the message can only be understood with what was said before."""
    if not talk.scores or (reading.also and context.desk.own_words(reading)) or reading.instead_of:
        return False
    return reading.points_back or not context.desk.own_words(reading)


def _wants_list(reading: Reading, hits: list[Hit], talk: Talk, named: str | None, context: Context) -> bool:
    """A list is asked for outright, or what there is is asked and no single program clearly answers."""
    wish = reading.wish
    if wish.state or (wish.asked and not named):
        return True
    if wish.hinted and not talk.program and not context.desk.own_words(reading):
        return True
    clear = len(hits) > 1 and hits[0].confidence >= SURE and hits[1].score < AHEAD * hits[0].score
    return wish.hinted and bool(wish.themes or wish.audiences) and not (named or clear or talk.program)


def _listed(reading: Reading, talk: Talk, hits: list[Hit], context: Context) -> list[Message] | None:
    """A list by state, audience or theme; a bare 全部見せて takes the theme of the talk."""
    wish = reading.wish
    if not (wish.state or wish.audiences or wish.themes) and talk.question:
        wish = context.desk.reader.read(talk.question).wish
    if wish.state == "open":
        return lists.windows(context)
    if not (wish.state or wish.audiences or wish.themes):
        likely = [hit.target for hit in hits if hit.score >= LISTED * hits[0].score and hit.confidence >= MAYBE]
        ids = talk.offered if len(talk.offered) > 1 else likely[:8]
        return lists.offered(ids, context) if len(ids) > 1 else menu.search(context) if wish.hinted else None
    return lists.by_wish(wish, context, [hit.target for hit in hits])


def _not_ours(reading: Reading, context: Context) -> list[Message]:
    return [Text(wording.OTHER_SUBJECT.format(subject=reading.subject), quick=buttons.menu_row())]


def _not_found(reading: Reading, message: str, decision: Decision, context: Context, talk: Talk) -> list[Message]:
    """Says so plainly, keeps the masked question for staff, and offers the ways on."""
    masked = context.desk.mask(message)
    context.session.add(
        UnansweredQuestion(
            asked_at=context.now, question_masked=masked[:2000], reason="low", top_candidates=list(decision.records)
        )
    )
    talk.question = masked[:300]
    talk.keep(context.conversation, context.now)
    return menu.show(context, wording.NOT_FOUND)


def _remember(talk: Talk, context: Context, message: str, decision: Decision, reading: Reading) -> None:
    strongest = sorted(decision.scores.items(), key=lambda item: -item[1])[:10]
    talk.scores = {record: round(score, 4) for record, score in strongest}
    talk.offered = list(decision.records)
    talk.program = decision.records[0] if decision.kind == "sure" and decision.records else talk.program
    talk.topics = [topic.value for topic in reading.topics]
    talk.question = context.desk.mask(message)[:300]
    talk.keep(context.conversation, context.now)


def _choices(
    records: list[Record], reading: Reading, context: Context, before: str, confident: bool
) -> list[Message]:
    """もしかして: up to three records, each with the fact that was asked."""
    options = []
    for record in records:
        facts = pick(context.desk, record, reading, context.today, before).facts
        said = facts and (reading.topics or facts[0].topic is not Topic.WHAT)
        note = facts[0].text if said else record.title
        options.append(program.choice(record, context, program.standing_note(record, context) + note))
    quick = (buttons.staff(), buttons.menu())
    question = wording.MAYBE if confident else wording.MAYBE_WEAK
    return [Choices(question, tuple(options), quick=quick)]


def _near(record: Record, others: list[Record]) -> list[Record]:
    """What else may have been meant; parts of the same program are no alternative."""
    family = {record.id, record.part_of}
    return [other for other in others if other.id not in family and (other.part_of or other.id) not in family]


def _english(message: str) -> bool:
    letters = re.findall(r"[a-zA-Z]", message)
    return len(letters) > 8 and not re.search(r"[ぁ-んァ-ヶ一-龥]", message)
