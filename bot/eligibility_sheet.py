"""`madoguchi judge --csv`: a sheet of hires or sites in, a table of person × program × verdict × sum out.

Columns: 名前 (or name), 制度 (or program: numbers parted by spaces or 、; empty for every program whose questions
stand in the sheet), and question keys, or what their answers are called (家の価格). Rows are numbered as a spreadsheet
numbers them. Bad cells are named with row and column, and nothing is written.

One row is one person or one site. A sum that is meant for a whole company (1事業主あたり) says so beside the figure:
the rows of one company must not be added up.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from bot import sheets
from bot.eligibility import RESULTS, headline, program_of
from bot.errors import Problem
from knowledge import rule_words as words
from knowledge.answers import Unreadable, read_answer
from knowledge.kleene import Answer
from knowledge.loader import Knowledge
from knowledge.programs import Program
from knowledge.rules import Estimate, estimate, judge

NAME, PROGRAM = ("名前", "name"), ("制度", "program")
HEAD = ("名前", "番号", "制度", "判定", "金額の目安", "理由", "併用")
BIGGEST = 2_000_000  # bytes
Row = dict[str, str]


@dataclass(frozen=True)
class Line:
    """A line of the sheet with its number there, the head being 1; its cells by column."""

    number: int
    cells: dict[str, str]


def judge_sheet(knowledge: Knowledge, path: Path, today: dt.date) -> list[Row]:
    """One row per line of the sheet and program. Raises Problem naming every cell that cannot be read."""
    lines = _read(path, _columns(knowledge))
    columns = set(lines[0].cells) - {*NAME, *PROGRAM}
    wrong = [
        f"列「{column}」は知らない項目です。項目は madoguchi judge 1-1-1 のようにして確かめられます"
        for column in sorted(columns - set(knowledge.questions))
    ]
    found: list[Row] = []
    for line in lines:
        answers = _answers(knowledge, line, wrong)
        try:
            programs = _programs(knowledge, line, columns)
        except Problem as problem:
            wrong += [f"{line.number}行目：{sentence}" for sentence in problem.sentences]
            continue
        found += _rows(_field(line, NAME) or f"{line.number}行目", programs, answers, today)
    if wrong:
        raise Problem(*wrong, "何も書き出していません。直してから、もう一度実行してください")
    return found


def _columns(knowledge: Knowledge) -> dict[str, str]:
    """The key of a column by what its answer is called."""
    return {unicodedata.normalize("NFKC", one.name): one.key for one in knowledge.questions.values() if one.name}


def write(rows: list[Row], path: Path) -> None:
    """The table as .xlsx or .csv. Raises Problem when the ending is another or the file cannot be written."""
    sheets.write(path, "判定", HEAD, [[row[column] for column in HEAD] for row in rows])


def _read(path: Path, names: Mapping[str, str]) -> list[Line]:
    """The lines that hold anything, by column. Raises Problem."""
    try:
        reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
        table = [[cell.strip() for cell in row] for row in reader]
    except csv.Error:
        raise Problem(f'{path.name} を表として読めません。引用符（"）の数を確かめてください / not a CSV') from None
    rows = [(number, row) for number, row in enumerate(table, 1) if any(row)]
    if len(rows) < 2:
        raise Problem(f"{path.name} に行がありません。1行目に項目、2行目から人や事業所を書いてください")
    head = [names.get(unicodedata.normalize("NFKC", title), title) for title in rows[0][1]]
    twice = [title for title, times in Counter(title for title in head if title).items() if times > 1]
    wrong = [f"列「{title}」が2つあります。1つにしてください" for title in twice]
    for number, row in rows[1:]:
        beside = [cell for title, cell in zip_longest(head, row, fillvalue="") if cell and not title]
        wrong += [f"{number}行目の「{cell}」は、見出しのない列にあります" for cell in beside]
    if wrong:
        raise Problem(*wrong)
    return [Line(number, {t: c for t, c in zip_longest(head, row, fillvalue="") if t}) for number, row in rows[1:]]


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError:
        raise Problem(f"{path} を読めません / cannot read {path}") from None
    if len(raw) > BIGGEST:
        raise Problem(f"{path.name} が大きすぎます（2MBまで）。分けてください / too large, at most 2 MB")
    for encoding in ("utf-8-sig", "cp932"):  # Excel in Japan still writes Shift_JIS
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problem(f"{path.name} の文字を読めません。UTF-8 か Shift_JIS の CSV にしてください / unknown encoding")


def _field(line: Line, names: tuple[str, str]) -> str:
    return next((line.cells[name] for name in names if line.cells.get(name)), "")


def _answers(knowledge: Knowledge, line: Line, wrong: list[str]) -> dict[str, Answer | None]:
    answers: dict[str, Answer | None] = {}
    for key, text in line.cells.items():
        question = knowledge.questions.get(key)
        if question is None or not text:
            continue
        try:
            answers[key] = read_answer(question, text)
        except Unreadable as error:
            wrong.append(f"{line.number}行目の {key}「{text}」：{error}")
    return answers


def _programs(knowledge: Knowledge, line: Line, columns: set[str]) -> list[Program]:
    named = [part for part in re.split(r"[\s、,，]+", _field(line, PROGRAM)) if part]
    if named:
        return [program_of(knowledge, part) for part in dict.fromkeys(named)]
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
        texts = [name, program.id, program.name, RESULTS[verdict.result], _expected(program, sum_)]
        texts += ["／".join(reason.text for reason in reasons[:3]) or words.LIKELY]
        texts += [f"{'、'.join(clash)} とは一緒に使えません" if clash and program.id in open_ else ""]
        rows.append(dict(zip(HEAD, texts, strict=True)))
    return rows


def _expected(program: Program, sum_: Estimate) -> str:
    """The sum, and for whom it is meant as a whole."""
    per = program.rules.amount.per if program.rules and program.rules.amount else None
    counted = sum_.yen_min is not None or sum_.yen_max is not None
    return f"{headline(sum_)}（{per}）" if per and counted else headline(sum_)
