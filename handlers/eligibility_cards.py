"""What 使えるか調べる shows: one question with its buttons, and the result with reasons, changes and the sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from bot.messages import Action, Card, PickDate, Post, Row
from handlers import buttons, day_offer, labels, office_windows, wording
from handlers import wording_check as words
from handlers.context import Context
from handlers.day_offer import Offer
from handlers.eligibility_state import Check, questions
from handlers.standing import standing_of
from knowledge.answers import YEARS
from knowledge.asking import progress
from knowledge.calendar import both, wareki_fiscal_year
from knowledge.kleene import Answers
from knowledge.nearest import Change, changes, lasts
from knowledge.programs import Program, Topic
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY, Estimate, Reason, Verdict, estimate, judge
from knowledge.status import Standing, status_on

ANSWER = "ck"  # the action of buttons that answer a question
CONTROL = "ckx"  # the action of 戻る, やめる and the rest
START = "can"  # the action of 使えるか調べる on a program
OVER = ("ended", "merged")  # reasons of a program that is no more
MANY = 2  # reasons from which a shared source is told once
FEW = 20  # a number of people that can hardly be higher gets buttons for the first four


def question_card(check: Check, program: Program, context: Context) -> Card:
    """One question: what is asked, help, the ways to answer, why it is asked."""
    asked = questions(program, context.desk)[str(check.asking)]
    n, total = place(check, program, context)
    fixing = asked.key in check.answers
    ways, example = _ways(asked, check, context)
    return Card(
        headline=words.HEADLINE.format(n=n, total=total, ask=asked.ask),
        title=asked.ask,
        badge=words.BADGE_FIX if fixing else words.BADGE.format(n=n, total=total),
        subtitle=asked.help,
        notes=(example,) if example else (),
        buttons=ways,
        footer=words.ABOUT.format(title=program.title, why=asked.why),
        quick=controls(check),
    )


def place(check: Check, program: Program, context: Context) -> tuple[int, int]:
    """The number of the question on the screen, and how many there are at most."""
    done, total = progress(program, check.answers, context.today)
    return min(done + 1, max(total, 1)), max(total, 1)


def control(label: str, what: str, check: Check, **more: str) -> Post:
    """A button that steers the dialogue."""
    return Post(label, buttons.data(CONTROL, o=what, p=check.program, **more), label)


def controls(check: Check) -> tuple[Action, ...]:
    """Below every question."""
    back = (control(words.BACK, "back", check),) if check.order or check.asking in check.answers else ()
    ways = (*back, control(words.STOP, "stop", check), control(words.AGAIN, "again", check))
    return ways if check.order else (*ways, another())


def another() -> Post:
    """To find out about another program."""
    return Post(words.ANOTHER, buttons.data("check"), words.ANOTHER)


def _answer(label: str, value: str, key: str, check: Check) -> Post:
    return Post(label, buttons.data(ANSWER, p=check.program, k=key, v=value, h=check.version), label)


def _ways(asked: Question, check: Check, context: Context) -> tuple[tuple[Action, ...], str | None]:
    """The buttons that answer, and an example of what may be typed."""
    unknown = _answer(words.UNKNOWN, "u", asked.key, check)
    if asked.type == "yes_no":
        return (
            _answer(words.YES, "y", asked.key, check),
            _answer(words.NO, "n", asked.key, check),
            unknown,
        ), None
    if asked.type == "choice":
        return (*(_answer(one.label, one.value, asked.key, check) for one in asked.choices), unknown), None
    if asked.type == "date":
        data = buttons.data(ANSWER, p=check.program, k=asked.key, h=check.version)
        pick = PickDate(words.PICK_DAY, data, initial=context.today.isoformat())
        return (pick, unknown), words.EXAMPLES["date"]
    example = words.EXAMPLES.get(asked.unit if asked.unit == YEARS else asked.type)
    example = example or words.EXAMPLE.format(unit=asked.unit or "")
    few = asked.type == "integer" and asked.most is not None and asked.most <= FEW
    numbers = [_answer(f"{n}{asked.unit or ''}", str(n), asked.key, check) for n in range(4)] if few else []
    return (*numbers, unknown), example


def result_card(check: Check, program: Program, context: Context) -> Card:
    """The verdict first, then the trap in time, reasons with their lines, what would change it, and the sum."""
    verdict = judge(program, check.answers, context.today)
    said, tone = words.VERDICTS[verdict.result]
    standing = standing_of(program, context)
    ended = _end(standing.first, program, context) if standing.over or _unclear(program, context) else None
    rows = tuple(_rows(verdict, check, program, context))
    return Card(
        headline=words.verdict_headline(verdict.result, program.title),
        title=program.name,
        badge=said,
        tone=tone,
        subtitle=ended or program.title,
        rows=rows,
        doubts=_checks(rows, verdict, program, context),
        buttons=_ways_on(check, program, context),
        footer=_footer(verdict, check, program, context),
        quick=_after_result(check, program, day_offered(verdict, check, program, context)),
    )


def day_offered(verdict: Verdict, check: Check, program: Program, context: Context) -> Offer | None:
    """The offer to be told on the day that would turn the verdict, or before the one until which it holds."""
    return day_offer.offer(verdict, check.answers, program, first_day(program, context), context)


def _end(said: str | None, program: Program, context: Context) -> str | None:
    """That it ends, and what follows; the rest is told by the reasons and the program's own card."""
    names = [context.desk.knowledge.records[code].name for code in program.successors]
    return "\n".join(filter(None, (said and said.split("\n")[0], words.successors(names)))) or None


def _unclear(program: Program, context: Context) -> bool:
    return status_on(program, context.today).standing is Standing.UNCLEAR


def first_day(program: Program, context: Context) -> dt.date | None:
    """When a program that has not begun is planned to begin; None for any other."""
    status = status_on(program, context.today)
    return dt.date(status.year, 4, 1) if status.standing is Standing.STARTS else None


def _rows(verdict: Verdict, check: Check, program: Program, context: Context) -> Iterator[Row]:
    rules = program.rules
    if rules is None:
        return
    if rules.first and verdict.result != "not_eligible":
        yield Row(words.FIRST, rules.first)
    refused = verdict.result == "not_eligible"  # then what was not asked is of no interest
    shown = (*verdict.of("failed"), *verdict.of("passed")) if refused else verdict.reasons
    over = any(reason.id in OVER for reason in verdict.of("failed"))
    if not check.answers and not over:  # nothing was asked, so it is said for whom it is
        yield Row(words.FOR_WHOM, rules.for_whom)
    if shown:
        yield Row(words.REASONS, "\n".join(reason_lines(shown, context)))
    turns = list(turn_lines(verdict, check.answers, program, context))
    if turns:
        offered = day_offered(verdict, check, program, context)
        yield Row(words.TURN, "\n".join([*turns, *([offered.text] if offered else [])]))
    last = [change for one in rules.conditions for change in lasts(one, check.answers, context.today)]
    if last and verdict.result != "not_eligible":
        edges = [_edge(change, check.answers, program, context) for change in last]
        offered = day_offered(verdict, check, program, context)
        yield Row(words.UNTIL, "\n".join([*edges, *([offered.text] if offered else [])]))
    confirmed = office_windows.lines(program, context)
    if confirmed and verdict.result != "not_eligible":
        yield Row(labels.TOPICS[Topic.WINDOW], "\n".join(confirmed))
    if rules.amount and verdict.result != "not_eligible":
        yield Row(words.SUM, sum_text(estimate(program, check.answers, context.today)))
    if rules.bring:
        yield Row(words.BRING, "\n".join(f"・{one}" for one in rules.bring))


def reason_lines(reasons: Sequence[Reason], context: Context) -> list[str]:
    """A line for each reason; a source that all of them share is told once."""
    sources = {reason.source for reason in reasons}
    if len(reasons) < MANY or len(sources) > 1 or None in sources:
        return [reason_line(reason, context) for reason in reasons]
    source = words.cited(sources.pop(), dict(context.desk.knowledge.sources.items())).strip("（）")
    return [*(f"{words.MARKS[one.state]} {one.text}" for one in reasons), words.SHARED_SOURCE.format(source=source)]


def reason_line(reason: Reason, context: Context) -> str:
    """✓ 市内の事業所の事業主です。（資料№1 41行）"""
    source = words.cited(reason.source, dict(context.desk.knowledge.sources.items()))
    return f"{words.MARKS[reason.state]} {reason.text}{source}"


def turn_lines(verdict: Verdict, answers: Answers, program: Program, context: Context) -> Iterator[str]:
    """What would turn each failed clause: as the rules say it, or the nearest edge."""
    conditions = {one.id: one for one in program.rules.conditions} if program.rules else {}
    for reason in verdict.of("failed"):
        edges = list(changes(conditions[reason.id], answers, context.today)) if reason.id in conditions else []
        if reason.turn:  # says the edge too
            yield f"・{_with_given(reason.turn, edges, answers, program, context)}"
            continue
        begins = first_day(program, context) if reason.id == "not_started" else None
        if begins:
            yield f"・{words.BEGINS.format(year=wareki_fiscal_year(begins.year), label=words.AHEAD)}"
        yield from (f"・{_edge(change, answers, program, context)}" for change in edges)


def _with_given(turn: str, edges: list[Change], answers: Answers, program: Program, context: Context) -> str:
    """… を超えれば、対象になることがあります（いまのお答え：2,500万円）。: with the figure that fell short."""
    keys = {edge.question for edge in edges if edge.day is None}
    if len(keys) != 1:
        return turn
    key = keys.pop()
    given = words.answer(questions(program, context.desk)[key], answers.get(key))
    return words.GIVEN.format(turn=turn.removesuffix("。"), given=given)


def _edge(change: Change, answers: Answers, program: Program, context: Context) -> str:
    if change.day:
        day = both(change.day)
        return {"from_day": words.FROM_DAY, "was_until": words.WAS_UNTIL}.get(change.kind, words.GOOD_UNTIL).format(
            day=day
        )
    asked = questions(program, context.desk)[change.question]
    limit, given = words.answer(asked, change.limit), words.answer(asked, answers.get(change.question))
    older = asked.type == "age" and change.kind == "at_least"
    line = {"at_least": words.AT_LEAST, "over": words.OVER, "at_most": words.AT_MOST, "under": words.UNDER}[change.kind]
    return (words.OLD_ENOUGH if older else line).format(limit=limit, given=given)


def sum_text(sum_: Estimate) -> str:
    """The expectation and its arithmetic; who decides is said once, at the card's foot."""
    lines = [words.expectation(sum_)]
    for step in sum_.steps:
        if not words.repeats(step, lines):
            lines.append(step.removesuffix(words.DECIDES))
    return "\n".join(line for line in lines if line)


def _checks(rows: Sequence[Row], verdict: Verdict, program: Program, context: Context) -> tuple[Row, ...]:
    """What staff must look at and no row has said; nothing when it is refused anyway."""
    if verdict.result == "not_eligible":
        return ()
    planned = status_on(program, context.today).standing is Standing.PLANNED
    planned = planned and not office_windows.confirmed(program, context)
    checks = [one.text for one in (program.rules.staff_checks if program.rules else ())]
    said = "\n".join(row.text for row in rows)
    lines = [*([words.PLANNED] if planned else []), *(text for text in checks if text.split("、")[-1] not in said)]
    return (Row(words.CHECKS, "\n".join(f"・{line}" for line in lines)),) if lines else ()


def _ways_on(check: Check, program: Program, context: Context) -> tuple[Action, ...]:
    """The successor first, then staff, then the answers."""
    fix = (control(words.FIX, "edit", check),) if check.answers else ()
    begins = first_day(program, context) and APPLICATION_DAY not in check.answers
    ahead = (control(words.AHEAD, "ahead", check),) if begins else ()
    return (*followers(program, context), *ahead, control(words.HAND_OVER, "hand", check), *fix)


def followers(program: Program, context: Context) -> tuple[Post, ...]:
    """The way to what has taken the program's place."""
    codes = program.successors or ((program.merged_into,) if program.merged_into else ())
    label = wording.SEE_SUCCESSOR if program.successors else wording.SEE_MERGED
    return tuple(buttons.show(label, context.desk.knowledge.records[code]) for code in codes[:2])


def _after_result(check: Check, program: Program, offered: Offer | None) -> tuple[Action, ...]:
    back = (control(words.BACK, "back", check),) if check.order else ()
    return (
        *((offered.button,) if offered else ()),
        *back,
        control(words.NEAR, "near", check),
        control(words.AGAIN, "again", check),
        another(),
        buttons.show(wording.SHOW, program),
        buttons.menu(),
    )


def _footer(verdict: Verdict, check: Check, program: Program, context: Context) -> str:
    knowledge = context.desk.knowledge
    amount = program.rules.amount if program.rules else None
    sources = [reason.source for reason in verdict.reasons if reason.source] + ([amount.source] if amount else [])
    parts = list(dict.fromkeys(source.part for source in sources))
    applied = check.answers.get(APPLICATION_DAY)
    day = words.AS_OF.format(day=both(context.today))
    if isinstance(applied, dt.date) and applied != context.today:
        day = words.AS_OF_DAY.format(day=both(context.today), applied=both(applied))
    if not parts:
        return day
    titles = [knowledge.sources[part].title for part in parts]
    return f"{wording.source_line(titles, max(knowledge.sources[part].as_of for part in parts))}\n{day}"
