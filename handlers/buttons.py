"""Data behind buttons: short, readable, without anything about the person; and the buttons every answer ends with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from bot.announcements.choices import OPEN
from bot.messages import Action, Post, Say
from handlers import labels, wording
from handlers import wording_watch as words_watch
from handlers.context import Context
from knowledge.programs import Program, Record, Topic
from knowledge.status import status_on
from knowledge.windows import GONE

Data = dict[str, str]


@lru_cache(maxsize=2048)  # every answer carries eight of them, and there are not many more
def data(action: str, **fields: str | int) -> str:
    """`show`, p="1-1-4" → "a=show&p=1-1-4"."""
    return urlencode({"a": action, **fields})


def read(text: str) -> Data:
    """What a button carried; an unreadable one gives an empty dict."""
    return dict(parse_qsl(text[:300]))


def show(label: str, record: Record, topic: Topic | None = None) -> Post:
    """Shows a record, or one topic of it."""
    fields: Data = {"p": record.id}
    said = record.title
    if topic:
        fields["t"] = topic.value
        said = f"{record.title}：{labels.TOPICS[topic]}"
    return Post(label, data("show", **fields), said)


def after_answer(record: Record, asked: list[Topic], context: Context) -> tuple[Action, ...]:
    """The way on after an answer: the other topics, the watch, feedback, staff, menu; eleven at most of LINE's 13."""
    topics = [show(label, record, topic) for label, topic in wording.BUTTONS if topic not in asked]
    return (
        *((check(record),) if can_check(record) else ()),
        *topics,
        *watch(record, context),
        staff(record),
        Post(wording.USEFUL, data("fb", v="useful", p=record.id), wording.USEFUL),
        Post(wording.WRONG, data("fb", v="wrong", p=record.id), wording.WRONG),
        menu(),
    )


def watch(record: Record, context: Context) -> tuple[Post, ...]:
    """見守る or 見守りをやめる; of a program that is over, its successor. None in a group."""
    program = watchable(record, context)
    if program is None or context.alone is None:
        return ()
    if program.id in context.watching:
        return (unwatch(program),)
    other = program is not context.desk.knowledge.program_of(record)
    label = words_watch.WATCH_NEXT if other else words_watch.WATCH
    return (Post(label, data("wt", v="on", p=program.id), words_watch.SAY_WATCH.format(title=program.title)),)


def unwatch(program: Record) -> Post:
    """Ends a watch."""
    data_ = data("wt", v="off", p=program.id)
    return Post(words_watch.UNWATCH, data_, words_watch.SAY_UNWATCH.format(title=program.title))


def watches() -> Post:
    """The list of what one watches."""
    return Post(words_watch.LIST, data("wt", v="list"), words_watch.LIST)


def watchable(record: Record, context: Context) -> Program | None:
    """The program whose news somebody may wait for: its own, or of a program that is over what has taken its place."""
    known = context.desk.knowledge
    program: Record | None = known.program_of(record)
    for _ in known.programs:
        if not isinstance(program, Program) or status_on(program, context.today).standing not in GONE:
            break
        code = next(iter(program.successors), program.merged_into)
        program = known.records.get(code) if code else None
    return program if isinstance(program, Program) else None


def can_check(record: Record) -> bool:
    """Whether there are questions that tell who can use it."""
    return isinstance(record, Program) and record.rules is not None and bool(record.rules.questions())


def check(record: Record) -> Post:
    """Begins to find out whether the person can use the program."""
    return Post(wording.MENU_CHECK, data("can", p=record.id), f"{record.title}：{wording.MENU_CHECK}")


def diagnose() -> Post:
    """Begins 使える制度診断."""
    return Post(wording.DIAGNOSE, data("dgs"), wording.DIAGNOSE)


def staff(record: Record | None = None) -> Post:
    """Leaves a question for staff."""
    return Post(wording.ASK_STAFF, data("staff", **({"p": record.id} if record else {})), wording.ASK_STAFF)


def notices() -> Post:
    """Opens お知らせの設定, as below every announcement."""
    return Post(wording.NOTICES, OPEN, wording.NOTICES)


def menu() -> Say:
    """Back to the menu."""
    return Say(wording.MENU, wording.MENU)


def small_row() -> tuple[Action, ...]:
    """The way on after small talk: no program is pushed on anybody."""
    return (Say(wording.MENU, wording.MENU), *(Say(n, n) for n in (wording.MENU_SEARCH, wording.MENU_EVENTS)), staff())


def audiences(ordered: Iterable[tuple[str, str]]) -> tuple[Action, ...]:
    """Whom it is for, as quick replies."""
    return tuple(Post(label, data("list", u=code), label) for code, label in ordered)


def menu_row() -> tuple[Action, ...]:
    """The text menu as quick replies."""
    return tuple(Say(label, label) for label, _ in wording.MENU_CHOICES)
