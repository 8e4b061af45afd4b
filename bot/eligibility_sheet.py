"""`madoguchi judge --csv`: a sheet of hires or sites in, a table of person × program × verdict × sum out.

Columns: 名前 (or name), 制度 (or program: numbers parted by spaces or 、; empty for every program whose questions
stand in the sheet), and question keys. Bad cells are named with row and column, and nothing is written.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

from bot.eligibility import RESULTS, headline, program_of
from bot.errors import Problem
from knowledge import rule_words as words
from knowledge.answers import Unreadable, read_answer
from knowledge.kleene import Answer
from knowledge.loader import Knowledge
from knowledge.programs import Program
from knowledge.rules import estimate, judge

NAME, PROGRAM = ("名前", "name"), ("制度", "program")
HEAD = ("名前", "番号", "制度", "判定", "金額の目安", "理由", "併用")
BIGGEST = 2_000_000  # bytes
Row = dict[str, str]


def judge_sheet(knowledge: Knowledge, path: Path, today: dt.date) -> list[Row]:
    """One row per line of the sheet and program. Raises Problem naming every cell that cannot be read."""
    lines = _read(path)
    columns = set(lines[0]) - {*NAME, *PROGRAM} if lines else set()
    unknown = sorted(columns - set(knowledge.questions))
    wrong = [
        f"列「{column}」は知らない項目です。項目は madoguchi judge 1-1-1 のようにして確かめられます"
        for column in unknown
    ]
    found: list[Row] = []
    for number, line in enumerate(lines, 2):
        answers = _answers(knowledge, line, number, wrong)
        try:
            programs = _programs(knowledge, line, columns)
        except Problem as problem:
            wrong += [f"{number}行目：{sentence}" for sentence in problem.sentences]
            continue
        found += _rows(_field(line, NAME) or f"{number}行目", programs, answers, today)
    if wrong:
        raise Problem(*wrong, "何も書き出していません。直してから、もう一度実行してください")
    return found


def write(rows: list[Row], path: Path) -> None:
    """The table as .xlsx or .csv. Raises Problem when the ending is another or the file cannot be written."""
    try:
        if path.suffix == ".xlsx":
            from openpyxl import Workbook  # type: ignore[import-untyped]

            book = Workbook()
            sheet = book.active
            sheet.title = "判定"
            sheet.append(list(HEAD))
            for row in rows:
                sheet.append([_harmless(row[column]) for column in HEAD])
            sheet.freeze_panes = "A2"
            book.save(path)
        elif path.suffix == ".csv":
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, HEAD)
                writer.writeheader()
                writer.writerows({column: _harmless(text) for column, text in row.items()} for row in rows)
        else:
            raise Problem(f"{path.name}：書き出せるのは .xlsx か .csv です / use .xlsx or .csv")
    except OSError:
        raise Problem(f"{path} に書けません。開いていれば閉じてください / cannot write {path}") from None


def _harmless(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t" else text


def _read(path: Path) -> list[dict[str, str]]:
    try:
        raw = path.read_bytes()
    except OSError:
        raise Problem(f"{path} を読めません / cannot read {path}") from None
    if len(raw) > BIGGEST:
        raise Problem(f"{path.name} が大きすぎます（2MBまで）。分けてください / too large, at most 2 MB")
    for encoding in ("utf-8-sig", "cp932"):  # Excel in Japan still writes Shift_JIS
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Problem(f"{path.name} の文字を読めません。UTF-8 か Shift_JIS の CSV にしてください / unknown encoding")
    reader = csv.DictReader(io.StringIO(text), restkey="")
    lines = [{(key or "").strip(): value for key, value in line.items()} for line in reader]
    wide = [f"{number}行目の列が見出しより多くなっています" for number, line in enumerate(lines, 2) if "" in line]
    if wide or not lines:
        raise Problem(*(wide or [f"{path.name} に行がありません。1行目に項目、2行目から人や事業所を書いてください"]))
    return lines


def _field(line: dict[str, Any], names: tuple[str, str]) -> str:
    return next((str(line[name]).strip() for name in names if line.get(name)), "")


def _answers(knowledge: Knowledge, line: dict[str, Any], number: int, wrong: list[str]) -> dict[str, Answer | None]:
    answers: dict[str, Answer | None] = {}
    for key, text in line.items():
        question = knowledge.questions.get(key)
        if question is None or not str(text or "").strip():
            continue
        try:
            answers[key] = read_answer(question, str(text))
        except Unreadable as error:
            wrong.append(f"{number}行目の {key}「{text}」：{error}")
    return answers


def _programs(knowledge: Knowledge, line: dict[str, Any], columns: set[str]) -> list[Program]:
    named = [part for part in re.split(r"[\s、,，]+", _field(line, PROGRAM)) if part]
    if named:
        return [program_of(knowledge, part) for part in named]
    return [
        program
        for program in knowledge.programs.values()
        if program.rules and program.rules.amount and columns & set(program.rules.questions())
    ]


def _rows(name: str, programs: list[Program], answers: dict[str, Answer | None], today: dt.date) -> list[Row]:
    judged = [(program, judge(program, answers, today), estimate(program, answers, today)) for program in programs]
    open_ = {program.id for program, verdict, _ in judged if verdict.result != "not_eligible"}
    rows = []
    for program, verdict, sum_ in judged:
        reasons = verdict.of("failed") or verdict.of("open")
        clash = [other for other in (program.rules.exclusive_with if program.rules else ()) if other in open_]
        texts = [name, program.id, program.name, RESULTS[verdict.result], headline(sum_)]
        texts += ["／".join(reason.text for reason in reasons[:3]) or words.LIKELY]
        texts += [f"{'、'.join(clash)} とは一緒に使えません" if clash and program.id in open_ else ""]
        rows.append(dict(zip(HEAD, texts, strict=True)))
    return rows
