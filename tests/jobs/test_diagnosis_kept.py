"""使える制度診断 and the table of several employees on both databases: a restart, a deletion and the cleaning."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bot.db import make_engine
from handlers import router
from handlers.desk import Desk
from handlers.talk import DIAGNOSIS, PERSONS
from jobs.cleanup import cleanup
from jobs.erase import erase_asked
from jobs.parts import Parts
from tests.fakes import FixedClock
from tests.jobs.test_check_kept import say, state, tap


@pytest.fixture
def service(parts: Parts, desk: Desk) -> Parts:
    """The jobs with the real handlers."""
    return dataclasses.replace(parts, desk=desk, dispatch=router.dispatch, sorry=router.sorry)


def test_a_restart_in_the_middle_loses_nothing(service: Parts, database_url: str, clock: FixedClock) -> None:
    assert "質問 1（最大6問）" in say(service, "何か使える補助金ある？")
    assert "質問 2（最大6問）" in tap(service, "a=dg&k=who&v=employer")
    clock.move(dt.timedelta(hours=5))
    engine = make_engine(database_url)
    again = dataclasses.replace(service, engine=engine, worker="another process")
    assert "質問 3" in say(again, "IT・デジタル")
    assert "質問 4" in say(again, "はい")
    heard = say(again, "いいえ")
    assert "診断の結果" in heard
    assert "対象外 1件" in heard
    engine.dispose()


def test_a_deletion_takes_the_answers_of_all_persons(service: Parts) -> None:
    say(service, "何か使える補助金ある？")
    say(service, "学生")
    tap(service, "a=can&p=1-1-14")
    say(service, "いいえ")
    assert "2人目について" in tap(service, "a=more&p=1-1-14&n=1")
    assert {DIAGNOSIS, PERSONS} <= set(state(service))
    heard = say(service, "私のデータ")
    assert "使える制度診断のお答え" in heard
    assert "ほかの人の分のお答え" in heard
    say(service, "データ削除")
    tap(service, f"a=erase&k={state(service)['erase_key']}")
    erase_asked(service)
    assert state(service) == {}
    assert "使える制度をさがす" in tap(service, "a=dgx&o=go")


def test_answers_outlive_the_cleaning_for_a_day_and_no_longer(service: Parts, clock: FixedClock) -> None:
    say(service, "何か使える補助金ある？")
    say(service, "学生")
    clock.move(dt.timedelta(hours=23))
    cleanup(service)
    assert state(service)[DIAGNOSIS]["who"] == "student"
    clock.move(dt.timedelta(hours=2))
    cleanup(service)
    assert state(service) == {}
