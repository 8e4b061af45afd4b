"""Answers with several records: by state (new, ended …), by audience, by theme, and the events of the source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bot.messages import Action, Card, Carousel, Choice, Choices, Message, Post, Row, Text
from bot.models_events import EventSession
from handlers import buttons, event_records, labels, wording
from handlers import event_cards as cards
from handlers import events as upcoming
from handlers import wording_events as words_events
from handlers.context import Context
from handlers.standing import standing_of
from knowledge.dialogue import ListWish
from knowledge.programs import EditionStatus, EventStatus, Program, Record, Topic

PLANNED = 2025  # the fiscal year of the plan, 資料№3
PAGE = 10  # cards of one carousel; LINE allows 12
EVENT_KINDS = ("event", "course")
COLLEGE = ("garage", "seminar", "academy")


def by_wish(wish: ListWish, context: Context, order: list[str], page: int = 0) -> list[Message]:
    """A carousel of what fits the wish; `order` (ids, best first) ranks what the message's own words found."""
    records: list[Record] = [p for p in context.desk.knowledge.programs.values() if fits(p, wish)]
    rank = {record_id: place for place, record_id in enumerate(order)}
    records.sort(key=lambda record: (_over(record, context) and not wish.state, rank.get(record.id, len(rank))))
    return carousel(records, heading(wish), context, _more(wish), page)


def fits(record: Program, wish: ListWish) -> bool:
    """Whether a program belongs to what was wished for: the state, and an audience or a theme of it."""
    if wish.state in _STATES and not _STATES[wish.state](record):
        return False
    if wish.rating:
        return any(f"自己評価は{wish.rating}" in fact.text for fact in record.about(Topic.RATING))
    if wish.themes:
        return bool(set(wish.themes) & set(record.themes))
    return not wish.audiences or bool(set(wish.audiences) & set(record.audiences))


def _has(*statuses: EditionStatus) -> Callable[[Program], bool]:
    return lambda record: any(edition.status in statuses for edition in record.editions)


_STATES: dict[str | None, Callable[[Program], bool]] = {
    "new": _has(EditionStatus.NEW),
    "ended": _has(EditionStatus.ABOLISHED, EditionStatus.LAST_YEAR),
    "expanded": _has(EditionStatus.EXPANDED),
    "continued": lambda record: any(
        edition.status is EditionStatus.CONTINUES and edition.fiscal_year == PLANNED for edition in record.editions
    ),
    "open": lambda record: any(edition.windows for edition in record.editions),
    "events": lambda record: record.kind in EVENT_KINDS or bool(record.events),
}


def heading(wish: ListWish) -> str:
    """What the list shows, in words."""
    if wish.rating:
        return wording.LIST_RATED.format(rating=wish.rating)
    if wish.state:
        return wording.LIST_KINDS[wish.state]
    named = [labels.THEMES[theme] for theme in wish.themes] or [labels.AUDIENCES.get(a, "") for a in wish.audiences]
    return wording.LIST_FOR.format(what="・".join(filter(None, named[:3]))) if any(named) else wording.LIST_KINDS["all"]


def carousel(records: Sequence[Record], what: str, context: Context, more: str, page: int = 0) -> list[Message]:
    """A short text that counts, then the cards of one page."""
    if not records:
        return [Text(wording.NOT_FOUND, quick=buttons.menu_row())]
    shown = records[page * PAGE : (page + 1) * PAGE] or records[:PAGE]
    left = len(records) - (page + 1) * PAGE
    text = wording.LIST_HEAD.format(what=what, n=len(records))
    if left > 0:
        text += "\n" + wording.LIST_MORE.format(n=left)
    quick = (Post(wording.MORE, f"{more}&n={page + 1}", wording.MORE),) if left > 0 else ()
    cards = tuple(small_card(record, context) for record in shown)
    return [Text(text), Carousel(what, cards, quick=(*quick, buttons.staff(), buttons.menu()))]


def small_card(record: Record, context: Context, ways: tuple[Action, ...] = ()) -> Card:
    """What it is and where it stands, with the way to the rest and other `ways`."""
    standing = standing_of(record, context)
    line = (Row("いま", standing.line),) if standing.line else ()
    return Card(
        headline=record.name,
        title=record.name,
        subtitle=record.title,
        badge=standing.badge,
        tone=standing.tone,
        rows=(Row("内容", record.summary), *line),
        buttons=(buttons.show(wording.SHOW, record), *ways),
    )


def _more(wish: ListWish) -> str:
    audiences, themes = ",".join(wish.audiences), ",".join(wish.themes)
    return buttons.data("list", s=wish.state or "", r=wish.rating or "", u=audiences, th=themes)


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """The next page of a list, or a list chosen in the menu."""
    wish = ListWish(
        state=fields.get("s") or None,
        rating=fields.get("r") or None,
        audiences=tuple(filter(None, fields.get("u", "").split(","))),
        themes=tuple(filter(None, fields.get("th", "").split(","))),
    )
    page = int(fields["n"]) if fields.get("n", "").isdecimal() else 0
    return by_wish(wish, context, [], page)


def offered(ids: list[str], context: Context) -> list[Message]:
    """The records the talk was about, as cards."""
    records = [record for record in map(context.desk.record, ids) if record]
    return carousel(records, wording.LIST_KINDS["all"], context, buttons.data("menu"))


def events(context: Context) -> list[Message]:
    """The sessions ahead, what the source says of recurring and coming events, then the programs that hold some."""
    sessions = upcoming.ahead(context)
    if sessions:
        return [*upcoming.carousel(sessions, context, upcoming.head(sessions)), _college(context, sessions)]
    records = context.desk.knowledge.records
    parts = [records[name] for name in COLLEGE if name in records]
    ahead = _ahead(context)
    college = [Choice(part.name, part.title, buttons.show(wording.SHOW, part)) for part in parts]
    head = Text(wording.EVENTS_COMING if ahead else wording.EVENTS_NONE)
    return [
        head,
        Choices(wording.LIST_KINDS["events"], tuple([*ahead[:6], *college][:10])),
        *by_wish(ListWish(state="events"), context, [])[1:],
    ]


def coming(context: Context) -> list[Message]:
    """Only what lies ahead, the nearest day first; without any, where the next days will be told."""
    sessions = upcoming.ahead(context)
    if sessions:
        return [*upcoming.carousel(sessions, context, upcoming.head(sessions)), _college(context, sessions)]
    records = context.desk.knowledge.records
    parts = [records[name] for name in COLLEGE if name in records]
    college = [Choice(part.name, part.title, buttons.show(wording.SHOW, part)) for part in parts]
    ahead = _ahead(context)[:10]
    quick = (buttons.staff(), buttons.menu())
    if ahead:
        return [Choices(wording.COMING, tuple(ahead)), Choices(wording.COMING_COLLEGE, tuple(college), quick=quick)]
    return [Text(wording.COMING_NONE), Choices(wording.COMING_COLLEGE, tuple(college), quick=quick)]


def _college(context: Context, sessions: Sequence[EventSession]) -> Choices:
    """Below the sessions: what the source knows of beside them, the places to learn, and the way to the programs."""
    records = context.desk.knowledge.records
    college = [
        Choice(records[name].name, records[name].title, buttons.show(wording.SHOW, records[name]))
        for name in COLLEGE
        if name in records
    ]
    past = Post(words_events.SEE_PAST, buttons.data("list", s="events"), words_events.SEE_PAST)
    others = _ahead(context, event_records.told(sessions, context))[:6]
    return Choices(words_events.BESIDE, tuple([*others, *college]), quick=(past, *cards.ways()))


def _ahead(context: Context, told: Collection[tuple[str | None, str]] = ()) -> list[Choice]:
    """Each event that still has a day ahead, with its next day, the nearest first; none that was told already."""
    found = [
        (next(day for day in sorted(event.dates) if day >= context.today), event, record)
        for record in context.desk.knowledge.records.values()
        for event in record.events
        if event.dates and max(event.dates) >= context.today and event.status is not EventStatus.CANCELLED
    ]
    return [
        Choice(event.name, wording.event_day(day, record.title, event.note), buttons.show(wording.SHOW, record))
        for day, event, record in sorted(found, key=lambda one: one[0])
        if (record.id, day.isoformat()) not in told
    ]


def _over(record: Record, context: Context) -> bool:
    return standing_of(record, context).over
