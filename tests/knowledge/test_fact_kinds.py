"""The kind of thing asked for, and the sentences that tell it."""

from __future__ import annotations

import pytest

from knowledge.fact_kinds import kinds_asked, kinds_held, topics_of
from knowledge.programs import Topic


@pytest.mark.parametrize(
    ("question", "sentence", "kind"),
    [
        ("計画が認められたのは何年のことですか", "令和3年度に計画の認定を受けました。", "year"),
        ("千厩でもいいの", "対象の地域は、市内全域です。", "area"),
        ("隣の町の会社も回りますか", "訪問先は、一関市、平泉町及び栗原市内の企業です。", "area"),
        ("今はどの部が受け持っていますか", "この補助金は、農林部が受け持っています。", "department"),
        ("何という認証につながるの", "「くるみん認定」を取得する事業所を増やします。", "mark"),
        ("何のために開くのですか", "地元定着につなげるために開きます。", "aim"),
        ("どこの学校で行われましたか", "会場は、修紅短期大学でした。", "school"),
        ("どこの会社がやっていますか", "受託しているのは、株式会社です。", "firm"),
        ("何日間通うのですか", "5日間の講座です。", "span"),
    ],
)
def test_the_kind_asked_for_is_found_in_the_sentence(question: str, sentence: str, kind: str) -> None:
    assert kind in kinds_asked(question)
    assert kind in kinds_held(sentence)


@pytest.mark.parametrize("question", ["補助の上限は", "全部でいくらですか", "会社の登録をしたい", "子どもがいる場合は"])
def test_most_questions_ask_for_no_such_kind(question: str) -> None:
    assert kinds_asked(question) == frozenset()


def test_a_kind_may_have_a_topic_of_its_own() -> None:
    assert topics_of("area") == {Topic.WHERE}
    assert topics_of("year") == frozenset()
