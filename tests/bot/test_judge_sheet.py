"""`madoguchi judge --csv`: a sheet in, a table out; every bad cell is named and nothing is written."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest

from bot.eligibility_sheet import BIGGEST, HEAD, Row, judge_sheet, write
from bot.errors import Problem
from bot.terminal import judge_sheet as command
from knowledge.loader import Knowledge, shipped

KNOWLEDGE = shipped()
DAY = dt.date(2025, 4, 10)
Judged = Callable[..., list[Row]]


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """The rows for a sheet given as text or bytes."""

    def of(sheet: str | bytes, knowledge: Knowledge = KNOWLEDGE, day: dt.date = DAY) -> list[Row]:
        path = tmp_path / "sheet.csv"
        path.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
        return judge_sheet(knowledge, path, day)

    return of


def refused(judged: Judged, sheet: str | bytes) -> tuple[str, ...]:
    with pytest.raises(Problem) as caught:
        judged(sheet)
    return caught.value.sentences


HOUSES = """名前,制度,house_type,家の価格,age,children
あさひ町,1-1-17,新築,2000万,39,2
みなみ,1-1-17,中古住宅,２９９万円,45,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_line_becomes_a_verdict_a_sum_and_a_reason(judged: Judged, encoding: str) -> None:
    first, second = judged(HOUSES.encode(encoding))
    assert list(first) == list(HEAD)
    assert (first["名前"], first["番号"], first["判定"]) == ("あさひ町", "1-1-17", "職員の確認が必要です")
    assert first["金額の目安"] == "700,000円 から 900,000円"
    assert (second["判定"], second["金額の目安"]) == ("対象外です", "なし")
    assert "300万円以上" in second["理由"]


def test_a_line_without_programs_is_judged_for_all_its_columns_belong_to(judged: Judged) -> None:
    rows = judged("name,investment_yen\n工場,1億\n")
    assert [row["番号"] for row in rows] == ["3-5-1", "3-5-6"]
    assert [row["金額の目安"] for row in rows] == ["最大 5,000,000円", "最大 3,000,000円"]


def test_a_sum_for_a_whole_company_says_so_beside_every_person(judged: Judged) -> None:
    [row] = judged("名前,制度,hires,kurumin,training_costs\n1人目,1-1-12,1,いいえ,研修などの人材育成\n")
    assert row["金額の目安"] == "上限は 200,000円 または 300,000円（1事業主あたり）"


def test_programs_that_exclude_each_other_are_shown(judged: Judged) -> None:
    one = KNOWLEDGE.programs["3-5-1"]
    assert one.rules
    clash = one.model_copy(update={"rules": one.rules.model_copy(update={"exclusive_with": ("3-5-6",)})})
    knowledge = replace(KNOWLEDGE, records={**KNOWLEDGE.records, "3-5-1": clash})
    sheet = "名前,制度,investment_yen,place_in_city\n工場,3-5-1 3-5-6,1億,はい\n店,3-5-1、3-5-6,1億,いいえ\n"
    assert [row["併用"] for row in judged(sheet, knowledge)] == ["3-5-6 とは一緒に使えません", "", "", ""]


@pytest.mark.parametrize(
    ("sheet", "sentences"),
    [
        ("", ["sheet.csv に行がありません"]),
        ("\n\n", ["sheet.csv に行がありません"]),
        ("名前,age\n", ["sheet.csv に行がありません"]),
        ("名前,age\n,\n", ["sheet.csv に行がありません"]),
        ("名前,color\nあ,赤\n", ["列「color」は知らない項目です"]),
        ("名前,age,age\nあ,3,4\n", ["列「age」が2つあります"]),
        ("名前,price_yen,家の価格\nあ,3,4\n", ["列「price_yen」が2つあります"]),
        ("名前,age\nあ,39,40\n", ["2行目の「40」は、見出しのない列にあります"]),
        ("名前,,age\nあ,メモ,39\n", ["2行目の「メモ」は、見出しのない列にあります"]),
        ("名前,制度,age\nあ,9-9-9,39\n", ["2行目：「9-9-9」という番号や名前の制度はありません"]),
        ('名前,age\n"あ,39\n', ["表として読めません"]),
        (b"\x81\xff\x00\xff", ["文字を読めません"]),
        (b"a" * (BIGGEST + 1), ["大きすぎます"]),
    ],
)
def test_a_sheet_that_is_none_is_refused_with_a_sentence(
    judged: Judged, sheet: str | bytes, sentences: list[str]
) -> None:
    said = refused(judged, sheet)
    assert all(any(wanted in sentence for sentence in said) for wanted in sentences)


def test_every_bad_cell_is_named_by_its_row_in_the_spreadsheet(judged: Judged) -> None:
    head, good = "名前,制度,age,price_yen,application_date", "い,1-1-17,39,300万,R7.4.1"
    sheet = f"{head}\nあ,1-1-17,200,-5,2025-02-30\n\n{good}\nう,1-1-17,若い,,\n"
    *cells, last = refused(judged, sheet)
    assert [cell.split("：")[0] for cell in cells] == [
        "2行目の age「200」", "2行目の price_yen「-5」", "2行目の application_date「2025-02-30」", "5行目の age「若い」"
    ]  # fmt: skip
    assert "何も書き出していません" in last


def test_a_cell_of_two_lines_is_one_row_of_the_spreadsheet(judged: Judged) -> None:
    [cell, _] = refused(judged, '名前,制度,age\n"あ\n(本店)",1-1-17,39\nい,1-1-17,200\n')
    assert cell.startswith("3行目の age")


def test_empty_lines_and_blank_columns_at_the_end_are_no_mistake(judged: Judged) -> None:
    assert len(judged("名前,制度,age,,\nあ,1-1-17,39,,\n,,,,\nい,1-1-17,,,\n")) == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Problem, match="を読めません"):
            judge_sheet(KNOWLEDGE, path, DAY)


def test_the_table_is_written_as_a_workbook_and_as_text(judged: Judged, tmp_path: Path) -> None:
    rows = judged(HOUSES.replace("あさひ町", "=1\x07+1"))
    write(rows, tmp_path / "out.xlsx")
    write(rows, tmp_path / "out.csv")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    cells = [[cell or "" for cell in line] for line in sheet.iter_rows(values_only=True)]
    text = list(csv.reader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    assert cells == text
    assert text[0] == list(HEAD)
    assert text[1][0] == "'=1+1"  # a spreadsheet must not count with it


@pytest.mark.parametrize("name", ["out.pdf", "none/out.xlsx", "none/out.csv"])
def test_where_nothing_can_be_written_it_is_said(judged: Judged, tmp_path: Path, name: str) -> None:
    rows = judged(HOUSES)
    with pytest.raises(Problem):
        write(rows, tmp_path / name)


def test_a_bad_sheet_leaves_an_older_table_alone(tmp_path: Path) -> None:
    sheet, out = tmp_path / "sheet.csv", tmp_path / "out.csv"
    sheet.write_text("名前,制度,age\nあ,1-1-17,200\n", "utf8")
    out.write_text("前の表", "utf8")
    with pytest.raises(Problem):
        command(sheet, "2025-04-10", out)
    assert out.read_text("utf8") == "前の表"
