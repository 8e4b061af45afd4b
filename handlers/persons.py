"""Several employees, one after another: the company's answers stay, and at the end a table tells them apart.

Whoever was looked at lies in the talk's row beside the dialogue, in the same form and for the same 24 hours.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.messages import Action, Card, Message, Post, Row, Text
from handlers import buttons, eligibility_cards, eligibility_flow, eligibility_state, wording, wording_check
from handlers import wording_diagnosis as words
from handlers.context import Context
from handlers.eligibility_state import Check
from handlers.talk import CHECK, PERSONS
from knowledge.calendar import both
from knowledge.programs import Program
from knowledge.rules import Estimate, estimate, judge

MORE = "more"  # the action of もう一人調べる
MOST = 20


def asks_persons(program: Program, context: Context) -> frozenset[str]:
    """The questions that are about one person; most programs ask none of those."""
    asked = eligibility_state.questions(program, context.desk).values()
    return frozenset(question.key for question in asked if question.person)


def from_button(fields: buttons.Data, context: Context) -> list[Message]:
    """もう一人調べる: this person's answers are put aside, the questions about a person begin anew."""
    check = eligibility_flow.recall(context)
    if check is None or check.program != fields.get("p"):
        return [Text(words.NO_PERSONS, quick=buttons.menu_row())]
    one = eligibility_flow.program_of(check, context)
    before = recall(check.program, context)
    if check.asking or str(len(before) + 1) != fields.get("n"):  # an old button: the person is being asked about
        return eligibility_flow.go_on(check, context)
    if len(before) + 1 >= MOST:
        return [Text(words.TOO_MANY.format(n=MOST), quick=(buttons.staff(), buttons.menu()))]
    _keep([*before, check], context)
    personal = asks_persons(one, context)
    kept = {key: given for key, given in check.answers.items() if key not in personal}
    note = words.NEXT_PERSON.format(n=len(before) + 2, kept=words.KEPT if kept else "")
    about = [key for key in check.about if key in kept]
    return eligibility_flow.go_on(Check(check.program, kept, about=about, version=check.version), context, note)


def after(messages: list[Message], context: Context) -> list[Message]:
    """Below a result: the table of those who were looked at, and the button for one more."""
    if not messages or context.erase or not {CHECK, PERSONS} & set(context.conversation):
        return messages
    check = eligibility_flow.recall(context)
    if check is None or not recall(check.program, context):  # another program: the table of the last one is over
        context.conversation.pop(PERSONS, None)
    if check is None or check.asking or not _is_result(messages[-1]):
        return messages
    one = eligibility_flow.program_of(check, context)
    if not asks_persons(one, context) & set(check.answers):
        return messages
    before = recall(check.program, context)
    last = messages[-1]
    more = Post(words.ANOTHER_PERSON, buttons.data(MORE, p=one.id, n=len(before) + 1), words.ANOTHER_PERSON)
    quick = (more, *last.quick[:12])
    if not before:
        return [*messages[:-1], replace(last, quick=quick)]
    return [*messages[:-1], replace(last, quick=()), _table([*before, check], one, context, quick)]


def _is_result(message: Message) -> bool:
    """The result of a program's dialogue, and no question of it."""
    found = [buttons.read(way.data) for way in message.quick if isinstance(way, Post)]
    return isinstance(message, Card) and any(
        way.get("a") == eligibility_cards.CONTROL and way.get("o") == "again" for way in found
    )


def _table(persons: list[Check], one: Program, context: Context, quick: tuple[Action, ...]) -> Card:
    """1人目 … verdict, sum; and what the sums come to, when all are known."""
    sums = [estimate(one, person.answers, context.today) for person in persons]
    rows = [
        Row(words.PERSON.format(n=n), _line(person, sum_, one, context))
        for n, (person, sum_) in enumerate(zip(persons, sums, strict=True), start=1)
    ]
    total = _total(sums)
    title = words.TABLE.format(n=len(persons))
    return Card(
        headline=f"{title}：{one.title}",
        title=title,
        subtitle=one.name,
        rows=(*rows, Row(words.SUM, total)) if total else tuple(rows),
        footer=words.AS_OF.format(day=both(context.today)),
        quick=quick,
    )


def _line(person: Check, sum_: Estimate, one: Program, context: Context) -> str:
    verdict = judge(one, person.answers, context.today)
    said = wording_check.VERDICTS[verdict.result][0]
    why = [reason.text for reason in (*verdict.of("failed"), *verdict.of("open"))[:1]]
    expected = "" if verdict.result == "not_eligible" else wording_check.expectation(sum_)
    return "\n".join(filter(None, (said, *why, expected)))


def _total(sums: list[Estimate]) -> str:
    """The sum over all who are not refused; empty when the program states no sum at all."""
    counted = [sum_ for sum_ in sums if sum_.kind != "none"]
    if not counted or all(sum_.kind == "not_stated" for sum_ in counted):
        return ""
    if any(sum_.yen is None for sum_ in counted):
        return words.SUM_UNKNOWN
    return words.SUM_TEXT.format(yen=wording.yen(sum(sum_.yen or 0 for sum_ in counted)), n=len(counted))


# --- what is kept --------------------------------------------------------------------------------------------------
def recall(program: str, context: Context) -> list[Check]:
    """Those who were looked at for this program in the last 24 hours, in their order."""
    stored: list[dict[str, Any]] = context.conversation.get(PERSONS) or []
    found = [eligibility_state.recall({CHECK: one}, context.desk, context.now) for one in stored]
    return [one for one in found if one and one.program == program]


def _keep(persons: list[Check], context: Context) -> None:
    boxes: list[dict[str, Any]] = [{} for _ in persons]
    for box, person in zip(boxes, persons, strict=True):
        eligibility_state.keep(person, box, context.now)
    context.conversation[PERSONS] = [box[CHECK] for box in boxes]


def kept(context: Context) -> tuple[str, int] | None:
    """The program and the number of those who were looked at; None when there is nobody."""
    stored: list[dict[str, Any]] = context.conversation.get(PERSONS) or []
    found = recall(stored[0]["program"], context) if stored else []
    return (context.desk.knowledge.programs[found[0].program].name, len(found)) if found else None
