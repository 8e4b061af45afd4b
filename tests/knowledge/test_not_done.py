"""What the desk is asked to do and does not; and what is a question about programs."""

from __future__ import annotations

import pytest

from knowledge.not_done import not_done

ASKED = {
    "withdraw": [
        "奨学金の申込をキャンセルしたい", "補助金の申請を取り下げたい", "求人の応募を辞退したい",
        "面接をキャンセルしたい",
        "キャンセルしたい", "契約を解約したい", "ジョブカフェの予約を変更したい", "申請後に内容を変更したい",
        "しんせいじゃなくて よやくを とりけしたい", "Please cancel my scholarship application",
    ],
    "look_after": ["親を見守ってほしい", "高齢の父を見守ってください", "子どもの送り迎えをしてほしい",
                   "Can you watch over my mother?"],
    "errand": ["買い物を代わりにしてほしい", "引っ越しを手伝ってほしい", "犬の散歩をお願いしたい"],
    "for_me": ["申請書を代わりに書いてください", "代わりに申請して", "書類を郵送してほしい"],
    "ring": ["電話してほしい", "折り返し電話ください"],
    "money": ["お金を貸してください", "100万円貸して"],
    "own_case": ["わたしの申請どうなってますか", "申請した補助金の審査の結果を教えて", "審査まだですか"],
    None: [
        "申請を取り消されたらどうなる", "内定辞退を防ぎたい", "採用した人が辞退した", "お金を貸してくれるところある？",
        "掃除の会社を始めたい", "一関に引っ越したい", "東京から引っ越し", "書類の書き方を教えてください",
        "申請書の様式をください", "電話番号をください", "会員登録したい", "仕事をやめたい", "審査の期間は",
        "配達の仕事がしたい", "面接の練習をしてほしい", "事業計画書の作り方を教えてほしい", "会社の登記を変更したい",
        "応募の締切はいつ", "奨学金の返還を手伝ってほしい", "見守りをやめたい", "",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("deed", "message"), [(deed, one) for deed, said in ASKED.items() for one in said])
def test_a_deed(deed: str | None, message: str) -> None:
    assert not_done().asked(message) == deed
