"""The file of an announcement: what is read from it, and that every mistake is named with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.announcements.content import Checks, wrong_day
from bot.announcements.content_file import KEYS, TEXT_UNITS, TITLE_UNITS, read
from bot.announcements.content_source import LARGEST
from bot.announcements.draft import Draft
from bot.announcements.styles import templates
from bot.clock import UTC, parse
from bot.errors import Problem

NOW = parse("2026-11-22T12:00")
EVENT = "facts:\n  日時: 2026年12月11日(金) 18時30分\n  場所: なのはなプラザ\n"
THEMES = {"office": "窓口からのお知らせ", "college": "シゴト・ツクル・カレッジ", "startup": "起業"}


def said(text: str | bytes | Path, checks: Checks | None = None) -> list[str]:
    """The sentences of the Problem."""
    with pytest.raises(Problem) as caught:
        read(text, NOW, checks)  # type: ignore[arg-type]
    return list(caught.value.sentences)


def draft(text: str, checks: Checks | None = None) -> Draft:
    return read(text, NOW, checks)


def test_title_and_text_are_enough() -> None:
    made = draft("title: 年末の窓口\ntext: 12月29日から1月3日までお休みします。\n")
    assert made == Draft(
        title="年末の窓口",
        theme="office",
        audience="everyone",
        send_at=None,
        past_at=None,
        repeat=None,
        content={
            "kind": "お知らせ",
            "style": "いつもの",
            "text": "12月29日から1月3日までお休みします。",
            "facts": [],
        },
    )


def test_everything_that_can_be_written_is_read() -> None:
    made = draft(
        """
title: シゴト・ツクル・ガレージ
text: |
  はじめたいことを話す夜です。

  手ぶらでどうぞ。
theme: シゴト・ツクル・カレッジ
audience: tag:college OR 起業
send_at: 2026-12-04 12:00
kind: あと1週間
facts:
  参加費: 無料
  申込: いりません
  場所: なのはなプラザ
starts_at: 2026-12-11 18:30
until: 2026-12-11 20:30
button:
  label: くわしく見る
  url: https://www.city.ichinoseki.iwate.jp/学び
source: 起業支援室
""",
        Checks(themes=THEMES),
    )
    assert (made.title, made.theme, made.audience) == ("シゴト・ツクル・ガレージ", "college", "tag:college OR 起業")
    assert made.send_at == dt.datetime(2026, 12, 4, 3, tzinfo=UTC)
    assert made.past_at == dt.datetime(2026, 12, 11, 9, 30, tzinfo=UTC)
    assert made.content == {
        "kind": "あと1週間",
        "style": "カレッジ",
        "text": "はじめたいことを話す夜です。\n\n手ぶらでどうぞ。",
        "facts": [
            ["日時", "2026年12月11日(金) 18時30分から20時30分まで"],
            ["場所", "なのはなプラザ"],
            ["申込", "いりません"],
            ["参加費", "無料"],
        ],
        "button": {"label": "くわしく見る", "url": "https://www.city.ichinoseki.iwate.jp/%E5%AD%A6%E3%81%B3"},
        "source": "起業支援室",
        "starts_at": "2026-12-11T09:30:00+00:00",
        "until": "2026-12-11T11:30:00+00:00",
    }


def test_all_mistakes_are_told_at_once_with_their_lines() -> None:
    assert said(
        """titel: 題
text: 2月30日にどうぞ。
kind: 告知
kid: 本日
send_at: 2026-12-11
facts:
  日時: 2026年12月11日(木)
audience: [everyone]
button: {label: あいうえおかきくけこさしすせそたちつてとな, url: "http://example.com/"}
theme: kollege
""",
        Checks(themes=THEMES),
    ) == [
        "行 1: 「titel」という項目はありません。「title」のことですか。",
        "行 1: title が書かれていません。",
        "行 2: 2月30日という日はありません。",
        "行 4: 「kid」という項目はありません。「kind」のことですか。",
        "行 5: send_at には時刻も書いてください（例：2026-12-11 18:00）。",
        "行 6: 場所が書かれていません（「告知」には facts に 場所 が要ります）。",
        "行 7: 2026年12月11日は金曜日です（木曜日と書かれています）。",
        "行 8: audience には文を1つ書いてください。",
        "行 9: button の label が長すぎます（21 字。20 字まで）。",
        "行 9: 「http://example.com/」は https:// で始まるアドレスではありません。",
        "行 10: theme に「kollege」はありません。使えるもの：窓口からのお知らせ、シゴト・ツクル・カレッジ、起業、"
        "office、college、startup。「college」のことですか。",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "行 1: ファイルに何も書かれていません。title と text を書いてください。"),
        ("  \n\n# 覚え書き\n", "行 1: ファイルに何も書かれていません。title と text を書いてください。"),
        ("title: a", "行 1: text が書かれていません。"),
        ("title:\ntext: b", "行 1: title に文がありません。"),
        ("title: ~\ntext: b", "行 1: title に文がありません。"),
        ("title: a\ntext: |\n  \n", "行 2: text に文がありません。"),
        ("title: \u200b\u3000\ntext: b", "行 1: title に文がありません。"),
        ("title: a\ntitle: b\ntext: c", "行 2: 「title」が2回書かれています（1回目は 1 行目）。"),
        ("title: a\ntext: b\n---\ntitle: c", "行 3: 「---」で区切られた2つ目があります。"),
        ("title: a\ntext: b\nfacts: 日時は12月11日", "行 3: facts は、次の行から字下げして「見出し: 内容」を並べて"),
        (
            "title: a\ntext: b\nfacts:\n  日時: 1日\n  日時: 2日",
            "行 5: 「日時」が2回書かれています（1回目は 4 行目）。",
        ),
        ("title: a\ntext: b\n場所: c", "行 3: 「場所」という項目はありません。「facts:」の下に、字下げして書きます。"),
        ("title: a\n本文: b\ntext: c", "行 2: 「本文」という項目はありません。「text」のことですか。"),
        ("title: a\ntext: b\nkind: 告示", "行 3: kind に「告示」はありません。"),
        ("title: a\ntext: b\nstyle: 賑やか", "行 3: style に「賑やか」はありません。使えるもの：しずか、いつもの、"),
        ("title: a\ntext: b\nsend_at: あした", "行 3: send_at の「あした」を日時として読めません。"),
        (
            "title: a\ntext: b\nsend_at: 2026-11-21 18:00",
            "行 3: 送る日時（2026年11月21日(土) 18時00分）は、もう過ぎています。",
        ),
        ("title: a\ntext: b\nsend_at: 2026-02-30 18:00", "行 3: 2026年2月30日という日はありません。"),
        (
            "title: a\ntext: b\nsend_at: 2026-12-11 25:00",
            "行 3: send_at の「2026-12-11 25:00」を日時として読めません。",
        ),
        (
            "title: a\ntext: b\npast: 2026-12-01\nsend_at: 2026-12-02 09:00",
            "行 4: 送る日時（2026年12月2日(水) 9時00分）が、",
        ),
        (
            "title: a\ntext: b\nstarts_at: 2026-12-02\nuntil: 2026-12-01",
            "行 4: until（2026年12月1日(火)）が starts_at（2026年12月2日(水)）より",
        ),
        ("title: a\ntext: b\nsend_at: {days_before: 3, of: 2026-12-25}", "行 3: send_at の at が書かれていません。"),
        (
            "title: a\ntext: b\nsend_at: {days_before: -1, at: '9:00', of: 2026-12-25}",
            "行 3: send_at の days_before には",
        ),
        (
            "title: a\ntext: b\nsend_at: {days_before: 1, at: 夕方, of: 2026-12-25}",
            "行 3: 「夕方」を時刻として読めません。",
        ),
        (
            "title: a\ntext: b\nsend_at: {days_before: 1, at: '9:00', of: starts_at}",
            "行 3: starts_at が書かれていません。",
        ),
        (
            "title: a\ntext: b\nsend_at: {days: 1, at: '9:00', of: 2026-12-25}",
            "行 3: send_at の中：「days」という項目はありません。",
        ),
        ("title: a\ntext: b\nbutton: くわしく", "行 3: button は、次の行から字下げして"),
        (
            "title: a\ntext: b\nbutton: {label: c}",
            "行 3: button には url（開くアドレス）か say（送る言葉）の、どちらか1つを",
        ),
        ("title: a\ntext: b\nbutton: {label: c, say: d, url: 'https://youtu.be/a'}", "行 3: button には url"),
        ("title: a\ntext: b\nbutton: {say: d}", "行 3: button の label が書かれていません。"),
        (
            "title: a\ntext: b\nbutton: {label: c, url: 'https://example.com/'}",
            "行 3: 「example.com」へのリンクは、使えるリンク先の",
        ),
        ("title: a\ntext: くわしくは https://example.com/a をどうぞ", "行 2: 「example.com」へのリンクは"),
        ("title: a\ntext: b\nrepeat: 毎月", "行 3: repeat は、次の行から字下げして"),
        ("title: a\ntext: '{program.name} のこと'", "行 2: 「{program.name}」を使うには、program に"),
        ("title: a\ntext: '{event.場所} で'", "行 2: 「{event.場所}」に入れる言葉がありません。"),
        ("title: &a b\ntext: *a", "行 1: 「&」「*」「!」で始まる YAML の印は使えません。"),
        ("title: !!python/object:os.system a\ntext: b", "行 1: 「&」「*」「!」で始まる YAML の印は使えません。"),
        ("title: " + "[" * 3000, "行 1: 項目の中に項目が重なりすぎています。"),
        ("title: a\x07\ntext: b", "行 1: 目に見えない制御文字が入っています。消してください。"),
        ("title: a\n\ttext: b", "行 2: 字下げにタブが使われています。半角の空白にしてください。"),
        ("title: a\ntext: b\nfacts:\n\u3000\u3000場所: c", "行 4: "),
        ("title：a\ntext: b", "行 1: 「title：」の「：」を半角の「:」にして、そのあとに空白を1つ入れてください。"),
        ("title:a\ntext: b", "行 1: 「title:」のあとに空白を1つ入れてください。"),
        ("title: a\ntext: b: c", "行 2: 書き方が正しくありません。"),
        ("title: 'a\ntext: b", "行 2: 書き方が正しくありません。"),
        ("- title: a", "行 1: 書き方が正しくありません。"),
        ("ただの文です。", "行 1: 書き方が正しくありません。"),
    ],
)
def test_each_mistake_has_its_line_and_its_sentence(text: str, sentence: str) -> None:
    assert any(one.startswith(sentence) for one in said(text)), said(text)


def test_titles_and_texts_are_counted_as_line_counts_them() -> None:
    assert draft(f"title: {'あ' * TITLE_UNITS}\ntext: b").title == "あ" * TITLE_UNITS
    assert said(f"title: {'🌱' * (TITLE_UNITS // 2)}い\ntext: b")[0].startswith(
        "行 1: title が長すぎます（401 字。400 字まで"
    )
    assert said(f"title: a\ntext: {'🌱' * (TEXT_UNITS // 2)}い")[0].startswith("行 2: text が長すぎます（5,001 字")
    # What stands around the text counts as well.
    assert said(f"title: a\ntext: {'あ' * (TEXT_UNITS - 3)}")[0].startswith("行 2: text が長すぎます")
    made = draft(f"title: a\nstyle: しずか\ntext: {'あ' * 4900}")
    assert len(made.content["text"]) == 4900


def test_too_many_and_too_long_facts_are_named() -> None:
    lines = "".join(f"  見出し{number}: 内容\n" for number in range(11))
    assert "行 3: facts が多すぎます（11 個。10 個まで）。" in said(f"title: a\ntext: b\nfacts:\n{lines}")
    long = said(f"title: a\ntext: b\nfacts:\n  {'長' * 21}: 内容\n  対象: {'あ' * 501}")
    assert [sentence.partition("が長")[0] for sentence in long] == ["行 4: facts の見出し ", "行 5: facts の 対象 "]


def test_many_mistakes_are_told_up_to_twenty() -> None:
    sentences = said("title: a\ntext: b\n" + "".join(f"unknown{number}: c\n" for number in range(30)))
    assert len(sentences) == 21
    assert sentences[-1] == "ほかにも 10 か所あります。"


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("告知", ["日時", "場所"]),
        ("あと1週間", ["日時", "場所"]),
        ("明日です", ["日時", "場所"]),
        ("本日", ["日時", "場所"]),
        ("お礼", []),
        ("締切間近", ["締切"]),
        ("お知らせ", []),
        ("訂正", []),
    ],
)
def test_what_a_kind_needs_is_said_and_never_invented(kind: str, needs: list[str]) -> None:
    file = f"title: a\ntext: b\nkind: {kind}\n"
    if needs:
        told = [f"行 3: {need}が書かれていません（「{kind}」には facts に {need} が要ります）。" for need in needs]
        assert said(file) == told
    else:
        assert draft(file).content["facts"] == []


@pytest.mark.parametrize("label", ["会場", "開催場所", "ところ"])
def test_other_words_for_a_fact_will_do(label: str) -> None:
    made = draft(f"title: a\ntext: b\nkind: 告知\nfacts:\n  {label}: なのはなプラザ\n  開催日: 2026年12月11日(金)\n")
    assert made.content["facts"] == [["開催日", "2026年12月11日(金)"], [label, "なのはなプラザ"]]


def test_a_deadline_comes_first_and_may_stand_in_until() -> None:
    made = draft("title: a\ntext: b\nkind: 締切間近\nfacts:\n  対象: 事業者\nuntil: 2026-12-25 17:00\n")
    assert made.content["facts"][0] == ["締切", "2026年12月25日(金) 17時00分"]
    assert made.past_at == parse("2026-12-25T17:00")
    day = draft("title: a\ntext: b\nkind: 締切間近\nuntil: 2026-12-25\n")
    assert day.content["facts"] == [["締切", "2026年12月25日(金)"]]
    assert day.past_at == parse("2026-12-26T00:00")


@pytest.mark.parametrize(
    ("kind", "send_at", "true"),
    [
        ("明日です", "2026-12-10 18:00", True),
        ("明日です", "2026-12-09 18:00", False),
        ("本日", "2026-12-11 09:00", True),
        ("本日", "2026-12-10 09:00", False),
        ("あと1週間", "2026-12-04 12:00", True),
        ("あと1週間", "2026-12-05 12:00", False),
        ("告知", "2026-12-05 12:00", True),
    ],
)
def test_tomorrow_is_only_said_on_the_day_before(kind: str, send_at: str, true: bool) -> None:
    file = f"title: a\ntext: b\nkind: {kind}\nsend_at: {send_at}\n{EVENT}"
    if true:
        made = draft(file)
        assert made.send_at is not None
        assert wrong_day(made.content, made.send_at) is None
    else:
        (sentence,) = said(file)
        assert sentence.startswith(f"行 4: 「{kind}」は開催の")
        unplanned = draft(file.replace(f"send_at: {send_at}\n", ""))
        assert "開催は2026年12月11日(金)です" in str(wrong_day(unplanned.content, parse(send_at.replace(" ", "T"))))


def test_an_event_is_stale_from_its_beginning_and_a_thank_you_never() -> None:
    assert draft(f"title: a\ntext: b\nkind: 告知\n{EVENT}").past_at == parse("2026-12-11T18:30")
    thanks = draft("title: a\ntext: b\nkind: お礼\nfacts:\n  日時: 2026年11月13日(金)\n")
    assert thanks.past_at is None
    own = draft(f"title: a\ntext: b\nkind: 告知\npast: 2026-12-10\n{EVENT}")
    assert own.past_at == parse("2026-12-11T00:00")
    assert said(f"title: a\ntext: b\nkind: 告知\nsend_at: 2026-12-11 18:30\n{EVENT}")[0].startswith("行 4: 送る日時")


def test_a_deadline_in_the_facts_makes_it_stale() -> None:
    made = draft("title: a\ntext: b\nkind: 締切間近\nfacts:\n  申込期限: 12月25日(金) 17時\n")
    assert made.past_at == parse("2026-12-25T17:00")


def test_what_has_passed_is_not_announced() -> None:
    for day in ("11月20日", "11月20日(金)", "2026年11月20日(金)", "2025年12月11日"):
        (sentence,) = said(f"title: a\ntext: b\nkind: 告知\nfacts:\n  日時: {day}\n  場所: c\n")
        assert sentence.startswith("行 4: 書かれている予定や締切（202")
    assert said("title: a\ntext: b\nuntil: 2026-11-21\n")[0].startswith(
        "行 3: 書かれている予定や締切（2026年11月22日(日) 0時"
    )
    thanks = draft("title: a\ntext: b\nkind: お礼\nfacts:\n  日時: 11月20日\n")
    assert "starts_at" not in thanks.content


def test_a_time_before_a_day_is_counted_in_japan() -> None:
    made = draft("title: a\ntext: b\nsend_at: {days_before: 14, at: '18:00', of: 2026-12-25}\n")
    assert made.send_at == parse("2026-12-11T18:00")
    made = draft(
        "title: a\ntext: b\nstarts_at: 2026-12-25 0:30\nsend_at: {days_before: 1, at: 午後6時半, of: starts_at}\n"
    )
    assert made.send_at == parse("2026-12-24T18:30")


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-11 18:00",
        "2026-12-11T18:00",
        "2026-12-11T18:00:00+09:00",
        "2026-12-11T09:00:00Z",
        "'2026/12/11 18:00'",
        "2026年12月11日 18時",
        "2026年12月11日(金) 18時00分",
        "令和8年12月11日（金）午後6時",
        "２０２６年１２月１１日　１８：００",
    ],
)
def test_a_moment_may_be_written_in_many_ways_and_is_meant_in_japan(written: str) -> None:
    assert draft(f"title: a\ntext: b\nsend_at: {written}").send_at == parse("2026-12-11T18:00")


def test_a_time_that_has_only_just_passed_means_now() -> None:
    assert draft("title: a\ntext: b\nsend_at: 2026-11-22 11:50").send_at == parse("2026-11-22T11:50")


def test_texts_stay_as_written() -> None:
    made = draft("title: NO\ntext: 18:00\naudience: '1-1-1'\n")
    assert (made.title, made.content["text"], made.audience) == ("NO", "18:00", "1-1-1")
    # Plain lines below each other stay lines: YAML would join them with spaces.
    assert draft("title: a\ntext: 一行目\n  二行目\n\n  三行目\n").content["text"] == "一行目\n二行目\n\n三行目"
    assert draft("title: |\n  一\n  二\ntext: b\n").title == "一 二"


def test_what_others_check_is_checked_with_the_line() -> None:
    def refuse(_value: object) -> None:
        raise Problem("一つ目。", "二つ目。")

    assert said("title: a\ntext: b\naudience: c\n", Checks(audience=refuse)) == ["行 3: 一つ目。", "行 3: 二つ目。"]
    assert said("title: a\ntext: b\nrepeat: {rule: c}\n", Checks(repeat=refuse)) == ["行 3: 一つ目。", "行 3: 二つ目。"]
    seen: list[object] = []
    made = draft(
        "title: a\ntext: b\nrepeat: {rule: 毎月, at: 18:00, count: 3, skip: [holidays]}\n", Checks(repeat=seen.append)
    )
    assert seen == [made.repeat]
    assert made.repeat == {"rule": "毎月", "at": "18:00", "count": 3, "skip": ["holidays"]}


def test_a_repeated_announcement_names_no_day_that_would_be_old_the_second_time() -> None:
    repeat = "repeat: {rule: 毎月第2金曜}\nfacts:\n  日時: 毎月第2金曜日 18時30分\n  場所: c\n"
    file = f"title: a\ntext: b\nkind: 告知\n{repeat}"
    assert (draft(file).past_at, draft(file).content.get("starts_at")) == (None, None)
    words = "に、決まった日付は書けません。2回目からは古い日付になります。"
    assert said(file.replace("毎月第2金曜日", "12月11日")) == [f"行 6: くり返すお知らせの 日時 {words}"]
    assert said(file + "starts_at: 2026-12-11 18:30\n") == [f"行 8: くり返すお知らせの starts_at {words}"]


def test_now_is_no_time_of_its_own() -> None:
    assert draft("title: a\ntext: b\nsend_at: now\n").send_at is None
    assert draft("title: a\ntext: b\nsend_at: 今すぐ\n").send_at is None


def test_placeholders_are_filled_with_sourced_words_only() -> None:
    programs = {"2-3-5": {"name": "起業者の人財育成と支援", "source": "事業実績 153行"}}
    checks = Checks(program=programs.get)
    made = draft(
        "title: '{program.name}'\nprogram: 2-3-5\ntext: '{event.場所}で。{ほかの括弧}'\nsource: '{program.source}'\n"
        "facts:\n  場所: 市役所\n  名称: '{program.name}'\n",
        checks,
    )
    assert made.title == "起業者の人財育成と支援"
    assert made.content["text"] == "市役所で。{ほかの括弧}"
    assert made.content["facts"] == [["場所", "市役所"], ["名称", "起業者の人財育成と支援"]]
    assert made.content["source"] == "事業実績 153行"
    assert made.content["program_said"] == {"name": "起業者の人財育成と支援", "source": "事業実績 153行"}
    assert said("title: a\ntext: b\nprogram: 9-9-9\n", checks) == ["行 3: 「9-9-9」という番号の制度はありません。"]
    assert said("title: '{program.nam}'\ntext: b\nprogram: 2-3-5\n", checks) == [
        "行 1: 「{program.nam}」に入れる言葉がありません。「name」のことですか。"
    ]


def test_placeholders_stand_in_buttons_too_and_what_they_bring_is_counted() -> None:
    checks = Checks(program={"2-3-5": {"name": "起業者の人財育成と支援", "long": "あ" * 600}}.get)
    file = "title: a\ntext: b\nprogram: 2-3-5\n"
    made = draft(file + "button: {label: '{program.name}とは', say: '{program.name}について'}\n", checks)
    assert made.content["button"] == {"label": "起業者の人財育成と支援とは", "say": "起業者の人財育成と支援について"}
    assert said(file + "button: {label: '{program.name}と{program.name}', say: a}\n", checks) == [
        "行 4: button の label が長すぎます（23 字。20 字まで）。"
    ]
    assert said(file + "facts: {内容: '{program.long}'}\n", checks)[0].startswith(
        "行 4: facts の 内容 が長すぎます（600 字"
    )
    assert said(file.replace("title: a", "title: '{program.long}'"), checks)[0].startswith(
        "行 1: title が長すぎます（600"
    )
    assert said(file + "source: '{program.long}'\n", checks)[0].startswith("行 4: source が長すぎます（600 字")


def test_files_of_other_encodings_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "お知らせ.yaml"
    text = "title: 年末の窓口\r\ntext: |\r\n  お休みです。\r\n  また来年。\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read(path, NOW).content["text"] == "お休みです。\nまた来年。"
    for encoding, name in (("cp932", "Shift_JIS"), ("utf-16", "UTF-16")):
        path.write_bytes(text.encode(encoding))
        assert said(path) == [f"文字コードが UTF-8 ではありません（{name} のようです）。UTF-8 で保存し直してください。"]
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert said(path) == ["文字のファイルではないようです。"]
    path.write_bytes(b"title: a\ntext: \xff\xfe\xfa\xfb\xfc\xfd\xf8")
    assert said(path) == ["文字のファイルではないようです。"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert said(tmp_path / "ない.yaml") == [f"ファイル {tmp_path / 'ない.yaml'} がありません。"]
    assert said(tmp_path) == [f"ファイル {tmp_path} を読めません。"]
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"title: a\ntext: " + b"a" * LARGEST)
    (sentence,) = said(huge)
    assert sentence == f"ファイルが大きすぎます（{LARGEST + 15:,} バイト）。{LARGEST:,} バイトまでにしてください。"
    assert said("title: " + "あ" * LARGEST)[0].startswith("ファイルが大きすぎます")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_sentences(text: str) -> None:
    for file in (text, f"title: {text}\ntext: b", f"title: a\ntext: |\n  {text}"):
        try:
            made, sentences = read(file, NOW), ()
        except Problem as problem:
            made = None
            sentences = problem.sentences
        assert made.title.strip() if made else all(sentences) and sentences


VALUES = st.recursive(
    st.one_of(st.text(max_size=30), st.integers(), st.none(), st.dates().map(str), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=8)), VALUES, max_size=8))
def test_any_yaml_is_read_or_refused_with_a_line(page: dict[str, object]) -> None:
    text = yaml.safe_dump(page, allow_unicode=True)
    sentences: tuple[str, ...] = ()
    try:
        read(text, NOW)
    except Problem as problem:
        sentences = problem.sentences
    assert all(sentence.startswith(("行 ", "ほかにも ")) for sentence in sentences)


def test_every_kind_and_style_can_be_written() -> None:
    for kind in templates().kinds:
        for style in templates().styles:
            facts = "facts:\n  日時: 2026年12月11日(金)\n  場所: なのはなプラザ\n  締切: 2026年12月4日(金)\n"
            made = draft(f"title: a\ntext: b\nkind: {kind}\nstyle: {style}\n{facts}")
            assert (made.content["kind"], made.content["style"]) == (kind, style)


@pytest.mark.parametrize(
    ("written", "key"), [("Startup", "startup"), ("起業", "startup"), ("イベント", "college"), ("窓口", "office")]
)
def test_a_theme_may_be_named_by_another_word_for_it(written: str, key: str) -> None:
    assert read(f"title: 題\ntext: 文\ntheme: {written}", NOW, Checks(themes=THEMES)).theme == key


def test_a_time_at_night_is_told_with_its_line_unless_something_is_put_right() -> None:
    file = "title: a\ntext: b\nsend_at: {}\n"
    for night in ("2026-12-10 21:00", "2026-12-11 07:59", "2026-12-10T15:00:00Z"):
        assert said(file.format(night))[0].startswith("行 3: 夜間")
        assert draft(file.format(night), Checks(at_night=True)).send_at is not None
    for day in ("2026-12-10 20:59", "2026-12-11 08:00"):
        assert draft(file.format(day)).send_at is not None


@pytest.mark.parametrize("written", ["2026-12-11t18:00:00+0900", "2026-12-11 9:00:00.5 z", "2026-12-11T18:00+09:00"])
def test_moments_as_yaml_and_programs_write_them(written: str) -> None:
    assert draft(f"title: a\ntext: b\nsend_at: {written}\n").send_at == parse("2026-12-11T18:00")
