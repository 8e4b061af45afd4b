"""`madoguchi judge` at the terminal: questions, verdicts and sums of one program, as text or JSON."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bot.clock import parse, today_jst
from bot.errors import Problem
from knowledge import rule_words as words
from knowledge.answers import Unreadable, read_answer, read_day
from knowledge.kleene import Answer
from knowledge.loader import Knowledge
from knowledge.programs import Program
from knowledge.rules import Estimate, Reason, Verdict

Json = dict[str, Any]
_DASHES = re.compile(r"(?<=\d)[‐‑–—−ーｰ](?=\d)")
MARKS = {"passed": "✓", "failed": "✗", "open": "？"}
RESULTS = {"likely": words.LIKELY, "not_eligible": words.NOT_ELIGIBLE, "needs_staff": words.NEEDS_STAFF}


def program_of(knowledge: Knowledge, text: str) -> Program:
    """The program of a number (1-1-1) or an official name. Raises Problem that says how to find one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    number = _DASHES.sub("-", plain)
    named = (p for p in knowledge.programs.values() if plain in (p.name, *p.variants))
    found = knowledge.programs.get(number) or next(named, None)
    if found is None:
        raise Problem(
            f"「{text}」という番号や名前の制度はありません。1-1-1 のような番号か正式な名前で指定してください"
            f" / no program {text!r}: give its number or official name"
        )
    return found


def day_of(text: str | None, now: dt.datetime) -> dt.date:
    """The day to judge on: today in Japan unless one is named. Raises Problem."""
    if text is None:
        return today_jst(now)
    try:
        return read_day(today_jst(parse(text)).isoformat() if "T" in text else text)
    except (Unreadable, ValueError, OverflowError) as error:
        why = str(error) if isinstance(error, Unreadable) else "日付は 2025-04-01 のように書いてください"
        raise Problem(f"日付「{text}」を読めません。{why} / not a date: {text!r}") from None


def answers_of(knowledge: Knowledge, program: Program, given: Sequence[str]) -> dict[str, Answer | None]:
    """key=value pairs as answers. Raises Problem that names every pair that cannot be read."""
    wanted = program.rules.questions() if program.rules else ()
    answers: dict[str, Answer | None] = {}
    wrong: list[str] = []
    for pair in given:
        name, equals, text = pair.replace("＝", "=", 1).partition("=")
        key = unicodedata.normalize("NFKC", name).strip()
        question = knowledge.questions.get(key)
        if not equals:
            wrong.append(f"「{pair}」は 項目=値 の形で書いてください")
        elif key in answers:
            wrong.append(f"「{key}」が2回書かれています。1つにしてください")
        elif question is None or key not in wanted:
            wrong.append(f"「{key}」はこの制度の項目ではありません。使える項目：{'、'.join(wanted) or 'なし'}")
        else:
            try:
                answers[key] = read_answer(question, text)
            except Unreadable as error:
                wrong.append(f"{key}=「{text}」：{error}")
    if wrong:
        raise Problem(*wrong)
    return answers


def questions_json(knowledge: Knowledge, program: Program) -> Json:
    """The questions of a program with keys, types, choices and what helps to answer; whom it is for."""
    keys = program.rules.questions() if program.rules else ()
    return {
        "program": program.id,
        "name": program.name,
        "for_whom": program.rules.for_whom if program.rules else None,
        "questions": [
            {
                "key": question.key,
                "type": question.type,
                "ask": question.ask,
                "choices": [{"value": choice.value, "label": choice.label} for choice in question.choices],
                "help": DAY_HELP if question.default == "today" else question.help,
                "unit": question.unit,
            }
            for question in (knowledge.questions[key] for key in keys)
        ],
    }


def verdict_json(verdict: Verdict, sum_: Estimate) -> Json:
    """Verdict, reasons and estimate."""
    return {
        "program": verdict.program,
        "on": verdict.on.isoformat(),
        "verdict": verdict.result,
        **{state: [_reason(reason) for reason in verdict.of(state)] for state in ("passed", "failed", "open")},
        "estimate": {
            "kind": sum_.kind,
            "yen": sum_.yen,
            "yen_min": sum_.yen_min,
            "yen_max": sum_.yen_max,
            "steps": list(sum_.steps),
        },
    }


def _reason(reason: Reason) -> Json:
    source = reason.source
    cited = {"part": source.part.value, "line": source.line} if source else None
    return {"id": reason.id, "text": reason.text, "staff": reason.staff, "turn": reason.turn, "source": cited}


def questions_text(knowledge: Knowledge, program: Program) -> list[str]:
    """The same for a person: each question with its key and how to answer."""
    asked = questions_json(knowledge, program)
    lines = [f"{program.id} {program.name}", asked["for_whom"] or ""]
    for one in asked["questions"]:
        choices = "・".join(f"{choice['value']}（{choice['label']}）" for choice in one["choices"])
        lines.append(f"  {one['key']}（{HOW[one['type']]}）  {one['ask']}{f'  {choices}' if choices else ''}")
        lines.append(f"    {one['help']}" if one["help"] else "")
    return [line for line in lines if line]


DAY_HELP = "書かなければ、判定する日（--on の日。なければ今日）に申請するものとして判定します。"
HOW = {
    "yes_no": "はい/いいえ",
    "choice": "どれか一つ",
    "yen": "金額",
    "integer": "数",
    "date": "日付",
    "age": "年齢",
}


def verdict_text(knowledge: Knowledge, program: Program, verdict: Verdict, sum_: Estimate) -> list[str]:
    """Verdict, reasons with their lines, and the arithmetic, for a person."""
    lines = [f"{program.id} {program.name}", f"→ {RESULTS[verdict.result]}"]
    if program.rules and program.rules.first:
        lines.append(f"！ {program.rules.first}")
    for reason in verdict.reasons:
        lines.append(f"  {MARKS[reason.state]} {reason.text}{_cited(knowledge, reason)}")
        if reason.turn:
            lines.append(f"    → {reason.turn}")
    lines += [f"  ？ {check.text}" for check in (program.rules.staff_checks if program.rules else ())]
    return [*lines, f"金額の目安：{headline(sum_)}", *(f"  {step}" for step in sum_.steps)]


def _cited(knowledge: Knowledge, reason: Reason) -> str:
    if reason.source is None:
        return ""
    return f"（{knowledge.sources[reason.source.part].title} {reason.source.line}行）"


def headline(sum_: Estimate) -> str:
    """The expectation in a few words; what can no longer be had is marked."""
    return f"{_expected(sum_)}（参考。申請できる期間の外です）" if sum_.past else _expected(sum_)


def _expected(sum_: Estimate) -> str:
    low, high = sum_.yen_min, sum_.yen_max
    if sum_.kind in ("up_to", "cap_only") and high is not None:
        if low is not None and low != high:
            ends = [words.yen(end) for end in sum_.ways or (low, high)]
            return f"上限は {' または '.join(ends)}" if sum_.ways else f"上限は {' から '.join(ends)} のあいだ"
        return f"{'最大' if sum_.kind == 'up_to' else '上限'} {words.yen(high)}"
    if sum_.yen is not None:
        return words.yen(sum_.yen)
    if low is not None and low == high:
        return words.yen(low)
    if low is not None:
        return f"{words.yen(low)} から {words.yen(high)}" if high is not None else f"{words.yen(low)} 以上"
    if sum_.kind == "none":
        return "なし"
    return "お答えがそろうと計算できます" if sum_.waits else "資料に決まりがなく、計算できません"


def as_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows as tab-separated lines with a head."""
    if not rows:
        return []
    return ["\t".join(rows[0]), *("\t".join(str(value) for value in row.values()) for row in rows)]
