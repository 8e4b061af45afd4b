"""The talks that the gallery shows, as data: what is said or tapped, on which day, and what the office did before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bot import event_scenes
from bot.event_scenes import Step

Json = dict[str, Any]
CARDS, TALK, CHECK, EVENTS = "窓口のカード", "窓口のやりとり", "使えるか調べる", "イベント"
NOVEMBER = dt.date(2026, 11, 23)
CONFIRMED: tuple[Json, ...] = (
    {"program_id": "2-3-1", "starts_on": dt.date(2026, 11, 2), "ends_on": dt.date(2026, 12, 10)},
    {"program_id": "1-1-12", "starts_on": dt.date(2026, 4, 1), "note": "予算がなくなりしだい終わります"},
    {"program_id": "1-1-1", "starts_on": dt.date(2026, 12, 1), "ends_on": dt.date(2027, 1, 29)},
)
RESEARCH: Json = {"p": "2-3-1", "fy": 2026, "label": "申請受付"}
DAY = dt.date(2025, 3, 11)
JUNE = dt.date(2024, 6, 10)  # when most programs ran
TOILET = ("女性にやさしい職場環境整備事業費補助金が使えるか調べて", "はい", "いいえ", "いいえ", "はい", "はい", "はい")


@dataclass(frozen=True)
class Scene:
    """A talk whose last answer is shown. A turn is said, or tapped when a button of the screen is called so.

    A turn that is a step is what the office does, or what the desk says by itself; it shows nothing of its own.
    """

    group: str
    title: str
    note: str
    turns: tuple[str | Step, ...]
    day: dt.date = DAY
    windows: tuple[Json, ...] = ()  # what the office has confirmed before
    notice: tuple[str, Json] | None = None  # what is told to the person afterwards: its kind, and what it is about
    later: dt.timedelta = field(default=dt.timedelta(0))  # when it is told
    ends: dt.date | None = None  # the day of the last two turns, where it is another one


SCENES = (
    Scene(
        CARDS,
        "実施中の制度",
        "聞かれたことを先に文で答え、続けてカードを出します。",
        ("資格取得の費用を助けてくれる制度は",),
    ),
    Scene(CARDS, "まもなく終わる制度", "終わることを最初に言います。", ("移住者住宅取得補助金はいくらですか",)),
    Scene(
        CARDS,
        "終わった制度と後継",
        "終わったことと、後継の制度への道を示します。",
        ("開業して1年、経営安定化の補助を受けたいです",),
        dt.date(2025, 5, 1),
    ),
    Scene(
        CARDS,
        "資料が食い違う制度",
        "推しはからず、確認が必要と言います。",
        ("外国人の社員に日本語を教える費用の補助は今年もありますか",),
        dt.date(2025, 4, 20),
    ),
    Scene(CARDS, "これから始まる制度", "いつ始まるかを先に言います。", ("地域ビジネス創出加速化支援交付金について",)),
    Scene(CARDS, "今年は開かれない催し", "開かれないことを先に言います。", ("SDGsセミナーはありますか",)),
    Scene(
        CARDS,
        "資料より後の年度",
        "手元の資料では確かめられないと、先に断ります。",
        ("単身で移住するといくらもらえますか",),
        dt.date(2026, 11, 22),
    ),
    Scene(CARDS, "一覧", "横に送って見くらべます。", ("新しい制度は",)),
    Scene(CARDS, "もしかして", "ぴったりのものがないとき、近いものから選べます。", ("インキュベーションの家賃",)),
    Scene(CARDS, "聞き返し", "どの制度のことか分からないときは、聞き返します。", ("補助金はありますか",)),
    Scene(CARDS, "連絡先", "電話番号と住所を先に答えます。", ("起業の相談窓口の電話番号は",)),
    Scene(TALK, "友だちになったとき", "はじめのあいさつ。", ("follow",)),
    Scene(TALK, "メニュー", "できることを一覧から選べます。", ("メニュー",)),
    Scene(TALK, "見つからないとき", "無いと言い、ほかの道を示します。", ("今夜の天気は",)),
    Scene(TALK, "職員に預ける", "預ける前に、文を確かめます。", ("起業の勉強がしたい", "ちがう", "職員に聞く")),
    Scene(
        TALK,
        "受付番号",
        "預かったことと番号を伝えます。",
        ("起業の勉強がしたい", "ちがう", "職員に聞く", "この質問を預ける"),
    ),
    Scene(TALK, "お知らせの設定", "何が届くかを1枚で示し、1回押すと切りかわります。", ("お知らせの設定",)),
    Scene(
        TALK,
        "お知らせを1つ止めたとき",
        "変わったことを伝え、すぐ元に戻せます。",
        ("お知らせの設定", "「就職・採用」を止める"),
    ),
    Scene(TALK, "お知らせを休むとき", "いつまで休むかを先に言います。", ("お知らせの設定", "1か月休む")),
    Scene(TALK, "お知らせをすべて止めたとき", "ふだんの言葉でも止められます。", ("もうお知らせ送らないで",)),
    Scene(
        CHECK,
        "質問",
        "文から読みとれたことは聞かずに、ひとつずつおたずねします。",
        ("製造業で従業員12人、来月トイレを直したい", "使えるか調べる"),
        JUNE,
    ),
    Scene(
        CHECK,
        "日付の質問",
        "カレンダーでも、ことばでも答えられます。",
        ("起業者の経営安定の補助", "使えるか調べる"),
        JUNE,
    ),
    Scene(
        CHECK,
        "対象になりそう・最大いくら",
        "理由と出典の行、計算の式を示します。",
        (*TOILET, "180万円くらい"),
        JUNE,
    ),
    Scene(
        CHECK,
        "対象外・いつなら対象",
        "理由と、何が変われば対象になるかを示します。",
        ("生産設備等投資促進補助金が使えるか調べて", "2500万円"),
    ),
    Scene(
        CHECK,
        "職員の確認が必要・決まった額",
        "資料だけでは決められないことを、そのまま伝えます。",
        ("移住支援補助金が使えるか調べて", "家族（世帯）で移住", "2人"),
        JUNE,
    ),
    Scene(
        CHECK,
        "計算どおりの額",
        "端数の扱いまで資料にあるときだけ、ひとつの額を出します。",
        ("就職仲介システム活用支援事業費補助金が使えるか調べて", "はい", "いいえ", "45万3千円"),
        JUNE,
    ),
    Scene(
        CHECK,
        "幅のある額",
        "どちらになるか資料にないときは、下と上の両方を出します。",
        (
            "企業立地に対する支援事業が使えるか調べて", "用地取得と工場等の新設", "はい", "新設", "3億円",
        ),
        JUNE,
    ),
    Scene(
        CHECK,
        "上限だけ・読み方が2つ",
        "2通りに読める条件は、両方の額を出して確認につなぎます。",
        ("新規高卒者・若者等人材育成支援事業補助金が使えるか調べて", "はい", "3人", "研修などの人材育成", "いいえ"),
        JUNE,
    ),
    Scene(CHECK, "終わった制度", "終わったことと、後継への道を示します。",
          ("起業者経営安定化支援事業費補助金", "使えるか調べる"), dt.date(2025, 5, 1)),
    Scene(CHECK, "答えを直す", "どの答えからでも直せます。", (*TOILET, "180万円くらい", "答えを直す"), JUNE),
    Scene(
        CHECK,
        "相談カード",
        "職員に渡る内容を、預ける前に見せます。",
        (*TOILET, "180万円くらい", "職員に聞く"),
        JUNE,
    ),
    Scene(
        CHECK,
        "相談カードの番号",
        "窓口や電話でも使える番号を伝えます。",
        (*TOILET, "180万円くらい", "職員に聞く", "この内容で預ける"),
        JUNE,
    ),
    Scene(
        CHECK,
        "何人分かの結果",
        "一人ずつ調べて、表にします。",
        ("奨学金返還補助金が使えるか調べて", "はい", "一関市内", "はい", "はい", "もう一人調べる", "いいえ"),
        dt.date(2025, 5, 1),
    ),
    Scene(
        CHECK,
        "使える制度診断の結果",
        "5、6問で、すべての制度を分けて示します。",
        ("何か使える補助金ある？", "事業主", "設備投資", "はい", "新設", "はい", "いいえ"),
        JUNE,
    ),
    Scene(
        CHECK,
        "使える制度診断の質問",
        "立場と、したいことからさがします。",
        ("何か使える補助金ある？", "事業主"),
        JUNE,
    ),
    Scene(
        TALK,
        "締切・受付",
        "締切の近い順に示し、確認できていない制度は見守れます。",
        ("締切・受付",),
        NOVEMBER,
        CONFIRMED,
    ),
    Scene(
        TALK,
        "見守りを始めたとき",
        "何がいつ届くかを、その場で伝えます。",
        ("新製品・新技術開発補助事業はいつまで？", "見守る"),
        NOVEMBER,
        CONFIRMED,
    ),
    Scene(
        TALK,
        "見守り一覧",
        "1回押すと、やめられます。",
        ("新製品・新技術開発補助事業", "見守る", "移住支援補助金を見守って", "見守り一覧"),
        NOVEMBER,
        CONFIRMED,
    ),
    Scene(
        TALK,
        "見守りのお知らせ・締切の7日前",
        "届く日の残り日数を言い、やめるボタンを付けます。",
        ("新製品・新技術開発補助事業", "見守る"),
        NOVEMBER,
        CONFIRMED,
        ("watch.deadline", {**RESEARCH, "end": "2026-12-10", "before": 7}),
        dt.timedelta(days=10),
    ),
    Scene(
        TALK,
        "見守りのお知らせ・受付期間の確認",
        "今年度の受付期間が確認されたことを伝えます。",
        ("新製品・新技術開発補助事業", "見守る"),
        NOVEMBER,
        CONFIRMED,
        ("watch.confirmed", RESEARCH),
    ),
    Scene(
        TALK,
        "見守りのお知らせ・後継の制度",
        "替わった制度への道を示します。",
        ("起業者経営安定化支援事業費補助金", "見守る"),
        notice=("watch.replaced", {"p": "2-3-6"}),
        later=dt.timedelta(days=30),
    ),
    Scene(CHECK, "約束はしない", "確実かと聞かれても、わかることだけを答えます。",
          (*TOILET, "180万円くらい", "確実にもらえますか"), JUNE),
    *(
        Scene(EVENTS, one.title, one.note, one.turns, event_scenes.DAY, ends=one.ends)
        for one in event_scenes.EVENT_SCENES
    ),
)
