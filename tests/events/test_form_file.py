"""The form of an event: what officials write is read as meant, and every mistake is named with its line, at once."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import jst
from bot.errors import Problem
from bot.events import wording
from bot.events.days import EventDay, read_day
from bot.events.form_fields import Checks, key_of, read_changes
from bot.events.form_file import KEYS, read
from bot.events.series import Deadline, Details, details_of
from tests.events.forms import COURSE, MEETUP, NOW, SINGLE, form


def mistakes(text: str, checks: Checks | None = None) -> list[str]:
    with pytest.raises(Problem) as raised:
        read(text, NOW, checks)
    return list(raised.value.sentences)


def test_a_meetup_by_a_rule() -> None:
    found = form(MEETUP)
    assert (found.code, found.name, found.kind, found.theme) == ("meetup", "月の集まり", "meetup", "college")
    assert found.rule is not None
    assert found.rule.rule.text == "FREQ=MONTHLY;BYDAY=2FR"
    assert found.days == ()
    assert found.details == Details(
        dt.time(18, 30), dt.time(20, 30), "なのはなプラザ", None, 20, 3, Deadline(3), "どなたでも", "起業支援室",
        "交流会", None, "今月も開きます。",
    )  # fmt: skip


def test_a_course_of_five_days_and_a_single_event() -> None:
    course, single = form(COURSE), form(SINGLE)
    assert (course.kind, len(course.days), course.details.needed_days) == ("course", 5, 4)
    assert (single.kind, single.days) == ("single", (EventDay(dt.date(2026, 12, 20), dt.time(13), dt.time(15)),))
    assert single.details.apply_until is not None
    assert jst(single.details.apply_until.on(single.days)).isoformat() == "2026-12-19T00:00:00+09:00"


def test_japanese_names_full_width_signs_and_units_are_read() -> None:
    found = form(
        "番号: ＧＡＲＡＧＥ\n名前: 集まり\n種類: 集まり\nテーマ: 起業\n決まり: 毎月第2金曜\n"
        "除く日: [祝日, 12/29〜1/3]\n除く日のとき: 休む\n開始: 午後6時半から\n終了: 20時30分まで\n"
        "定員: ２０人\n人数: 3名\n締切: １週間前の17時まで\n"
    )
    assert (found.code, found.kind, found.theme) == ("garage", "meetup", "startup")
    assert found.rule is not None
    assert (found.rule.holidays, len(found.rule.spans), found.rule.on_skip) == (True, 1, "skip")
    details = found.details
    assert (details.start, details.end) == (dt.time(18, 30), dt.time(20, 30))
    assert (details.capacity, details.most_people) == (20, 3)
    assert details.apply_until == Deadline(7, dt.time(17))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3日前", Deadline(3)),
        ("前日", Deadline(1)),
        ("前日の17:00", Deadline(1, dt.time(17))),
        ("当日 正午まで", None),
        ("当日 12:00", Deadline(0, dt.time(12))),
        ("2週間前", Deadline(14)),
        ("{days_before: 3, at: '17:00'}", Deadline(3, dt.time(17))),
        ("{days_before: 3}", Deadline(3)),
        ("{days: 3}", None),
        ("[3日前]", None),
        ("400日前", None),
        ("そのうち", None),
    ],
)
def test_deadlines(written: str, meant: Deadline | None) -> None:
    text = MEETUP.replace("deadline: 3日前", f"deadline: {written}")
    if meant is None:
        assert [sentence[:13] for sentence in mistakes(text)] == ["行 10: deadline"[:13]]
    else:
        assert form(text).details.apply_until == meant


def test_every_mistake_is_named_with_its_line_at_once() -> None:
    said = mistakes(
        "code: だめ！\nnam: あ\nrule: 毎月第5金\nfrom: 2026-13-01\ndays: [2026-02-30, abc, 2020-01-01]\nstart: 25:00\n"
        "capacity: たくさん\npeople: 0\ndeadline: そのうち\nneeded_days: 3\nzoom: x\nonline: http://x\nkind: meetap\n"
    )
    lines = [int(re.match(r"行 (\d+): ", sentence)[1]) for sentence in said]  # type: ignore[index]
    assert lines == sorted(lines)
    assert set(lines) == set(range(1, 14))
    together = "\n".join(said)
    for words in ("「name」のこと", "「online」のこと", "「meetup」のこと", "2026年2月30日という日はありません"):
        assert words in together
    assert "repeat" not in together


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "code と name"),
        ("- a", "name: 文"),
        ("code: a\n---\ncode: b", "催しは1つだけ"),
        ("code: a\n番号: b\nname: あ\ndays: 2027-01-01", "同じ項目"),
        ("code: a\nname: あ", "いつ開くかが書かれていません"),
        ("code: a\nname: あ\nskip: 祝日\ndays: 2027-01-01", "rule と一緒に"),
        ("code: a\nname: あ\nkind: course\nrule: 毎月第2金曜", "通う日を全部"),
        ("code: a\nname: あ\nkind: single\ndays: [2027-01-01, 2027-01-02]", "1日だけ"),
        ("code: a\nname: あ\nkind: single\nrule: 毎月第2金曜", "1日だけ"),
        ("code: a\nname: あ\ndays: [2027-01-01, 2027-01-01 10:00]", "2回書かれています"),
        ("code: a\nname: あ\ndays: {a: b}", "days には"),
        ("code: a\nname: あ\ndays: 2026年12月11日(木)", "金曜日です"),
        ("code: a\nname: あ\ndays: 2027-01-01 18:00〜17:00", "より後ではありません"),
        ("code: a\nname: あ\ndays: 12/11", "年から書いてください"),
        ("code: a\nname: あ\ndays: 2027-01-01\nend: 17:00", "start（開始）も"),
        ("code: a\nname: あ\ndays: 2027-01-01\nstart: 18:00\nend: 17:00", "より後ではありません"),
        ("code: a\nname: あ\ndays: 2027-01-01\ncapacity: 2\npeople: 3", "定員（2人）より多く"),
        ("code: a\nname: あ\nkind: course\ndays: [2027-01-01, 2027-01-02]\nneeded_days: 3", "開く日数（2日）"),
        ("code: a\nname: あ\ndays: 2027-01-01\ndeadline: 2027-01-03", "より後です"),
        ("code: a\nname: あ\ndays: 2027-01-01 18:30\ndeadline: 2027-01-01 19:00", "より後です"),
        ("code: a\nname: あ\ndays: 2026-11-24\ndeadline: 3日前", "もう過ぎています"),
        ("code: a\nname: あ\nrule: 毎月第2金曜\ndeadline: 2026-12-01", "決まった日付は書けません"),
        ("code: a\nname: あ\nrule: {a: b}", "rule には文を1つ"),
        ("code: a\nname: あ\nrule: 毎月第2金曜\nmoved: 2026-12-12", "もとの日: 移した日"),
        ("code: a\nname: あ\nrule: 毎月第2金曜\nmoved: {2026-12-12: 2026-12-18}", "近い日は2026年12月11日"),
        ("code: a\nname: あ\nrule: 毎月第2金曜\nmoved: {2026-12-11: 2027-01-08}", "ほかの回と同じ日"),
        ("code: a\nname: あ\nrule: 毎月第2金曜\nmoved: {2026-12-11: いつか}", "もとの日: 移した日"),
        ("code: a\nname: あ\nrule: 毎月第2金曜\nuntil: 2020-01-01\nfrom: 2026-01-01", "より前です"),
        ("code: a\nname: あ\nrule: 隔週金曜", "from（最初の日）が要ります"),
        ("code: a\nname: あ\ndays: 2027-01-01\nrecord: 9-9-9", "という記録はありません"),
        ("code: a\nname: あ\ndays: 2027-01-01\nonline: https://example.com/", "一覧にありません"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_sentence(text: str, words: str) -> None:
    assert any(words in sentence for sentence in mistakes(text, Checks(record=lambda _: False)))


def test_a_moved_day_may_take_the_place_of_another_moved_day() -> None:
    found = form(MEETUP + "moved: {2026-12-11: 2027-01-08, 2027-01-08: 2027-01-15}\n")
    assert found.moved == {
        dt.date(2026, 12, 11): dt.date(2027, 1, 8),
        dt.date(2027, 1, 8): dt.date(2027, 1, 15),
    }


def test_hosts_of_the_settings_are_allowed() -> None:
    found = read(SINGLE + "online: https://zoom.example/j/1\n", NOW, Checks(hosts=("zoom.example",)))
    assert found.details.online_url == "https://zoom.example/j/1"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        said: tuple[str, ...] = ()
        form(text)
    except Problem as problem:
        said = problem.sentences
    assert all(sentence.startswith(("行 ", "ほかにも", "ファイル", "文字の")) for sentence in said)


@given(st.dictionaries(st.sampled_from(KEYS), st.text(min_size=1, max_size=12), min_size=1))
def test_every_wrong_value_is_named_by_a_line_that_is_there(values: dict[str, str]) -> None:
    lines = [f"{key}: '{value.replace(chr(39), '')}'" for key, value in values.items() if value.isprintable()]
    with pytest.raises(Problem) as raised:  # no value is long enough to be right everywhere
        form("\n".join(lines))
    for sentence in raised.value.sentences:
        found = re.match(r"行 (\d+): ", sentence)
        assert found is None or 1 <= int(found[1]) <= max(1, len(lines))


def test_details_survive_the_column() -> None:
    for text in (MEETUP, COURSE, SINGLE):
        details = form(text).details
        assert details_of(details.as_json()) == details


def test_a_file_from_a_japanese_windows_is_named(tmp_path: Path) -> None:
    path = tmp_path / "event.yaml"
    path.write_bytes("name: 集まり".encode("cp932"))
    with pytest.raises(Problem, match="Shift_JIS"):
        read(path, NOW)


def test_no_name_stands_for_two_keys() -> None:
    names = [name for key, names in wording.KEYS.items() for name in (key, *names)]
    assert len(names) == len(set(names))
    assert all(key_of(name) == key for key, names in wording.KEYS.items() for name in names)


def test_changes_are_read_like_the_form() -> None:
    found = read_changes({"場所": " なのはな ", "定員": "なし", "people": 4, "開始": "18:30", "締切": "前日"}, Checks())
    assert found == {"place": "なのはな", "capacity": None, "most_people": 4, "start": dt.time(18, 30),
                     "apply_until": Deadline(1)}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"開始時": "x"}, "「開始時刻」のことですか"),
        ({"days": "2027-01-01"}, "event move"),
        ({"code": "x"}, "ここでは変えられません"),
        ({"定員": "-3"}, "数として"),
        ({"name": ""}, "空に"),
        ({"place": "a", "場所": "b"}, "2回"),
    ],
)
def test_changes_that_cannot_be_are_named_without_lines(changes: dict[str, object], words: str) -> None:
    with pytest.raises(Problem, match=words) as raised:
        read_changes(changes, Checks())
    assert "行 " not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-11", (None, None)),
        ("2026年12月11日(金) 18時30分から20時30分まで", ("18:30", "20:30")),
        ("令和8年12月11日 午後6時〜8時", None),
        ("2026/12/11 18:30～20:30", ("18:30", "20:30")),
        ("2026-12-11 18:30-20:30", ("18:30", "20:30")),
        ("2026-12-11T18:30", ("18:30", None)),
        ("2026-12-11 18時から", ("18:00", None)),
    ],
)
def test_days_with_hours(text: str, meant: tuple[str | None, str | None] | None) -> None:
    if meant is None:  # 午後6時〜8時: eight in the morning is before six in the evening
        with pytest.raises(ValueError, match="より後"):
            read_day(text)
        return
    found = read_day(text)
    times = tuple(time and f"{time:%H:%M}" for time in (found.start, found.end))
    assert (found.day, times) == (dt.date(2026, 12, 11), meant)
