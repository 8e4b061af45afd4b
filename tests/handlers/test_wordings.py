"""Ways of asking that were not understood once: dialect, kana, wrong conversions, English, themes, counts."""

from __future__ import annotations

import pytest

from handlers import wording
from tests.handlers.conftest import Person

DIALECT = [
    ("若いもん雇ったがら、資格とらせっぺど思って。銭っこ出ねべか", "新規高卒者・若者等人材育成支援事業補助金"),
    ("店っこ始めでえ。誰さ相談すればいいんだべ", "相談、支援体制の整備"),
    ("会社の寮ば建てでえんだども、なんか補助あっぺが", "社員寮整備事業費補助金"),
    ("工場さ新しい機械ば入れでえ。市でなんぼか足してけるべか", "地域企業経営強化支援事業"),
    ("一関さ家建でで住むべど思ってら。なんぼが助けでもらえるべが", "移住者住宅取得補助金"),
    ("うちの娘、学校やめでがら家さばりいで、働ぎでえ気持ちはあるみてえなんだども", "地域若者サポートステーション事業"),
]
KANA = [
    ("きゅーしーけんていは なんにん うけましたか", "231人"),
    ("きぎょうじょうほうこうかんかいは いつ ありましたか", "令和7年2月6日"),
    ("うちの こは ちゅうがく１ねんせいです。ぷろぐらみんぐの こんてすとは ありますか", "IT人材育成プログラム事業"),
    ("さいがいに そなえる けいかくを つくる せみなーは ありますか", "BCPセミナー開催事業"),
    ("こうせんの せんせいと きょうどうけんきゅうを したいです", "新製品・新技術開発補助事業"),
]
CONVERTED = [
    ("短身で移住したら支縁金はいくら", "60万円"),
    ("ジョブカフエの相談剣数は", "495件"),
    ("しごと発見フェアには何認来ましたか", "305人"),
    ("市内で企業したいのですが、どこで相談できますか", "創業・起業の相談窓口"),
]
ENGLISH = [
    ("My husband and I are moving with our 3-year-old daughter. How much relocation money in total?", "目安は 200万円"),
    ("When was the IT utilization seminar in December?", "令和6年12月8日"),
    ("Is the startup management stabilization subsidy still available?", "廃止"),
    ("We want to host a student from an overseas university for a few weeks", "外国人インターンシップ促進補助金"),
]
COUNTED = [
    ("しごと発見フェアって1日に会社いくつ来るんですか", "10社"),
    ("SDGsパートナーは今どれくらい登録してる？", "31社"),
    ("女の人の着替え部屋とか直す補助、今年度は何軒の会社が通ったの", "16社"),
    ("情報交換会に展示した会社の数", "37社"),
    ("アカデミーを請け負っている会社は", "京屋染物店"),
]


@pytest.mark.parametrize(("said", "heard"), [*DIALECT, *KANA, *CONVERTED, *ENGLISH, *COUNTED])
def test_it_is_understood(person: Person, said: str, heard: str) -> None:
    assert heard in person.say(said)


@pytest.mark.parametrize(
    ("said", "some"),
    [
        ("人がなかなか取れなくてねえ", ["採用・求人", "件ご案内します"]),
        ("採用支援のリストちょうだい", ["採用・求人", "件ご案内します"]),
        ("外国人の従業員のことで使える制度は？", ["外国人就労者地域交流促進事業", "外国人市民等にやさしい職場環境"]),
        ("中小企業がお金の面で使える制度をひととおり知りたい", ["中小企業振興資金", "地域企業経営強化支援事業"]),
        ("使ってない校舎を事務所にしたい", ["ICT関連分野の企業集積・起業支援", "新たな工業団地、貸し工場の整備検討"]),
    ],
)
def test_several_are_offered(person: Person, said: str, some: list[str]) -> None:
    heard = person.say(said)
    assert all(text in heard for text in some), heard


@pytest.mark.parametrize("said", ["すみません", "質問いいですか", "聞きたいことがあるんですが", "寒くなったねえ"])
def test_a_word_before_the_question_is_no_question(person: Person, said: str) -> None:
    assert wording.HELLO in person.say(said)


def test_a_name_that_is_asked_for_is_no_small_talk(person: Person) -> None:
    assert wording.WHO not in person.say("市の就職フェアを主催している財団の名前を教えてください。")


def test_what_was_said_before_is_confirmed(person: Person) -> None:
    person.say("移住して中古の家を買うときの補助はありますか")
    assert "1人につき10万円" in person.say("子どもがいると増えるんでしょ、いくら？")


def test_not_this_but_what_was_near_before(person: Person) -> None:
    person.say("移住したい")
    heard = person.say("家じゃなくて支援金のほう")
    others = (name for name in ("地域ビジネス創出加速化支援交付金", "移住者住宅取得補助金") if name in heard)
    assert all(heard.index("移住支援補助金") < heard.index(name) for name in others), heard
