"""`madoguchi judge` at the terminal: questions, verdicts and sums as JSON, and a clear sentence for every slip."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from bot.cli import main
from bot.errors import Problem
from bot.terminal import judge
from knowledge.loader import shipped

KNOWLEDGE = shipped()


def judged(program: str, *given: str, on: str = "2025-04-10") -> dict[str, Any]:
    [line] = judge(program, given, on, as_json=True)
    read: dict[str, Any] = json.loads(line)
    return read


def refused(program: str, *given: str, on: str | None = "2025-04-10") -> tuple[str, ...]:
    with pytest.raises(Problem) as caught:
        judge(program, given, on, as_json=True)
    return caught.value.sentences


@pytest.mark.parametrize("program", KNOWLEDGE.programs)
def test_without_answers_every_program_lists_its_questions(program: str) -> None:
    questions = judged(program)["questions"]
    rules = KNOWLEDGE.programs[program].rules
    assert rules
    assert [one["key"] for one in questions] == list(rules.questions())
    assert all(set(one) >= {"key", "type", "ask", "choices"} and one["ask"] for one in questions)
    assert all(bool(one["choices"]) == (one["type"] == "choice") for one in questions)


def test_a_question_says_what_helps_to_answer_it() -> None:
    helps = {one["key"]: one["help"] for one in judged("1-1-4")["questions"]}
    assert "--on" in helps["application_date"]
    assert "別の事業所" in helps["had_this_fiscal_year"]
    assert {one["key"]: one["unit"] for one in judged("1-1-18")["questions"]} == {"months_of_activity": "か月"}


@pytest.mark.parametrize(
    ("program", "on", "verdict"),
    [
        ("1-1-3", "2025-03-31", "needs_staff"),
        ("1-1-3", "2025-04-01", "not_eligible"),
        ("1-1-5", "2025-04-01", "not_eligible"),
        ("1-1-1", "2025-04-01", "needs_staff"),
        ("1-1-7", "2025-04-01", "needs_staff"),
    ],
)
def test_what_can_be_said_before_any_answer_is_said(program: str, on: str, verdict: str) -> None:
    found = judged(program, on=on)
    assert (found["on"], found["verdict"], found["passed"]) == (on, verdict, [])
    told = "\n".join(judge(program, [], on, as_json=False))
    assert ("→" in told) is (verdict == "not_eligible" or not found["questions"])


@pytest.mark.parametrize("name", ["１－１－１", "1‐1‐1", "1–1–1", "女性にやさしい職場環境整備事業補助金"])
def test_a_program_is_found_as_people_write_it(name: str) -> None:
    assert judged(name)["program"] == "1-1-1"


def test_the_json_has_the_promised_shape() -> None:
    found = judged("1-1-1", "eligible_cost_yen=300万円", "place_in_city=はい")
    assert list(found) == ["program", "on", "verdict", "passed", "failed", "open", "estimate"]
    assert list(found["estimate"]) == ["kind", "yen", "yen_min", "yen_max", "steps"]
    assert (found["program"], found["on"], found["verdict"]) == ("1-1-1", "2025-04-10", "needs_staff")
    assert [one["id"] for one in found["passed"]] == ["in_city"]
    assert all({"id", "text", "source"} <= set(one) for one in found["open"])


@pytest.mark.parametrize(
    ("program", "given", "kind", "low", "high"),
    [
        ("1-1-1", "eligible_cost_yen=1999999", "up_to", None, 999_999),
        ("1-1-4", "posting_cost_ex_tax_yen=599999", "exact", 299_000, 299_000),
        ("1-1-12", "hires=3 kurumin=no", "cap_only", 500_000, 600_000),
        ("1-1-16", "household_or_single=household children_under_18=2", "fixed", 3_000_000, 3_000_000),
        ("1-1-16", "household_or_single=single", "fixed", 600_000, 600_000),
        ("1-1-16", "student_in_tokyo_area_university=yes job_hunt_travel_cost=20000", "up_to", None, 15_200),
        ("1-1-17", "house_type=new price_yen=10000000 age=39 local_builder=yes children=1", "fixed", 800_000, 800_000),
        ("1-1-17", "house_type=registered_vacant price_yen=333333 age=39 children=0", "up_to", None, 83_333),
        ("1-1-18", "months_of_activity=13", "exact", 60_000, 60_000),
        ("1-1-19", "nights=3 persons=20", "up_to", None, 60_000),
        ("1-1-20", "eligible_cost_yen=99999", "up_to", None, 49_999),
        ("2-3-1", "joint_research_cost_yen=1000001", "up_to", None, 500_000),
        ("3-5-1", "investment_yen=123456789", "up_to", None, 6_172_839),
        ("3-5-2", "fixed_asset_tax_per_year=123457 first_taxed_year=2024 year=2026", "exact", 123_457, 123_457),
        ("3-5-6", "investment_yen=3333333333", "up_to", None, 99_999_999),
        ("3-6-3", "cost_yen=200000000", "range", 20_000_000, 30_000_000),
        ("3-6-3", "interest_paid=654321", "exact", 654_321, 654_321),
    ],
)
def test_the_figures_of_a_formula_are_enough_for_its_sum(
    program: str, given: str, kind: str, low: int | None, high: int
) -> None:
    sum_ = judged(program, *given.split())["estimate"]
    assert (sum_["kind"], sum_["yen_min"], sum_["yen_max"]) == (kind, low, high)
    assert sum_["steps"]


@pytest.mark.parametrize(
    ("program", "given", "on", "failed", "yen"),
    [
        ("1-1-4", "posting_cost_ex_tax_yen=99999", "2025-04-01", {"ended", "deadline"}, 49_000),
        ("1-1-4", "posting_cost_ex_tax_yen=99999", "2024-12-26", {"ended", "deadline"}, 49_000),
        ("1-1-17", "house_type=new price_yen=2千万 age=40 children=0 local_builder=no", "2025-05-01",
         {"ended", "deadline"}, 250_000),
        ("1-1-19", "nights=1 persons=1", "2025-04-01", {"ended"}, 1_000),
    ],
)  # fmt: skip
def test_of_a_closed_program_the_end_is_the_reason_and_the_sum_is_explained(
    program: str, given: str, on: str, failed: set[str], yen: int
) -> None:
    found = judged(program, *given.split(), on=on)
    assert found["verdict"] == "not_eligible"
    assert {one["id"] for one in found["failed"]} == failed
    assert found["estimate"]["yen"] == yen
    assert found["estimate"]["steps"][0].startswith("申請できる期間の外なので、受けられません。")
    told = "\n".join(judge(program, given.split(), on, as_json=False))
    assert f"金額の目安：{yen:,}円（参考。申請できる期間の外です）" in told.replace("最大 ", "")


def test_who_is_refused_for_a_reason_sees_no_sum() -> None:
    found = judged("1-1-4", "workplace_in_city=no", "posting_cost_ex_tax_yen=60万", on="2025-05-01")
    sum_ = found["estimate"]
    assert (sum_["kind"], sum_["yen"], sum_["yen_min"], sum_["yen_max"]) == ("none", None, None, None)


def test_who_does_not_know_the_day_of_the_application_has_not_met_the_deadline() -> None:
    given = ["workplace_in_city=yes", "had_this_fiscal_year=no", "posting_cost_ex_tax_yen=10万"]
    assert judged("1-1-4", *given, on="2024-12-01")["verdict"] == "likely"
    assert judged("1-1-4", *given, "application_date=わからない", on="2024-12-01")["verdict"] == "needs_staff"


@pytest.mark.parametrize("on", ["2024-06-10", "2025-03-11", "2025-03-31", "2025-04-30"])
def test_until_april_2025_a_house_can_be_applied_for(on: str) -> None:
    given = ["house_type=new", "price_yen=1000万", "age=39", "children=0", "local_builder=いいえ"]
    found = judged("1-1-17", *given, on=on)
    assert (found["verdict"], found["estimate"]["yen"]) == ("needs_staff", 500_000)


def test_an_end_within_a_year_is_told_to_the_month() -> None:
    [ended] = [one for one in judged("1-1-17", "age=35", on="2025-05-10")["failed"] if one["id"] == "ended"]
    assert ended["text"] == "「移住者住宅取得補助金」は、令和7年（2025年）4月の申請分で終わっています。"


def test_what_the_source_contradicts_itself_on_is_left_to_staff() -> None:
    for on in ("2025-03-11", "2025-04-01", "2026-03-31"):
        found = judged("1-1-20", "eligible_cost_yen=10万", on=on)
        assert found["verdict"] == "needs_staff"
        assert "continues" in {one["id"] for one in found["open"]}


def test_a_year_before_the_source_is_no_beginning() -> None:
    found = judged("1-1-1", "is_sme=はい", on="2024-03-31")
    assert found["verdict"] == "needs_staff"
    assert found["failed"] == []
    assert "令和6年度（2024年度）から" in found["open"][0]["text"]
    assert [one["id"] for one in judged("1-1-22", "lives_in_city=はい", on="2025-03-31")["failed"]] == ["not_started"]


def test_a_loan_of_more_than_three_years_ago_gets_no_interest() -> None:
    found = judged("3-6-3", "interest_paid=500000", "loan_start=2020-04-01", "year=R7")
    assert (found["verdict"], found["estimate"]["kind"]) == ("not_eligible", "none")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("foo=1", "「foo」はこの制度の項目ではありません"),
        ("nights=1", "「nights」はこの制度の項目ではありません"),
        ("age", "項目=値 の形で"),
        ("age=200", "年齢は 39 や 39歳"),
        ("age=-1", "0以上で"),
        ("age=39.5", "整数で"),
        ("children=99", "20 までの数"),
        (f"children={'9' * 5000}", "数が大きすぎます"),
        ("price_yen=-1", "0円以上で"),
        ("price_yen=▲100", "0円以上で"),
        ("price_yen=0.5円", "円の単位で"),
        ("price_yen=たくさん", "300万円 のように"),
        (f"price_yen={'9' * 5000}", "金額が大きすぎます"),
        ("price_yen=99999999999億", "金額が大きすぎます"),
        ("application_date=2025-02-30", "暦にありません"),
        ("application_date=9999-12-31", "1900年から2100年まで"),
        ("application_date=来月", "2025-04-01、令和7年4月1日"),
        ("local_builder=たぶん", "「はい」か「いいえ」"),
        ("house_type=マンション", "new（新築）"),
    ],
)
def test_a_slip_gets_one_clear_sentence(given: str, sentence: str) -> None:
    [said] = refused("1-1-17", given)
    assert sentence in said


def test_every_slip_of_a_line_is_named_at_once() -> None:
    said = refused("1-1-17", "age=200", "price_yen=-1", "age=39", "age=40", "foo=1")
    assert [one.split("」")[0].split("=")[0].strip("「") for one in said] == ["age", "price_yen", "age", "foo"]
    assert "2回" in said[2]


@pytest.mark.parametrize("on", ["2025-02-30", "", "明日", "0001-01-01", "9999-12-31", "2025-04", "2025-04-01T99:00"])
def test_a_day_that_is_none_is_named(on: str) -> None:
    [said] = refused("1-1-1", on=on)
    assert f"日付「{on}」を読めません" in said


@pytest.mark.parametrize(
    "on",
    [
        "2025-04-01",
        "R7.4.1",
        "令和7年4月1日",
        "２０２５／４／１",
        "ｒ７．４．１",
        "2025-03-31T15:00Z",
        "2025-04-01T09:00",
    ],
)
def test_a_day_may_be_written_as_people_do(on: str) -> None:
    assert judged("1-1-1", "is_sme=はい", on=on)["on"] == "2025-04-01"


def test_wide_letters_and_unknown_answers_are_read() -> None:
    found = judged(
        "1-1-17",
        "house_type＝新築",
        "ｐｒｉｃｅ_ｙｅｎ=１，０００万円",
        "age=わからない",
        "children=０",
        "local_builder=ない",
    )
    assert "price_new" in {one["id"] for one in found["passed"]}
    assert (found["estimate"]["yen_min"], found["estimate"]["yen_max"]) == (250_000, 500_000)


def test_a_program_that_is_none_is_named() -> None:
    [said] = refused("9-9-9")
    assert "「9-9-9」という番号や名前の制度はありません" in said


def test_the_command_fails_with_the_sentence_and_without_a_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["madoguchi", "judge", "1-1-17", "age=200", "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert printed.out == ""
    assert printed.err.strip() == "age=「200」：年齢は 39 や 39歳 のように書いてください"


def said(program: str, *given: str) -> str:
    return "\n".join(judge(program, given, "2025-04-10", as_json=False))


def test_two_readings_of_one_clause_are_told_as_either_or() -> None:
    assert "金額の目安：上限は 500,000円 または 600,000円" in said("1-1-12", "hires=3", "kurumin=no")


@pytest.mark.parametrize("kurumin", ["kurumin=yes", "kurumin=わからない"])
def test_what_lies_between_two_ends_is_not_told_as_either_or(kurumin: str) -> None:
    told = said("1-1-12", "hires=2", "training_costs=both", kurumin)
    [headline] = [line for line in told.split("\n") if line.startswith("金額の目安")]
    assert " から 750,000円 のあいだ" in headline
    assert "または" not in headline


def test_a_missing_answer_is_asked_for_by_name_and_a_missing_rule_is_not() -> None:
    told = said("3-5-2", "year=2024", "first_taxed_year=2024")
    assert "金額の目安：お答えがそろうと計算できます" in told
    assert "金額を出すには「1年度の固定資産税の額」の答えが要ります" in told
    told = said("2-3-8", "is_student=はい")
    assert "金額の目安：資料に決まりがなく、計算できません" in told
    assert "資料に金額の決まりが書かれていません" in told
    assert "答えが要ります" not in told


def test_a_place_to_write_needs_a_sheet(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["madoguchi", "judge", "1-1-1", "--out", "sheet.xlsx"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "--csv" in capsys.readouterr().err
