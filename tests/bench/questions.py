"""How many questions 使えるか調べる asks until the verdict and the sum are decided, by program.

usage: python -m tests.bench.questions
Every program is played many times with answers at random on a day on which most programs run: the median and the most
questions of one talk, beside how many questions the rules have.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics

from knowledge.asking import next_question
from knowledge.kleene import Answer
from knowledge.loader import Knowledge, shipped
from knowledge.programs import Program
from knowledge.rule_data import Question
from knowledge.rules import APPLICATION_DAY

DAY = dt.date(2024, 6, 10)
NEXT_YEAR = dt.date(2025, 4, 1)  # for programs that had not begun
TALKS = 300


def main() -> None:
    """One line per program that asks anything, and one for all."""
    knowledge, chance = shipped(), random.Random(1)
    rows = []
    for program in knowledge.programs.values():
        keys = [key for key in (program.rules.questions() if program.rules else ()) if key != APPLICATION_DAY]
        if keys:
            talks = [asked(program, knowledge, chance) for _ in range(TALKS)]
            rows.append((program.id, statistics.median(talks), max(talks), len(keys)))
    for program_id, median, most, rules in rows:
        print(f"questions {program_id:<16}{median:>9.1f} median {most:>3} at most, {rules} in the rules")
    middle = statistics.median(median for _, median, _, _ in rows)
    print(f"questions until the verdict {middle:>7.1f} median {max(most for _, _, most, _ in rows):>3} at most")


def asked(program: Program, knowledge: Knowledge, chance: random.Random) -> int:
    """The questions of one talk; one in eight is answered with わからない."""
    begun = program.editions[0].fiscal_year <= DAY.year
    day = DAY if begun else NEXT_YEAR
    answers: dict[str, Answer | None] = {}
    while (key := next_question(program, answers, day)) is not None:
        answers[key] = None if chance.random() < 1 / 8 else _some(knowledge.questions[key], chance)
    return len(answers)


def _some(question: Question, chance: random.Random) -> Answer:
    """An answer somebody may give; yes more often than no, as people ask about what concerns them."""
    match question.type:
        case "yes_no":
            return chance.random() < 0.7
        case "choice":
            return chance.choice(question.choices).value
        case "date":
            return DAY - dt.timedelta(days=chance.randrange(-400, 2000))
        case "yen":
            return chance.randrange(10, 5000) * 10_000
        case "age":
            return chance.randrange(18, 70)
        case _:
            return chance.randrange(2020, 2027) if question.unit == "年度" else chance.randrange(0, 15)


if __name__ == "__main__":
    main()
