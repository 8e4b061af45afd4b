"""The desk's own data: complete, consistent and, where the source document is at hand, true to it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.finding import texts
from knowledge.loader import DATA, read_plain, shipped

SHARED = Path(__file__).parents[3] / "shared"
DOCUMENTS = sorted(SHARED.glob("seeds/*.txt"))
GOLD = SHARED / "gold" / "dev.jsonl"
TABLE = {"1-1": 24, "1-2": 6, "2-3": 9, "2-4": 6, "3-5": 7, "3-6": 7}  # the last number of each block of the table
CODES = {f"{block}-{number}" for block, last in TABLE.items() for number in range(1, last + 1)}

NEW_IN_R7 = {"1-1-22", "1-1-23", "1-1-24", "2-3-9"}


def test_the_data_has_no_errors() -> None:
    assert [str(problem) for problem in check() if problem.severity == "error"] == []


@pytest.mark.skipif(not DOCUMENTS, reason="the source document is not part of the project")
def test_every_figure_stands_in_the_line_it_cites() -> None:
    assert [str(problem) for problem in check(document=DOCUMENTS[0]) if problem.severity == "error"] == []


def test_all_programs_of_the_table_are_there() -> None:
    programs = shipped().programs
    assert len(programs) == 59
    assert set(programs) == CODES
    assert {code for code, program in programs.items() if program.edition(2024) is None} == NEW_IN_R7


@pytest.mark.skipif(not GOLD.exists(), reason="the gold questions are not part of the project")
def test_no_gold_question_stands_in_the_data() -> None:
    lines = GOLD.read_text("utf8").splitlines()
    questions = {_plain(turn) for line in lines for turn in json.loads(line)["turns"]}
    longer = {question for question in questions if len(question) >= 12}  # a greeting belongs to nobody
    written = [_plain(text) for path in DATA.rglob("*.yaml") for _, text in texts(read_plain(path))]
    assert {question for question in longer if any(question in text for text in written)} == set()


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip("?？。!！")
