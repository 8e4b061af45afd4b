"""What people say of events, wish by wish, in every style; and what belongs to the search."""

from __future__ import annotations

import datetime as dt

import pytest

from knowledge.event_spelling import spelled
from knowledge.event_wishes import bare_code, door_code, event_wishes

TODAY = dt.date(2026, 11, 23)  # a Monday
SAID = {
    "when": [
        "次のガレージいつ？",
        "ガレージ次回いつ？",
        "こんどの がれーじ いつ",
        "次の画廊時は何日？",
        "ガレージ今月もう終わった？",
        "12月のガレージ",
        "ガレージ 12月 空き",
        "ガレージ、オンラインでもやってる？",
        "来月のガレージどごでやるのす",
        "次のゼミの締め切りいつですか",
        "アカデミー今年ある？",
        "次のアカデミーっていつだっけ",
        "garage next date?",
        "ガレッジの次の日程",
        "次回のがレージは何時からですか",
    ],
    "list": [
        "イベントある？",
        "なんかイベントやってる？",
        "今度の金曜なにかある？",
        "こんどのきんようび なにかありますか",
        "今週末なにかイベントない？",
        "来月のイベント",
        "らいげつの いべんと",
        "来週なんかあっか",
        "年内のイベント教えて",
        "12月は何がありますか",
        "今月のセミナー",
        "近々の催しを知りたい",
        "申し込めるイベントは？",
        "any events this month?",
        "What events are there next month?",
        "イべント教えて",
        "20日のやつまだ空いてる？",
        "明日のやつ何時から",
        "明日なにやってる？",
    ],
    "join": [
        "8月のゼミ 申し込みたい",
        "ゼミ 8月 申込",
        "ガレージに参加したいです",
        "がれーじ さんか きぼう",
        "ガレージさ行ぎてぇ",
        "次のガレージ2名で予約お願いします",
        "ガレージ予約",
        "ガレージの申し込み方法を教えて",
        "ガレージの席とってけろ",
        "ガレージに出席します",
        "セミナーに申し込みたい",
        "申し込みたい",
        "参加希望",
        "これに申し込みます",
        "I want to join the garage",
        "12月20日のやつ行きたい",
        "20日の行ける？",
        "来週の金曜のに参加",
        "じゅうにがつはつかの さんかします",
        "11日のやつ二人でいける？",
        "もう一つのやつも行きたい",
        "I'd like to join the one on December 20",
        "次のガレージにエントリーしたい",
        "12/11のガレージ、夫婦2人で参加できますか",
        "ガレージ3人でお願いします",
        "ガレージ5人で",
    ],
    "wait": [
        "キャンセル待ちしたい",
        "ガレージのキャンセル待ちお願いします",
        "ガレージ空いたら教えて",
    ],
    "mine": [
        "予約の確認",
        "よやくの かくにん",
        "申し込んだイベント",
        "申し込みできてる？",
        "予約とれてるか確認したい",
        "私の予約",
        "参加するイベントの時間",
        "申込状況を確認したい",
        "どのイベントに申し込んだっけ",
        "イベントの受付番号わすれた",
        "わたし何もうしこんでたっけ",
    ],
    "queue": [
        "何番目ですか",
        "キャンセル待ちの順番は？",
        "いま何人待ち？",
        "あと何人まち？",
        "あと何人待ちですか",
        "順番まだ？",
    ],
    "leave": [
        "キャンセルしたい",
        "きゃんせる おねがいします",
        "行けなくなった",
        "いげなくなったじゃ",
        "行げねぐなった",
        "明日のガレージ欠席します",
        "申し込みを取り消してください",
        "予約をキャンセル",
        "ガレージやめたい",
        "都合が悪くなりました",
        "急用が入ったので行けません",
        "子どもが熱を出して行けそうにないです",
        "キャンセル待ちをやめます",
        "参加できなくなりました",
        "辞退します",
        "I need to cancel",
        "I can't come",
        "I'm not coming",
        "Cancel my booking please",
        "子どもが熱だしていげねぐなった",
        "急用ができてしまい参加できそうにありません",
        "母が入院したので行けなくなりました",
        "仕事が入って行けません",
        "会社の都合で参加できません",
        "イベントの予約をキャンセルしたい",
        "申込を取り消したいです",
        "講演会は欠席します",
        "やっぱ行くのやめます",
        "明日行けなくなりましたすみません",
        "体調不良のためキャンセルします",
        "祖父の葬式で行けなくなった",
        "急用ができた",
        "予約キャンセルの仕方を教えて",
        "どうしても外せない用事ができて行けません",
        "店が忙しくて行けなくなりました",
        "大雪で行けません",
        "予約取消し",
        "ぬけたい",
        "抜けます",
        "やっぱ行けなくなった",
        "やっぱやめとくわ",
        "いがねごどにした",
        "行ぐの止めっから",
        "参加むりそうです",
        "申し込んだやつ消してほしい",
        "間違って押しちゃった、取り消したい",
        "急に仕事入っちゃって、すみません",
        "2人とも行けなくなりました",
        "I want to drop out",
        "I won't be able to make it",
        "Something came up, I cannot come on Friday",
    ],
    "people": [
        "2人で",
        "2人にして",
        "人数を変更したい",
        "3人に変更",
        "友だちも連れていきたい",
        "一人増やしたい",
        "一人キャンセル",
        "2人のうち1人行けない",
        "ひとりへらしてけろ",
        "妻が行けなくなった",
        "友だちの分キャンセル",
        "うちの子の分だけキャンセルで",
        "もう一人連れていってもいい？",
        "2人じゃなくて3人です",
        "one of us can't come",
        "Can I bring one more person?",
    ],
    "None": [
        "ガレージ",
        "去年のゼミは何人来た？",
        "ガレージの問い合わせ先",
        "ガレージは無料ですか",
        "ゼミってどんな内容？",
        "アカデミーの講師は誰ですか",
        "ガレージは誰でも参加できますか",
        "シゴト・ツクル・ガレージは毎月いつ開かれますか？",
        "ゼミは何曜日ですか",
        "ゼミの参加者は何人でしたか",
        "起業応援講座のゼミは何月に開講しますか",
        "BCPの講座の日にち教えて",
        "第18回 企業情報交換会 開催日",
        "農商工連携セミナーはいつですか",
        "若手社員向けセミナー いつ",
        "補助金の申請をキャンセルしたい",
        "補助金に申し込みたい",
        "展示会に出たい",
        "移住支援金を申し込みたい",
        "従業員2人で使える補助金",
        "今日の天気は",
        "明日の会議の資料",
        "従業員3人です",
        "行けない人への支援はありますか",
        "取り消し線の書き方",
        "起業したい人の交流会があるって聞いた",
        "こんにちは",
        "今週の金曜って、起業したい人や応援したい人の勉強会がある日でしたか。日付も教えてください。",
        "なぜみんな使うの",
        "内定を辞退されたときの支援",
        "採用のキャンセル料",
        "締切・受付",
        "今月何かもらえる補助金ある？",
        "8月に子どもの制度あるか",
        "順番に教えて",
        "奨学金の申込をキャンセルしたい",
        "相談の予約をキャンセルしたい",
        "店をやめたい",
        "店をやめます",
        "会社をやめたい",
        "仕事をやめたい",
        "仕事に行けない",
        "ハローワークの面接に行けなくなった",
        "就職の面接を辞退したい",
        "インターンに参加できなくなった",
        "空き家バンクの登録を取り消したい",
        "補助事業を取りやめたい",
        "手続きを取り消したい",
        "窓口に行けません",
        "学校に行けない子どもがいます",
        "ホテルの予約をキャンセルしたい",
        "税務相談会の予約をキャンセルしたい",
        "たばこをやめたい",
        "美容院の予約をキャンセルしたい",
        "都合が悪くて市役所に行けない",
        "親の介護で働きに行けない",
        "奨学金の申込の確認",
        "従業員が一人増えました",
        "社員を2人増やしたい",
        "社員が一人辞めました",
        "子どもが一人増えます",
        "2人から3人に従業員が増えた",
        "会社を抜けたい",
        "消防団を抜けたい",
        "店が無理になった",
        "友達が起業した",
        "妻が仕事を辞めることになった",
        "来週の金曜に市役所に行きたい",
        "明日の会議に出たい",
        "車で市役所に行ける？",
        "東京に行きたい",
        "20日の締切の補助金は",
        "12月の回覧板",
        "雪で会社に行けない",
        "12月20日に面接に行けなくなった",
    ],
}


@pytest.mark.parametrize(("wish", "message"), [(wish, one) for wish, said in SAID.items() for one in said])
def test_wish(wish: str, message: str) -> None:
    heard = event_wishes().hear(message, TODAY)
    assert (heard.wish if heard else "None") == wish


@pytest.mark.parametrize(
    ("message", "series", "days", "people"),
    [
        ("8月のゼミ 申し込みたい", "seminar", ("2027-08-01", "2027-08-31"), None),
        ("12/11のガレージ、夫婦2人で参加したい", "garage", ("2026-12-11", "2026-12-11"), 2),
        ("らいげつの がれーじに ふたりで さんかしたい", "garage", ("2026-12-01", "2026-12-31"), 2),
        ("今度の金曜なにかある？", None, ("2026-11-27", "2026-11-27"), None),
        ("来週の土曜のガレージ", "garage", ("2026-12-05", "2026-12-05"), None),
        ("次の第2金曜のイベントいつ", None, None, None),
    ],
)
def test_series_days_and_people(
    message: str, series: str | None, days: tuple[str, str] | None, people: int | None
) -> None:
    heard = event_wishes().hear(message, TODAY)
    assert heard is not None
    assert heard.people == people
    assert heard.days == (tuple(map(dt.date.fromisoformat, days)) if days else None)
    assert series is None or heard.series == series


def test_a_long_story_is_heard_by_its_end() -> None:
    story = (
        "父から和菓子屋を継ぐことになり、毎日帳簿と向き合っています。去年は何も分からないまま過ぎました。"
        "友人から、これから始める人が集まるガレージという会があると聞きました。12月の会に妻と2人で参加したいのですが。"
    )
    heard = event_wishes().hear(story, TODAY)
    assert heard is not None
    assert (heard.wish, heard.series, heard.people) == ("join", "garage", 2)


def test_a_name_that_staff_gave() -> None:
    names = {spelled("農商工連携セミナー"): "agri"}
    heard = event_wishes().hear("農商工連携セミナーはいつですか", TODAY, names)
    assert heard is not None
    assert (heard.wish, heard.series) == ("when", "agri")


def test_the_name_of_a_consultation_that_staff_gave() -> None:
    heard = event_wishes().hear("創業相談会をキャンセル", TODAY, {spelled("創業相談会"): "advice"})
    assert heard is not None
    assert (heard.wish, heard.series) == ("leave", "advice")
    assert event_wishes().may_name("創業相談会をキャンセル")


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("2", 2),
        ("２人", 2),
        ("ふたりで", 2),
        ("全部で3人です", 3),
        ("三名でお願いします", 3),
        ("大人2人", 2),
        ("2人目", None),
        ("2人で使える制度", None),
        ("はい", None),
        ("0人", None),
    ],
)
def test_a_number_of_people(message: str, number: int | None) -> None:
    assert event_wishes().number(message) == number


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("受付 ABC234", "ABC234"),
        ("うけつけＡＢＣ２３４です", "ABC234"),
        ("受付コード：abc-234", "abc-234"),
        ("受付番号 3", None),
        ("締切・受付", None),
        ("受付はどこ", None),
        ("受付 2026年度", None),
    ],
)
def test_the_code_at_the_door(message: str, code: str | None) -> None:
    assert door_code(message) == code


def test_a_bare_code_is_only_one_if_the_rows_say_so() -> None:
    assert bare_code("abc 234") == "abc 234"
    assert bare_code("いつ") is None
    assert bare_code("0191218412") is None


def test_nothing_that_can_be_typed_is_too_much() -> None:
    for message in ("", " ", "あ" * 5000, "\u0000", "キャンセル" * 300, "1" * 1500, "の" * 1400):
        event_wishes().hear(message, TODAY)


@pytest.mark.parametrize(
    ("message", "bare"), [("20日の行ける？", False), ("20日に参加したい", True), ("行きたい", True)]
)
def test_a_day_that_stands_for_an_event(message: str, bare: bool) -> None:
    heard = event_wishes().hear(message, TODAY)
    assert heard is not None
    assert heard.bare is bare
