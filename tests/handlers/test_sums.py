"""What a message has told is added up where a sum is asked for, and nothing is where it is not."""

from __future__ import annotations

import pytest

from tests.handlers.conftest import Person

HEAD = "うかがった内容だと"


@pytest.mark.parametrize(
    ("said", "sums"),
    [
        ("夫と10歳の娘と一緒に一関へ移住すると、支援金はあわせていくらですか", ["目安は 200万円", "1,000,000円 × 1"]),
        ("家族5人で移住します。子どもは3人です。支援金の合計は？いくら？", ["目安は 400万円"]),
        ("大人二人と子ども1人で移住したら合計いくら", ["目安は 200万円", "1,000,000円 × 1"]),
        ("夫婦と子ども三人で移住、長女は大学生。支援金の合計はいくら", ["目安は 100万円 以上", "18歳未満の人"]),
        ("妻と子ども2人で移住します。上の子は19歳です。支援金はいくら", ["目安は 100万円 以上"]),
        ("単身で移住したら支援金はいくらですか", ["目安は 60万円"]),
        ("移住して31歳で新築を2500万円、地元の工務店に頼みます。子どもはいません。補助の合計はいくら",
         ["新築（40歳未満）：500,000円", "市内業者の施工（新築）：200,000円", "目安は 70万円"]),
        ("移住者です。45歳で新築を建てたら住宅の補助はいくら", ["目安は 25万円 以上"]),
        ("更衣室の改修工事に90万円かかります。補助はいくらですか", ["目安は 最大 45万円"]),
        ("外国人社員と地域の清掃を8か月続けたら奨励金はいくらになりますか", ["目安は 4万円"]),
    ],
)  # fmt: skip
def test_a_sum_of_what_was_told(person: Person, said: str, sums: list[str]) -> None:
    heard = person.say(said)
    assert all(text in heard for text in [HEAD, *sums, "決めるのは市です"]), heard


@pytest.mark.parametrize(
    "said",
    [
        "移住支援金は子ども1人につきいくら加算されますか",
        "移住支援金はいくらですか",
        "移住支援金の対象はだれですか。夫婦です",
        "昨年度は家族で移住した人に移住支援金がいくら出ましたか",
        "新入社員研修の補助の上限はいくらですか",
    ],
)
def test_no_sum_where_none_is_told_or_asked(person: Person, said: str) -> None:
    assert HEAD not in person.say(said)


def test_only_what_is_added_where_that_is_asked(person: Person) -> None:
    person.say("移住して新築を建てるときの補助を教えて")
    heard = person.say("子どもが4人いると、その分いくら増えますか")
    assert "100,000円 × 4 ＝ 400,000円" in heard
    assert "目安は" not in heard
