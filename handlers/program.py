"""An answer about one record: the asked fact first, then the card with name, standing, source and the way on."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from bot.messages import Action, Card, Choice, Choices, Message, Row, Text
from handlers import buttons, contacts, labels, office_windows, sums, wording, wording_standing
from handlers.context import Context
from handlers.facts import Picked, asked_topics, pick
from handlers.standing import StandingWords, standing_of
from knowledge.calendar import days_in, wareki
from knowledge.dialogue import MONEY, Reading
from knowledge.programs import Contact, EventStatus, Fact, Program, Record, Topic

ROW_TOPICS = (
    (Topic.WHO, (Topic.WHO,)),
    (Topic.AMOUNT, (Topic.AMOUNT, Topic.CAP, Topic.RATE)),
    (Topic.COSTS, (Topic.COSTS,)),
    (Topic.DATE, (Topic.DATE,)),
    (Topic.WINDOW, (Topic.WINDOW,)),
)
ROW_FACTS = 2
MOST = 3  # messages of one answer
SHORTEST_NAME = 6
_ENDING = re.compile(r"(開催等?|実施等?|推進)?事業(費補助金)?$|補助金$")
_ADDRESS = re.compile(r"\d{2}-\d{4}|@|https?:")  # already told with the desk it belongs to
# Conflicts on these change what a citizen does; those on results or numbering are told only when asked for.
MATTERS = {
    Topic.AMOUNT, Topic.CAP, Topic.RATE, Topic.COSTS, Topic.WHO, Topic.CONDITIONS, Topic.LIMIT, Topic.WINDOW,
    Topic.DIRECTION, Topic.DATE,
}  # fmt: skip


def answer(
    record: Record, reading: Reading, context: Context, before: str, near: list[Record], again: bool = False
) -> list[Message]:
    """At most three messages: what was asked, the card, and what else may have been meant.

    A second question on the same program (`again`) that the facts answer needs no second card.
    """
    picked = pick(context.desk, record, reading, context.today, before)
    asked = asked_topics(reading, record)
    standing = standing_of(record, context)
    told_sum = sums.line(record, reading, before, context)
    said = _said(record, picked, asked, standing, context, reading.past, told_sum)
    desks = _desks(record, asked, context)
    if desks:
        messages = _with_desks(desks, record, picked, asked, standing, context)
        near = near if len(messages) < MOST else []
    elif again and not near and picked.facts and _asked_for(picked.facts[0], asked):
        return [Text(_with_source(said, record, picked, context), quick=buttons.after_answer(record, asked, context))]
    else:
        messages = [Text(said), card(record, standing, context, said=picked.facts)]
    if near:
        messages.append(Choices(wording.NEAR, tuple(choice(other, context) for other in near)))
    quick = buttons.after_answer(record, asked, context)
    return [*messages[:-1], replace(messages[-1], quick=quick)]


def _asked_for(fact: Fact, asked: list[Topic]) -> bool:
    return fact.topic in asked or (fact.topic in MONEY and bool(set(asked) & set(MONEY)))


def show_topic(record: Record, topic: Topic, context: Context) -> list[Message]:
    """A tapped button: all that is stated on one topic."""
    facts = record.about(*(MONEY if topic in MONEY else (topic,)))
    if topic is Topic.WHO:  # who may use it also depends on these
        facts += record.about(Topic.CONDITIONS)
    silent = () if facts else (topic,)
    standing = standing_of(record, context)
    if not facts and topic is Topic.WINDOW:
        facts = record.about(Topic.DATE, Topic.DIRECTION)[:2]
    picked = Picked(facts[:4], silent)
    said, quick = _said(record, picked, [topic], standing, context), buttons.after_answer(record, [topic], context)
    desks = _desks(record, [topic], context)
    if desks:
        messages = _with_desks(desks, record, picked, [topic], standing, context)
        return [*messages[:-1], replace(messages[-1], quick=quick)]
    return [Text(_with_source(said, record, picked, context), quick=quick)]


def overview(record: Record, context: Context) -> list[Message]:
    """A tapped name: what it is, then the card."""
    standing = standing_of(record, context)
    facts = record.about(Topic.WHAT)[:1] or record.facts[:1]
    text = _said(record, Picked(facts, ()), [Topic.WHAT], standing, context)
    shown = card(record, standing, context, said=facts)
    return [Text(text), replace(shown, quick=buttons.after_answer(record, [Topic.WHAT], context))]


def card(record: Record, standing: StandingWords, context: Context, said: tuple[Fact, ...] = ()) -> Card:
    """The record's card: official name, standing, the main facts not already said, source and day."""
    told = any(fact.topic is Topic.WHAT for fact in said)
    rows = [] if told else [Row(labels.TOPICS[Topic.WHAT], record.summary)]
    if standing.line and standing.line != standing.first:
        rows.append(Row("いま", standing.line))
    for label, topics in ROW_TOPICS:
        stated = [fact.text for fact in record.about(*topics) if fact not in said][:ROW_FACTS]
        confirmed = office_windows.beside_standing(record, context) if label is Topic.WINDOW else []
        if confirmed or stated:
            rows.append(Row(labels.TOPICS[label], "\n".join([*confirmed, *stated])))
    return Card(
        headline=wording.headline(record.title, _point(record, standing, said), standing.badge),
        title=record.name,
        subtitle=record.title,
        badge=standing.badge,
        tone=standing.tone,
        rows=tuple(rows),
        doubts=tuple(Row(wording.DOUBT, one.text) for one in record.conflicts if set(one.topics) & MATTERS)[:1],
        buttons=_card_buttons(record, context),
        footer=sources(context, (*said, *record.about(Topic.WHAT))),
    )


def choice(record: Record, context: Context, note: str | None = None) -> Choice:
    """One of several records to choose from, by its official name."""
    told = note or standing_note(record, context) + record.title
    return Choice(record.name, told, buttons.show(wording.SHOW, record))


def standing_note(record: Record, context: Context) -> str:
    """What must be said before anything else, short enough for a line of choices; empty when there is nothing."""
    standing = standing_of(record, context)
    if not standing.over or not isinstance(record, Program):
        return ""
    names = [context.desk.knowledge.records[code].name for code in record.successors]
    return f"【{standing.badge}】" + (wording_standing.successor(names) + "\n" if names else "")


def sources(context: Context, facts: tuple[Fact, ...]) -> str:
    """Source parts of these facts and the latest day they speak of."""
    knowledge = context.desk.knowledge
    titles = list(dict.fromkeys(knowledge.sources[fact.source.part].title for fact in facts[:3]))
    day = max((knowledge.as_of(fact) for fact in facts[:3]), default=dt.date(2025, 3, 10))
    return wording.source_line(titles, day)


def _desks(record: Record, asked: list[Topic], context: Context) -> tuple[Contact, ...]:
    """The desks to show when whom to ask is asked; the directory names them in its facts."""
    directory = record.kind == "general" and record.part_of is None
    return () if directory or Topic.CONTACT not in asked else contacts.of_record(record, context)


def _with_desks(
    desks: tuple[Contact, ...],
    record: Record,
    picked: Picked,
    asked: list[Topic],
    standing: StandingWords,
    context: Context,
) -> list[Message]:
    """What must be said first, then the desks, then the record's card with what else fits the question."""
    before: list[Message] = [Text(standing.first)] if standing.first else []
    rest = _lines(record, picked, asked, standing, context)
    shown = card(record, standing, context, said=picked.facts)
    also = (Row(wording.ALSO, "\n\n".join(dict.fromkeys(rest))),) if rest else ()
    return [*before, contacts.shown(desks, context, about=record), replace(shown, rows=(*also, *shown.rows))]


def _point(record: Record, standing: StandingWords, said: tuple[Fact, ...]) -> str | None:
    """The record's upper limit, where money was spoken of or nothing in particular, and only where it has just one."""
    spoken_of = {fact.topic for fact in said[:1]}
    sums = [value.yen for fact in record.about(Topic.CAP, Topic.AMOUNT) for value in fact.values]
    if standing.over or not spoken_of <= {*MONEY, Topic.WHAT} or len(sums) != 1 or sums[0] is None:
        return None
    return wording.point(sums[0]) if record.about(Topic.CAP) else None


def _said(
    record: Record,
    picked: Picked,
    asked: list[Topic],
    standing: StandingWords,
    context: Context,
    past: bool = False,
    told_sum: str | None = None,
) -> str:
    lines = _lines(record, picked, asked, standing, context, past)
    before = 0  # lines that go before the sum
    if standing.first:
        before = len(_confirmed(record, asked, context)) if standing.office else 0
        lines.insert(before, standing.first)
        before += 1
    elif _names_another(lines, record, context):
        lines.insert(0, f"【{record.name}】")
        before = 1
    lines[before:before] = [told_sum] if told_sum else []
    return "\n\n".join(dict.fromkeys(lines))


def _lines(
    record: Record,
    picked: Picked,
    asked: list[Topic],
    standing: StandingWords,
    context: Context,
    past: bool = False,
) -> list[str]:
    """The sentences that answer, without what its standing makes us say first."""
    once = standing.over and len(picked.facts) > 1  # its end is said first, and once
    facts = [fact.text for fact in picked.facts if not (once and fact.topic is Topic.DIRECTION)]
    if _desks(record, asked, context):
        facts = [text for text in facts if not _ADDRESS.search(text)]
    confirmed = _confirmed(record, asked, context)
    facts = [*confirmed, *facts]
    unsaid = [topic for topic in picked.silent if not (confirmed and topic is Topic.WINDOW)]
    silent = [wording.not_stated(topic) for topic in unsaid]
    lines = [*silent, *facts] if unsaid and set(unsaid) >= set(asked) else [*facts, *silent]
    if Topic.DATE in asked and not past:
        ahead = _next_day(record, context, "\n".join(lines))
        lines = [ahead, *lines] if ahead else [*lines, *_all_over(lines, context)]
    return lines + [conflict.text for conflict in record.conflicts if set(conflict.topics) & set(asked)][:1]


def _confirmed(record: Record, asked: list[Topic], context: Context) -> list[str]:
    """What the office has confirmed, where it is asked until when one may apply."""
    return office_windows.lines(record, context) if Topic.WINDOW in asked else []


def _next_day(record: Record, context: Context, said: str) -> str | None:
    """The next day of the record's events, where the source knows one that is not said yet."""
    ahead = [
        (day, event)
        for event in record.events
        for day in event.dates
        if day >= context.today and event.status is not EventStatus.CANCELLED
    ]
    if not ahead:
        return None
    day, event = min(ahead, key=lambda pair: pair[0])
    return None if wareki(day) in said else wording.next_day(day, event.name, event.note)


def _all_over(lines: list[str], context: Context) -> list[str]:
    """Says so when every day just told lies in the past."""
    days = days_in("\n".join(lines))
    return [wording.PAST_DAYS] if days and max(days) < context.today else []


def _with_source(text: str, record: Record, picked: Picked, context: Context) -> str:
    facts = picked.facts or record.about(Topic.WHAT)[:1] or record.facts[:1]  # silence has a source too
    return f"{text}\n\n{wording.named_source(record.name, sources(context, facts))}"


def _names_another(lines: list[str], record: Record, context: Context) -> bool:
    """Whether a reader could take another program's name, also said in short, for the one spoken of."""
    own = {record.name, *record.variants}
    text = "\n".join(lines)
    names = (name for other in context.desk.knowledge.records.values() for name in (other.name, *other.variants))
    return any(name in text or _short(name) in text for name in names if name not in own)


def _short(name: str) -> str:
    """企業ネットワークセミナー開催事業 → 企業ネットワークセミナー; what is left too short stays the whole name."""
    stem = _ENDING.sub("", name)
    return stem if len(stem) > SHORTEST_NAME else name


def _card_buttons(record: Record, context: Context) -> tuple[Action, ...]:
    """Where the program lives on: its successors, or the program it was merged into."""
    if not isinstance(record, Program):
        return ()
    codes = record.successors or ((record.merged_into,) if record.merged_into else ())
    followers = [context.desk.knowledge.records[code] for code in codes]
    label = wording.SEE_SUCCESSOR if record.successors else wording.SEE_MERGED
    return (
        *(buttons.show(label, other) for other in followers[:2]),
        *((buttons.check(record),) if buttons.can_check(record) else ()),
    )
