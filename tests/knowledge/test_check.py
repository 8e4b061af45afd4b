"""The data check finds each kind of mistake, with its line, and finds all of them at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import dedent

import pytest

from knowledge.check import check

SOURCES = """\
results:
  title: 資料№1
  as_of: 2025-01-31
  lines: [1, 9]
"""
DOCUMENT = ["", "店舗改修 費用の1/2以内 上限2,000千円 R6年12月25日(水)まで 交付件数 7件", *[""] * 7]
RECORD = """\
id: 1-1-1
name: 店舗改修事業費補助金
title: お店の改修の補助
kind: subsidy
summary: お店を直す費用の一部を補助します。
aliases: [店を直す]
editions:
  - fiscal_year: 2024
    status: running
    source: {part: results, line: 2}
facts:
  - topic: cap
    text: 上限は200万円です。
    value: {yen: 2000000}
    source: {part: results, line: 2}
review_by: 2025-04-01
rules: {for_whom: 市内の事業主です。, staff_checks: [{text: 上限は200万円です。, source: {part: results, line: 2}}]}
"""


def window_of(days: str, text: str) -> str:
    return f"    windows: [{{label: 受付, {days}, text: {text}, source: {{part: results, line: 2}}}}]"


class Data:
    """A small knowledge directory; `found` gives the check's lines without the directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "programs").mkdir()
        self.write("sources.yaml", SOURCES)
        self.write("questions.yaml", "[]")
        self.program()
        self.document = directory / "document.txt"
        self.document.write_text("\n".join(DOCUMENT), "utf8")

    def write(self, name: str, text: str) -> None:
        (self.directory / name).write_text(text, "utf8")

    def program(self, *changes: tuple[str, str], name: str = "1-1-1", more: str = "") -> None:
        text = RECORD.replace("id: 1-1-1", f"id: {name}") + dedent(more)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.write(f"programs/{name}.yaml", text)

    def found(self, *, document: bool = True, today: dt.date | None = None) -> list[str]:
        problems = check(self.directory, self.document if document else None, today)
        return [str(problem).removeprefix(f"{self.directory}/").removeprefix("programs/") for problem in problems]


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return Data(tmp_path)


def test_good_data_has_no_problems(data: Data) -> None:
    assert data.found() == []


def test_every_file_is_reported_in_one_go(data: Data) -> None:
    data.program(("topic: cap", "topic: colour"))
    data.program(("kind: subsidy", "kind: gift"), name="1-1-2")
    data.write("programs/1-1-3.yaml", "id: 1-1-3\nname: [")
    assert [line.split(":")[0] for line in data.found()] == ["1-1-1.yaml", "1-1-2.yaml", "1-1-3.yaml"]


def test_a_schema_error_names_its_line(data: Data) -> None:
    data.program(("topic: cap", "topic: colour"))
    [line] = data.found()
    assert line.startswith("1-1-1.yaml:12: error: facts.0.topic: ")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("id: 1-1-1", "id: 1-1-9"), "1-1-1.yaml:1: error: id 1-1-9 does not fit the file's name"),
        (("です。\n", "です\n"), "1-1-1.yaml:13: error: a sentence ends with 。"),
        (("です。\n", "です。期限は12月25日(木)です。\n"), "12月25日(木): 2024-12-25 is a 水曜日"),
        (("です。\n", "です。期限は令和7年2月30日です。\n"), "there is no such day in 2025"),
        (("です。\n", "です。佐藤太郎氏が話します。\n"), "looks like a person's name"),
        (("です。\n", "です。taro@example.jpへ。\n"), "taro@example.jp is no address of an office"),
        (("です。\n", "です。講師は●●●です。\n"), "a blacked-out name"),
        (("yen: 2000000", "yen: 2500000"), "1-1-1.yaml:14: error: the sentence does not state 2,500,000円"),
        (("line: 2}\nreview", "line: 12}\nreview"), "line 12 is not in results (1-9)"),
        (("line: 2}\nreview", "line: 3}\nreview"), "the cited line is empty"),
        (("200万円", "300万円"), "line 2 does not hold 3,000,000円"),
        (("です。\n", "で、8件までです。\n"), "line 2 does not hold 8"),
        (("status: running", "status: abolished"), "1-1-1.yaml:8: error: abolished without a successor or a note"),
        (("status: running", "status: merged"), "merged, but merged_into is missing"),
        (("status: running", "status: last_year"), "the last year needs ends_on or a note"),
        (("status: running", "status: unclear"), "unclear, but no conflict says why"),
        (("review_by", "related: [9-9-9]\nreview_by"), "there is no record 9-9-9"),
        (("review_by", "related: [1-1-1]\nreview_by"), "1-1-1 names itself"),
        (("review_by", "part_of: nothing\nreview_by"), "there is no record nothing"),
        (("[店を直す]", "[店を直す, 店を 直す]"), "店を 直す stands twice"),
        (("上限は200万円です。,", "上限は300万円です。,"), "1-1-1.yaml:17: error: line 2 does not hold 3,000,000円"),
        (
            ("200万円です。, source: {part: results, line: 2}", "200万円です。, source: {part: results, line: 12}"),
            "line 12 is",
        ),
    ],
)
def test_a_mistake_is_found(data: Data, change: tuple[str, str], expected: str) -> None:
    data.program(change)
    assert any(expected in line for line in data.found()), data.found()


def test_figures_may_be_written_in_another_unit_and_calendar(data: Data) -> None:
    text = (
        "です。補助率は2分の1（1/2）以内、期限は令和6年（2024年）12月25日（水）、令和7年1月31日現在の交付は7件です。\n"
    )
    data.program(("です。\n", text))
    assert data.found() == []


def test_successors_and_predecessors_name_each_other(data: Data) -> None:
    data.program(("review_by", "successors: [1-1-2]\nreview_by"))
    data.program(("[店を直す]", "[]"), name="1-1-2")
    assert data.found() == ["1-1-1.yaml:16: error: 1-1-2 does not name 1-1-1 among its predecessors"]


def test_an_alias_belongs_to_one_record(data: Data) -> None:
    data.program(("店舗改修事業費補助金", "人財バンク"), ("店を直す", "みせを直す"))
    data.program(("店舗改修事業費補助金", "別の事業"), ("店を直す", "ﾐｾを直す, 人材バンク"), name="1-1-2")
    data.program(("店舗改修事業費補助金", "三つめの事業"), ("店を直す", "みせ を直す"), name="1-1-3")
    assert data.found() == [
        "1-1-2.yaml:6: error: 人材バンク is the name of 1-1-1",
        "1-1-3.yaml:6: error: みせ を直す is an alias of 1-1-1 too",
    ]


def test_a_window_cannot_end_before_it_starts(data: Data) -> None:
    window = window_of("start: 2024-12, end: 2024-06", "令和6年12月からです。")
    data.program(("    status: running\n", f"    status: running\n{window}\n"))
    assert "the window ends 2024-06, before it starts 2024-12" in data.found(document=False)[0]


def test_what_is_overdue_is_a_notice_and_needs_a_day(data: Data) -> None:
    window = window_of("end: 2024-12-25", "令和6年12月25日までです。")
    data.program(("    status: running\n", f"    status: running\n{window}\n"))
    assert data.found() == []
    assert data.found(today=dt.date(2025, 1, 6)) == ["1-1-1.yaml:10: notice: 受付: over since 2024-12-25"]
    assert data.found(today=dt.date(2025, 4, 1)) == ["1-1-1.yaml:17: notice: review due since 2025-04-01"]


def test_broken_sources_are_reported_too(data: Data) -> None:
    data.write("sources.yaml", "nowhere: {title: x, as_of: 2025-01-31, lines: [1, 9]}\n")
    assert any(line.startswith("sources.yaml:1: error: ") for line in data.found())


QUESTION = "{key: cost, type: yen, ask: いくらですか。, why: 計算のためです。%s}"
AMOUNT = """\
rules: {for_whom: 市内の事業主です。, amount: {level: up_to, per: 1事業主あたり, valid_from: 2024-04,
  parts: [{label: 費用, of: cost, rate: 1/2, cap: 2000000}], source: {part: results, line: 2}}}
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (", name: 費用", []),
        ("", ["the sum waits for cost, which has no name"]),
        (", name: 費用, person: true", ["the sum is meant 1事業主あたり, but cost is asked of each person"]),
    ],
)
def test_the_questions_of_a_sum_fit_it(data: Data, more: str, expected: list[str]) -> None:
    data.write("questions.yaml", f"[{QUESTION % more}]")
    data.program((RECORD.splitlines(keepends=True)[-1], AMOUNT))
    found = data.found()
    assert len(found) == len(expected)
    assert all(text in line for text, line in zip(expected, found, strict=True))
