"""The questions an empty talk invites with: each has an answer that fits, from the desk itself."""

import pytest
import sqlalchemy as sa

from bot.app import make_parts
from bot.clock import Clock, to_ms
from bot.emulator.people import KEYS
from bot.emulator.views.examples import KINDS, examples
from bot.messages import readable
from bot.models import Base
from handlers.desk import Desk
from jobs.answer import answer_now
from tests.conftest import make_settings
from tests.factories import text_event

FITTING = {
    "お店を始めたい。使える補助金は？": "地域ビジネス創出加速化支援交付金",
    "起業の相談はどこ？": "相談、支援体制の整備",
    "起業の勉強ができるところは？": "シゴト・ツクル・カレッジ",
    "会社のトイレを直したい。いくら出る？": "女性にやさしい職場環境整備事業費補助金",
    "社員に資格を取らせたい": "新規高卒者・若者等人材育成支援事業補助金",
    "会社をデジタル化したい": "企業DX推進支援事業",
    "市内で働きたい。相談できる？": "地域若者サポートステーション事業",
    "市内で仕事を探したい": "就職情報適応システム活用事業",
    "ジョブカフェって何？": "ジョブカフェ関連運営事業",
    "奨学金の返済を手伝ってもらえる？": "奨学金返還補助金",
    "インターンシップはある？": "インターンシップ促進助成金",
    "地元の会社を知りたい": "いちJOB",
    "移住したい。使える制度は？": "移住支援補助金",
    "家族で移住するといくらもらえる？": "移住支援補助金",
    "就活の交通費は出る？": "地方就職支援金",
    "Can I get money to start a shop?": "地域ビジネス創出加速化支援交付金",
    "しごとを さがしています": "就職情報適応システム活用事業",
    "I want to learn how to start a business": "シゴト・ツクル・カレッジ",
    "お店を始めるときに使えるお金は？": "地域ビジネス創出加速化支援交付金",
    "社員の資格取得の補助は？": "新規高卒者・若者等人材育成支援事業補助金",
}


def test_every_example_is_known_here() -> None:
    shown = {words for user_id in [*KEYS.values(), "U" + "0" * 32] for words in examples(user_id)}
    assert shown == set(FITTING)


@pytest.mark.parametrize("question", FITTING)
def test_an_example_gets_a_fitting_answer(question: str, desk: Desk) -> None:
    clock, engine = Clock(), sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    Base.metadata.create_all(engine)
    answer = answer_now(
        make_parts(make_settings(), clock, None, engine, desk), text_event(question, ms=to_ms(clock.now()))
    )
    engine.dispose()
    begins = "\n".join(readable(answer))[:700]
    assert FITTING[question] in begins
    assert "いまは申し込めません" not in begins


def test_who_is_added_begins_with_the_questions_of_their_kind() -> None:
    assert examples("U1", "学生・一関高専") == examples(KEYS["student"])
    assert examples("U1", "その他") == examples("U1", "") == examples(KEYS["staff"])
    assert list(KINDS) == ["起業したい", "事業主", "仕事をさがす", "学生", "移住したい", "その他"]
