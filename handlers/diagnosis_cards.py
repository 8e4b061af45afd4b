"""What 使える制度診断 shows: one question with its buttons, and the programs by what may become of them."""

from __future__ import annotations

from bot.messages import Action, Card, Choice, Choices, Message, PickDate, Post, Row
from handlers import buttons, labels, wording_check
from handlers import diagnosis_state as state
from handlers import wording_diagnosis as words
from handlers.context import Context
from handlers.diagnosis_state import Diagnosis
from handlers.standing import standing_of
from knowledge.calendar import both
from knowledge.diagnosing import GROUPS, UNDECIDED, Group, Line, sorted_programs, themes_for
from knowledge.rule_data import Question

ANSWER = "dg"  # the action of buttons that answer a step
CONTROL = "dgx"  # the action of 戻る, やめる, the pages of the result and the way into a program
THEMES = 8
PAGE = 10  # lines of one page
REASON = 90  # characters of a reason in a line: ten lines fit into one bubble
FEW = 20  # a number that can hardly be higher gets buttons for the first four


def question(one: Diagnosis, context: Context, themes_page: int = 0) -> list[Message]:
    """The step on the screen."""
    if one.asking == state.WHO:
        return [_who(one, context)]
    if one.asking == state.THEME:
        return [_theme(one, context, themes_page)]
    return [_catalogue(one, context)]


def control(label: str, what: str, **more: str | int) -> Post:
    """A button that steers the diagnosis."""
    return Post(label, buttons.data(CONTROL, o=what, **more), label)


def _answer(label: str, key: str, value: str, said: str | None = None) -> Post:
    return Post(label, buttons.data(ANSWER, k=key, v=value), said or label)


def _controls(one: Diagnosis, unknown: bool = True) -> tuple[Action, ...]:
    """Below every step."""
    back = (control(words.BACK, "back"),) if one.order else ()
    unsure = (_answer(words.UNKNOWN, str(one.asking), "u"),) if unknown else ()
    return (*back, *unsure, control(words.STOP, "stop"), control(words.AGAIN, "again"))


def _headline(one: Diagnosis, context: Context, ask: str) -> str:
    n, total = state.place(one, context.desk, context.today)
    return words.HEADLINE.format(n=n, total=total, ask=ask)


def _who(one: Diagnosis, context: Context) -> Choices:
    options = tuple(
        Choice(label, words.WHO_NOTE.get(code, ""), _answer(label, state.WHO, code))
        for code, label in labels.PERSONS.items()
    )
    return Choices(_headline(one, context, words.WHO), options, quick=_controls(one))


def _theme(one: Diagnosis, context: Context, page: int) -> Choices:
    """Eight themes at a time, and that nothing is settled yet."""
    found = themes_for(context.desk.knowledge.programs.values(), one.who or "")
    shown = found[page * THEMES : (page + 1) * THEMES] or found[:THEMES]
    options = [Choice(labels.THEMES[code], "", _answer(labels.THEMES[code], state.THEME, code)) for code in shown]
    open_ = Choice(words.UNDECIDED, words.UNDECIDED_NOTE, _answer(words.UNDECIDED, state.THEME, UNDECIDED))
    more: tuple[Action, ...] = ()
    if len(found) > THEMES:
        last = (page + 1) * THEMES >= len(found)
        label = words.FIRST_THEMES if last else words.MORE_THEMES
        more = (control(label, "themes", n=0 if last else page + 1),)
    asked = _headline(one, context, words.THEME)
    return Choices(asked, (*options, open_), quick=(*more, *_controls(one)))


def _catalogue(one: Diagnosis, context: Context) -> Card:
    asked = context.desk.knowledge.questions[str(one.asking)]
    n, total = state.place(one, context.desk, context.today)
    ways, example = _ways(asked, context)
    return Card(
        headline=words.HEADLINE.format(n=n, total=total, ask=asked.ask),
        title=asked.ask,
        badge=words.BADGE.format(n=n, total=total),
        subtitle=asked.help,
        notes=(example,) if example else (),
        buttons=ways,
        footer=words.FOOTER.format(why=asked.why),
        quick=_controls(one, unknown=False),
    )


def _ways(asked: Question, context: Context) -> tuple[tuple[Action, ...], str | None]:
    """The buttons that answer, and an example of what may be typed."""
    unknown = _answer(words.UNKNOWN, asked.key, "u")
    if asked.type == "yes_no":
        yes, no = (_answer(wording_check.YES, asked.key, "y"), _answer(wording_check.NO, asked.key, "n"))
        return (yes, no, unknown), None
    if asked.type == "choice":
        return (*(_answer(one.label, asked.key, one.value) for one in asked.choices), unknown), None
    if asked.type == "date":
        pick = PickDate(
            wording_check.PICK_DAY, buttons.data(ANSWER, k=asked.key), initial=context.today.isoformat()
        )
        return (pick, unknown), wording_check.EXAMPLES["date"]
    example = wording_check.EXAMPLES.get(asked.unit or "") or wording_check.EXAMPLES.get(asked.type)
    few = asked.type == "integer" and asked.most is not None and asked.most <= FEW
    numbers = [_answer(f"{n}{asked.unit or ''}", asked.key, str(n)) for n in range(4)] if few else []
    return (*numbers, unknown), example or wording_check.EXAMPLE.format(unit=asked.unit or "")


# --- result --------------------------------------------------------------------------------------------------------
def result(one: Diagnosis, context: Context) -> list[Message]:
    """What was found in all, then the first pages of what may be used."""
    found = counted(_lines(one, context))
    quick = _after(one)
    told = words.counts(found)
    if not told:
        return [Card(words.RESULT, words.RESULT, rows=_told(one, context), notes=(words.NONE,), quick=quick)]
    first = [group for group in GROUPS if found[group]][:1]
    shown = [group for group in GROUPS[:2] if found[group]] or first
    card = Card(
        headline=words.RESULT_HEADLINE.format(counts=told),
        title=words.RESULT,
        badge=words.NAME,
        rows=(*_told(one, context), Row(words.FOUND, told.replace("、", "\n"))),
        notes=(words.NOTE,),
        buttons=tuple(_group_button(group, found[group]) for group in GROUPS if found[group] and group not in shown),
        footer=words.AS_OF.format(day=both(context.today)),
        quick=quick,
    )
    return [card, *(page(one, group, 0, context) for group in shown)]


def page(one: Diagnosis, group: Group, number: int, context: Context) -> Choices:
    """One page of a group, each line a way into the program."""
    every = _lines(one, context)
    lines = [line for line in every if line.group == group]
    number = number if 0 <= number * PAGE < len(lines) else 0
    shown = lines[number * PAGE : (number + 1) * PAGE]
    first = number * PAGE + 1
    head = words.GROUP_HEADS[group].format(n=len(lines)) + words.page(first, first + len(shown) - 1, len(lines))
    left = first + len(shown) <= len(lines)
    more = (control(words.MORE, "page", g=group, n=number + 1),) if left else ()
    others = tuple(_group_button(other, n) for other, n in counted(every).items() if n and other != group)
    return Choices(head, tuple(_choice(line, context) for line in shown), quick=(*more, *others, *_after(one)))


def counted(lines: tuple[Line, ...]) -> dict[Group, int]:
    """How many programs each group has."""
    return {group: sum(line.group == group for line in lines) for group in GROUPS}


def has_any(one: Diagnosis, group: str, context: Context) -> bool:
    """Whether there is anything to show in a group."""
    return any(line.group == group for line in _lines(one, context))


def _choice(line: Line, context: Context) -> Choice:
    reason = line.reason if len(line.reason) <= REASON else line.reason[: REASON - 1] + "…"
    left = words.LEFT.format(n=line.left) if line.left and line.group == "needs_staff" else ""
    note = "\n".join(filter(None, (_standing(line, context) + reason, left)))
    open_ = Post(line.program.title, buttons.data(CONTROL, o="open", p=line.program.id), line.program.title)
    return Choice(line.program.title, note, open_)


def _standing(line: Line, context: Context) -> str:
    """【終了予定】 before what is not refused yet, though its end is fixed."""
    standing = standing_of(line.program, context)
    return f"【{standing.badge}】" if standing.over and line.group != "not_eligible" else ""


def _group_button(group: Group, n: int) -> Post:
    return control(words.COUNT.format(group=words.GROUPS[group][0], n=n), "page", g=group, n=0)


def _told(one: Diagnosis, context: Context) -> tuple[Row, ...]:
    """What was answered."""
    theme = words.UNDECIDED if one.theme == UNDECIDED else labels.THEMES.get(one.theme or "", words.UNDECIDED)
    asked = context.desk.knowledge.questions
    lines = [
        wording_check.TAKEN_LINE.format(ask=asked[key].ask, answer=wording_check.answer(asked[key], given))
        for key, given in one.answers.items()
    ]
    answers = (Row(words.ANSWERS, "\n".join(lines)),) if lines else ()
    return (Row(words.YOU, labels.PERSONS[one.who or "other"]), Row(words.PLAN, theme), *answers)


def _after(one: Diagnosis) -> tuple[Action, ...]:
    back = (control(words.BACK, "back"),) if one.order else ()
    theme = control(words.FIX_THEME, "theme")
    return (*back, theme, control(words.AGAIN, "again"), buttons.staff(), buttons.menu())


def _lines(one: Diagnosis, context: Context) -> tuple[Line, ...]:
    return sorted_programs(state.programs(one, context.desk), one.known(), context.today)

